//! The backup made in the browser can be restored.

use crate::app::TestApp;

#[tokio::test]
async fn a_backup_made_in_the_browser_restores_to_the_same_accounts() {
    let app = TestApp::new();
    let mut admin = app.signed_in("system_admin").await;
    let answer = admin.post("/admin/system/backup", &[]).await;
    let page = admin.get(answer.location()).await.text;
    assert!(page.contains("已备份到"), "{page}");
    let name = answer.location().split_once("made=").unwrap().1.to_owned();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("again");
    store::restore(app.store.dir().join("backups").join(name), &to).unwrap();
    let again = store::Store::open(&to).unwrap();
    assert!(again.read(|r| r.user_named("system_admin")).unwrap().is_some());
}
