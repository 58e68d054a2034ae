//! What one person alone cannot do to a score: say that something does not apply, or keep an opinion of another score.

use domain::{FactStatus, FactValue, Scaled, Subject, Value};
use shuanglian_targets::appraisal::{AppraisalError, Opinion, owed, review, say};
use shuanglian_targets::scoring::said::{Chosen, SaidError};
use shuanglian_targets::scoring::{How, Lack, Said};
use shuanglian_targets::{import, money};
use store::{Act, FactDraft, FactPlace, NewBatch, StoreError};

use crate::appraisal::Bureau;

fn none() -> Said {
    Said { not_applicable: Some("当年未开展".into()), ..Said::default() }
}

fn yes() -> Opinion {
    Opinion { agrees: true, ..Opinion::default() }
}

/// A return of spending of the first project comes in, in hundredths of 元.
fn spends(bureau: &Bureau, amount: i64) {
    let table = import::table(&bureau.store, bureau.table).unwrap();
    let digest = bureau.store.put_bytes(b"spending").unwrap();
    let act = Act::new(bureau.by(2), "test", "spending");
    let done = bureau.store.write(&act, |w| {
        w.register_evidence(digest, "支出.csv", "text/csv")?;
        let batch = w.open_batch(&NewBatch::import(digest, "支出.csv"))?;
        let project = money::subject(&table, &table.projects[0]).entity(w)?.unwrap();
        let fact = FactDraft {
            subject: Subject::One(project.id),
            metric: w.metric_named("project_spending")?.unwrap().id,
            period: "2023-05".parse().unwrap(),
            value: FactValue::Known(Value::Number(amount)),
            status: FactStatus::Submitted,
            place: Some(FactPlace { sheet: 0, row: 1, column: 1 }),
        };
        w.append_facts(batch, vec![fact])
    });
    done.unwrap();
}

#[test]
fn what_one_person_says_does_not_apply_counts_once_another_agrees() {
    let bureau = Bureau::new();
    let says = |row: &str, said: &Said| say(&bureau.store, bureau.by(0), bureau.table, "10", row, said);
    let rate = says("P01.execution", &none());
    assert!(matches!(rate, Err(AppraisalError::Said(SaidError::Execution))), "{rate:?}");
    says("P01.I01.T1", &none()).unwrap();
    let scored = bureau.scored("10");
    let line = scored.line("P01.I01.T1").unwrap();
    assert_eq!((line.awarded.lack, line.weight), (Some(Lack::NotAgreed), Scaled::new(2_813, 2)), "it counts as before");

    let agree = |user: usize, opinion: &Opinion| {
        review(&bureau.store, bureau.by(user), bureau.table, "10", "P01.I01.T1", opinion)
    };
    let own = agree(0, &yes());
    assert!(matches!(own, Err(AppraisalError::Store(StoreError::Refused { code: "store.own_work", .. }))), "{own:?}");
    assert!(agree(1, &Opinion { points: Some(Scaled::new(10, 0)), ..yes() }).is_err(), "a line has no other points");
    agree(1, &yes()).unwrap();
    let scored = bureau.scored("10");
    let line = scored.line("P01.I01.T1").unwrap();
    assert_eq!((line.awarded.how, line.weight.mantissa), (How::NotApplicable, 0));
    assert_eq!(scored.line("P01.execution").unwrap().weight, Scaled::new(1_000, 2));
    // Said again, even in the same words, it waits again; and nobody agrees to what nobody said.
    says("P01.I01.T1", &none()).unwrap();
    assert_eq!(bureau.scored("10").line("P01.I01.T1").unwrap().awarded.lack, Some(Lack::NotAgreed));
    let nothing = review(&bureau.store, bureau.by(1), bureau.table, "10", "P01.I02.T1", &yes());
    assert!(matches!(nothing, Err(AppraisalError::NoRow(_))), "{nothing:?}");
}

#[test]
fn an_opinion_names_its_score_and_lapses_with_it() {
    let bureau = Bureau::new();
    let band = |percent: i64| {
        let band = Chosen { key: "reached".into(), percent: Scaled::new(percent, 0), reason: "座谈".into() };
        Said { band: Some(band), ..Said::default() }
    };
    say(&bureau.store, bureau.by(0), bureau.table, "10", "P01.I03", &band(90)).unwrap();
    let other = Opinion { agrees: true, points: Some(Scaled::new(50, 0)), ..Opinion::default() };
    let both = review(&bureau.store, bureau.by(1), bureau.table, "10", "P01", &other);
    assert!(matches!(both, Err(AppraisalError::Opinion)), "who agrees gives no other points");
    review(&bureau.store, bureau.by(1), bureau.table, "10", "P01", &yes()).unwrap();
    let scored = bureau.scored("10");
    assert!(scored.is_reviewed("P01") && !scored.is_reviewed("P02"));
    let given = scored.opinions["P01"].value.given_for.clone().unwrap();
    assert_eq!((given.total, &given), (scored.scored[0].total, &scored.now["P01"]));
    let before = owed(&scored).reviews;

    // Money comes in: nobody said anything, and yet it is another score.
    spends(&bureau, 12_000_000);
    let scored = bureau.scored("10");
    assert_ne!(scored.scored[0].total, given.total);
    assert!(!scored.is_reviewed("P01"));
    assert_eq!(owed(&scored).reviews, before + 1);
}
