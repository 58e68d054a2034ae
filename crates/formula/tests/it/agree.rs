//! The two evaluators against each other, on random formulas and random facts.

use domain::FactSource;
use formula::memory::Facts;
use formula::{Answer, Definition, Formula, Grouping, Kept, When};
use jiff::civil::date;
use proptest::prelude::*;

use crate::district::{declare, firm, period};

/// Expressions of money, of pure numbers and of truth, so that most of them pass the check.
fn money(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => Just("营业收入".to_owned()),
        2 => Just("研发费用".to_owned()),
        1 => (0..2000i64, 0..100i64).prop_map(|(n, c)| format!("{n}.{c:02} * 万元")),
        1 => Just("0".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let (m, p, t) = (money(depth - 1), plain(depth - 1), truth(depth - 1));
    prop_oneof![
        2 => leaf,
        2 => (m.clone(), m.clone(), prop::sample::select(vec!["+", "-"])).prop_map(|(a, b, op)| format!("({a} {op} {b})")),
        1 => (m.clone(), p.clone()).prop_map(|(a, b)| format!("({a} * {b})")),
        1 => (m.clone(), p).prop_map(|(a, b)| format!("({a} / {b})")),
        1 => (m.clone(), 0..5u8).prop_map(|(a, n)| format!("round({a}, {n})")),
        1 => m.clone().prop_map(|a| format!("abs(-{a})")),
        1 => (m.clone(), m.clone(), prop::sample::select(vec!["least", "greatest", "coalesce", "nullif", "cap"]))
            .prop_map(|(a, b, f)| format!("{f}({a}, {b})")),
        1 => (t, m.clone(), m.clone()).prop_map(|(c, a, b)| format!("case when {c} then {a} else {b} end")),
        1 => (m.clone(), 0..3u8).prop_map(|(a, n)| format!("prev({a}, {n})")),
        1 => (m.clone(), prop::sample::select(vec!["ytd({})", "over({})", "over({}, 'avg')", "over({}, 'min')", "at({}, '2023-03')"]))
            .prop_map(|(a, f)| f.replace("{}", &a)),
        1 => (m, prop::sample::select(vec!["sum", "avg", "median", "mad", "min", "max"]), prop::sample::select(vec!["行业", "街道", "规上", "产业链"]))
            .prop_map(|(a, stat, group)| format!("base({a}, {group}, '{stat}')")),
    ]
    .boxed()
}

fn plain(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        3 => Just("研发占比".to_owned()),
        1 => (0..50i64).prop_map(|n| format!("{n}")),
        1 => (0..500i64).prop_map(|n| format!("{n}%")),
        1 => Just("(从业人数 / 人)".to_owned()),
        1 => Just("(用地 / 平方米)".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let (m, p) = (money(depth - 1), plain(depth - 1));
    prop_oneof![
        2 => leaf,
        2 => (m.clone(), m.clone()).prop_map(|(a, b)| format!("({a} / {b})")),
        2 => (p.clone(), p.clone(), prop::sample::select(vec!["+", "-", "*", "/"])).prop_map(|(a, b, op)| format!("({a} {op} {b})")),
        1 => m.clone().prop_map(|a| format!("log10({a} / 元)")),
        1 => (m.clone(), prop::sample::select(vec!["yoy", "mom"])).prop_map(|(a, f)| format!("{f}({a})")),
        1 => (m, prop::sample::select(vec!["行业", "街道", "规上"])).prop_map(|(a, g)| format!("rank_pct({a}, {g})")),
        1 => (p, 0..4u8).prop_map(|(a, n)| format!("round({a}, {n})")),
    ]
    .boxed()
}

fn truth(depth: u32) -> BoxedStrategy<String> {
    let compare = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let leaf = prop::sample::select(vec![
        "规上",
        "行业 = 'C39'",
        "行业 in ('C27', 'C40')",
        "has(产业链, '甲', '丙')",
        "within(行业, 'C', 'I65')",
        "within(行业, 'C2')",
        "has(upper_code(行业, 2), 'C4')",
        "成立日期 < '2015-01-01'",
        "期内(成立日期)",
        "街道 <> '石牌'",
        "营业收入 is null",
        "从业人数 between 10 * 人 and 90 * 人",
        "null",
        "true",
    ])
    .prop_map(str::to_owned);
    if depth == 0 {
        return leaf.boxed();
    }
    let (m, p, t) = (money(depth - 1), plain(depth - 1), truth(depth - 1));
    prop_oneof![
        2 => leaf,
        2 => (m.clone(), compare.clone(), m).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        2 => (p.clone(), compare, p).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        2 => (t.clone(), t.clone(), prop::sample::select(vec!["and", "or"])).prop_map(|(a, b, op)| format!("({a} {op} {b})")),
        1 => t.clone().prop_map(|a| format!("not ({a})")),
        1 => t.prop_map(|a| format!("(({a}) is not true)")),
    ]
    .boxed()
}

fn total() -> BoxedStrategy<String> {
    let filter = prop_oneof![Just(String::new()), truth(1).prop_map(|t| format!(" filter (where {t})"))];
    let stat = prop::sample::select(vec!["sum", "avg", "min", "max", "median", "mad"]);
    let one = (stat, money(2), filter.clone()).prop_map(|(stat, m, f)| format!("{stat}({m}){f}"));
    let count = filter.prop_map(|f| format!("count(*){f}"));
    prop_oneof![
        3 => one.clone(),
        1 => count.clone(),
        1 => (one.clone(), one.clone()).prop_map(|(a, b)| format!("{a} / {b}")),
        1 => (one.clone(), count).prop_map(|(a, b)| format!("{a} / {b}")),
        1 => one.clone().prop_map(|a| format!("yoy({a})")),
        1 => one.prop_map(|a| format!("ytd({a})")),
    ]
    .boxed()
}

/// Facts with every sort of gap: zero is no value, one to three say why there is none, the rest are numbers.
fn facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec((prop::collection::vec(0..400i64, 24), 0..8usize, 0..200i64), 1..7).prop_map(|firms| {
        let mut facts = Facts::new();
        declare(&mut facts);
        for (id, (months, mix, small)) in firms.into_iter().enumerate() {
            let mut say = |metric: &str, when: &str, text: &str| {
                facts.say(metric, firm(id as i64), period(when), text).unwrap();
            };
            for (index, value) in months.into_iter().enumerate() {
                let when = format!("{}-{:02}", 2023 + index / 12, index % 12 + 1);
                match value {
                    0..20 => {}
                    20..30 => say("营业收入", &when, ""),
                    30..40 => say("营业收入", &when, "/"),
                    _ => say("营业收入", &when, &format!("{}.{:02}", value - 60, value % 100)),
                }
                if value % 3 > 0 {
                    say("研发费用", &when, &format!("{}", value * 37 - 500));
                }
            }
            for year in ["2023", "2024"] {
                let text = |there: bool, text: String| if there { text } else { String::new() };
                say("从业人数", year, &text(mix != 1, format!("{small}")));
                say("用地", year, &text(mix != 2, format!("{small}.{mix}00")));
                say("研发占比", year, &text(mix != 3, format!("{}.2{mix}", small / 10)));
                say("规上", year, &text(mix != 4, if mix % 2 == 0 { "是" } else { "否" }.to_owned()));
                say("行业", year, &text(mix != 5, ["C39", "C27", "C40"][mix % 3].to_owned()));
                say("街道", year, &text(mix != 6, ["石牌", "天河南"][mix % 2].to_owned()));
            }
            if mix > 0 {
                say("产业链", "2022-01-01..2024-03-15", ["甲", "甲;乙", "丙"][mix % 3]);
                say("产业链", "2024-03-16..", ["乙", "丙", "甲;丙"][mix % 3]);
                say("成立日期", "2020-01-01..", &format!("20{:02}-0{mix}-15", 10 + mix * 2));
            }
        }
        facts
    })
}

fn whens() -> impl Strategy<Value = When> {
    prop::sample::select(vec!["2024-02", "2024-03", "2024-09", "2023-06", "2024Q1", "2024", "2024-01..07"])
        .prop_flat_map(|text| {
            let when = When::new(period(text));
            prop_oneof![Just(when), Just(when.as_of(date(2024, 5, 20)))]
        })
}

fn population() -> impl Strategy<Value = Option<String>> {
    prop_oneof![2 => Just(None), 1 => truth(1).prop_map(Some)]
}

fn defined(base: Definition, population: Option<&str>) -> Definition {
    match population {
        Some(text) => base.among(Formula::parse(text).unwrap()),
        None => base,
    }
}

/// How many random formulas came to something, so that a generator that only makes refusals is noticed.
fn compare_each(text: &str, population: Option<&str>, facts: &Facts, when: When) -> Result<bool, TestCaseError> {
    let formula = Formula::parse(text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
    let Ok(typed) = formula.check(&defined(Definition::each("firm"), population), facts) else { return Ok(false) };
    let rows = facts.subjects(typed.subject()).len();
    let traces: Result<Vec<_>, _> = (0..rows).map(|row| typed.trace_row(facts, when, row)).collect();
    match (typed.columns(facts, when), traces) {
        (Ok(answers), Ok(traces)) => {
            for (row, trace) in traces.iter().enumerate() {
                prop_assert_eq!(answers.answer(row), trace.answer(), "{} row {} {:?}", text, row, when);
            }
            Ok(true)
        }
        (Err(a), Err(b)) => {
            prop_assert_eq!(a.code, b.code, "{}", text);
            Ok(false)
        }
        (a, b) => Err(TestCaseError::fail(format!("{text}: columns {:?}, trace {:?}", a.err(), b.err()))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn for_each_subject(
        texts in prop::collection::vec(prop_oneof![money(3), plain(3), truth(3)], 6),
        population in population(),
        facts in facts(),
        when in whens(),
    ) {
        for text in texts {
            compare_each(&text, population.as_deref(), &facts, when)?;
        }
    }

    #[test]
    fn for_all_together(texts in prop::collection::vec(total(), 4), population in population(), facts in facts(), when in whens()) {
        for text in texts {
            let formula = Formula::parse(&text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
            let definition = defined(Definition::total("firm"), population.as_deref());
            let Ok(typed) = formula.check(&definition, &facts) else { continue };
            match (typed.columns(&facts, when), typed.trace_total(&facts, when, 2)) {
                (Ok(answers), Ok(trace)) => prop_assert_eq!(answers.answer(0), trace.answer(), "{} {:?}", text, when),
                (Err(a), Err(b)) => prop_assert_eq!(a.code, b.code),
                (a, b) => prop_assert!(false, "{}: columns {:?}, trace {:?}", text, a.err(), b.err()),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// One memory for all formulas, asked again after a fact has changed, says what an evaluation without it says, and
    /// counts whom the trace counts.
    #[test]
    fn kept_conditions_change_nothing(
        texts in prop::collection::vec(total(), 4),
        population in population(),
        facts in facts(),
        when in whens(),
        changed in prop::sample::select(vec![("规上", "否"), ("街道", "石牌"), ("行业", "C27"), ("从业人数", "12")]),
    ) {
        let (kept, mut facts) = (Kept::default(), facts);
        for round in 0..3 {
            for text in &texts {
                let formula = Formula::parse(text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
                let definition = defined(Definition::total("firm"), population.as_deref());
                let Ok(typed) = formula.check(&definition, &facts) else { continue };
                match (typed.columns(&facts, when), typed.columns_with(&facts, when, &kept)) {
                    (Ok(plain), Ok(with)) => {
                        prop_assert_eq!(plain.answer(0), with.answer(0), "{} {:?} round {}", text, when, round);
                        prop_assert_eq!(plain.counted().collect::<Vec<_>>(), with.counted().collect::<Vec<_>>());
                        let trace = typed.trace_total(&facts, when, 0).map_err(|e| TestCaseError::fail(e.to_string()))?;
                        let members = trace.nodes.iter().filter_map(|node| node.members.as_deref());
                        if !typed.compares() {
                            prop_assert_eq!(plain.most_counted(), members.map(|members| members.counted).max(), "{}", text);
                        }
                    }
                    (Err(a), Err(b)) => prop_assert_eq!(a.code, b.code),
                    (a, b) => prop_assert!(false, "{}: plain {:?}, kept {:?}", text, a.err(), b.err()),
                }
            }
            // The second round changes a firm, the third adds one.
            let (metric, text) = changed;
            facts.say(metric, firm(round * 90), period("2024"), text).unwrap();
        }
    }

    /// A formula by groups says of each group what it says of all when only the group is asked.
    #[test]
    fn for_each_group(
        texts in prop::collection::vec(total(), 4),
        by in prop::sample::select(vec!["行业", "产业链", "规上", "街道"]),
        facts in facts(),
        when in whens(),
    ) {
        let grouped = Formula::parse(by).unwrap().check(&Definition::each("firm"), &facts).unwrap();
        let Ok(groups) = Grouping::by(&grouped, &facts, when) else { return Ok(()) };
        // A population would be asked anew in each period and would narrow bases and ranks; groups do neither.
        let narrowed = |text: &&String| ["yoy", "ytd", "base", "rank"].iter().any(|word| text.contains(word));
        for text in texts.iter().filter(|text| !narrowed(text)) {
            let formula = Formula::parse(text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
            let Ok(typed) = formula.check(&Definition::total("firm"), &facts) else { continue };
            let Ok(answers) = typed.columns_by(&facts, when, &groups) else { continue };
            prop_assert_eq!(answers.rows(), groups.len());
            for (group, key) in groups.keys().iter().enumerate() {
                let among = match key {
                    Answer::Codes(set) => format!("has({by}, '{}')", set.iter().next().unwrap()),
                    Answer::Text(text) => format!("{by} = '{text}'"),
                    Answer::Truth(true) => by.to_owned(),
                    _ => format!("not {by}"),
                };
                let alone = defined(Definition::total("firm"), Some(&among));
                let alone = formula.check(&alone, &facts).unwrap().columns(&facts, when).unwrap();
                prop_assert_eq!(answers.answer(group), alone.answer(0), "{} by {} {:?}", text, by, key);
            }
        }
    }
}

/// The comparison above means nothing when hardly any formula is evaluated.
#[test]
fn most_random_formulas_are_evaluated() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (prop_oneof![money(3), plain(3), truth(3)], facts());
    let mut evaluated = 0;
    for _ in 0..200 {
        let (text, facts) = strategy.new_tree(&mut runner).unwrap().current();
        evaluated += usize::from(compare_each(&text, None, &facts, When::new(period("2024-03"))).unwrap());
    }
    assert!(evaluated > 100, "only {evaluated} of 200 random formulas were evaluated");
}
