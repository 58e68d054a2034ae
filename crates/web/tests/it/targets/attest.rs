//! An attestation with its file, from the form to the drawer.

use axum::http::{StatusCode, header};

use super::{imported, upload};
use crate::app::TestApp;

const TARGET: &str = "P01.I01.T1";

fn fields<'a>(value: &'a str, as_of: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("value", value),
        ("unit", "次"),
        ("as_of", as_of),
        ("statement", "签到表共四场"),
        ("period", "2024"),
        ("progress", "accumulates"),
        ("section", "办公室"),
        ("why", "没有逐场记录"),
    ]
}

#[tokio::test]
async fn a_stated_value_counts_only_after_another_accepted_it_and_its_file_is_kept_and_opened_safely() {
    let app = TestApp::new();
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let path = format!("/targets/{table}/attest/{TARGET}");
    assert!(office.get(&path).await.text.contains("enctype=\"multipart/form-data\""));
    let sent = upload(&mut office, &path, &fields("4", "2024-08-31"), Some(("签到.txt", "四场".as_bytes()))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);

    let page = finance.get(&format!("/targets/{table}")).await.text;
    assert!(page.contains("待复核") && page.contains(">4</span>"), "the value is shown and marked");
    let drawer = finance.get(&format!("/evidence/target:{table}:{TARGET}")).await.text;
    for part in ["签到表共四场", "2024-08-31", "签到.txt", "待复核"] {
        assert!(drawer.contains(part), "{part}");
    }
    let accept = format!("/targets/{table}/bind/{TARGET}/accept");
    let own = office.post(&accept, &[("version", "1")]).await;
    assert!(own.text.contains("web.own_work"), "{}", own.text);
    assert_eq!(finance.post(&accept, &[("version", "1")]).await.status, StatusCode::SEE_OTHER);
    let page = finance.get(&format!("/targets/{table}?state=met")).await.text;
    assert!(page.contains("达标") && page.contains(">4</span>"), "{page}");

    let sha = store::digest_of("四场".as_bytes());
    let open = finance.get(&format!("/files/{sha}/open")).await;
    assert_eq!(open.headers[header::CONTENT_TYPE], "text/plain");
    assert_eq!(open.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let down = finance.get(&format!("/files/{sha}")).await;
    assert!(down.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(app.store.read(|r| r.evidence_bytes(sha)).unwrap(), "四场".as_bytes());
}

#[tokio::test]
async fn a_form_that_proves_nothing_is_refused_beside_its_field_and_keeps_nothing() {
    let app = TestApp::new();
    let mut office = app.signed_in("dual_chain_office").await;
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let path = format!("/targets/{table}/attest/{TARGET}");
    let text = Some(("a.txt", &b"four"[..]));
    for (value, as_of, file, complaint) in [
        ("4", "2024-08-31", None, "file-error"),
        ("4", "2024-08-31", Some(("a.txt", &b"<html><script>alert(1)</script>"[..])), "file-error"),
        ("很多", "2024-08-31", text, "value-error"),
        ("4", "明天", text, "as_of-error"),
        ("4", "2024-12-31", text, "as_of-error"),
    ] {
        let answer = upload(&mut office, &path, &fields(value, as_of), file).await;
        let marked = format!("class=\"err\" id=\"{complaint}\"");
        assert!(answer.text.contains(&marked), "{value} {as_of}: {}", answer.text);
        let (_, open) = targets::proposals::open(&app.store, table).unwrap();
        assert_eq!(open, []);
    }
    let elsewhere = format!("/targets/{table}/attest/P09.I01.T1");
    let nowhere = upload(&mut office, &elsewhere, &fields("4", "2024-08-31"), text).await;
    assert_ne!(nowhere.status, StatusCode::SEE_OTHER);
}
