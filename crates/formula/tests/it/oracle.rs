//! Both evaluators against exact rational numbers, which share nothing with them.

use domain::FactSource;
use formula::memory::Facts;
use formula::{Definition, Formula, When};
use num_rational::BigRational;
use proptest::prelude::*;

use crate::district::{declare, firm, period};

/// A pure number, in the oracle's own words.
#[derive(Clone, Debug)]
enum Tree {
    /// Hundredths.
    Literal(i64),
    /// 研发占比.
    Share,
    /// 营业收入 over another sum of money.
    Ratio(Money),
    Negative(Box<Tree>),
    Add(Box<Tree>, Box<Tree>),
    Subtract(Box<Tree>, Box<Tree>),
    Multiply(Box<Tree>, Box<Tree>),
    Divide(Box<Tree>, Box<Tree>),
    Round(Box<Tree>, u8),
    Smaller(Box<Tree>, Box<Tree>),
}

#[derive(Clone, Debug)]
enum Money {
    Cost,
    /// 营业收入 (万元) and so many 元.
    RevenueAnd(i64),
}

/// One firm's facts: revenue in 1/100 万元, cost in 元, share in 1/100 %.
#[derive(Clone, Debug)]
struct Firm {
    revenue: Option<i64>,
    cost: Option<i64>,
    share: Option<i64>,
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        (0..5000i64).prop_map(Tree::Literal),
        Just(Tree::Share),
        Just(Tree::Ratio(Money::Cost)),
        (1..90_000i64).prop_map(|yuan| Tree::Ratio(Money::RevenueAnd(yuan))),
    ];
    leaf.prop_recursive(4, 20, 2, |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            inner.clone().prop_map(|a| Tree::Negative(Box::new(a))),
            pair.clone().prop_map(|(a, b)| Tree::Add(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Subtract(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Multiply(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Divide(a, b)),
            pair.prop_map(|(a, b)| Tree::Smaller(a, b)),
            (inner, 0..8u8).prop_map(|(a, places)| Tree::Round(Box::new(a), places)),
        ]
    })
}

fn firms() -> impl Strategy<Value = Vec<Firm>> {
    let some = |range: std::ops::Range<i64>| prop::option::weighted(0.85, range);
    let firm = (some(-500_000..90_000_000), some(-100..9_000_000), some(0..9_000));
    prop::collection::vec(firm.prop_map(|(revenue, cost, share)| Firm { revenue, cost, share }), 1..6)
}

fn write(tree: &Tree) -> String {
    match tree {
        Tree::Literal(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        Tree::Share => "研发占比".to_owned(),
        Tree::Ratio(Money::Cost) => "(营业收入 / 研发费用)".to_owned(),
        Tree::Ratio(Money::RevenueAnd(yuan)) => format!("(营业收入 / (营业收入 + {yuan} * 元))"),
        Tree::Negative(a) => format!("(- {})", write(a)),
        Tree::Add(a, b) => format!("({} + {})", write(a), write(b)),
        Tree::Subtract(a, b) => format!("({} - {})", write(a), write(b)),
        Tree::Multiply(a, b) => format!("({} × {})", write(a), write(b)),
        Tree::Divide(a, b) => format!("({} ÷ {})", write(a), write(b)),
        Tree::Round(a, places) => format!("round({}, {places})", write(a)),
        Tree::Smaller(a, b) => format!("least({}, {})", write(a), write(b)),
    }
}

fn ratio(top: i64, bottom: i64) -> BigRational {
    BigRational::new(top.into(), bottom.into())
}

fn rounded(value: &BigRational, places: u8) -> BigRational {
    let power = ratio(10_i64.pow(u32::from(places)), 1);
    (value * &power).round() / power
}

/// A quotient to twelve decimals; nothing when dividing by zero.
fn quotient(top: BigRational, bottom: BigRational) -> Option<BigRational> {
    (bottom != ratio(0, 1)).then(|| rounded(&(top / bottom), 12))
}

fn value(tree: &Tree, firm: &Firm) -> Option<BigRational> {
    let two = |a: &Tree, b: &Tree| Some((value(a, firm)?, value(b, firm)?));
    match tree {
        Tree::Literal(hundredths) => Some(ratio(*hundredths, 100)),
        Tree::Share => firm.share.map(|share| ratio(share, 10_000)),
        Tree::Ratio(money) => {
            let revenue = ratio(firm.revenue?, 100) * ratio(10_000, 1);
            let other = match money {
                Money::Cost => ratio(firm.cost?, 1),
                Money::RevenueAnd(yuan) => revenue.clone() + ratio(*yuan, 1),
            };
            quotient(revenue, other)
        }
        Tree::Negative(a) => value(a, firm).map(|a| -a),
        Tree::Add(a, b) => two(a, b).map(|(a, b)| a + b),
        Tree::Subtract(a, b) => two(a, b).map(|(a, b)| a - b),
        Tree::Multiply(a, b) => two(a, b).map(|(a, b)| a * b),
        Tree::Divide(a, b) => two(a, b).and_then(|(a, b)| quotient(a, b)),
        Tree::Round(a, places) => value(a, firm).map(|a| rounded(&a, *places)),
        Tree::Smaller(a, b) => two(a, b).map(|(a, b)| a.min(b)),
    }
}

fn hundredths(value: i64) -> String {
    format!("{}{}.{:02}", if value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100)
}

fn load(firms: &[Firm]) -> Facts {
    let mut facts = Facts::new();
    declare(&mut facts);
    for (id, one) in firms.iter().enumerate() {
        let mut say = |metric: &str, when: &str, text: Option<String>| {
            facts.say(metric, firm(id as i64), period(when), &text.unwrap_or_default()).unwrap();
        };
        say("营业收入", "2024-03", one.revenue.map(hundredths));
        say("研发费用", "2024-03", one.cost.map(|cost| cost.to_string()));
        say("研发占比", "2024", one.share.map(hundredths));
    }
    facts
}

fn of(number: formula::Exact) -> BigRational {
    BigRational::new(number.mantissa.into(), 1.into())
        / BigRational::new(10_i128.pow(u32::from(number.scale)).into(), 1.into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn numbers_and_comparisons_are_exact(left in tree(), right in tree(), firms in firms()) {
        let facts = load(&firms);
        let when = When::new(period("2024-03"));
        let each = Definition::each("firm");
        // A constant part that divides by zero, or too many decimals, is refused; an overflow is an error.
        if let Ok(typed) = Formula::parse(&write(&left)).unwrap().check(&each, &facts)
            && let Ok(answers) = typed.columns(&facts, when)
        {
            for (row, firm) in firms.iter().enumerate() {
                let expected = value(&left, firm);
                prop_assert_eq!(answers.number(row).map(of), expected.clone(), "{}", write(&left));
                let traced = match typed.trace_row(&facts, when, row).unwrap().answer() {
                    formula::Answer::Number(number) => Some(of(number)),
                    _ => None,
                };
                prop_assert_eq!(traced, expected);
            }
        }
        let text = format!("{} <= {}", write(&left), write(&right));
        if let Ok(typed) = Formula::parse(&text).unwrap().check(&each, &facts)
            && let Ok(answers) = typed.columns(&facts, when)
        {
            for (row, firm) in firms.iter().enumerate() {
                let expected = value(&left, firm).zip(value(&right, firm)).map(|(a, b)| a <= b);
                prop_assert_eq!(answers.truth(row), expected, "{}", text);
            }
        }
    }

    #[test]
    fn sums_are_exact_and_means_rounded_once(part in tree(), firms in firms()) {
        let facts = load(&firms);
        let when = When::new(period("2024-03"));
        let known: Vec<BigRational> = firms.iter().filter_map(|firm| value(&part, firm)).collect();
        let sum: BigRational = known.iter().fold(ratio(0, 1), |sum, value| sum + value);
        let mean = rounded(&(sum.clone() / ratio(known.len().max(1) as i64, 1)), 12);
        for (name, expected) in [("sum", sum), ("avg", mean)] {
            let text = format!("{name}({})", write(&part));
            if let Ok(typed) = Formula::parse(&text).unwrap().check(&Definition::total("firm"), &facts)
                && let Ok(answers) = typed.columns(&facts, when)
            {
                let expected = (!known.is_empty()).then_some(expected);
                prop_assert_eq!(answers.number(0).map(of), expected, "{}", text);
                prop_assert_eq!(facts.subjects(typed.subject()).len(), firms.len());
            }
        }
    }
}
