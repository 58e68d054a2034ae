//! The points of one line: from what was promised, what came out and what people said, each with its calculation.

use std::cmp::Ordering;

use domain::Scaled;
use jiff::civil::Date;
use serde::Serialize;

use super::rules::{Mode, RuleSet};
use super::said::Said;
use crate::exact::Ratio;
use crate::model::Op;

/// What came out, beside what was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Measured {
    /// A number.
    Number {
        /// As judged.
        op: Op,
        /// What was promised; the base for “better than”.
        target: Scaled,
        /// What came out, in the same unit.
        actual: Scaled,
        /// It only grows: an exact promise is reached by more of it too.
        grows: bool,
        /// A percentage of satisfied people, for rules that score those by themselves.
        satisfaction: bool,
    },
    /// A day.
    Day {
        /// The last day.
        by: Date,
        /// The day it was done.
        done: Date,
    },
    /// Its day has passed and it was not done.
    NotDone,
    /// A grade that was given.
    Grade {
        /// Whether it is the promised one.
        kept: bool,
    },
    /// Money spent of a budget, in 元.
    Money {
        /// Spent in the year.
        spent: Scaled,
        /// The year's budget after adjustment.
        budget: Scaled,
    },
    /// Nothing in it can be measured: people judge it in bands.
    Judged,
    /// It cannot be said yet.
    Open {
        /// Why not.
        lack: Lack,
    },
}

/// Why a line cannot be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Nothing feeds it.
    NoFeed,
    /// Nobody else has accepted what feeds it.
    NotAccepted,
    /// Its facts are missing.
    FactsMissing,
    /// It rests on fewer facts than a conclusion needs.
    TooFew,
    /// The base is not stored.
    NoBase,
    /// Its day has not come.
    NotDue,
    /// What came out cannot be compared with what was promised.
    NoComparison,
    /// A grade that is not the promised one, or nothing measurable: a person must judge.
    ToJudge,
    /// There is no budget, or it is nothing.
    NoBudget,
    /// No return says what was spent.
    NoSpending,
    /// A person says that it does not apply, and no other has agreed yet.
    NotAgreed,
}

/// How points were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Reached: all of them.
    Met,
    /// Actual ÷ target.
    Share,
    /// Target ÷ actual.
    InverseShare,
    /// One minus the deviation.
    Closeness,
    /// Not reached, and nothing in between.
    Nothing,
    /// Satisfaction above the bound of full points.
    SatisfactionFull,
    /// Satisfaction in proportion.
    SatisfactionShare,
    /// Satisfaction below the bound of any points.
    SatisfactionNone,
    /// Late by days.
    Late,
    /// Money spent ÷ budget.
    Execution,
    /// More was spent than the budget; no more than all points.
    OverBudget,
    /// A band that a person chose.
    Band,
    /// A person says that there is no proof.
    Unproved,
    /// A person says that it does not apply.
    NotApplicable,
    /// Not yet.
    Open,
}

impl How {
    /// Whether the promise was not reached and only a part of the points is due.
    fn is_short(self) -> bool {
        matches!(self, Self::Share | Self::InverseShare | Self::Closeness | Self::SatisfactionShare | Self::Late)
    }
}

/// Points with the way to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Awarded {
    /// At two decimals; `None` while the line is open or does not apply.
    pub points: Option<Scaled>,
    /// By which rule.
    pub how: How,
    /// Why it is open.
    pub lack: Option<Lack>,
    /// The calculation: `16.67 × 88 ÷ 100 = 14.67`.
    pub sum: String,
    /// By how many per cent the target was exceeded, where that asks whether it was set too low.
    pub too_low: Option<Scaled>,
}

/// Points of a line of `weight` points.
pub fn award(rules: &RuleSet, weight: Scaled, measured: &Measured, said: &Said) -> Awarded {
    if said.not_applicable.is_some() && !said.agreed {
        return open(Lack::NotAgreed);
    }
    if said.not_applicable.is_some() {
        return Awarded { points: None, how: How::NotApplicable, lack: None, sum: String::new(), too_low: None };
    }
    if said.unproved.is_some() {
        return finished(weight, Ratio::ZERO, How::Unproved, String::new());
    }
    match measured {
        Measured::Number { .. } => number(rules, weight, measured, said),
        Measured::Day { by, done } => day(rules, weight, *by, *done),
        Measured::NotDone => finished(weight, Ratio::ZERO, How::Nothing, String::new()),
        Measured::Grade { kept: true } => finished(weight, Ratio::ONE, How::Met, String::new()),
        Measured::Grade { kept: false } | Measured::Judged => band(rules, weight, said),
        Measured::Money { spent, budget } => money(weight, *spent, *budget),
        Measured::Open { lack } => open(*lack),
    }
}

fn open(lack: Lack) -> Awarded {
    Awarded { points: None, how: How::Open, lack: Some(lack), sum: String::new(), too_low: None }
}

/// `factor` of the points, rounded once; `terms` are the calculation's right side. What is not reached never gets all
/// points: neither by rounding, nor where the bound of “more than” or “less than” is met and the share would be one.
fn finished(weight: Scaled, factor: Ratio, how: How, terms: String) -> Awarded {
    let points = Ratio::from(weight).times(factor.within_one()).and_then(|exact| exact.round(2));
    match points {
        Some(points) => {
            let all = how.is_short() && weight.mantissa > 0 && points.compare(weight) != Ordering::Less;
            let points = if all { Scaled::new(weight.mantissa.saturating_sub(1), weight.scale) } else { points };
            let sum = if all {
                format!("{weight} × {terms}，未达到不得满分 → {points}")
            } else if terms.is_empty() {
                format!("{weight} → {points}")
            } else {
                format!("{weight} × {terms} = {points}")
            };
            Awarded { points: Some(points), how, lack: None, sum, too_low: None }
        }
        None => open(Lack::NoComparison),
    }
}

fn number(rules: &RuleSet, weight: Scaled, measured: &Measured, said: &Said) -> Awarded {
    let Measured::Number { op, target, actual, grows, satisfaction } = *measured else {
        return open(Lack::NoComparison);
    };
    let (t, a) = (Ratio::from(target), Ratio::from(actual));
    if let Some(bounds) = rules.modes.satisfaction.filter(|_| satisfaction) {
        let (full, none) = (Ratio::whole(bounds.full_from), Ratio::whole(bounds.none_below));
        if a.compare(full) != Ordering::Less {
            return finished(weight, Ratio::ONE, How::SatisfactionFull, String::new());
        }
        if a.compare(none) == Ordering::Less {
            return finished(weight, Ratio::ZERO, How::SatisfactionNone, String::new());
        }
        let factor = a.over(full).unwrap_or(Ratio::ZERO);
        return finished(weight, factor, How::SatisfactionShare, format!("{actual} ÷ {}", bounds.full_from));
    }
    let order = a.compare(t);
    let upward = matches!(op, Op::AtLeast | Op::MoreThan) || op == Op::Exactly && grows;
    let met = match op {
        Op::AtLeast => order != Ordering::Less,
        Op::MoreThan => order == Ordering::Greater,
        Op::AtMost => order != Ordering::Greater,
        Op::LessThan => order == Ordering::Less,
        Op::Exactly if grows => order != Ordering::Less,
        Op::Exactly => order == Ordering::Equal,
    };
    if met {
        let mut all = finished(weight, Ratio::ONE, How::Met, String::new());
        if upward {
            all.too_low =
                exceeded(t, a).filter(|by| by.compare(Scaled::new(rules.too_low_percent, 0)) == Ordering::Greater);
        }
        return all;
    }
    let none = || finished(weight, Ratio::ZERO, How::Nothing, String::new());
    let mode = match op {
        _ if said.direct && rules.choices.contains(&Mode::Direct) => Mode::Direct,
        Op::AtLeast | Op::MoreThan => rules.modes.at_least,
        Op::AtMost | Op::LessThan => rules.modes.at_most,
        Op::Exactly if grows => rules.modes.at_least,
        Op::Exactly => rules.modes.exactly,
    };
    // A target of nothing or below has no share: all or nothing.
    if !t.is_positive() {
        return none();
    }
    match mode {
        Mode::Direct => none(),
        Mode::Share => match a.over(t) {
            Some(factor) if a.is_positive() => finished(weight, factor, How::Share, format!("{actual} ÷ {target}")),
            _ => none(),
        },
        Mode::InverseShare => match t.over(a) {
            Some(factor) => finished(weight, factor, How::InverseShare, format!("{target} ÷ {actual}")),
            None => none(),
        },
        Mode::Closeness => {
            let off = a.minus(t).and_then(Ratio::size).and_then(|off| off.over(t));
            match off.and_then(|off| Ratio::ONE.minus(off)) {
                Some(factor) => {
                    let terms = format!("(1 − |{actual} − {target}| ÷ {target})");
                    finished(weight, factor, How::Closeness, terms)
                }
                None => open(Lack::NoComparison),
            }
        }
    }
}

/// By how many per cent of itself a target was exceeded, one decimal.
fn exceeded(target: Ratio, actual: Ratio) -> Option<Scaled> {
    if !target.is_positive() {
        return None;
    }
    actual.minus(target)?.over(target)?.times(Ratio::whole(100))?.round(1)
}

fn day(rules: &RuleSet, weight: Scaled, by: Date, done: Date) -> Awarded {
    let late = by.until(done).map_or(0, |span| i64::from(span.get_days()));
    if late <= 0 {
        return finished(weight, Ratio::ONE, How::Met, String::new());
    }
    let per = rules.modes.late.per_days;
    let factor = Ratio::new(i128::from(late), i128::from(per)).and_then(|late| Ratio::ONE.minus(late));
    finished(weight, factor.unwrap_or(Ratio::ZERO), How::Late, format!("max(0, 1 − {late} ÷ {per})"))
}

fn band(rules: &RuleSet, weight: Scaled, said: &Said) -> Awarded {
    let Some(chosen) = &said.band else { return open(Lack::ToJudge) };
    let Some(band) = rules.band(&chosen.key) else { return open(Lack::ToJudge) };
    let within = chosen.percent.compare(Scaled::new(band.from, 0)) != Ordering::Less
        && chosen.percent.compare(Scaled::new(band.to, 0)) != Ordering::Greater;
    if !within {
        return open(Lack::ToJudge);
    }
    let factor = Ratio::from(chosen.percent).over(Ratio::whole(100)).unwrap_or(Ratio::ZERO);
    finished(weight, factor, How::Band, format!("{}%", chosen.percent))
}

fn money(weight: Scaled, spent: Scaled, budget: Scaled) -> Awarded {
    let (s, b) = (Ratio::from(spent), Ratio::from(budget));
    if !b.is_positive() {
        return open(Lack::NoBudget);
    }
    let how = if s.compare(b) == Ordering::Greater { How::OverBudget } else { How::Execution };
    let factor = s.over(b).unwrap_or(Ratio::ZERO);
    finished(weight, factor, how, format!("min(1, {} ÷ {})", spent.grouped(), budget.grouped()))
}
