//! Performance tables in the browser: sources and attestations, answers to findings, the way from hand to hand.

mod appraisal;
mod attest;
mod bindings;
mod draft;
mod findings;
mod trail;
mod years;

use axum::body::Body;
use axum::http::Method;
use store::Actor;

use crate::app::{Answer, Browser, TestApp};

/// A table with a number, a grade and a project total that does not add up.
pub(crate) const TABLE: &str = "项目支出绩效目标表\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t31.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动不少于3次。\t1、1-产出指标；11-数量指标：活动次数；\
    实施周期指标值：不少于3次；年度指标值：不少于3次。\n\
    宣传项目\t0.50\t0.00\t编印简报不少于6期。\t1、1-产出指标；11-数量指标：简报期数；实施周期指标值：不少于6期；\
    年度指标值：不少于6期。\n";

/// Brings the table in as somebody else and gives its number.
pub(crate) fn imported(app: &TestApp, by: domain::UserId) -> i64 {
    let options = tabular::ReadOptions::default();
    targets::import::import(&app.store, Actor::User(by), "表.txt", TABLE.as_bytes(), &options, None).unwrap().table
}

/// Submits a form with files.
pub(crate) async fn upload(
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Answer {
    let token = browser.get("/account/password").await.token();
    let mut body = Vec::new();
    let mut part = |head: String, bytes: &[u8]| {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"_csrf\"".to_owned(), token.as_bytes());
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    if let Some((name, bytes)) = file {
        part(format!("name=\"file\"; filename=\"{name}\""), bytes);
    }
    body.extend_from_slice(b"--b--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    browser.ask(Method::POST, path, &headers, Body::from(body)).await
}
