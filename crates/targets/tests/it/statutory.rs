//! The statutory forms go out as workbooks and are understood by our own reader.

use std::collections::BTreeMap;

use domain::{FactId, Period, Scaled};
use shuanglian_targets::appraisal::{Entry, Opinion, Remark};
use shuanglian_targets::budgets::{Budget, Money};
use shuanglian_targets::forms::{self, Head, Monitoring, SelfEvaluation};
use shuanglian_targets::model::{Layout, TargetTable};
use shuanglian_targets::money::Spent;
use shuanglian_targets::monitoring::{rows, supplied};
use shuanglian_targets::scoring::{self, Said, SaidOf, Source, rules::named, said::Chosen};

use super::monitoring::judged;
use shuanglian_targets::judge::Progress;

const TABLE: &str = include_str!("../../../../knowledge/demo/table.txt");

fn table() -> TargetTable {
    shuanglian_targets::read_and_check("表.txt", TABLE.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
}

fn money() -> BTreeMap<String, Money> {
    let budget = |fen| Some(Budget { amount: Scaled::new(fen, 2), fact: None, place: None });
    let total = Scaled::new(20_000_000_000, 2);
    let spent = Some(Spent { months: vec![(Period::month(2024, 3).unwrap(), FactId(1), total)], total });
    let three = Money { opening: budget(30_000_000_000), adjusted: None, spent };
    BTreeMap::from([("P03".to_owned(), three)])
}

fn entry<T>(value: T) -> Entry<T> {
    Entry { value, actor: "user:1".into(), at: jiff::Timestamp::UNIX_EPOCH, order: 1 }
}

fn read_back(workbook: &tabular::Workbook) -> TargetTable {
    let bytes = tabular::write_xlsx(workbook).unwrap();
    shuanglian_targets::read_and_check("表.xlsx", &bytes, &tabular::ReadOptions::default()).unwrap().1
}

fn amounts(table: &TargetTable, project: usize) -> Vec<String> {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    table.projects[project].amounts.iter().map(|a| format!("{}={}", a.column, shown(&a.value))).collect()
}

#[test]
fn the_monitoring_form_is_understood_again() {
    let table = table();
    let values = [("P03.I01.T1", "2.10", Progress::Accumulates), ("P05.I02.T2", "4", Progress::Accumulates)];
    let (last, money) = (Period::month(2024, 7).unwrap(), money());
    let overview = judged(&table, &values, 7);
    let rules = supplied().unwrap();
    let rows = rows(rules, &table, &overview, &money, last);
    let remark = Remark {
        reasons: vec!["funds".into(), "other".into()],
        explanation: "缴付通知七月才到".into(),
        likelihood: Some("certain".into()),
        owner: "产业一科".into(),
        due: "2024-08-20".parse().ok(),
        ..Remark::default()
    };
    let remarks = BTreeMap::from([("P03.I01.T1".to_owned(), entry(remark))]);
    let head = Head { table: &table, demo: true };
    let source = Monitoring {
        head,
        rules,
        last,
        overview: &overview,
        rows: &rows,
        remarks: &remarks,
        answers: &BTreeMap::new(),
    };
    let back = read_back(&forms::monitoring(&source));
    assert_eq!((back.layout, back.document.year), (Layout::Monitoring, Some(2024)));
    assert_eq!(back.projects.len(), 11);
    assert_eq!(back.document.unit.as_deref(), Some("万元"));
    let three = &back.projects[2];
    assert_eq!(three.name, "国家集成电路产业投资二期基金");
    assert_eq!(three.goal.as_deref(), table.projects[2].goal.as_deref());
    assert_eq!(amounts(&back, 2)[..3], ["年初预算数=30000.00", "1-7月执行数=20000.00", "全年预计执行数=30000.00"]);
    assert_eq!(amounts(&back, 2)[3], "年初预算数=30000.00", "of it from this year's appropriation");
    let first = &three.indicators[0];
    assert_eq!((first.level1.as_str(), first.level2.as_str()), ("产出指标", "数量指标"));
    assert_eq!((first.name.as_str(), first.actual.as_deref()), ("基金实缴出资额", Some("2.10亿元")));
    assert_eq!(first.likelihood.as_deref(), Some("确定能"));
    let deviation = first.deviation.as_deref().unwrap();
    assert!(deviation.contains("经费保障") && deviation.contains("缴付通知七月才到"), "{deviation}");
    assert!(first.note.as_deref().unwrap().contains("2024-08-20"));
    // Every line, the two numbers of one indicator apart.
    let lines: usize = table.projects.iter().map(|project| forms::lines(project, &overview).len()).sum();
    assert_eq!(back.projects.iter().map(|project| project.indicators.len()).sum::<usize>(), lines);
}

#[test]
fn the_self_evaluation_is_understood_again_with_its_points() {
    let table = table();
    let values = [("P03.I01.T1", "2.10", Progress::Accumulates), ("P03.I02.T1", "98", Progress::Limit)];
    let (money, overview) = (money(), judged(&table, &values, 12));
    let mut said = SaidOf::new();
    let band = Chosen { key: "reached".into(), percent: Scaled::new(95, 0), reason: "调查纪要".into() };
    said.insert("P03.I04".into(), Said { band: Some(band), ..Said::default() });
    let none = Said { not_applicable: Some("没有基期".into()), agreed: true, ..Said::default() };
    said.insert("P03.I05.T1".into(), none);
    let rules = named("10").unwrap();
    let scored = scoring::score(
        rules,
        &Source { table: &table, overview: &overview, money: &money, said: &said, entered: &BTreeMap::new() },
    );
    let opinions = BTreeMap::from([(
        "P03".to_owned(),
        entry(Opinion {
            agrees: false,
            points: Some(Scaled::new(80, 0)),
            reason: "准确率应从严".into(),
            given_for: None,
        }),
    )]);
    let head = Head { table: &table, demo: false };
    let (scored, said) = (scored.as_slice(), &said);
    let source = SelfEvaluation { head, rules, overview: &overview, money: &money, scored, said, opinions: &opinions };
    let back = read_back(&forms::self_evaluation(&source));
    assert_eq!((back.layout, back.document.year, back.projects.len()), (Layout::SelfEvaluation, Some(2024), 11));
    let three = &back.projects[2];
    assert_eq!(amounts(&back, 2)[..3], ["年初预算数=30000.00", "全年预算数=30000.00", "全年执行数=20000.00"]);
    assert_eq!(three.score_total.as_deref(), Some(scored[2].total.to_string().as_str()));
    let ours = forms::lines(&table.projects[2], &overview);
    assert_eq!(three.indicators.len(), ours.len());
    for (read, line) in three.indicators.iter().zip(ours) {
        let own = scored[2].lines.iter().find(|own| own.id == line.id).unwrap();
        let points = own.awarded.points.map(|points| points.to_string());
        assert_eq!(read.name, line.name);
        if own.awarded.how == scoring::How::NotApplicable {
            assert_eq!((read.weight.as_deref(), read.score.as_deref()), (None, None), "{}", line.id);
            continue;
        }
        let weight: Scaled = read.weight.as_deref().unwrap().parse().unwrap();
        assert_eq!(weight.compare(own.weight), std::cmp::Ordering::Equal);
        let score = read.score.as_deref().map(|score| score.parse::<Scaled>().unwrap());
        assert_eq!(score.map(|s| s.rescale(2).unwrap().to_string()), points, "{}", line.id);
    }
    assert_eq!(three.indicators[4].actual.as_deref(), Some("不适用"));

    let sums = forms::summed(&source);
    assert_eq!((sums.undecided, sums.mean), (11, None), "nothing is averaged while lines are open");
    let sheet = &forms::summary(&source).sheets[0];
    assert_eq!(sheet.rows.len(), 3 + 11 + 1 + 1, "title, unit, heads; projects; sum; note");
}
