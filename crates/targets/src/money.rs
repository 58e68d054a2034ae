//! The money of a table's projects as facts: the year's budget out of the table, what was spent out of the returns.

use std::collections::BTreeMap;

use domain::{
    EntityId, FactId, FactSource, FactStatus, FactValue, MetricKind, Period, Scaled, Subject, SubjectKind, Unit, Value,
};
use store::{FactDraft, FactPlace, Identifier, Reader, Writer};
use tabular::Document;

use crate::model::{Amount, Layout, Project, TargetTable};

/// English names of the metrics.
const BUDGET: &str = "project_budget";
const SPENDING: &str = "project_spending";

/// A project of a table as an entity is looked up: by department and name, or by its name alone where it is the only
/// one of that name and of no other department.
pub fn subject(table: &TargetTable, project: &Project) -> collect::SubjectRef {
    let department = project.department.as_ref().or(table.document.department.as_ref());
    let name: String = project.name.split_whitespace().collect();
    collect::SubjectRef {
        kind: SubjectKind::new("project"),
        scheme: "department_project".to_owned(),
        key: format!("{}|{name}", department.map_or("", String::as_str)),
        name: Some(name),
        within: None,
    }
}

/// The amount that is the project's budget for the table's year; `None` when the form promises for a longer time or
/// states no total.
pub fn budget(project: &Project) -> Option<&Amount> {
    let total = |amount: &&Amount| {
        let item = amount.item.as_str();
        ["总计", "合计", "总额", "预算"].iter().any(|word| item.contains(word))
    };
    let year = |amount: &&Amount| amount.column.contains("年度") || amount.column.contains("当年");
    project.amounts.iter().filter(|amount| amount.value.is_some()).filter(year).find(total)
}

/// Budgets of the projects as facts of the year, each with its cell. None for a table that reports instead of
/// promising, or that does not state year and unit.
///
/// # Errors
/// The store's refusal.
pub(crate) fn facts(w: &Writer<'_>, document: &Document, table: &TargetTable) -> store::Result<Vec<FactDraft>> {
    let mut drafts = Vec::new();
    let promises = matches!(table.layout, Layout::ProjectList | Layout::SingleProject);
    let (Some(year), Some(unit), true) =
        (table.document.year.and_then(Period::year), table.document.unit.as_deref(), promises)
    else {
        return Ok(drafts);
    };
    let Some(metric) = w.metric_named(BUDGET)? else { return Ok(drafts) };
    let MetricKind::Number { unit: own, scale } = &metric.kind else { return Ok(drafts) };
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for project in &table.projects {
        *named.entry(&project.name).or_default() += 1;
    }
    for project in &table.projects {
        let twice = named.get(project.name.as_str()).is_some_and(|count| *count > 1);
        let amount = budget(project).and_then(|amount| {
            let value: Scaled = amount.value.as_deref()?.parse().ok()?;
            let value = collect::convert(value, &Unit::named(unit), own, *scale)?;
            Some((value, place(document, &amount.source.as_ref()?.cell)))
        });
        let Some((value, place)) = amount.filter(|_| !twice && !project.name.trim().is_empty()) else { continue };
        drafts.push(FactDraft {
            subject: Subject::One(entity(w, &subject(table, project))?),
            metric: metric.id,
            period: year,
            value: FactValue::Known(Value::Number(value)),
            status: FactStatus::Submitted,
            place,
        });
    }
    Ok(drafts)
}

/// The entity of a project, made where it is not known yet.
pub(crate) fn entity(w: &Writer<'_>, wanted: &collect::SubjectRef) -> store::Result<EntityId> {
    let identifier = Identifier::new(&wanted.scheme, &wanted.key);
    let Some(known) = wanted.entity(w)? else {
        return w.add_entity(&wanted.kind, wanted.name.as_deref().unwrap_or(&wanted.key), &[identifier]);
    };
    if wanted.numbered(w)?.is_none() {
        w.add_identifier(known.id, &identifier)?;
    }
    Ok(known.id)
}

/// A locator as the store counts places: all from 0.
fn place(document: &Document, locator: &str) -> Option<FactPlace> {
    let (sheet, row, column) = document.place(locator)?;
    Some(FactPlace { sheet, row: row.checked_sub(1)?, column: column.checked_sub(1)? })
}

/// What was spent of a project in a year, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Months with a return: the fact and its amount in the metric's unit.
    pub months: Vec<(Period, FactId, Scaled)>,
    /// Their sum, in 元.
    pub total: Scaled,
}

/// What the returns of a year say was spent of a project; `None` when there is no return.
///
/// # Errors
/// The store's refusal.
fn spent(
    reader: &Reader<'_>,
    facts: &dyn FactSource,
    table: &TargetTable,
    project: &Project,
) -> store::Result<Option<Spent>> {
    let (Some(year), Some(metric)) = (table.document.year.and_then(Period::year), facts.metric(SPENDING)) else {
        return Ok(None);
    };
    let wanted = subject(table, project);
    let Some(entity) = wanted.entity(reader)? else { return Ok(None) };
    let MetricKind::Number { scale, .. } = &metric.kind else { return Ok(None) };
    let subject = Subject::One(entity.id);
    let Some(row) = facts.subjects(&wanted.kind).iter().position(|one| *one == subject) else { return Ok(None) };
    let mut spent = Spent { months: Vec::new(), total: Scaled::new(0, *scale) };
    for &month in facts.periods(metric.id).iter().filter(|period| year.contains(**period)) {
        let Some(column) = facts.column(metric.id, month) else { continue };
        let (domain::Cell::Known(Value::Number(amount)), Some(fact)) =
            (column.cell(row), facts.fact_at(metric.id, month, row))
        else {
            continue;
        };
        spent.total.mantissa = spent.total.mantissa.saturating_add(amount);
        spent.months.push((month, fact, Scaled::new(amount, *scale)));
    }
    Ok((!spent.months.is_empty()).then_some(spent))
}

/// What was spent of every project of a table, by project; those without a return are not in it.
///
/// # Errors
/// The store's refusal.
pub fn all_spent(
    reader: &Reader<'_>,
    facts: &dyn FactSource,
    table: &TargetTable,
) -> store::Result<BTreeMap<String, Spent>> {
    let mut all = BTreeMap::new();
    for project in &table.projects {
        all.extend(spent(reader, facts, table, project)?.map(|spent| (project.id.clone(), spent)));
    }
    Ok(all)
}

/// A sum spent of a project, in 元, in the table's unit, and how much of its budget that is in per cent.
pub fn execution(table: &TargetTable, project: &Project, total: Scaled) -> Option<(Scaled, Option<Scaled>)> {
    let unit = table.document.unit.as_deref()?;
    let budget = budget(project).and_then(|amount| amount.value.as_deref()?.parse::<Scaled>().ok());
    let budget = budget.and_then(|budget| collect::convert(budget, &Unit::named(unit), &Unit::named("元"), 2));
    let share = budget.and_then(|fen| share(total, Scaled::new(fen, 2)));
    Some((in_unit(total, unit)?, share))
}

/// An amount of 元 in a table's unit, rounded half away from zero to two decimals; `None` for a unit that is no money.
pub fn in_unit(amount: Scaled, unit: &str) -> Option<Scaled> {
    let unit = Unit::named(unit);
    if unit.dimension() != Unit::named("元").dimension() {
        return None;
    }
    let (numerator, denominator) = unit.factor();
    let up = i128::from(amount.mantissa).checked_mul(i128::from(denominator))?.checked_mul(100)?;
    let down = i128::from(numerator).checked_mul(10_i128.checked_pow(u32::from(amount.scale))?)?;
    rounded(up, down).map(|mantissa| Scaled::new(mantissa, 2))
}

/// How much of a budget was spent, in per cent with one decimal.
fn share(spent: Scaled, budget: Scaled) -> Option<Scaled> {
    if budget.mantissa <= 0 {
        return None;
    }
    let up =
        i128::from(spent.mantissa).checked_mul(1_000)?.checked_mul(10_i128.pow(u32::from(budget.scale.min(12))))?;
    let down = i128::from(budget.mantissa).checked_mul(10_i128.pow(u32::from(spent.scale.min(12))))?;
    rounded(up, down).map(|mantissa| Scaled::new(mantissa, 1))
}

fn rounded(up: i128, down: i128) -> Option<i64> {
    let half = if up < 0 { -down / 2 } else { down / 2 };
    i64::try_from(up.checked_add(half)?.checked_div(down)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_in_the_tables_unit_and_shares_are_rounded_once() {
        let yuan = |fen: i64| Scaled::new(fen, 2);
        assert_eq!(in_unit(yuan(90_435_123), "万元"), Some(Scaled::new(9_044, 2)));
        assert_eq!(in_unit(yuan(-50), "元"), Some(Scaled::new(-50, 2)));
        assert_eq!(in_unit(yuan(50), "人"), None);
        assert_eq!(share(Scaled::new(1, 0), Scaled::new(300, 2)), Some(Scaled::new(333, 1)));
        assert_eq!(share(Scaled::new(1, 0), Scaled::new(0, 2)), None);
    }
}
