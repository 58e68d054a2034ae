//! Monitoring and self-evaluation in the browser: said, reviewed by another, issued and kept as it was.

use axum::http::StatusCode;
use store::Actor;

use crate::app::{Answer, Browser, TestApp};
use crate::facts::{committed, product};

const TABLE: &str = "2023年项目支出绩效目标表\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t30.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动不少于3次。\t1、1-产出指标；11-数量指标：活动次数；\
    实施周期指标值：不少于3次；年度指标值：不少于3次。2、2-效益指标；22-社会效益：营商环境；实施周期指标值：优化；\
    年度指标值：优化。\n";

/// A table of a year that is over on the demo's day, its money, and its number.
async fn ready() -> (TestApp, i64) {
    let app = product();
    let lin = app.account("lin", &["section"]);
    let options = tabular::ReadOptions::default();
    let done =
        targets::import::import(&app.store, Actor::User(lin), "表.txt", TABLE.as_bytes(), &options, None).unwrap();
    let text = "项目编号,项目名称,期间,项目支出（万元）\nX1,服务项目,2023-03,12\nX1,服务项目,2023-11,6\n";
    committed(&app, lin, text);
    (app, done.table)
}

async fn opens(browser: &mut Browser, address: &str) -> String {
    let answer = browser.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
    answer.text
}

fn went_to<'a>(answer: &'a Answer, start: &str) -> &'a str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(answer.location().starts_with(start), "{}", answer.location());
    answer.location()
}

#[tokio::test]
async fn a_month_is_monitored_explained_issued_and_stays_as_it_was() {
    let (app, table) = ready().await;
    let mut office = app.signed_in("dual_chain_office").await;
    let page = opens(&mut office, &format!("/targets/{table}/monitoring?month=2023-06")).await;
    assert!(page.contains("2023年1–6月") && page.contains("40.0") && page.contains("50.0"), "12 of 30 by June");
    assert!(page.contains("没有支出填报"), "five months have no return");
    for part in ["spent", "rate", "forecast"] {
        let evidence = opens(&mut office, &format!("/evidence/monitored%3A{table}%3A2023-06%3AP01.{part}")).await;
        assert!(evidence.contains("120,000.00") && !evidence.contains("60,000.00"), "{part} sees June only");
    }
    assert_eq!(office.get(&format!("/targets/{table}/monitoring?month=2030-01")).await.status, StatusCode::NOT_FOUND);

    let row = format!("/targets/{table}/monitoring/2023-06/P01");
    let empty = office.post(&row, &[("due", "soon")]).await;
    assert!(empty.status == StatusCode::OK && empty.text.contains("期限写作"), "{}", empty.text);
    let unexplained = office.post(&row, &[("reason", "funds")]).await;
    assert!(unexplained.text.contains("请写明说明"));
    let fields = [
        ("reason", "funds"),
        ("explanation", "拨款晚到"),
        ("likelihood", "certain"),
        ("owner", "财务科"),
        ("due", "2023-08-31"),
    ];
    went_to(&office.post(&row, &fields).await, &format!("/targets/{table}/monitoring?month=2023-06#P01"));
    let page = opens(&mut office, &format!("/targets/{table}/monitoring?month=2023-06")).await;
    assert!(page.contains("经费保障：拨款晚到") && page.contains("财务科 2023-08-31 前答复"));
    assert!(opens(&mut office, &row).await.contains("拨款晚到"), "kept with who and when");
    assert_eq!(office.get(&format!("/targets/{table}/monitoring/2023-06/P09")).await.status, StatusCode::NOT_FOUND);
    let yearless = TABLE.replace("2023年", "");
    let options = tabular::ReadOptions::default();
    let by = Actor::System("test");
    let other = targets::import::import(&app.store, by, "表.txt", yearless.as_bytes(), &options, None).unwrap().table;
    let no_month = office.get(&format!("/targets/{other}/monitoring")).await;
    assert!(no_month.status == StatusCode::UNPROCESSABLE_ENTITY && no_month.text.contains("没有写年度"));

    let issue = format!("/targets/{table}/form/monitoring%3A2023-06/issue");
    let own = office.post(&issue, &[("note", "报财政")]).await;
    assert!(
        own.status == StatusCode::FORBIDDEN && own.text.contains("须由另一人办理"),
        "the last hand does not issue it"
    );
    let mut finance = app.signed_in("finance").await;
    let issued = went_to(&finance.post(&issue, &[("note", "报财政")]).await, "/targets/").to_owned();
    let frozen = opens(&mut office, &issued).await;
    assert!(frozen.contains("与今天的数据一致") && frozen.contains("拨款晚到") && frozen.contains("报财政"));
    went_to(&office.post(&row, &[("explanation", "改了说法")]).await, "/targets/");
    let after = opens(&mut office, &issued).await;
    assert!(after.contains("拨款晚到") && !after.contains("改了说法") && after.contains("已有变动"));
    let print = opens(&mut office, &format!("/targets/{table}/form/monitoring%3A2023-06/print")).await;
    assert!(print.contains("改了说法") && print.contains("全年预计执行数"));
    assert!(opens(&mut office, &format!("/targets/{table}/issued")).await.contains("报财政"));
    let audit = app.store.read(|r| r.audit(&store::AuditFilter::default(), 50)).unwrap();
    for verb in ["targets.remark", "targets.issue"] {
        assert!(audit.iter().any(|row| row.action == verb), "{verb}");
    }
}

#[tokio::test]
async fn a_score_is_judged_by_one_reviewed_by_another_and_issued_when_nothing_is_open() {
    let (app, table) = ready().await;
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let scores = format!("/targets/{table}/scores/10");
    let page = opens(&mut office, &scores).await;
    // 18 of 30: the execution rate keeps its points though the table has no satisfaction.
    assert!(page.contains("10.00 × min(1, 180,000.00 ÷ 300,000.00) = 6.00"), "{page}");
    assert!(page.contains("2 行未定") && page.contains("没有数据、记录或证明与它绑定"));
    let issue = format!("/targets/{table}/form/self-evaluation%3A10/issue");
    assert_eq!(office.post(&issue, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let line = format!("{scores}/P01.I02");
    let outside = office.post(&line, &[("choice", "partly"), ("percent", "90"), ("reason", "座谈")]).await;
    assert!(outside.text.contains("不在所选档次"), "{}", outside.text);
    let silent = office.post(&line, &[("choice", "reached"), ("percent", "90"), ("reason", "")]).await;
    assert!(silent.text.contains("请写明理由"));
    let judged = [("choice", "reached"), ("percent", "90"), ("reason", "座谈纪要")];
    went_to(&office.post(&line, &judged).await, &scores);
    let unfed = opens(&mut office, &format!("{scores}/P01.I01.T1")).await;
    assert!(unfed.contains("/attest/P01.I01.T1") && unfed.contains("没有数据、记录或证明"), "the way to a proof");
    let unproved = [("choice", "unproved"), ("reason", "没有签到表")];
    went_to(&office.post(&format!("{scores}/P01.I01.T1"), &unproved).await, &scores);
    // 6.00 + 0 + 30.38 of 33.75.
    let page = opens(&mut office, &scores).await;
    assert!(page.contains("36.38") && page.contains(">差<") && page.contains("没有复核意见"), "{page}");
    let way = opens(&mut office, &format!("/evidence/scored%3A{table}%3A10%3AP01.I02")).await;
    assert!(way.contains("33.75 × 90% = 30.38") && way.contains("座谈纪要") && way.contains("财预〔2020〕10号"));
    assert!(opens(&mut office, &format!("/evidence/scored%3A{table}%3A10%3AP01")).await.contains("P01.I01.T1"));

    let own = office.post(&format!("{scores}/P01/review"), &[("agrees", "yes")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "nobody reviews what they filled in");
    let mute = finance.post(&format!("{scores}/P01/review"), &[("agrees", "no")]).await;
    assert!(mute.text.contains("请写明理由"));
    let opinion = [("agrees", "no"), ("points", "30.5"), ("reason", "座谈只有一场")];
    went_to(&finance.post(&format!("{scores}/P01/review"), &opinion).await, &scores);
    assert!(opens(&mut office, &scores).await.contains("30.5 座谈只有一场"));
    went_to(&office.post(&line, &[("choice", "reached"), ("percent", "80"), ("reason", "座谈纪要")]).await, &scores);
    assert!(opens(&mut office, &scores).await.contains("需再复核"), "the opinion was of another score");
    assert_eq!(office.post(&issue, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    went_to(&finance.post(&format!("{scores}/P01/review"), &[("agrees", "yes")]).await, &scores);
    let issued = went_to(&office.post(&issue, &[("note", "")]).await, "/targets/").to_owned();
    let frozen = opens(&mut finance, &issued).await;
    assert!(frozen.contains("33.75") && frozen.contains("座谈纪要") && frozen.contains("计分依据"));

    let department = opens(&mut finance, &format!("/targets/{table}/department/10")).await;
    assert!(department.contains("33.00") && department.contains("60.00"), "the mean and the rate");
    assert_eq!(finance.get(&format!("/targets/{table}/scores/9")).await.status, StatusCode::NOT_FOUND);
    for form in ["self-evaluation%3A101", "department%3A10"] {
        let file = finance.get(&format!("/targets/{table}/form/{form}/form.xlsx")).await;
        assert_eq!(file.status, StatusCode::OK, "{form}");
    }
}

#[tokio::test]
async fn points_are_typed_added_up_kept_and_shown_with_their_source() {
    let (app, table) = ready().await;
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let weights = format!("/targets/{table}/weights/10");
    let page = opens(&mut office, &weights).await;
    assert!(page.contains("块分值 50") && page.contains("块内平均") && page.contains("name=\"w-P01.I01\""), "{page}");
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let typed = |points: &'static str, act: &'static str| {
        [("seen", seen.clone()), ("do", act.into()), ("w-P01.I01", points.into()), ("w-P01.I02", "30".into())]
    };
    let fields = |typed: &[(&'static str, String); 4]| -> Vec<(&'static str, String)> { typed.to_vec() };
    for (points, act, said) in [
        ("50", "check", "各块合计正确"),
        ("45", "check", "产出指标：合计 45.00 分，应为 50 分"),
        ("51", "save", "产出指标：合计 51.00 分，应为 50 分"),
        ("-5", "save", "P01.I01：分值写大于 0"),
        ("1e30", "save", "P01.I01：分值写大于 0"),
        ("", "save", "合计相符"),
    ] {
        let all = fields(&typed(points, act));
        let pairs: Vec<(&str, &str)> = all.iter().map(|(key, value)| (*key, value.as_str())).collect();
        if points.is_empty() {
            // The blank block stays as it was, the other one is kept.
            went_to(&office.post(&weights, &pairs).await, &weights);
            assert!(opens(&mut office, &weights).await.contains(said));
            continue;
        }
        let answer = office.post(&weights, &pairs).await;
        assert!(answer.status == StatusCode::OK && answer.text.contains(said), "{points} {act}: {}", answer.text);
        assert!(answer.text.contains(&format!("value=\"{points}\"")), "what was typed stays");
    }
    // The other person still has the page from before.
    let all = fields(&typed("50", "save"));
    let pairs: Vec<(&str, &str)> = all.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let late = finance.post(&weights, &pairs).await;
    assert!(late.status == StatusCode::OK && late.text.contains("别人改了同一项目的分值"), "{}", late.text);
    let seen = late.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let again = [("seen", seen.as_str()), ("do", "save"), ("w-P01.I01", "50"), ("w-P01.I02", "30")];
    went_to(&finance.post(&weights, &again).await, &weights);

    let scores = opens(&mut office, &format!("/targets/{table}/scores/10")).await;
    assert!(scores.contains("按重要性填写：50 × 50 ÷ 50 × 90 ÷ 80 = 56.25"), "{scores}");
    let way = opens(&mut office, &format!("/evidence/scored%3A{table}%3A10%3AP01.I01.T1")).await;
    assert!(way.contains("按重要性填写") && way.contains("经办finance"), "who entered them");
    let own = finance.post(&format!("/targets/{table}/scores/10/P01/review"), &[("agrees", "yes")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "points are part of what is reviewed");
    let file = finance.get(&format!("{weights}/form.xlsx")).await;
    let sheet = tabular::read("分值.xlsx", &file.bytes, &tabular::ReadOptions::default()).unwrap();
    let read = targets::appraisal::weights_file::read(&sheet).unwrap();
    assert_eq!(read[0], ("P01.I01".to_owned(), Some(domain::Scaled::new(50, 0))));
    let api = office.get(&format!("/api/v1/target-tables/{table}/weights/10")).await;
    assert!(api.status == StatusCode::OK && api.text.contains("\"whole\":true"), "{}", api.text);
}

#[tokio::test]
async fn what_a_section_must_answer_stands_on_its_worklist_until_it_is_answered() {
    let (app, _) = ready().await;
    // A year that is still running: its tables are work of today.
    let text = TABLE.replace("2023年", "2024年");
    let options = tabular::ReadOptions::default();
    let by = Actor::System("test");
    let table = targets::import::import(&app.store, by, "表.txt", text.as_bytes(), &options, None).unwrap().table;
    let (mut office, mut section) = (app.signed_in("dual_chain_office").await, app.signed_in("section").await);
    let row = format!("/targets/{table}/monitoring/2024-06/P01");
    let asked = [("explanation", "拨款晚到"), ("owner", "财务科、经办section"), ("due", "2024-08-31")];
    went_to(&office.post(&row, &asked).await, "/targets/");
    assert!(!opens(&mut office, "/").await.contains("答复监控说明"), "it is nobody else's");
    let home = opens(&mut section, "/").await;
    assert!(home.contains("答复监控说明：服务项目") && home.contains("逾期") && home.contains("#glass"), "{home}");
    assert!(home.contains("期限 2024-08-31（已过") && home.contains("经办dual_chain_office 请"), "{home}");
    let page = opens(&mut section, &format!("/targets/{table}/monitoring?month=2024-06")).await;
    assert!(page.contains("! 逾期未答复"));
    let empty = section.post(&format!("{row}/answer"), &[("text", " ")]).await;
    assert!(empty.status == StatusCode::OK && empty.text.contains("请写答复"));
    let answered = section.post(&format!("{row}/answer"), &[("text", "九月补拨到位"), ("back", "home")]).await;
    assert_eq!(went_to(&answered, "/"), "/");
    assert!(!opens(&mut section, "/").await.contains("答复监控说明"), "answered is done");
    let page = opens(&mut office, &format!("/targets/{table}/monitoring?month=2024-06")).await;
    assert!(page.contains("答复：九月补拨到位"));
    assert!(opens(&mut office, &row).await.contains("九月补拨到位"));
    let print = opens(&mut office, &format!("/targets/{table}/form/monitoring%3A2024-06/print")).await;
    assert!(print.contains("答复：九月补拨到位"), "the form says it too");
    let nobody = [("explanation", "查"), ("owner", "无人科")];
    went_to(&office.post(&row, &nobody).await, "/targets/");
    assert!(opens(&mut office, &row).await.contains("没有账号对应"));
    let lonely = office.post(&row, &[("explanation", "查"), ("due", "2024-09-30")]).await;
    assert!(lonely.text.contains("请写明由谁答复"), "a day needs somebody");
}

#[tokio::test]
async fn an_issued_form_shows_the_facts_it_published_and_the_api_says_the_same() {
    let (app, table) = ready().await;
    let mut finance = app.signed_in("finance").await;
    let issue = format!("/targets/{table}/form/monitoring%3A2023-11/issue");
    let issued = went_to(&finance.post(&issue, &[("note", "")]).await, "/targets/").to_owned();
    let page = opens(&mut finance, &issued).await;
    assert!(page.contains("印发时发布的数据") && page.contains("服务项目 · 资金执行率 · 2023-11"), "{page}");
    let figure = page.split("/evidence/fact%3A").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let way = opens(&mut finance, &format!("/evidence/fact%3A{figure}")).await;
    assert!(way.contains("targets.monitor") && way.contains("136 v1"), "the run with its versions: {way}");
    let issued = finance.get(&format!("/api/v1/target-tables/{table}/issued")).await;
    assert!(issued.text.contains("monitoring:2023-11") && issued.text.contains("\"batches\":["), "{}", issued.text);
    let monitoring = finance.get(&format!("/api/v1/target-tables/{table}/monitoring/2023-11")).await;
    assert!(monitoring.text.contains("\"rate\":\"60.0\""), "{}", monitoring.text);
    let scores = finance.get(&format!("/api/v1/target-tables/{table}/scores/10")).await;
    assert!(scores.text.contains("\"weight_from\":\"equal\"") && scores.text.contains("\"rules\":\"10 v2\""));
    for (path, status) in [("monitoring/2030-01", 404), ("monitoring/July", 404), ("scores/9", 404), ("weights/9", 404)]
    {
        let answer = finance.get(&format!("/api/v1/target-tables/{table}/{path}")).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
    }
    let document = finance.get("/api/v1/openapi.json").await;
    for path in ["scores/{rules}", "weights/{rules}", "monitoring/{month}", "issued"] {
        assert!(document.text.contains(&format!("/api/v1/target-tables/{{id}}/{path}")), "{path}");
    }
}
