//! What the indicators of a self-evaluation are worth beside each other: entered by people for every indicator of a block,
//! adding up to the block's points, kept with who and when; what no longer fits the table is not used.

use std::collections::{BTreeMap, BTreeSet};

use domain::Scaled;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Act, Actor, FormPart, Reader, Store, StoreError, TargetTableRow};

use super::{AppraisalError, Entry, Form, entries, rule_set};
use crate::exact::Ratio;
use crate::model::{Indicator, Project, TargetTable};
use crate::scoring::weights::{block_points, is_whole};
use crate::scoring::{EnteredOf, RuleSet};

/// The points of one indicator; they hold while the indicator is called the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Importance {
    /// Of the points of its block; `None` where they were taken back.
    pub points: Option<Scaled>,
    /// The indicator's name when they were entered.
    pub name: String,
}

/// Points entered last, by indicator.
pub type Weighed = BTreeMap<String, Entry<Importance>>;

/// One indicator that can be weighed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// `P03.I01`.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Level 2.
    pub level2: &'a str,
    /// What the published form states.
    pub stated: Option<&'a str>,
    /// What people entered, while it holds.
    pub entered: Option<Scaled>,
}

/// The indicators of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block<'a> {
    /// `output` …
    pub key: &'a str,
    /// As the form prints it.
    pub name: &'a str,
    /// What they must add up to.
    pub points: Scaled,
    /// What the entered ones add up to; `None` where none is entered or no number holds the sum.
    pub sum: Option<Scaled>,
    /// Whether the entered points are used: there is one for every row and they add up.
    pub whole: bool,
    /// In the order of the table.
    pub rows: Vec<Row<'a>>,
}

/// Why points cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum WeightFault {
    /// A number that is not above 0, above 100, or has more than two decimals.
    Number {
        /// The indicator.
        row: String,
    },
    /// An indicator of a block in which others have points has none.
    Blank {
        /// The indicator.
        row: String,
        /// The block's name.
        block: String,
    },
    /// The points of a block do not add up to the block's.
    Sum {
        /// The first indicator of the block.
        row: String,
        /// The block's name.
        block: String,
        /// What they add up to.
        sum: String,
        /// What they must add up to.
        points: Scaled,
    },
}

impl std::fmt::Display for WeightFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number { row } => write!(f, "{row}：分值写大于 0、不超过 100 的数，至多两位小数"),
            Self::Blank { row, block } => write!(f, "{row}：同在{block}的其他指标填了分值，这一项没有填"),
            Self::Sum { row, block, sum, points } => {
                write!(f, "{row} 起的{block}：合计 {sum} 分，应为 {points} 分")
            }
        }
    }
}

impl WeightFault {
    /// The indicator to go to.
    pub fn row(&self) -> &str {
        match self {
            Self::Number { row } | Self::Blank { row, .. } | Self::Sum { row, .. } => row,
        }
    }
}

/// The points entered last in the self-evaluation under a rule set, by indicator.
///
/// # Errors
/// The store's refusal; [`StoreError::Damaged`] when one no longer parses.
pub fn weighed(reader: &Reader<'_>, lineage: &str, rules: &str) -> store::Result<Weighed> {
    entries(reader, lineage, &Form::SelfEvaluation(rules.to_owned()), FormPart::Weight)
}

/// The points that hold for this version of the table.
pub fn holding(table: &TargetTable, weighed: &Weighed) -> EnteredOf {
    let mut holding = EnteredOf::new();
    for indicator in table.projects.iter().flat_map(|project| &project.indicators) {
        if let Some(points) = held(indicator, weighed) {
            holding.insert(indicator.id.clone(), points);
        }
    }
    holding
}

fn held(indicator: &Indicator, weighed: &Weighed) -> Option<Scaled> {
    let value = &weighed.get(&indicator.id)?.value;
    value.points.filter(|_| value.name == indicator.name)
}

/// Points on record that do not hold for this version of the table: its indicator is gone, or another one.
pub fn left_over<'w>(table: &TargetTable, weighed: &'w Weighed) -> Vec<(&'w str, &'w Entry<Importance>)> {
    let holding = holding(table, weighed);
    let gone = weighed.iter().filter(|(row, entry)| entry.value.points.is_some() && !holding.contains_key(*row));
    gone.map(|(row, entry)| (row.as_str(), entry)).collect()
}

/// The blocks of a project with their indicators and what `entered` says of them.
pub fn blocks<'a>(rules: &'a RuleSet, project: &'a Project, entered: &EnteredOf) -> Vec<Block<'a>> {
    let mut found: Vec<Block<'a>> = Vec::new();
    for block in &rules.blocks {
        let own = |indicator: &&Indicator| rules.block_of(indicator).is_some_and(|known| known.key == block.key);
        let mut rows = Vec::new();
        for indicator in project.indicators.iter().filter(own) {
            rows.push(Row {
                id: &indicator.id,
                name: &indicator.name,
                level2: &indicator.level2,
                stated: indicator.weight.as_deref(),
                entered: entered.get(&indicator.id).copied(),
            });
        }
        if !rows.is_empty() {
            found.push(Block {
                key: &block.key,
                name: &block.name,
                points: Scaled::new(0, 0),
                sum: None,
                whole: false,
                rows,
            });
        }
    }
    let mut indicators = Vec::new();
    for block in &found {
        let stated = block.rows.iter().map(|row| row.stated.and_then(|points| points.parse().ok()));
        indicators.extend(stated.map(|stated| (block.key, stated)));
    }
    let points = block_points(rules, &indicators);
    for block in &mut found {
        let exact = points.get(block.key).copied().unwrap_or(Ratio::ZERO);
        let whole = exact.round(0).filter(|whole| Ratio::from(*whole) == exact);
        block.points = whole.or_else(|| exact.round(2)).unwrap_or(Scaled::new(0, 0));
        block.whole = is_whole(block.rows.iter().map(|row| row.entered), exact);
        let mut sum = Some(Ratio::ZERO);
        for row in &block.rows {
            sum = sum.and_then(|sum| sum.plus(row.entered.map_or(Ratio::ZERO, Ratio::from)));
        }
        block.sum = sum.and_then(|sum| sum.round(2)).filter(|_| block.rows.iter().any(|row| row.entered.is_some()));
    }
    found
}

/// What is wrong with the points of a project.
pub fn faults(rules: &RuleSet, project: &Project, entered: &EnteredOf) -> Vec<WeightFault> {
    let mut faults = Vec::new();
    for block in blocks(rules, project, entered) {
        if block.whole || block.rows.iter().all(|row| row.entered.is_none()) {
            continue;
        }
        let before = faults.len();
        for row in &block.rows {
            match row.entered {
                None => faults.push(WeightFault::Blank { row: row.id.to_owned(), block: block.name.to_owned() }),
                Some(points) if !is_points(points) => faults.push(WeightFault::Number { row: row.id.to_owned() }),
                Some(_) => {}
            }
        }
        if faults.len() == before {
            let row = block.rows.first().map(|row| row.id.to_owned()).unwrap_or_default();
            let sum = block.sum.map_or_else(|| "—".to_owned(), |sum| sum.to_string());
            faults.push(WeightFault::Sum { row, block: block.name.to_owned(), sum, points: block.points });
        }
    }
    faults
}

fn is_points(points: Scaled) -> bool {
    points.mantissa > 0 && points.scale <= 2 && points.compare(Scaled::new(100, 0)).is_le()
}

/// What [`weigh`] would change, without doing it.
///
/// # Errors
/// As [`weigh`], but nobody can be faster.
pub fn plan(
    store: &Store,
    table: i64,
    set: &str,
    typed: &[(String, Option<Scaled>)],
) -> Result<Vec<String>, AppraisalError> {
    let read = crate::import::table(store, table)?;
    let plan = Plan::new(store, table, &read, set, typed)?;
    Ok(plan.ids())
}

/// What would change in a table.
struct Plan<'t> {
    row: TargetTableRow,
    changed: Vec<(&'t Indicator, Option<Scaled>)>,
    /// Projects with a change.
    touched: BTreeSet<&'t str>,
    /// The last entry when it was made.
    last: i64,
}

impl<'t> Plan<'t> {
    fn new(
        store: &Store,
        table: i64,
        read: &'t TargetTable,
        set: &str,
        typed: &[(String, Option<Scaled>)],
    ) -> Result<Self, AppraisalError> {
        let (row, before) = store.read(|r| {
            let row = r.target_table(table)?.0;
            let before = weighed(r, &row.lineage, set)?;
            Ok((row, before))
        })?;
        let rules = rule_set(store, set, row.year)?;
        let mut entered = holding(read, &before);
        let last = before.values().map(|entry| entry.order).max().unwrap_or(0);
        let mut plan = Self { row, changed: Vec::new(), touched: BTreeSet::new(), last };
        for (id, points) in typed {
            let own = |project: &&Project| id.split('.').next() == Some(project.id.as_str());
            let project = read.projects.iter().find(own);
            let found = project.and_then(|project| project.indicators.iter().find(|one| one.id == *id));
            let (Some(project), Some(indicator)) = (project, found.filter(|one| rules.block_of(one).is_some())) else {
                return Err(AppraisalError::NoRow(id.clone()));
            };
            if points.is_some_and(|points| !is_points(points)) {
                return Err(AppraisalError::Weights(vec![WeightFault::Number { row: id.clone() }]));
            }
            let same = match (entered.get(id), points) {
                (Some(old), Some(new)) => old.compare(*new).is_eq(),
                (old, new) => old.is_none() && new.is_none(),
            };
            if !same {
                plan.changed.push((indicator, *points));
                plan.touched.insert(&project.id);
                match points {
                    Some(points) => entered.insert(id.clone(), *points),
                    None => entered.remove(id),
                };
            }
        }
        let mut wrong = Vec::new();
        for project in read.projects.iter().filter(|project| plan.touched.contains(project.id.as_str())) {
            wrong.extend(faults(&rules, project, &entered));
        }
        if wrong.is_empty() { Ok(plan) } else { Err(AppraisalError::Weights(wrong)) }
    }

    fn ids(&self) -> Vec<String> {
        self.changed.iter().map(|(indicator, _)| indicator.id.clone()).collect()
    }
}

/// Keeps points of indicators; `None` takes them back. `seen` is the last entry the person saw: what another person
/// weighed in the same project since is not overwritten. The indicators that changed.
///
/// # Errors
/// [`AppraisalError::Weights`] names what does not add up; [`StoreError::Refused`] (`store.moved_on`) when somebody else
/// was faster or the table has a newer version. Nothing is kept then.
pub fn weigh(
    store: &Store,
    actor: Actor,
    table: i64,
    set: &str,
    typed: &[(String, Option<Scaled>)],
    seen: Option<i64>,
) -> Result<Vec<String>, AppraisalError> {
    let read = crate::import::table(store, table)?;
    let plan = Plan::new(store, table, &read, set, typed)?;
    let ids = plan.ids();
    if ids.is_empty() {
        return Ok(ids);
    }
    let Plan { row, changed, touched, last } = plan;
    let seen = seen.map_or(last, |seen| seen.min(last));
    let form = Form::SelfEvaluation(set.to_owned()).to_string();
    let act = Act::new(actor, "targets.weigh", &row.lineage).detail(json!({"form": form, "rows": ids}));
    store.write(&act, |w| {
        w.needs_newest(&row)?;
        for (id, entry) in weighed(w, &row.lineage, set)? {
            if entry.order > seen && id.split('.').next().is_some_and(|project| touched.contains(project)) {
                return Err(StoreError::refused("store.moved_on", format!("{id} was weighed by somebody else")));
            }
        }
        for (indicator, points) in &changed {
            let value = Importance { points: *points, name: indicator.name.clone() };
            let json = serde_json::to_string(&value).map_err(|error| StoreError::Damaged(error.to_string()))?;
            w.weigh_in_form(&row.lineage, &form, &indicator.id, &json)?;
        }
        Ok(())
    })?;
    Ok(ids)
}
