//! Satisfaction: a link for one answer, nobody named, and nothing said with too few answers.

use axum::http::StatusCode;

use super::{VISIT, new_of, send};
use crate::app::Browser;
use crate::facts::product;
use crate::targets::imported;

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
        .lines()
        .filter_map(|line| Some(format!("/s/{}", line.split_once("/s/")?.1.get(..32)?)))
        .filter(|link| !link.contains('"'))
        .collect();
    let links: Vec<String> = links.into_iter().take(12).collect();
    assert_eq!(links.len(), 12);
    assert_eq!(page.text.matches("class=\"qr\"").count(), 12, "each has its picture to print");
    for bad in ["0", "-1", "9999", "x"] {
        let refused = section.post(&format!("{record}/surveys"), &[("survey", "服务满意度"), ("count", bad)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let other = section.post(&format!("{record}/surveys"), &[("survey", "活动满意度"), ("count", "1")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "it asks about other types");

    let own = section.post(&links[11], &[("q0", "0"), ("q1", "0")]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "the bureau does not answer its own questions");
    let mut guest = app.browser();
    let half = guest.post(&links[0], &[("q0", "0"), ("q1", "")]).await;
    assert!(half.text.contains("办事快不快？ 请选一项"), "{}", half.text);
    for (nth, link) in links.iter().take(9).enumerate() {
        let satisfied = if nth == 0 { "3" } else { "0" };
        let thanks = guest.post(link, &[("q0", satisfied), ("q1", "1"), ("comment", "不错")]).await;
        assert!(thanks.text.contains("已收到您的回答"), "{}", thanks.text);
    }
    let page = section.get(&record).await.text;
    assert!(page.contains("收回 9 份，不足 10 份，不能判断；再收回 1 份"), "nothing is said yet");
    guest.post(&links[9], &[("q0", "1"), ("q1", "1")]).await;
    let page = section.get(&record).await.text;
    assert!(page.contains("满意率 90.0%（9/10），95% 区间 59.5%–98.3%"), "{page}");

    let batches = app.store.read(|r| r.batches(None, 3)).unwrap();
    assert_eq!(batches[0].actor, "system:survey", "neither an account nor an address is kept");
    let undo = collect::undo(&app.store, &store::Actor::System("cli"), batches[0].id, "试").unwrap_err();
    assert_eq!(undo.code(), "survey.answer_stands");
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

async fn asked(section: &mut Browser, count: &str) -> (String, Vec<String>) {
    let done = send(section, &new_of("枢纽接待"), &VISIT, &[("evidence-0", "表.txt", "登记".as_bytes())]).await;
    let record = done.location().split('?').next().unwrap().to_owned();
    let survey = [("survey", "服务满意度"), ("count", count)];
    let page = section.post(&format!("{record}/surveys"), &survey).await.text;
    let all = page.split("<textarea").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
    let links = all.lines().filter_map(|line| Some(format!("/s/{}", line.trim().split_once("/s/")?.1)));
    (record, links.collect())
}

#[tokio::test]
async fn a_target_of_too_few_answers_is_neither_met_nor_missed() {
    let app = product();
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let formula = "count(*) filter (where 问卷 = '服务满意度' and 总体满意) / count(*) filter (where 问卷 = '服务满意度') * 100 * 次";
    let yaml = format!(
        "bindings:\n  - ref: P01.I01.T1\n    feed: {{kind: formula, subject: answer, formula: \"{formula}\"}}\n    \
         period: '2024'\n    unit: 次\n    progress: level\n    why: 满意的份数\n"
    );
    let read = targets::import::table(&app.store, table).unwrap();
    let bindings = targets::binding::read_file(&yaml, &read).unwrap();
    let (one, two) = (app.account("one", &["finance"]), app.account("two", &["finance"]));
    targets::proposals::propose(&app.store, store::Actor::User(one), table, &bindings, &[]).unwrap();
    let (row, open) = targets::proposals::open(&app.store, table).unwrap();
    let chosen = [(open[0].binding.target.clone(), open[0].version)];
    targets::proposals::accept(&app.store, store::Actor::User(two), &row.lineage, &chosen).unwrap();

    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let (_, links) = asked(&mut section, "12").await;
    let page = office.get(&format!("/targets/{table}")).await.text;
    assert!(page.contains("0 份，至少 10 份") && page.contains("不能判断"), "nobody has answered");
    let mut guest = app.browser();
    for link in links.iter().take(9) {
        guest.post(link, &[("q0", "0"), ("q1", "1")]).await;
    }
    let page = office.get(&format!("/targets/{table}")).await.text;
    assert!(page.contains("9 份，至少 10 份"), "all of nine are satisfied and that says nothing");
    assert!(page.contains("#few"), "with a sign of its own");
    let proof =
        office.get(&format!("/evidence/{}", web::evidence::Token::Target { table, target: "P01.I01.T1".into() })).await;
    assert!(proof.text.contains("收够份数后自动判断"), "{}", proof.text);
    guest.post(&links[9], &[("q0", "3"), ("q1", "1")]).await;
    let page = office.get(&format!("/targets/{table}")).await.text;
    assert!(!page.contains("至少 10 份") && page.contains(">90<"), "nine of ten, judged at once");
}

#[tokio::test]
async fn every_survey_stands_on_one_page_with_what_may_be_said_of_it() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    assert!(office.get("/surveys").await.text.contains("没有符合条件的调查"));
    let (record, links) = asked(&mut section, "11").await;
    let mut guest = app.browser();
    for link in links.iter().take(3) {
        guest.post(link, &[("q0", "0"), ("q1", "2"), ("comment", "<b>快</b>")]).await;
    }
    let page = office.get("/surveys").await.text;
    assert!(page.contains("甲局来访") && page.contains("不能判断") && !page.contains("100.0"), "{page}");
    assert!(page.contains("再收回 7 份才能给出满意率"));
    for link in links.iter().skip(3).take(7) {
        guest.post(link, &[("q0", "1"), ("q1", "0")]).await;
    }
    let page = office.get("/surveys?stands=sayable&q=jjlf").await.text;
    assert!(page.contains("100.0") && page.contains("72.2%–100.0%"), "{page}");
    for none in ["/surveys?stands=too_few", "/surveys?q=.*", "/surveys?survey=活动满意度", "/surveys?from=900"] {
        assert!(
            office.get(&none.replace("活动满意度", "%E6%B4%BB")).await.text.contains("没有符合条件的调查"),
            "{none}"
        );
    }
    let results = office.get(&format!("{record}/surveys/{}", web::links::encode("服务满意度"))).await.text;
    assert!(results.contains("办事快不快？") && results.contains("&#60;b&#62;快") || results.contains("&lt;b&gt;快"));
    assert!(office.get(&format!("{record}/surveys/x")).await.status == StatusCode::NOT_FOUND);
    let file = office.get("/surveys/export.xlsx").await;
    let sheet = tabular::read("满意度.xlsx", &file.bytes, &tabular::ReadOptions::default()).unwrap();
    let text = format!("{sheet:?}");
    assert!(text.contains("72.2%–100.0%") && text.contains("甲局来访"));
}

#[tokio::test]
async fn one_link_used_twice_at_once_gives_one_answer() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let (record, links) = asked(&mut section, "1").await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (mut guest, link) = (app.browser(), links[0].clone());
        tries.spawn(async move { guest.post(&link, &[("q0", "0"), ("q1", "0")]).await.status });
    }
    let mut statuses = tries.join_all().await;
    statuses.sort();
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{statuses:?}");
    assert!(statuses.iter().skip(1).all(|status| *status == StatusCode::CONFLICT), "{statuses:?}");
    assert!(section.get(&record).await.text.contains("收回 1 份"));
    let kind = domain::SubjectKind::new("answer");
    assert_eq!(app.store.read(|r| r.entities(&kind)).unwrap().len(), 1, "nothing of the others was kept");
}

#[tokio::test]
async fn a_link_stays_usable_when_its_record_comes_back_and_ends_when_the_record_is_undone() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let (record, links) = asked(&mut section, "3").await;
    office.post(&format!("{record}/return"), &[("note", "人数不符")]).await;
    let mut guest = app.browser();
    assert!(guest.post(&links[0], &[("q0", "0"), ("q1", "0")]).await.text.contains("已收到您的回答"));
    let id: i64 = record.rsplit('/').next().unwrap().parse().unwrap();
    let about = app.store.read(|r| r.batches_about(domain::EntityId(id))).unwrap();
    for one in about.iter().rev().filter(|one| one.kind != store::BatchKind::Run) {
        let undone = office.post(&format!("/batches/{}/undo", one.id), &[("why", "登记错了")]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{:?}", one.kind);
    }
    assert!(section.get("/records").await.text.contains("共 0 条"));
    assert!(guest.get(&links[1]).await.text.contains("不再收答卷"));
    let late = guest.post(&links[1], &[("q0", "0"), ("q1", "0")]).await;
    assert_eq!(late.status, StatusCode::GONE, "{}", late.text);
    assert!(guest.get(&links[0]).await.text.contains("以那一次为准"), "who answered is told so");
    let all = office.get("/surveys").await.text;
    assert!(all.contains("甲局来访"), "what was handed out stays on record");
}
