//! The year's money of a table's projects: the budget at its opening, the budget after adjustment, what was spent.

use std::collections::BTreeMap;

use domain::{Cell, FactId, FactSource, MetricKind, Period, Scaled, Subject, Unit, Value};
use store::{Reader, Snapshot};

use crate::model::{Place, Project, TargetTable};
use crate::money::{self, Spent};

/// English names of the metrics.
const OPENING: &str = "project_budget";
const ADJUSTED: &str = "project_budget_adjusted";

/// The unit in which money is compared.
pub const YUAN: &str = "元";

/// An amount of 元 at two decimals with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// In 元, two decimals.
    pub amount: Scaled,
    /// The fact that says so; `None` for one that only the table says.
    pub fact: Option<FactId>,
    /// The cell of the table, where no fact says it.
    pub place: Option<Place>,
}

/// The money of one project in the table's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// 年初预算数.
    pub opening: Option<Budget>,
    /// 全年预算数 after adjustment, where somebody reported one.
    pub adjusted: Option<Budget>,
    /// What the returns say was spent.
    pub spent: Option<Spent>,
}

impl Money {
    /// The budget that counts: after adjustment, else the opening one.
    pub fn in_force(&self) -> Option<&Budget> {
        self.adjusted.as_ref().or(self.opening.as_ref())
    }

    /// The same with the returns until the end of a month only.
    #[must_use]
    pub fn until(mut self, last: Period) -> Self {
        if let Some(spent) = self.spent.take() {
            let months: Vec<_> = spent.months.into_iter().filter(|(month, ..)| month.end() <= last.end()).collect();
            let sum = |total: Scaled, one: &(Period, FactId, Scaled)| {
                Scaled::new(total.mantissa.saturating_add(one.2.mantissa), total.scale)
            };
            let total = months.iter().fold(Scaled::new(0, spent.total.scale), sum);
            self.spent = (!months.is_empty()).then_some(Spent { months, total });
        }
        self
    }
}

/// The money of every project of a table.
///
/// # Errors
/// The store's refusal.
pub fn all(reader: &Reader<'_>, facts: &Snapshot, table: &TargetTable) -> store::Result<BTreeMap<String, Money>> {
    let mut spent = money::all_spent(reader, facts, table)?;
    let mut all = BTreeMap::new();
    for project in &table.projects {
        let opening = match fact(reader, facts, table, project, OPENING)? {
            Some(budget) => Some(budget),
            None => of_table(table, project),
        };
        let adjusted = fact(reader, facts, table, project, ADJUSTED)?;
        let spent = spent.remove(&project.id);
        all.insert(project.id.clone(), Money { opening, adjusted, spent });
    }
    Ok(all)
}

fn fact(
    reader: &Reader<'_>,
    facts: &Snapshot,
    table: &TargetTable,
    project: &Project,
    metric: &str,
) -> store::Result<Option<Budget>> {
    let (Some(year), Some(metric)) = (table.document.year.and_then(Period::year), facts.metric(metric)) else {
        return Ok(None);
    };
    let wanted = money::subject(table, project);
    let Some(entity) = wanted.entity(reader)? else { return Ok(None) };
    let MetricKind::Number { scale, .. } = &metric.kind else { return Ok(None) };
    let Some(row) = facts.row_of(&wanted.kind, Subject::One(entity.id)) else { return Ok(None) };
    let known = facts.column(metric.id, year).map(|column| column.cell(row));
    let Some(Cell::Known(Value::Number(amount))) = known else { return Ok(None) };
    Ok(Some(Budget { amount: Scaled::new(amount, *scale), fact: facts.fact_at(metric.id, year, row), place: None }))
}

fn of_table(table: &TargetTable, project: &Project) -> Option<Budget> {
    let amount = money::budget(project)?;
    let unit = Unit::named(table.document.unit.as_deref()?);
    let value: Scaled = amount.value.as_deref()?.parse().ok()?;
    let fen = collect::convert(value, &unit, &Unit::named(YUAN), 2)?;
    Some(Budget { amount: Scaled::new(fen, 2), fact: None, place: amount.source.clone() })
}

/// An amount of 元 in a table's unit with two decimals; in 元 where the table states none.
pub fn shown(table: &TargetTable, amount: Scaled) -> (Scaled, String) {
    let unit = table.document.unit.as_deref().unwrap_or(YUAN);
    match money::in_unit(amount, unit) {
        Some(shown) => (shown, unit.to_owned()),
        None => (amount, YUAN.to_owned()),
    }
}
