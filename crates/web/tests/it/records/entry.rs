//! The form: what is typed is kept, what is wrong is said at its field, files are looked at before they are taken.

use axum::http::StatusCode;

use super::{VISIT, new_of, send};
use crate::facts::product;

#[tokio::test]
async fn a_record_is_saved_half_done_and_submitted_when_it_is_whole() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let types = section.get("/records/types").await.text;
    assert!(types.contains("枢纽接待") && types.contains("国际数字枢纽体验中心的一次团组接待"));
    let page = section.get(&new_of("枢纽接待")).await.text;
    assert!(page.contains("来访单位") && page.contains("同一团组同一场馆一天计一次"));

    let saved = send(&mut section, &new_of("枢纽接待"), &[("name", "甲局来访"), ("act", "save")], &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let draft = saved.location().to_owned();
    assert!(section.get(&draft).await.text.contains("value=\"甲局来访\""));
    assert!(section.get("/records").await.text.contains(&draft), "drafts are found again");

    let faulty = send(&mut section, &draft, &[("name", ""), ("people", "十二"), ("act", "submit")], &[]).await.text;
    for words in ["没有写名称", "“十二”不是数字", "还缺凭证：接待登记表", "错误："] {
        assert!(faulty.contains(words), "{words}");
    }
    let without = send(&mut section, &draft, &VISIT, &[]).await.text;
    assert!(without.contains("还缺凭证") && without.contains("value=\"甲局\""), "what was typed is still there");
    let script = [("evidence-0", "a.html", &b"<script>alert(1)</script>"[..])];
    assert!(send(&mut section, &draft, &VISIT, &script).await.text.contains("不能作为证明"));
    let done = send(&mut section, &draft, &VISIT, &[("evidence-0", "表.txt", "来访登记".as_bytes())]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let record = section.get(done.location()).await.text;
    for words in ["JL-2024-0001", "甲局来访", "表.txt", "须由另一人采纳", "待采纳"] {
        assert!(record.contains(words), "{words}");
    }
    assert_eq!(section.get(&draft).await.status, StatusCode::NOT_FOUND, "the draft ended with it");
}

#[tokio::test]
async fn a_date_outside_every_year_or_of_words_is_refused_at_its_field() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let with = |day: &'static str| {
        let mut fields = VISIT;
        fields[1].1 = day;
        fields
    };
    let file = [("evidence-0", "表.txt", "来访登记".as_bytes())];
    for day in ["上周三", "2024-02-30", ""] {
        let page = send(&mut section, &new_of("枢纽接待"), &with(day), &file).await;
        assert!(page.text.contains("href=\"#happened_on\""), "{day}: {}", page.status);
    }
    section.get("/?lang=en").await;
    let english = send(&mut section, &new_of("枢纽接待"), &with("上周三"), &file).await.text;
    assert!(english.contains("Happened on: ") && !english.contains("上周三”不是日期"));
}

#[tokio::test]
async fn a_draft_belongs_to_whoever_began_it_and_can_be_thrown_away() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let saved = send(&mut section, &new_of("成果展示"), &[("name", "=1+1,\"a\"\n二"), ("act", "save")], &[]).await;
    let draft = saved.location().to_owned();
    assert_eq!(office.get(&draft).await.status, StatusCode::NOT_FOUND);
    let page = section.get(&draft).await.text;
    assert!(page.contains("=1+1,&#34;a&#34;"), "{page}");
    assert_eq!(office.post(&format!("{draft}/drop"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(section.post(&format!("{draft}/drop"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(section.get(&draft).await.status, StatusCode::NOT_FOUND);
    assert_eq!(section.get(&new_of("没有的类型")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn text_that_a_sheet_might_take_for_something_else_comes_through_as_typed() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let mut fields = VISIT.to_vec();
    fields[0].1 = "来访，“甲”\"乙\"";
    fields.push(("remark", "=1+1\n第二行,有逗号"));
    let done = send(&mut section, &new_of("枢纽接待"), &fields, &[("evidence-0", "表.txt", b"a")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let id = domain::EntityId(done.location().split(['/', '?']).nth(2).unwrap().parse().unwrap());
    let (entity, facts) = app.store.read(|r| Ok((r.entity(id)?, r.facts_about(domain::Subject::One(id))?))).unwrap();
    assert_eq!(entity.name, "来访，“甲”\"乙\"");
    let remark = domain::FactValue::Known(domain::Value::Text("=1+1\n第二行,有逗号".into()));
    assert!(facts.iter().any(|fact| fact.value == remark), "{facts:?}");
}

#[tokio::test]
async fn of_two_who_change_a_record_the_second_sees_both_and_decides() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let scan: &[(&str, &str, &[u8])] = &[("evidence-0", "表和照片.txt", b"a"), ("evidence-1", "表和照片.txt", b"a")];
    let done = send(&mut section, &new_of("枢纽接待"), &VISIT, scan).await;
    let record = done.location().split('?').next().unwrap().to_owned();
    let page = section.get(&record).await.text;
    assert_eq!(page.matches("表和照片.txt</a>").count(), 2, "one file proves two things: {page}");

    let drafts =
        [section.post(&format!("{record}/edit"), &[]).await, office.post(&format!("{record}/edit"), &[]).await];
    let [mine, theirs] = drafts.map(|answer| answer.location().to_owned());
    let with = |people: &'static str| {
        let mut fields = VISIT.to_vec();
        fields[2].1 = people;
        fields
    };
    assert_eq!(send(&mut office, &theirs, &with("77"), &[]).await.status, StatusCode::SEE_OTHER);
    let told = send(&mut section, &mine, &with("88"), &[]).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("别人改过这条记录") && told.text.contains("<td>88</td><td>77</td>"), "{}", told.text);
    assert!(section.get(&record).await.text.contains(">77"), "nothing was overwritten");
    let stamp = told.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields = with("88");
    fields.push(("seen", &stamp));
    assert_eq!(send(&mut section, &mine, &fields, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(section.get(&record).await.text.contains(">88"));
}
