//! The register that is kept in memory says what one read anew would say, whatever happened in between.

use collect::records;
use domain::{EntityId, SubjectKind, UserId};
use store::Actor;
use web::registered::{Found, Registered, Wanted};

use crate::app::TestApp;
use crate::facts::{committed, product};

const REGISTER: &str = "记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号,关联项目\n";

fn found(app: &TestApp, kept: &Registered, wanted: &Wanted<'_>) -> Found {
    let fresh = Registered::default().found(&app.store, wanted, 0, 100).unwrap();
    let found = kept.found(&app.store, wanted, 0, 100).unwrap();
    assert_eq!(format!("{found:?}"), format!("{fresh:?}"), "{wanted:?}");
    found
}

/// Compares every sort of question; gives the numbers of records found by all, by those that count, and by words.
fn compare(app: &TestApp, kept: &Registered) -> [usize; 3] {
    let counts = Wanted { counts: Some(true), ..Wanted::default() };
    let words = Wanted { words: "jy", ..Wanted::default() };
    for other in [
        Wanted { kind: "枢纽接待", accepted: Some(None), ..Wanted::default() },
        Wanted { project: "P10", ..Wanted::default() },
        Wanted { accepted: Some(Some(false)), ..Wanted::default() },
        Wanted { words: "没有的词", ..Wanted::default() },
        Wanted { kind: "没有的类型", ..Wanted::default() },
    ] {
        found(app, kept, &other);
    }
    let mut waiting = [kept.waiting(&app.store).unwrap(), Registered::default().waiting(&app.store).unwrap()];
    waiting.iter_mut().for_each(|one| one.sort());
    assert_eq!(waiting[0], waiting[1]);
    [Wanted::default(), counts, words].map(|wanted| found(app, kept, &wanted).all)
}

fn record(app: &TestApp, number: &str) -> EntityId {
    let kind = SubjectKind::new("record");
    app.store.read(|r| r.entity_identified(&kind, "record_no", number, None)).unwrap().unwrap().id
}

#[tokio::test]
async fn every_change_reaches_it() {
    let app = product();
    let (lin, wang) = (app.account("lin", &["section"]), app.account("wang", &["section"]));
    let kept = Registered::default();
    assert_eq!(compare(&app, &kept), [0, 0, 0]);
    let rows = "JL-1,甲局交流,2024,枢纽接待,2024-08-05,12,甲局,乙中心,DA-1,P07\n\
                JL-2,丙局来访,2024,枢纽接待,2024-08-06,9,丙局,经营中心,DA-2,P10\n\
                JL-3,丁局来访,2024,枢纽接待,2024-08-06,9,丁局,乙中心,DA-3,P07\n";
    let batch = committed(&app, lin, &format!("{REGISTER}{rows}"));
    assert_eq!(compare(&app, &kept), [3, 0, 1]);
    assert_eq!(found(&app, &kept, &Wanted { words: "jyzx", ..Wanted::default() }).all, 1, "by organiser");

    let act = |by: UserId, number: &str, yes: bool| {
        let seen = [(record(&app, number), None)];
        let by = Actor::User(by);
        let done = if yes {
            records::accept(&app.store, &by, &seen, "")
        } else {
            records::send_back(&app.store, &by, &seen, "人数不符")
        };
        done.unwrap();
    };
    act(wang, "JL-1", true);
    act(wang, "JL-2", false);
    assert_eq!(compare(&app, &kept)[..2], [3, 1]);
    let own = Actor::User(lin).to_string();
    assert_eq!(kept.returned_to(&app.store, &own).unwrap(), [record(&app, "JL-2")]);
    assert!(kept.returned_to(&app.store, &Actor::User(wang).to_string()).unwrap().is_empty());

    // Another day, another name, another type: all of it in one import.
    let changed = "JL-2,经营交流,2024,讲座培训,2024-01-06,9,丙局,经营中心,DA-2,P07\n\
                   JL-4,戊局来访,2024,枢纽接待,2024-01-07,9,戊局,乙中心,DA-4,P07\n";
    committed(&app, lin, &format!("{REGISTER}{changed}"));
    compare(&app, &kept);
    let first = found(&app, &kept, &Wanted::default()).page[0].id;
    assert_eq!(first, record(&app, "JL-3"), "the latest day comes first");

    collect::undo(&app.store, &Actor::User(wang), batch, "登记错了").unwrap();
    compare(&app, &kept);
}

#[tokio::test]
async fn a_page_beyond_the_end_leads_back_and_words_mean_themselves() {
    let app = product();
    let lin = app.account("lin", &["section"]);
    let mut rows = REGISTER.to_owned();
    for nth in 0..120 {
        rows.push_str(&format!(
            "JL-{nth:03},100%_达标[a-z]*第{nth}场,2024,枢纽接待,2024-08-05,12,甲局{nth},乙中心,D{nth},P07\n"
        ));
    }
    committed(&app, lin, &rows);
    let mut chief = app.signed_in("chain_chief").await;
    let beyond = chief.get("/records?from=5000").await.text;
    assert!(beyond.contains("共 120 条") && beyond.contains("from=100\">前一页") && !beyond.contains("后一页"));
    let second = chief.get("/records?from=100").await.text;
    assert!(second.contains("from=0\">前一页") && second.contains("JL-119"));
    for (words, all) in [("%25_", 120), ("[a-z]*", 120), (".*", 0), ("'%20or%201=1--", 0), ("第119", 1), ("%5C", 0)] {
        let page = chief.get(&format!("/records?q={words}")).await.text;
        assert!(page.contains(&format!("共 {all} 条")), "{words}");
    }
    let huge = format!("/records?from={}", usize::MAX);
    assert!(chief.get(&huge).await.text.contains("共 120 条"));
}
