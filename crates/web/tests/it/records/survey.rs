//! Satisfaction: a link for one answer, nobody named, and nothing said with too few answers.

use axum::http::StatusCode;

use super::{VISIT, new_of, send};
use crate::facts::product;

#[tokio::test]
async fn a_link_takes_one_answer_and_the_share_comes_with_its_number_and_bounds() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let done = send(&mut section, &new_of("枢纽接待"), &VISIT, &[("evidence-0", "表.txt", "登记".as_bytes())]).await;
    let record = done.location().split('?').next().unwrap().to_owned();
    let survey = [("survey", "服务满意度"), ("count", "12")];
    let page = section.post(&format!("{record}/surveys"), &survey).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let links: Vec<String> = page
        .text
        .split("<a href=\"/s/")
        .skip(1)
        .map(|rest| format!("/s/{}", rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(links.len(), 12);
    for bad in ["0", "-1", "9999", "x"] {
        let refused = section.post(&format!("{record}/surveys"), &[("survey", "服务满意度"), ("count", bad)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let other = section.post(&format!("{record}/surveys"), &[("survey", "活动满意度"), ("count", "1")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "it asks about other types");

    let mut guest = app.browser();
    let half = guest.post(&links[0], &[("q0", "0"), ("q1", "")]).await;
    assert!(half.text.contains("办事快不快？ 请选一项"), "{}", half.text);
    for (nth, link) in links.iter().take(9).enumerate() {
        let satisfied = if nth == 0 { "3" } else { "0" };
        let thanks = guest.post(link, &[("q0", satisfied), ("q1", "1"), ("comment", "不错")]).await;
        assert!(thanks.text.contains("已收到您的回答"), "{}", thanks.text);
    }
    let page = section.get(&record).await.text;
    assert!(page.contains("收回 9 份，不足 10 份，不能判断"), "nothing is said yet");
    guest.post(&links[9], &[("q0", "1"), ("q1", "1")]).await;
    let page = section.get(&record).await.text;
    assert!(page.contains("满意率 90.0%（9/10），95% 区间 59.5%–98.3%"), "{page}");

    let twice = guest.post(&links[0], &[("q0", "0"), ("q1", "0")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.text.contains("这个链接已于"), "the time of the first answer is told");
    assert!(guest.get(&links[0]).await.text.contains("以那一次为准"));
    assert!(section.get(&record).await.text.contains("（9/10）"), "the second answer changed nothing");
    assert_eq!(guest.get("/s/0000").await.status, StatusCode::NOT_FOUND);

    let facts = app.store.snapshot().unwrap();
    let text = "count(*) filter (where 问卷 = '服务满意度' and 总体满意) / count(*) filter (where 问卷 = '服务满意度')";
    let formula = formula::Formula::parse(text).unwrap();
    let typed = formula.check(&formula::Definition::total("answer"), &*facts).unwrap();
    let when = formula::When::new("2024".parse().unwrap());
    let trace = typed.trace_total(&*facts, when, 9).unwrap();
    assert!(trace.facts().iter().all(|fact| fact.fact.is_some()), "answers are facts like any other");
}
