//! A table with the changes of a draft in it, for the year after its own.

use crate::model::{Amount, Indicator, Project, TargetTable};

use super::{Change, Draft, Part};

/// Why a change does not fit a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Misfit {
    /// The table has no such project, indicator or clause.
    #[error("the table has no such row")]
    NoRow,
    /// A name, value or text is empty.
    #[error("a text is empty")]
    Empty,
    /// Something is still to be filled in.
    #[error("something is still to be filled in")]
    Blank,
    /// There is no such class.
    #[error("there is no such class of indicators")]
    NoClass,
}

impl Change {
    /// Whether it can be taken over as it is.
    ///
    /// # Errors
    /// [`Misfit`] says what is in the way.
    pub fn fits(&self, table: &TargetTable) -> Result<(), Misfit> {
        let subject = self.subject();
        let known = table.projects.iter().any(|project| match self {
            Self::Add { .. } => project.id == subject,
            Self::Clause { .. } | Self::DropClause { .. } => {
                project.goal_clauses.iter().any(|clause| clause.id == subject)
            }
            _ => project.indicators.iter().any(|indicator| indicator.id == subject),
        });
        if !known {
            return Err(Misfit::NoRow);
        }
        if self.texts().iter().any(|text| text.trim().is_empty()) {
            return Err(Misfit::Empty);
        }
        if self.texts().iter().any(|text| super::has_blank(text)) {
            return Err(Misfit::Blank);
        }
        match self {
            Self::Add { code, .. } | Self::Category { code, .. } if class(code).is_none() => Err(Misfit::NoClass),
            Self::Split { parts, .. } if parts.is_empty() => Err(Misfit::Empty),
            _ => Ok(()),
        }
    }
}

/// Classes of the second level, with that of the first.
const CLASSES: [(&str, &str, &str); 9] = [
    ("11", "产出指标", "数量指标"),
    ("12", "产出指标", "质量指标"),
    ("13", "产出指标", "时效指标"),
    ("14", "产出指标", "成本指标"),
    ("21", "效益指标", "经济效益指标"),
    ("22", "效益指标", "社会效益指标"),
    ("23", "效益指标", "生态效益指标"),
    ("24", "效益指标", "可持续影响指标"),
    ("31", "满意度指标", "服务对象满意度指标"),
];

fn class(code: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    CLASSES.iter().find(|class| class.0 == code)
}

/// The table of the next year with the changes in it. Budgets are blank: they are decided anew; stated totals, results,
/// targets and findings are those of the old table and are left out.
pub fn apply(table: &TargetTable, draft: &Draft) -> TargetTable {
    let mut next = table.clone();
    next.targets.clear();
    next.findings.clear();
    next.checks = crate::model::Checks::default();
    if let Some(year) = &mut next.document.year {
        let old = year.to_string();
        *year = year.saturating_add(1);
        next.document.title = next.document.title.map(|title| title.replace(&old, &year.to_string()));
    }
    for project in &mut next.projects {
        for Amount { value, raw, .. } in &mut project.amounts {
            (*value, *raw) = (None, String::new());
        }
        project.score_total = None;
        goal(project, draft);
        indicators(project, draft);
    }
    next
}

fn goal(project: &mut Project, draft: &Draft) {
    let mut changed = false;
    for change in &draft.changes {
        match change {
            Change::Clause { of, text } => {
                if let Some(clause) = project.goal_clauses.iter_mut().find(|clause| clause.id == *of) {
                    clause.text.clone_from(text);
                    changed = true;
                }
            }
            Change::DropClause { of } => {
                let before = project.goal_clauses.len();
                project.goal_clauses.retain(|clause| clause.id != *of);
                changed |= project.goal_clauses.len() < before;
            }
            _ => {}
        }
    }
    if !changed {
        return;
    }
    let several = project.goal_clauses.len() > 1;
    let mut text = String::new();
    for (index, clause) in project.goal_clauses.iter().enumerate() {
        let closed = clause.text.trim_end_matches(['。', '；', ';', '.']);
        let number = if several { format!("{}.", index + 1) } else { String::new() };
        text.push_str(&format!("{number}{closed}。"));
    }
    project.goal = (!text.is_empty()).then_some(text);
}

fn indicators(project: &mut Project, draft: &Draft) {
    let coded = project.indicators.iter().any(|indicator| indicator.level2_code.is_some());
    let mut out: Vec<Indicator> = Vec::with_capacity(project.indicators.len());
    for indicator in std::mem::take(&mut project.indicators) {
        let id = indicator.id.clone();
        let mut all = vec![bare(indicator)];
        for change in draft.changes.iter().filter(|change| change.subject() == id) {
            let Some(first) = all.first_mut() else { break };
            match change {
                Change::Value { value, .. } => promise(first, value),
                Change::Name { name, .. } => first.name.clone_from(name),
                Change::Category { code, .. } => classify(first, code, coded),
                Change::Split { parts, .. } => {
                    let one = first.clone();
                    all = parts.iter().map(|part| like(&one, part)).collect();
                }
                Change::Drop { .. } => {
                    all.clear();
                    break;
                }
                Change::Add { .. } | Change::Clause { .. } | Change::DropClause { .. } => {}
            }
        }
        out.append(&mut all);
    }
    let two = out.iter().any(|indicator| indicator.target_period.is_some());
    for change in &draft.changes {
        let Change::Add { project: of, code, part } = change else { continue };
        if *of != project.id {
            continue;
        }
        let mut one = Indicator { id: format!("{of}.+"), ..Indicator::default() };
        if two {
            (one.target_period, one.target_annual) = (Some(String::new()), Some(String::new()));
        }
        classify(&mut one, code, coded);
        let place = place(&out, &one);
        out.insert(place, like(&one, part));
    }
    project.indicators = out;
}

/// Where a new indicator stands: behind those of its class, else behind those of the classes before it.
fn place(known: &[Indicator], new: &Indicator) -> usize {
    let order = |one: &Indicator| {
        let own = one.level2.trim_end_matches("指标");
        CLASSES.iter().position(|class| Some(class.0) == one.level2_code.as_deref() || class.2.starts_with(own))
    };
    let Some(wanted) = order(new) else { return known.len() };
    let before = |one: &Indicator| one.level2 == new.level2 || order(one).is_some_and(|own| own <= wanted);
    known.iter().rposition(before).map_or(0, |last| last + 1)
}

/// Without the year's results, and its class in full: printed codes come with names that all end alike.
fn bare(mut indicator: Indicator) -> Indicator {
    if indicator.level2_code.is_some() && !indicator.level2.is_empty() && !indicator.level2.ends_with("指标") {
        indicator.level2.push_str("指标");
    }
    Indicator { actual: None, score: None, forecast: None, likelihood: None, deviation: None, note: None, ..indicator }
}

fn like(one: &Indicator, part: &Part) -> Indicator {
    let mut indicator = Indicator { name: part.name.clone(), ..one.clone() };
    promise(&mut indicator, &part.value);
    indicator
}

/// Puts a value where the table has its values.
fn promise(indicator: &mut Indicator, value: &str) {
    let value = value.to_owned();
    if indicator.target_period.is_some() || indicator.target_annual.is_some() {
        indicator.target_period = indicator.target_period.as_ref().map(|_| value.clone());
        indicator.target_annual = Some(value);
    } else {
        indicator.target = Some(value);
    }
    (indicator.op, indicator.num, indicator.unit) = (None, None, None);
}

fn classify(indicator: &mut Indicator, code: &str, coded: bool) {
    let Some((code, level1, level2)) = class(code) else { return };
    (indicator.level1, indicator.level2) = ((*level1).to_owned(), (*level2).to_owned());
    if coded {
        indicator.level1_code = code.get(..1).map(str::to_owned);
        indicator.level2_code = Some((*code).to_owned());
    }
}
