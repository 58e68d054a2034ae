//! A table through its appraisal in a store: weighed, answered, issued by a second person, published as facts; attacked.

use domain::{FactSource, FactValue, Scaled, UserId, Value};
use shuanglian_targets::appraisal::weighing::{WeightFault, blocks, holding, left_over, plan, weighed};
use shuanglian_targets::appraisal::{
    self, AppraisalError, Opinion, Ready, Remark, Selfscored, answer, owed, questions, review, rule_set, weigh,
};
use shuanglian_targets::scoring::{Origin, Said};
use shuanglian_targets::{feed, import};
use store::{Act, Actor, FolderKind, NewUser, Store, StoreError};

const TABLE: &str = "2023年项目支出绩效目标表\n部门名称：演示区工信局\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t30.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动。\t1、1-产出指标；11-数量指标：活动次数；\
    实施周期指标值：不少于3次；年度指标值：不少于3次。2、1-产出指标；11-数量指标：到会人数；\
    实施周期指标值：不少于90人；年度指标值：不少于90人。3、2-效益指标；22-社会效益：营商环境；实施周期指标值：优化；\
    年度指标值：优化。\n宣传项目\t0.00\t0.00\t编印。\t1、1-产出指标；11-数量指标：简报；实施周期指标值：不少于6期；\
    年度指标值：不少于6期。\n";

pub(crate) struct Bureau {
    pub(crate) store: Store,
    pub(crate) table: i64,
    users: Vec<UserId>,
    _dir: tempfile::TempDir,
}

impl Bureau {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path().join("data"), FolderKind::Real).unwrap();
        let act = Act::new(Actor::System("test"), "declare", "knowledge");
        store.write(&act, collect::declare_supplied).unwrap();
        let mut users = Vec::new();
        for name in ["lin", "wang", "zhao"] {
            let user = NewUser {
                name: name.into(),
                display: name.into(),
                roles: vec!["finance".into()],
                section: None,
                password: String::new(),
                must_change: false,
            };
            users.push(store.write(&act, |w| w.add_user(&user)).unwrap());
        }
        let mut bureau = Self { store, table: 0, users, _dir: dir };
        bureau.table = bureau.imports(TABLE);
        bureau
    }

    pub(crate) fn imports(&self, text: &str) -> i64 {
        let options = tabular::ReadOptions::default();
        import::import(&self.store, self.by(0), "表.txt", text.as_bytes(), &options, None).unwrap().table
    }

    pub(crate) fn by(&self, user: usize) -> Actor {
        Actor::User(self.users[user])
    }

    fn weigh(&self, user: usize, typed: &[(&str, &str)], seen: Option<i64>) -> Result<Vec<String>, AppraisalError> {
        let points = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let typed: Vec<_> = typed.iter().map(|(row, text)| ((*row).to_owned(), points(text))).collect();
        weigh(&self.store, self.by(user), self.table, "10", &typed, seen)
    }

    pub(crate) fn scored(&self, rules: &str) -> Selfscored {
        let ready = Ready::load(&self.store, self.table).unwrap();
        let overview = feed::overview(&ready.table, &ready.bindings, ready.today, ready.facts.as_ref());
        Selfscored::load(&self.store, &ready.row.lineage, &ready.table, &overview, &ready.money, rules).unwrap()
    }

    fn last_entry(&self) -> i64 {
        self.scored("10").weighed.values().map(|entry| entry.order).max().unwrap_or(0)
    }

    /// Every line judged by the first person, every project agreed to by the second.
    fn decided_and_reviewed(&self) {
        for one in self.scored("10").scored {
            for line in one.lines {
                let said = Said { unproved: Some("没有凭证".into()), ..Said::default() };
                appraisal::say(&self.store, self.by(0), self.table, "10", &line.id, &said).unwrap();
            }
            self.agree(&one.project);
        }
    }

    fn agree(&self, project: &str) {
        let agrees = Opinion { agrees: true, ..Opinion::default() };
        review(&self.store, self.by(1), self.table, "10", project, &agrees).unwrap();
    }
}

fn is_refused(done: Result<impl std::fmt::Debug, AppraisalError>, wanted: &str) -> bool {
    matches!(done, Err(AppraisalError::Store(StoreError::Refused { code, .. })) if code == wanted)
}

const GOOD: [(&str, &str); 3] = [("P01.I01", "35"), ("P01.I02", "15.00"), ("P01.I03", "30")];

#[test]
fn points_are_kept_used_under_their_rules_and_said_with_who_entered_them() {
    let bureau = Bureau::new();
    assert_eq!(bureau.weigh(0, &GOOD, None).unwrap(), ["P01.I01", "P01.I02", "P01.I03"]);
    let scored = bureau.scored("10");
    let of = |id: &str| scored.line(id).unwrap();
    // 50 points of output and 30 of benefit; the execution rate 10, no satisfaction: brought back from 90.
    assert_eq!(of("P01.I01.T1").weight_sum, "50 × 35 ÷ 50 × 90 ÷ 80 ≈ 39.38");
    assert_eq!(
        (of("P01.I02.T1").weight.to_string().as_str(), of("P01.I02.T1").weight_from),
        ("16.87", Origin::Entered)
    );
    assert_eq!(scored.weighed_by(of("P01.I01.T1")).unwrap().actor, format!("user:{}", bureau.users[0].0));
    assert_eq!(of("P02.I01.T1").weight_from, Origin::Equal, "the other project is as before");
    let other = bureau.scored("101");
    assert_eq!(other.line("P01.I01.T1").unwrap().weight_from, Origin::Equal, "each rule set has points of its own");
    assert_eq!(bureau.weigh(1, &GOOD, None).unwrap(), Vec::<String>::new(), "the same again changes nothing");
    let back = [("P01.I01", ""), ("P01.I02", "")];
    assert_eq!(bureau.weigh(1, &back, None).unwrap().len(), 2);
    assert_eq!(bureau.scored("10").line("P01.I01.T1").unwrap().weight_sum, "50 ÷ 2 × 90 ÷ 80 ≈ 28.13");
    let audit = bureau.store.read(|r| r.audit(&store::AuditFilter::default(), 50)).unwrap();
    assert_eq!(audit.iter().filter(|row| row.action == "targets.weigh").count(), 2);
}

#[test]
fn what_does_not_add_up_is_refused_and_nothing_of_it_is_kept() {
    let bureau = Bureau::new();
    let sum = |done| match done {
        Err(AppraisalError::Weights(faults)) => faults,
        other => panic!("{other:?}"),
    };
    let off = sum(bureau.weigh(0, &[("P01.I01", "35"), ("P01.I02", "16"), ("P01.I03", "30")], None));
    let wanted = WeightFault::Sum {
        row: "P01.I01".into(),
        block: "产出指标".into(),
        sum: "51.00".into(),
        points: Scaled::new(50, 0),
    };
    assert_eq!(off, [wanted]);
    let blank = sum(bureau.weigh(0, &[("P01.I01", "50"), ("P01.I03", "30")], None));
    assert_eq!(blank, [WeightFault::Blank { row: "P01.I02".into(), block: "产出指标".into() }]);
    for bad in ["0", "-35", "100.01", "33.333", "9223372036854775807"] {
        let faults = sum(bureau.weigh(0, &[("P01.I01", bad), ("P01.I02", "15")], None));
        assert_eq!(faults, [WeightFault::Number { row: "P01.I01".into() }], "{bad}");
    }
    assert!("1e30".parse::<Scaled>().is_err() && "NaN".parse::<Scaled>().is_err());
    for row in ["P01.I09", "P09.I01", "P01", "", "P01.I01.T1", "P01.execution"] {
        let done = bureau.weigh(0, &[("P01.I01", "35"), (row, "15")], None);
        assert!(matches!(&done, Err(AppraisalError::NoRow(known)) if known == row), "{row}: {done:?}");
    }
    let planned = plan(&bureau.store, bureau.table, "10", &[("P01.I03".into(), Some(Scaled::new(30, 0)))]).unwrap();
    assert_eq!(planned, ["P01.I03"], "a plan keeps nothing either");
    assert!(bureau.scored("10").weighed.is_empty());
}

#[test]
fn of_two_people_at_once_the_second_is_told_and_other_projects_are_not_in_the_way() {
    let bureau = Bureau::new();
    let seen = Some(bureau.last_entry());
    bureau.weigh(0, &GOOD, seen).unwrap();
    assert!(is_refused(bureau.weigh(1, &[("P01.I01", "25"), ("P01.I02", "25")], seen), "store.moved_on"));
    assert_eq!(bureau.weigh(1, &[("P02.I01", "50")], seen).unwrap(), ["P02.I01"]);
    let now = Some(bureau.last_entry());
    assert_eq!(bureau.weigh(1, &[("P01.I01", "25"), ("P01.I02", "25")], now).unwrap().len(), 2);
}

#[test]
fn points_of_a_row_that_a_new_version_no_longer_has_are_kept_not_used_and_hold_up_the_issue() {
    let mut bureau = Bureau::new();
    bureau.weigh(0, &GOOD, None).unwrap();
    // The second output is another one now, and the benefit is gone.
    let next = TABLE.replace("到会人数", "参会企业").replace(
        "3、2-效益指标；22-社会效益：营商环境；实施周期指标值：优化；\
    年度指标值：优化。",
        "",
    );
    let newer = bureau.imports(&next);
    assert!(is_refused(bureau.weigh(0, &[("P02.I01", "50")], None), "store.moved_on"), "the old version is past");
    bureau.table = newer;
    let scored = bureau.scored("10");
    let ready = Ready::load(&bureau.store, newer).unwrap();
    let gone: Vec<&str> = left_over(&ready.table, &scored.weighed).into_iter().map(|one| one.0).collect();
    assert_eq!(gone, ["P01.I02", "P01.I03"]);
    assert_eq!((scored.scored[0].unweighed.as_slice(), owed(&scored).weights), (&["output".to_owned()][..], 1));
    assert_eq!(scored.line("P01.I01.T1").unwrap().weight_from, Origin::Equal);
    let set = rule_set(&bureau.store, "10", Some(2023)).unwrap();
    let entered = holding(&ready.table, &scored.weighed);
    let output = &blocks(&set, &ready.table.projects[0], &entered)[0];
    assert_eq!((output.sum, output.whole, output.points), (Some(Scaled::new(3_500, 2)), false, Scaled::new(50, 0)));
    bureau.decided_and_reviewed();
    let issued = appraisal::issue_scores(&bureau.store, bureau.by(2), newer, "10", "");
    assert!(
        matches!(issued, Err(AppraisalError::NotReady(owed)) if (owed.lines, owed.reviews, owed.weights) == (0, 0, 1))
    );
    bureau.weigh(0, &[("P01.I01", "35"), ("P01.I02", "15")], None).unwrap();
    bureau.agree("P01");
    appraisal::issue_scores(&bureau.store, bureau.by(2), newer, "10", "").unwrap();
}

#[test]
fn points_changed_after_a_review_open_it_again_and_nobody_reviews_what_they_weighed() {
    let bureau = Bureau::new();
    bureau.decided_and_reviewed();
    assert!(owed(&bureau.scored("10")).is_nothing());
    bureau.weigh(2, &GOOD, None).unwrap();
    assert_eq!(owed(&bureau.scored("10")).reviews, 1, "the project whose points changed");
    let agrees = Opinion { agrees: true, ..Opinion::default() };
    let own = review(&bureau.store, bureau.by(2), bureau.table, "10", "P01", &agrees);
    assert!(is_refused(own, "store.own_work"));
    bureau.agree("P01");
    assert!(owed(&bureau.scored("10")).is_nothing());
}

#[test]
fn an_issued_form_publishes_its_points_and_grades_as_facts_under_a_run() {
    let bureau = Bureau::new();
    bureau.weigh(0, &GOOD, None).unwrap();
    bureau.decided_and_reviewed();
    let number = appraisal::issue_scores(&bureau.store, bureau.by(1), bureau.table, "10", "报财政").unwrap();
    let facts = bureau.store.snapshot().unwrap();
    let year = "2023".parse().unwrap();
    let points = facts.metric("自评得分_10").unwrap().id;
    let column = facts.column(points, year).unwrap();
    assert_eq!(column.presence.len(), 2, "two projects");
    let id = facts.fact_at(points, year, 0).unwrap();
    let trail = bureau.store.read(|r| r.fact_trail(id)).unwrap();
    assert_eq!(trail.fact.value, FactValue::Known(Value::Number(0)), "nothing is proved, so no points: a true zero");
    let run = bureau.store.read(|r| r.run(trail.source.run.unwrap())).unwrap();
    assert_eq!((run.run.kind.as_str(), &run.run.versions["rules"]), ("targets.score", &"10 v2".into()));
    let lineage = Ready::load(&bureau.store, bureau.table).unwrap().row.lineage;
    let issue = bureau.store.read(|r| r.form_issues(&lineage)).unwrap().remove(0);
    assert_eq!((issue.id, Some(issue.evidence)), (number, trail.source.evidence));
    let of = |name: &str, year| facts.column(facts.metric(name).unwrap().id, year).unwrap().presence.len();
    assert_eq!((of("自评等级_10", year), of("indicator_score_10", year)), (2, 4));
    // The same form issued again confirms them: nothing new, nothing closed.
    let before = bureau.store.snapshot().unwrap().last_batch();
    appraisal::issue_scores(&bureau.store, bureau.by(1), bureau.table, "10", "").unwrap();
    let batch = bureau.store.read(|r| r.batches(None, 1)).unwrap().remove(0);
    assert!(batch.id > before && (batch.opened, batch.closed) == (0, 0) && batch.unchanged > 0, "{batch:?}");
}

fn month() -> domain::Period {
    "2023-06".parse().unwrap()
}

fn asks(owner: &str, due: &str, explanation: &str) -> Remark {
    Remark { explanation: explanation.into(), owner: owner.into(), due: due.parse().ok(), ..Remark::default() }
}

#[test]
fn the_last_hand_in_a_monitoring_form_does_not_issue_it_and_its_results_become_facts() {
    let bureau = Bureau::new();
    let (store, table) = (&bureau.store, bureau.table);
    let say = |user: usize, row: &str| {
        appraisal::remark(store, bureau.by(user), table, month(), row, &asks("", "", "晚了")).unwrap();
    };
    let issue = |actor: Actor| appraisal::issue_monitoring(store, actor, table, month(), "");
    say(0, "P01");
    say(1, "P02");
    assert!(is_refused(issue(bureau.by(1)), "store.own_work"));
    assert!(is_refused(issue(Actor::System("cli")), "store.person_needed"));
    issue(bureau.by(0)).unwrap();
    say(0, "P01");
    assert!(is_refused(issue(bureau.by(0)), "store.own_work"), "the last change counts, whatever row it was");
    issue(bureau.by(2)).unwrap();
    let facts = store.snapshot().unwrap();
    let quadrant = facts.metric("monitoring_quadrant").unwrap().id;
    assert_eq!(facts.column(quadrant, month()).unwrap().presence.len(), 2);
    let missing = facts.fact_at(quadrant, month(), 0).unwrap();
    let missing = store.read(|r| r.fact(missing)).unwrap();
    assert_eq!(missing.value, FactValue::Missing, "without returns nothing can be said, and that is what is said");
    // A newer version came in: the old one is issued no more.
    bureau.imports(&TABLE.replace("不少于3次", "不少于4次"));
    assert!(is_refused(issue(bureau.by(2)), "store.moved_on"));
}

#[test]
fn a_form_is_not_issued_over_words_that_came_while_it_was_made() {
    let bureau = Bureau::new();
    let (store, table) = (&bureau.store, bureau.table);
    let lineage = Ready::load(store, table).unwrap().row.lineage;
    let form = format!("monitoring:{}", month());
    let seen = store.read(|r| r.last_form_entry(&lineage, &form)).unwrap();
    appraisal::remark(store, bureau.by(0), table, month(), "P01", &asks("", "", "迟到的话")).unwrap();
    let evidence = store.put_bytes(b"form").unwrap();
    let done = store.write(&Act::new(bureau.by(1), "targets.issue", &lineage), |w| {
        w.register_evidence(evidence, "form.xlsx", "text/plain")?;
        w.issue_form(&store::NewFormIssue { table, form: &form, evidence, snapshot_seq: 1, seen, note: "" })
    });
    assert!(matches!(done, Err(StoreError::Refused { code: "store.moved_on", .. })));
    assert!(store.read(|r| r.form_issues(&lineage)).unwrap().is_empty(), "nothing half-done is kept");
}

#[test]
fn a_question_is_open_until_it_is_answered_and_opens_again_for_another_person_or_day_only() {
    let bureau = Bureau::new();
    let (store, table) = (&bureau.store, bureau.table);
    let open = || store.read(questions).unwrap();
    let say = |remark: &Remark| appraisal::remark(store, bureau.by(0), table, month(), "P01", remark);
    let reply = |text: &str| answer(store, bureau.by(1), table, month(), "P01", text);
    assert!(matches!(reply("早了"), Err(AppraisalError::NoQuestion(_))));
    assert!(matches!(say(&asks("", "2023-08-31", "谁")), Err(AppraisalError::NoOwner)));
    say(&asks("财务科", "2023-08-31", "拨款晚到")).unwrap();
    assert_eq!((open().len(), open()[0].row.as_str(), open()[0].month), (1, "P01", month()));
    assert!(matches!(reply("  "), Err(AppraisalError::Empty)));
    reply("九月补拨").unwrap();
    assert!(open().is_empty());
    say(&asks("财务科", "2023-08-31", "拨款晚到两个月")).unwrap();
    assert!(open().is_empty(), "other words are no other question");
    say(&asks("财务科", "2023-09-30", "拨款晚到两个月")).unwrap();
    assert_eq!(open().len(), 1, "another day is");
    reply("已补拨").unwrap();
    say(&asks("产业一科", "2023-09-30", "拨款晚到两个月")).unwrap();
    assert_eq!(open()[0].remark.value.owner, "产业一科");
    let said = store.read(|r| weighed(r, "no such table", "10")).unwrap();
    assert!(said.is_empty());
}

#[test]
fn whoever_brought_in_the_money_of_a_project_gives_no_second_opinion_on_it() {
    let bureau = Bureau::new();
    let text = "项目编号,项目名称,期间,项目支出（万元）\nX1,服务项目,2023-03,12\n";
    let document = tabular::read("支出.csv", text.as_bytes(), &tabular::ReadOptions::default()).unwrap();
    let registry = bureau.store.read(collect::Registry::load).unwrap();
    let reading = collect::read(&document, &registry, &collect::ReadOptions::default());
    let how = collect::CommitOptions::default();
    collect::commit(&bureau.store, &bureau.by(1), &reading, text.as_bytes(), &how).unwrap();
    let agrees = Opinion { agrees: true, ..Opinion::default() };
    let by = |user: usize, project: &str| review(&bureau.store, bureau.by(user), bureau.table, "10", project, &agrees);
    assert!(is_refused(by(1, "P01"), "store.own_work"));
    by(2, "P01").unwrap();
    by(1, "P02").unwrap();
}
