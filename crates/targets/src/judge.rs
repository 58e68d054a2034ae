//! The judgement on one target: its state, how far it is, and why, from the value, the day and the baseline alone.
//!
//! Nothing here reads a clock or a store; the same arguments always give the same judgement. A target without a
//! feed is unbound, one whose base is not stored has no baseline, one that rests on too little cannot be judged; none of
//! them is ever met or missed.

use std::cmp::Ordering;

use domain::{Period, Scaled};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::exact::Ratio;
use crate::model::{Op, TargetKind};

/// Points (of 100) a target may trail elapsed time before it is behind. The mid-year rules leave the cut-off to
/// the locality, so it is one constant, named on the page.
pub const BEHIND_BY: Scaled = Scaled::new(50, 1);

/// What a target's state can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 达标: kept, and nothing that may still happen in the period can undo it.
    Met,
    /// 正常: not yet decided, and not trailing.
    OnTrack,
    /// 滞后: trailing elapsed time, or below the level it must show at the end.
    Behind,
    /// 未达: can no longer be kept.
    Missed,
    /// 待复核: what feeds it was proposed and nobody else has accepted it yet; it proves nothing.
    Unreviewed,
    /// 未绑定: nothing feeds it.
    Unbound,
    /// 无基期: it compares with a period whose value is not stored.
    NoBaseline,
    /// 不能判断: what it rests on is too little to say anything.
    CannotSay,
    /// 无法度量: the indicator or clause promises nothing that can be measured.
    Unprovable,
}

/// How a value moves through the period it is promised for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// It only grows (events held, firms paid): compared with elapsed time, kept as soon as it is reached.
    Accumulates,
    /// It may rise and fall (satisfaction, output value): kept when it holds at the end.
    Level,
    /// A breach is final (no complaint, no wrong payment): kept when it never happened until the end.
    Limit,
}

impl Progress {
    /// What a target's own words suggest when nobody has said.
    pub fn suggested(op: Option<Op>, num: Option<&str>, unit: Option<&str>) -> Self {
        let zero = num.is_some_and(|n| n.chars().all(|c| matches!(c, '0' | '.')));
        match op {
            Some(Op::AtMost | Op::LessThan) => Self::Limit,
            Some(Op::Exactly) if zero => Self::Limit,
            _ if matches!(unit, Some("%" | "％" | "‰" | "元" | "万元")) => Self::Level,
            _ => Self::Accumulates,
        }
    }
}

/// What the facts say of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actual {
    /// A number in the binding's unit.
    Number(Scaled),
    /// The day it was done.
    Day(Date),
    /// Done or not.
    Done(bool),
    /// The grade that was given.
    Grade(String),
    /// The facts it needs are not there: shown as “—”, judged like nothing done.
    Unknown(String),
    /// There are facts, and fewer than the binding demands: whatever they come to says nothing yet.
    TooFew {
        /// How many it rests on.
        found: u32,
        /// How many it needs.
        least: u32,
    },
}

/// Everything a judgement depends on.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Sort of promise.
    pub kind: TargetKind,
    /// Operator as judged.
    pub op: Option<Op>,
    /// The number, ISO date or grade promised.
    pub promised: Option<&'a str>,
    /// The period it is promised for.
    pub period: Period,
    /// How the value moves.
    pub progress: Progress,
    /// What the facts say; `None` when nothing feeds it.
    pub actual: Option<Actual>,
    /// The base a relative target compares with, if it is stored.
    pub baseline: Option<Scaled>,
    /// Decimals in which a forecast is shown.
    pub scale: u8,
    /// The last day of the months a value sums, for one that is such a sum: more comes to it, however it moves.
    pub sums_until: Option<Date>,
    /// The business date.
    pub today: Date,
}

/// The judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// State.
    pub state: State,
    /// Actual ÷ promised in per cent, one decimal; absent where a ratio says nothing.
    pub completion: Option<Scaled>,
    /// Part of the period gone, in per cent, one decimal.
    pub elapsed: Scaled,
    /// Completion minus elapsed in points, for what accumulates.
    pub gap: Option<Scaled>,
    /// The value at the end of the period where it still grows and goes on as so far; cut rather than rounded, so that no
    /// forecast reaches a promise that the pace does not.
    pub forecast: Option<Scaled>,
    /// Why, as a key of the message files.
    pub reason: Reason,
}

impl Judgement {
    /// The same case where nobody else has accepted what feeds it: nothing is proved, whatever the value says.
    #[must_use]
    pub fn unreviewed(self) -> Self {
        let (state, reason) = (State::Unreviewed, Reason::NotAccepted);
        Self { state, reason, completion: None, gap: None, forecast: None, ..self }
    }
}

/// Why a target stands as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The promised value is reached.
    Reached,
    /// More than “exactly” was asked for.
    Exceeded,
    /// Done by the day.
    InTime,
    /// Done after the day.
    Late,
    /// The day has passed.
    DayPassed,
    /// The day is still to come.
    DayAhead,
    /// Progress keeps up with time.
    KeepsUp,
    /// Progress trails time by more than the cut-off.
    Trails,
    /// The level holds now; decided at the end of the period.
    HoldsSoFar,
    /// The level does not hold now; it may yet.
    BelowLevel,
    /// The period ended with the level held.
    HeldToTheEnd,
    /// The period ended and it was not reached.
    NotReached,
    /// The limit was broken.
    LimitBroken,
    /// Nobody else has accepted what feeds it.
    NotAccepted,
    /// Nothing feeds it.
    NoFeed,
    /// The base is not stored.
    NoBase,
    /// The facts it needs are missing.
    FactsMissing,
    /// It rests on fewer facts than a conclusion needs.
    TooFew,
    /// The grade is not the promised one.
    OtherGrade,
    /// The text promises nothing that can be compared.
    NothingPromised,
}

/// Judges one target.
pub fn judge(case: &Case<'_>) -> Judgement {
    let elapsed = elapsed_share(case.period, case.today);
    let plain = |state, reason| Judgement { state, completion: None, elapsed, gap: None, forecast: None, reason };
    let over = case.today > case.period.end();
    let Some(actual) = &case.actual else {
        return plain(State::Unbound, Reason::NoFeed);
    };
    if let Actual::TooFew { .. } = actual {
        return plain(State::CannotSay, Reason::TooFew);
    }
    let promised = match case.kind {
        TargetKind::Relative => match case.baseline {
            Some(base) => Some(base),
            None => return plain(State::NoBaseline, Reason::NoBase),
        },
        TargetKind::Numeric => case.promised.and_then(|n| n.parse::<Scaled>().ok()),
        TargetKind::Date => return judge_day(case, actual, &plain),
        TargetKind::Ordinal => return judge_grade(case, actual, &plain, over),
    };
    match (actual, promised) {
        (Actual::Number(value), Some(promised)) => judge_number(case, *value, promised, elapsed, over),
        (Actual::Unknown(_), Some(_)) if over => plain(State::Missed, Reason::FactsMissing),
        (Actual::Unknown(_), Some(_)) => plain(State::Behind, Reason::FactsMissing),
        _ => plain(State::Unprovable, Reason::NothingPromised),
    }
}

fn judge_number(case: &Case<'_>, value: Scaled, promised: Scaled, elapsed: Scaled, over: bool) -> Judgement {
    let op = case.op.unwrap_or(Op::Exactly);
    let order = value.compare(promised);
    let holds = match op {
        Op::AtLeast => order != Ordering::Less,
        Op::MoreThan => order == Ordering::Greater,
        Op::AtMost => order != Ordering::Greater,
        Op::LessThan => order == Ordering::Less,
        // What accumulates past an exact promise has reached it; the page says by how much it is more.
        Op::Exactly if case.progress == Progress::Accumulates => order != Ordering::Less,
        Op::Exactly => order == Ordering::Equal,
    };
    let upward = matches!(op, Op::AtLeast | Op::MoreThan | Op::Exactly);
    let done = if upward { done(value, promised) } else { None };
    let completion = done.and_then(|done| shown_percent(done, !holds));
    let mut judgement =
        Judgement { state: State::OnTrack, completion, elapsed, gap: None, forecast: None, reason: Reason::KeepsUp };
    if case.progress == Progress::Accumulates {
        judgement.gap = completion.and_then(|done| minus(done, elapsed));
    }
    (judgement.state, judgement.reason) = match (case.progress, holds) {
        (Progress::Accumulates, true) if upward && op == Op::Exactly && order == Ordering::Greater => {
            (State::Met, Reason::Exceeded)
        }
        (Progress::Accumulates, true) if upward => (State::Met, Reason::Reached),
        (_, true) if over => (State::Met, Reason::HeldToTheEnd),
        (_, true) => (State::OnTrack, Reason::HoldsSoFar),
        (Progress::Limit, false) => (State::Missed, Reason::LimitBroken),
        (Progress::Accumulates, false) if !upward => (State::Missed, Reason::LimitBroken),
        (_, false) if over => (State::Missed, Reason::NotReached),
        (Progress::Level, false) => (State::Behind, Reason::BelowLevel),
        (Progress::Accumulates, false) => {
            if trails(done, case.period, case.today) {
                (State::Behind, Reason::Trails)
            } else {
                (State::OnTrack, Reason::KeepsUp)
            }
        }
    };
    let reached = case.progress == Progress::Accumulates && holds && upward;
    let until = case.sums_until.or((case.progress == Progress::Accumulates).then_some(case.today));
    let until = until.filter(|until| *until < case.period.end() && !reached);
    judgement.forecast = until.and_then(|until| project(value, case.period, until, case.scale));
    judgement
}

/// Whether what is done trails the time gone by more than the cut-off, compared exactly.
fn trails(done: Option<Ratio>, period: Period, today: Date) -> bool {
    let (gone, all) = period.elapsed(today);
    let gap = || {
        let part = Ratio::new(i128::from(gone), i128::from(all))?;
        done?.minus(part)?.times(Ratio::whole(100))?.plus(BEHIND_BY.into())
    };
    gap().is_none_or(|left| left.compare(Ratio::ZERO) == Ordering::Less)
}

fn judge_day(case: &Case<'_>, actual: &Actual, plain: &dyn Fn(State, Reason) -> Judgement) -> Judgement {
    let Some(by) = case.promised.and_then(|day| day.parse::<Date>().ok()) else {
        return plain(State::Unprovable, Reason::NothingPromised);
    };
    match actual {
        Actual::Day(day) if *day <= by => plain(State::Met, Reason::InTime),
        Actual::Day(_) => plain(State::Missed, Reason::Late),
        Actual::Done(true) if case.today <= by => plain(State::Met, Reason::InTime),
        Actual::Number(count) if count.mantissa > 0 && case.today <= by => plain(State::Met, Reason::InTime),
        _ if case.today > by => plain(State::Missed, Reason::DayPassed),
        _ => plain(State::OnTrack, Reason::DayAhead),
    }
}

fn judge_grade(case: &Case<'_>, actual: &Actual, plain: &dyn Fn(State, Reason) -> Judgement, over: bool) -> Judgement {
    let Some(promised) = case.promised else {
        return plain(State::Unprovable, Reason::NothingPromised);
    };
    let kept = match actual {
        Actual::Grade(grade) => {
            let parts = || promised.split(['/', '、', '或']).map(str::trim);
            grade.trim() == promised.trim() || parts().any(|part| part == grade.trim())
        }
        Actual::Unknown(_) => return plain(State::Behind, Reason::FactsMissing),
        _ => return plain(State::Unprovable, Reason::NothingPromised),
    };
    match (kept, over) {
        (true, true) => plain(State::Met, Reason::HeldToTheEnd),
        (true, false) => plain(State::OnTrack, Reason::HoldsSoFar),
        (false, true) => plain(State::Missed, Reason::OtherGrade),
        (false, false) => plain(State::Behind, Reason::OtherGrade),
    }
}

/// Part of a period gone when the day ends, in per cent with one decimal.
pub fn elapsed_share(period: Period, today: Date) -> Scaled {
    let (gone, all) = period.elapsed(today);
    ratio(i128::from(gone) * 1_000, i128::from(all), 1).unwrap_or(Scaled::new(0, 1))
}

/// The value at the end of the period if it goes on as so far.
fn project(value: Scaled, period: Period, until: Date, scale: u8) -> Option<Scaled> {
    let (gone, all) = period.elapsed(until);
    let whole = Ratio::from(value).times(Ratio::new(i128::from(all), i128::from(gone))?)?;
    let up = whole.times(Ratio::new(10_i128.checked_pow(u32::from(scale))?, 1)?)?;
    i64::try_from(up.floor()).ok().map(|mantissa| Scaled::new(mantissa, scale))
}

/// Exactly how much of a promise above nothing is done: 1 is all of it.
pub(crate) fn done(value: Scaled, promised: Scaled) -> Option<Ratio> {
    if promised.mantissa <= 0 { None } else { Ratio::from(value).over(promised.into()) }
}

/// In per cent with one decimal; what is short of its promise never shows as all of it.
fn shown_percent(done: Ratio, short: bool) -> Option<Scaled> {
    let shown = done.times(Ratio::whole(100))?.round(1)?;
    let reaches = done.compare(Ratio::ONE) == Ordering::Less && shown.mantissa >= 1_000;
    Some(if short && reaches { Scaled::new(999, 1) } else { shown })
}

/// A quotient rounded half away from zero; the scale is that of the result's integer.
fn ratio(over: i128, under: i128, scale: u8) -> Option<Scaled> {
    let half = if over < 0 { -under / 2 } else { under / 2 };
    i64::try_from(over.checked_add(half)?.checked_div(under)?).ok().map(|mantissa| Scaled::new(mantissa, scale))
}

fn minus(a: Scaled, b: Scaled) -> Option<Scaled> {
    a.mantissa.checked_sub(b.mantissa).map(|mantissa| Scaled::new(mantissa, a.scale))
}

#[cfg(test)]
mod tests;
