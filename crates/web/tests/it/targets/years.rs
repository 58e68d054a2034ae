//! Years and departments side by side.

use store::Actor;
use targets::import::import;

use super::TABLE;
use crate::app::TestApp;

#[tokio::test]
async fn two_years_stand_beside_each_other_with_what_changed() {
    let app = TestApp::new();
    let by = Actor::User(app.account("importer", &["dual_chain_office"]));
    let options = tabular::ReadOptions::default();
    // The year after promises something that cannot be measured.
    let worse = TABLE.replace(
        "简报期数；实施周期指标值：不少于6期；年度指标值：不少于6期。",
        "简报；实施周期指标值：良好做好；年度指标值：良好做好。",
    );
    for (text, year) in [(TABLE, 2023), (worse.as_str(), 2024)] {
        import(&app.store, by.clone(), "表.txt", text.as_bytes(), &options, Some(year)).unwrap();
    }
    let mut office = app.signed_in("dual_chain_office").await;
    let page = office.get("/targets/years").await.text;
    let (later, earlier) = (page.find(">2024<").unwrap(), page.find(">2023<").unwrap());
    assert!(later < earlier, "the latest year first");
    assert!(page.contains("▲ +1"), "{page}");
    let none = office.get("/targets/years?department=%E6%97%A0%E6%AD%A4%E9%83%A8%E9%97%A8").await.text;
    assert!(!none.contains("▲"));
}
