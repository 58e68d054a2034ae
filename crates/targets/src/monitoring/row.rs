//! A project's money on a day: rate, forecast, what is above the budget; with its goals one of four quadrants.

use std::collections::BTreeMap;

use domain::{Period, Scaled};
use serde::Serialize;

use super::goal::{Goal, goal};
use super::rules::Rules;
use crate::budgets::Money;
use crate::exact::Ratio;
use crate::model::TargetTable;
use crate::overview::Overview;

/// The money of a project until the end of a month. Amounts are 元 with two decimals, shares per cent with one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Execution {
    /// 年初预算数.
    pub opening: Option<Scaled>,
    /// 全年预算数: after adjustment, else the opening one.
    pub budget: Option<Scaled>,
    /// Whether it was adjusted.
    pub adjusted: bool,
    /// Spent from January until the end of the month; `None` where nobody returned anything.
    pub spent: Option<Scaled>,
    /// Months without a return.
    pub missing: Vec<Period>,
    /// Spent ÷ budget.
    pub rate: Option<Scaled>,
    /// 全年预计执行数: what was spent a month, for twelve; not above the budget, not below what was spent.
    pub forecast: Option<Scaled>,
    /// Spent above the budget.
    pub above: Option<Scaled>,
}

/// Whether money keeps pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Less than planned.
    Little,
    /// As planned or more.
    Enough,
}

/// Money against goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Little money spent, goals behind.
    LittleBehind,
    /// Money spent, goals behind.
    SpentBehind,
    /// Little money spent, goals kept or met: too much money, or targets set low.
    LittleKept,
    /// Both keep pace.
    OnTrack,
}

/// One project in the table of monitoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `P03`.
    pub project: String,
    /// Its money.
    pub money: Execution,
    /// Its goals.
    pub goal: Goal,
    /// Part of the year gone, per cent.
    pub elapsed: Scaled,
    /// What the rate is held against: the time gone, or the whole budget once the goals are reached.
    pub plan: Scaled,
    /// Whether the money keeps pace; `None` without budget or returns.
    pub pace: Option<Pace>,
    /// Whether the goals are behind; `None` where none counts.
    pub behind: Option<bool>,
    /// Both; `None` where one of them cannot be said.
    pub quadrant: Option<Quadrant>,
}

/// Every project until the end of `last`, a month of the table's year.
pub fn rows(
    rules: &Rules,
    table: &TargetTable,
    overview: &Overview,
    money: &BTreeMap<String, Money>,
    last: Period,
) -> Vec<Row> {
    let none = Money::default();
    let mut rows = Vec::with_capacity(table.projects.len());
    for project in &table.projects {
        let money = money.get(&project.id).unwrap_or(&none).clone().until(last);
        let goal = goal(project, overview, elapsed(last));
        rows.push(row(rules, &project.id, execution(&money, last), goal, last));
    }
    rows
}

/// Whole months gone of twelve, in per cent.
fn elapsed(last: Period) -> Ratio {
    Ratio::new(i128::from(last.end().month()) * 100, 12).unwrap_or(Ratio::ZERO)
}

impl Execution {
    /// Spent ÷ budget in per cent, unrounded.
    fn exact(&self) -> Option<Ratio> {
        let (spent, budget) = (Ratio::from(self.spent?), Ratio::from(self.budget?));
        if budget.is_positive() { spent.over(budget)?.times(Ratio::whole(100)) } else { None }
    }
}

/// The money of a project; `money` holds the returns until the end of `last` only.
pub fn execution(money: &Money, last: Period) -> Execution {
    let months = last.year_to_date_months();
    let returned =
        |month: &Period| money.spent.as_ref().is_some_and(|spent| spent.months.iter().any(|one| one.0 == *month));
    let missing: Vec<Period> = months.iter().filter(|month| !returned(month)).copied().collect();
    let mut out = Execution {
        opening: money.opening.as_ref().map(|budget| budget.amount),
        budget: money.in_force().map(|budget| budget.amount),
        adjusted: money.adjusted.is_some(),
        spent: money.spent.as_ref().map(|spent| spent.total),
        missing,
        ..Execution::default()
    };
    let (Some(budget), Some(spent)) = (out.budget, out.spent) else { return out };
    let (b, s) = (Ratio::from(budget), Ratio::from(spent));
    out.rate = out.exact().and_then(|share| share.round(1));
    if s.compare(b).is_gt() {
        out.above = s.minus(b).and_then(|above| above.round(2));
    }
    let whole = Ratio::new(12, months.len() as i128).and_then(|year| s.times(year));
    out.forecast = whole.and_then(|linear| {
        let capped = if linear.compare(b).is_gt() { b } else { linear };
        if capped.compare(s).is_lt() { s } else { capped }.round(2)
    });
    out
}

/// Puts money and goals together at the end of a month. What is slow is decided on exact shares, not on those shown.
fn row(rules: &Rules, project: &str, money: Execution, goal: Goal, last: Period) -> Row {
    let gone = elapsed(last);
    let plan = if goal.reached { Ratio::whole(100) } else { gone };
    let slow = |share: Ratio, plan: Ratio| {
        let gap = share.minus(plan).and_then(|gap| gap.plus(rules.behind().into()));
        gap.is_some_and(|left| left.compare(Ratio::ZERO).is_lt())
    };
    let pace = money.exact().map(|rate| if slow(rate, plan) { Pace::Little } else { Pace::Enough });
    let behind = goal.exact.map(|progress| !goal.reached && slow(progress, gone));
    let shown = |share: Ratio| share.round(1).unwrap_or(Scaled::new(0, 1));
    let (elapsed, plan) = (shown(gone), shown(plan));
    let quadrant = match (pace, behind) {
        (Some(Pace::Little), Some(true)) => Some(Quadrant::LittleBehind),
        (Some(Pace::Enough), Some(true)) => Some(Quadrant::SpentBehind),
        (Some(Pace::Little), Some(false)) => Some(Quadrant::LittleKept),
        (Some(Pace::Enough), Some(false)) => Some(Quadrant::OnTrack),
        _ => None,
    };
    Row { project: project.to_owned(), money, goal, elapsed, plan, pace, behind, quadrant }
}
