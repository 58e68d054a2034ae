//! Every point and sum of both rule sets computed a second time, by fractions of another library and from the rules as
//! they are written, and compared to the hundredth: the demo's table and tables made awkward on purpose.

use std::collections::BTreeMap;

use domain::Scaled;
use jiff::civil::{Date, date};
use num_rational::Ratio;
use shuanglian_targets::judge::{Actual, Progress};
use shuanglian_targets::model::{Indicator, Op, Project, Target, TargetKind, TargetTable};
use shuanglian_targets::scoring::rules::named;
use shuanglian_targets::scoring::said::Chosen;
use shuanglian_targets::scoring::{Said, SaidOf, Source, score_project};

use crate::scoring::{judged, money};

type F = Ratio<i128>;

fn f(number: Scaled) -> F {
    F::new(number.mantissa.into(), 10_i128.pow(number.scale.into()))
}

fn whole(number: i128) -> F {
    F::from_integer(number)
}

/// Hundredths, half up; nothing here is below zero.
fn cents(points: F) -> i128 {
    (points * whole(100) + F::new(1, 2)).floor().to_integer()
}

/// What came out of a project, and what was said.
struct Case<'a> {
    table: &'a TargetTable,
    values: &'a [(String, Actual, Progress)],
    said: &'a SaidOf,
    /// Spent and budget, in 万元.
    money: (i64, i64),
}

fn block(rules: &str, one: &Indicator) -> &'static str {
    let code = one.level2_code.clone().or_else(|| one.level1_code.clone()).unwrap_or_default();
    let cost = code == "14" || code.starts_with('4') || one.level1.contains("成本") || one.level2.contains("成本");
    match (code.chars().next(), rules) {
        (_, "101") if cost => "cost",
        (Some('1' | '4'), _) => "output",
        (Some('2'), _) => "benefit",
        (Some('3'), _) => "satisfaction",
        _ if one.level1.contains("满意") => "satisfaction",
        _ if one.level1.contains("效益") => "benefit",
        _ => "output",
    }
}

/// Points of the blocks of a project: as its form states them, else as the rules do.
fn blocks(rules: &str, project: &Project) -> BTreeMap<&'static str, F> {
    let stated: Vec<Option<F>> =
        project.indicators.iter().map(|one| Some(f(one.weight.as_ref()?.parse().ok()?))).collect();
    let sum: F = stated.iter().flatten().sum();
    let mut points: BTreeMap<&'static str, F> = BTreeMap::new();
    if stated.iter().all(Option::is_some) && (sum == whole(90) || sum == whole(100)) {
        for (one, stated) in project.indicators.iter().zip(stated) {
            *points.entry(block(rules, one)).or_default() += stated.unwrap() * whole(90) / sum;
        }
        return points;
    }
    let holds = |key: &str| project.indicators.iter().any(|one| block(rules, one) == key);
    let of = |key, ten: i128, cost: i128| (key, if rules == "101" && holds("cost") { cost } else { ten });
    for (key, worth) in [of("output", 50, 40), of("benefit", 30, 20), of("satisfaction", 10, 10), of("cost", 0, 20)] {
        let to = if key == "satisfaction" && rules == "101" && !holds(key) { "benefit" } else { key };
        if holds(to) {
            *points.entry(to).or_default() += whole(worth);
        }
    }
    points
}

/// Shares of a sum of hundredths: whole ones, then one each for the largest rests, of equal rests the first.
fn dealt(exact: &[F], sum: i128) -> Vec<i128> {
    let mut out: Vec<i128> = exact.iter().map(|one| (one * whole(100)).floor().to_integer()).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse((exact[*at] * whole(100)).fract()));
    let missing = usize::try_from(sum - out.iter().sum::<i128>()).unwrap();
    for at in order.into_iter().take(missing) {
        out[at] += 1;
    }
    out
}

/// The part of its points that a result earns, and whether it is short of the promise; `None` where it is open.
fn earned(rules: &str, own: &'static str, target: &Target, value: &Actual, grows: bool) -> Option<(F, bool)> {
    let one = whole(1);
    let by = || target.num.clone().unwrap();
    match (target.kind, value) {
        (TargetKind::Date, Actual::Day(done)) => {
            let late = i128::from(by().parse::<Date>().unwrap().until(*done).unwrap().get_days());
            Some(if late <= 0 { (one, false) } else { ((one - F::new(late, 365)).max(whole(0)), true) })
        }
        (TargetKind::Ordinal, Actual::Grade(grade)) => (by() == *grade).then_some((one, false)),
        (TargetKind::Numeric, Actual::Number(actual)) => {
            let (t, a) = (f(by().parse().unwrap()), f(*actual));
            if rules == "101" && own == "satisfaction" && target.unit.as_deref() == Some("%") {
                return Some(match a {
                    _ if a >= whole(90) => (one, false),
                    _ if a < whole(60) => (whole(0), false),
                    _ => (a / whole(90), true),
                });
            }
            let met = match target.op.unwrap_or(Op::Exactly) {
                Op::AtLeast => a >= t,
                Op::MoreThan => a > t,
                Op::AtMost => a <= t,
                Op::LessThan => a < t,
                Op::Exactly => a == t || grows && a > t,
            };
            Some(match target.op.unwrap_or(Op::Exactly) {
                _ if met => (one, false),
                _ if t <= whole(0) => (whole(0), false),
                Op::AtLeast | Op::MoreThan => (a.max(whole(0)) / t, true),
                Op::AtMost | Op::LessThan => (t / a, true),
                Op::Exactly if grows => (a / t, true),
                Op::Exactly => ((one - (a - t).max(t - a) / t).max(whole(0)), true),
            })
        }
        _ => None,
    }
}

/// One line: its id, hundredths it is worth, hundredths it got.
type Line = (String, i128, Option<i128>);

fn recomputed(rules: &str, case: &Case<'_>, project: &Project) -> Vec<Line> {
    let points = blocks(rules, project);
    let none = |id: &String| case.said.get(id).is_some_and(|said| said.not_applicable.is_some());
    // Block, indicator, line, exact points before what does not apply is made up for.
    let mut raw: Vec<(&'static str, &Indicator, String, Option<&Target>, F)> = Vec::new();
    for one in &project.indicators {
        let own = block(rules, one);
        let peers: Vec<&Indicator> = project.indicators.iter().filter(|peer| block(rules, peer) == own).collect();
        let stated = |one: &Indicator| one.weight.as_ref().map(|text| f(text.parse().unwrap()));
        let part = match peers.iter().map(|peer| stated(peer)).collect::<Option<Vec<F>>>() {
            Some(all) => stated(one).unwrap() / all.into_iter().sum::<F>(),
            None => F::new(1, peers.len() as i128),
        };
        let targets: Vec<&Target> = case.table.targets.iter().filter(|target| target.of == one.id).collect();
        let share = points[own] * part / whole(targets.len().max(1) as i128);
        if targets.is_empty() {
            raw.push((own, one, one.id.clone(), None, share));
        }
        raw.extend(targets.into_iter().map(|target| (own, one, target.id.clone(), Some(target), share)));
    }
    let left: F = raw.iter().filter(|line| !none(&line.2)).map(|line| line.4).sum();
    for line in &mut raw {
        line.4 = if none(&line.2) { whole(0) } else { line.4 * whole(90) / left };
    }
    let mut worth: BTreeMap<String, i128> = BTreeMap::new();
    let mut order: Vec<&'static str> = Vec::new();
    for line in &raw {
        if !order.contains(&line.0) {
            order.push(line.0);
        }
    }
    let of_block = |key: &str| raw.iter().filter(move |line| line.0 == key).collect::<Vec<_>>();
    let sums: Vec<F> = order.iter().map(|key| of_block(key).iter().map(|line| line.4).sum()).collect();
    for (key, sum) in order.iter().zip(dealt(&sums, 9_000)) {
        let mut indicators: Vec<&str> = of_block(key).iter().map(|line| line.1.id.as_str()).collect();
        indicators.dedup();
        let of = |id: &str| of_block(key).into_iter().filter(|line| line.1.id == id).collect::<Vec<_>>();
        let sums: Vec<F> = indicators.iter().map(|id| of(id).iter().map(|line| line.4).sum()).collect();
        for (id, sum) in indicators.iter().zip(dealt(&sums, sum)) {
            let exact: Vec<F> = of(id).iter().map(|line| line.4).collect();
            worth.extend(of(id).iter().map(|line| line.2.clone()).zip(dealt(&exact, sum)));
        }
    }
    let (spent, budget) = case.money;
    let rate = F::new(spent.into(), budget.into()).min(whole(1));
    let mut lines = vec![(format!("{}.execution", project.id), 1_000, Some(cents(whole(10) * rate)))];
    for (own, _, id, target, exact) in &raw {
        let weight = worth[id];
        let value = case.values.iter().find(|value| value.0 == *id);
        let band = case.said.get(id).and_then(|said| said.band.as_ref());
        let part = match (target, value, band) {
            _ if none(id) => None,
            (Some(target), Some((_, actual, progress)), _) => {
                earned(rules, own, target, actual, *progress == Progress::Accumulates)
            }
            (None, _, Some(band)) => Some((f(band.percent) / whole(100), false)),
            _ => None,
        };
        let points = part.map(|(part, short)| {
            let points = cents(F::new(weight, 100) * part);
            // By exact points the line would get the same within a hundredth.
            assert!((F::new(points, 100) - exact * part) <= F::new(2, 100), "{id}");
            if short && points >= weight { weight - 1 } else { points }
        });
        lines.push((id.clone(), weight, points));
    }
    lines
}

/// Compares every line and sum of a table; how many lines were compared.
fn compare(case: &Case<'_>) -> usize {
    let values: Vec<(&str, Actual, Progress)> =
        case.values.iter().map(|(id, actual, progress)| (id.as_str(), actual.clone(), *progress)).collect();
    let overview = judged(case.table, &values, date(2025, 3, 1));
    let mut compared = 0;
    for rules in ["10", "101"] {
        for project in &case.table.projects {
            let mut of_project = money(Some(case.money.1), case.money.0);
            let own = of_project.remove("P01").unwrap();
            let of_project = BTreeMap::from([(project.id.clone(), own)]);
            let entered = BTreeMap::new();
            let source = Source {
                table: case.table,
                overview: &overview,
                money: &of_project,
                said: case.said,
                entered: &entered,
            };
            let scored = score_project(named(rules).unwrap(), &source, project);
            let hundredths = |points: Scaled| i128::from(points.mantissa);
            let product: Vec<Line> = scored
                .lines
                .iter()
                .map(|line| (line.id.clone(), hundredths(line.weight), line.awarded.points.map(hundredths)))
                .collect();
            let wanted = recomputed(rules, case, project);
            assert_eq!(product, wanted, "{rules} {}", project.name);
            let total: i128 = wanted.iter().filter_map(|line| line.2).sum();
            assert_eq!(hundredths(scored.total), total, "{rules} {}", project.name);
            assert_eq!(wanted.iter().map(|line| line.1).sum::<i128>(), 10_000, "{rules} {}", project.name);
            compared += wanted.len();
        }
    }
    compared
}

fn read(text: &str) -> TargetTable {
    shuanglian_targets::read_and_check("表.txt", text.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
}

fn at(text: &str) -> Actual {
    Actual::Number(text.parse().unwrap())
}

fn value(id: &str, actual: Actual) -> (String, Actual, Progress) {
    (id.to_owned(), actual, Progress::Accumulates)
}

fn level(id: &str, actual: Actual) -> (String, Actual, Progress) {
    (id.to_owned(), actual, Progress::Level)
}

/// A table of one project in the published layout.
fn project(indicators: &[(&str, &str, &str)]) -> TargetTable {
    let mut text = String::from(
        "2024年项目支出绩效目标表\n部门名称：演示区工信局\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n合计\t9.00\t9.00\t\t\n服务项目\t9.00\t9.00\t服务企业。\t",
    );
    for (n, (level, name, value)) in indicators.iter().enumerate() {
        text.push_str(&format!("{}、{level}：{name}；实施周期指标值：{value}；年度指标值：{value}。", n + 1));
    }
    text.push('\n');
    read(&text)
}

const COUNT: &str = "1-产出指标；11-数量指标";
const QUALITY: &str = "1-产出指标；12-质量指标";
const TIME: &str = "1-产出指标；13-时效指标";
const COST: &str = "1-产出指标；14-成本指标";
const SOCIAL: &str = "2-效益指标；22-社会效益";
const CONTENT: &str = "3-满意度指标；31-服务对象满意度";

fn band(percent: i64) -> Said {
    let band = Chosen { key: "reached".into(), percent: Scaled::new(percent, 0), reason: "座谈".into() };
    Said { band: Some(band), ..Said::default() }
}

fn none() -> Said {
    Said { not_applicable: Some("当年未开展".into()), agreed: true, ..Said::default() }
}

#[test]
fn awkward_tables_come_out_the_same_to_the_hundredth() {
    let table = project(&[
        (COUNT, "走访企业", "超过400家"),
        (COUNT, "事故", "少于5起"),
        (COUNT, "扶持成效", "扶持企业不少于2家，投资额超5亿元"),
        (QUALITY, "合格率", "100%"),
        (TIME, "办结天数", "不超过12天"),
        (COST, "场均成本", "不超过3万元"),
        (SOCIAL, "带动就业", "不少于70人"),
        (SOCIAL, "营商环境", "持续优化"),
        (SOCIAL, "投诉", "0件"),
        (CONTENT, "企业满意度", "不低于95%"),
    ]);
    let ids: Vec<&str> = table.targets.iter().map(|target| target.id.as_str()).collect();
    assert_eq!(ids.len(), 10, "{ids:?}");
    let values = [
        value("P01.I01.T1", at("400")),
        level("P01.I02.T1", at("5")),
        value("P01.I03.T1", at("9")),
        value("P01.I03.T2", at("4.999999")),
        level("P01.I04.T1", at("99.996")),
        level("P01.I05.T1", at("13.7")),
        level("P01.I06.T1", at("3.01")),
        value("P01.I07.T1", at("69.5")),
        level("P01.I09.T1", at("1")),
        level("P01.I10.T1", at("89.9999")),
    ];
    let mut said = SaidOf::from([("P01.I08".to_owned(), band(87))]);
    let case = |said: &SaidOf, table: &TargetTable| compare(&Case { table, values: &values, said, money: (7, 9) });
    assert_eq!(case(&said, &table), 24);
    said.insert("P01.I03.T2".into(), none());
    said.insert("P01.I10.T1".into(), none());
    case(&said, &table);
    // No satisfaction, then no benefit either.
    let mut fewer = table.clone();
    fewer.projects[0].indicators.truncate(9);
    case(&said, &fewer);
    fewer.projects[0].indicators.truncate(6);
    case(&SaidOf::new(), &fewer);
    // Points of one block stated, points stated for all: 90, 100, and a sum that is no whole.
    let mut stated = table.clone();
    for one in stated.projects[0].indicators.iter_mut().take(6) {
        one.weight = Some("7".into());
    }
    case(&said, &stated);
    for points in [["60", "30"], ["70.5", "29.5"], ["60", "35"]] {
        let mut stated = table.clone();
        let kept = [3, 6].map(|at| stated.projects[0].indicators[at].clone());
        stated.projects[0].indicators = kept.to_vec();
        for (one, points) in stated.projects[0].indicators.iter_mut().zip(points) {
            one.weight = Some(points.into());
        }
        case(&SaidOf::new(), &stated);
    }
}

#[test]
fn the_demo_table_comes_out_the_same_under_many_results() {
    let table = read(include_str!("../../../../knowledge/demo/table.txt"));
    let shares: [(i64, u8); 9] =
        [(50, 2), (999, 3), (100, 2), (131, 2), (75, 2), (1_000_001, 6), (88_888, 5), (3, 0), (0, 0)];
    let mut compared = 0;
    for round in 0..6_usize {
        let mut values = Vec::new();
        for (n, target) in table.targets.iter().enumerate().filter(|(n, _)| (n + round) % 11 != 0) {
            let (share, scale) = shares[(n * 5 + round) % shares.len()];
            let promised: Option<Scaled> = target.num.as_deref().and_then(|num| num.parse().ok());
            let actual = match (target.kind, promised) {
                (TargetKind::Numeric, Some(p)) if p.mantissa == 0 => Scaled::new((n % 2) as i64, 0),
                (TargetKind::Numeric, Some(p)) => Scaled::new(p.mantissa * share, p.scale + scale),
                (TargetKind::Date, _) => {
                    let by: Date = target.num.as_deref().unwrap().parse().unwrap();
                    values.push(level(&target.id, Actual::Day(by + jiff::Span::new().days(40 * round as i64 - 80))));
                    continue;
                }
                (TargetKind::Ordinal, _) => {
                    values.push(level(&target.id, Actual::Grade(target.num.clone().unwrap())));
                    continue;
                }
                _ => continue,
            };
            let growing = target.unit.as_deref() != Some("%");
            let make = if growing { value } else { level };
            values.push(make(&target.id, Actual::Number(actual)));
        }
        let mut said = SaidOf::new();
        for (n, one) in table.projects.iter().flat_map(|project| &project.indicators).enumerate() {
            match (n + round) % 4 {
                0 => drop(said.insert(one.id.clone(), band(81 + (n % 19) as i64))),
                1 if n % 3 == 0 => drop(said.insert(format!("{}.T1", one.id), none())),
                _ => {}
            }
        }
        let spent = 100 + 37 * round as i64;
        compared += compare(&Case { table: &table, values: &values, said: &said, money: (spent, 219) });
    }
    assert!(compared > 800, "{compared}");
}
