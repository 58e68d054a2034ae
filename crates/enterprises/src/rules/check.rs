//! One rule asked of every firm at once, and what its findings say.

use domain::{
    Cell, EntityId, FactSource, FactValue, MetricDef, MetricKind, Period, Scaled, Subject, SubjectKind, Value,
};
use formula::{Answers, FormulaError, Typed, When};

use super::{Rule, Said};
use crate::terms::{self, FIRM};

/// A rule with its conditions evaluated for every firm.
pub struct Asked<'r> {
    rule: &'r Rule,
    applies: Option<Answers>,
    holds: Answers,
    rows: usize,
}

/// One firm that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Row of the firm.
    pub row: usize,
    /// The firm.
    pub firm: EntityId,
    /// What stands there, with its unit.
    pub observed: String,
    /// What the rule would have: a number, or the condition that does not hold.
    pub expected: String,
}

/// Asks a rule.
///
/// # Errors
/// A formula that cannot be evaluated at this period.
pub fn ask<'r>(rule: &'r Rule, source: &dyn FactSource, when: When) -> Result<Asked<'r>, FormulaError> {
    let columns = |text: &str| terms::each(text, source)?.columns(source, when);
    let applies = rule.applies.as_deref().map(columns).transpose()?;
    let holds = columns(&rule.holds)?;
    Ok(Asked { rule, applies, holds, rows: source.subjects(&SubjectKind::new(FIRM)).len() })
}

impl Asked<'_> {
    /// How many firms.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What it says of the firm of a row.
    pub fn said(&self, row: usize) -> Said {
        match self.applies.as_ref().map(|applies| applies.truth(row)) {
            Some(Some(false)) => return Said::Outside,
            Some(None) => return Said::Unknown,
            Some(Some(true)) | None => {}
        }
        match self.holds.truth(row) {
            Some(true) => Said::Passed,
            Some(false) => Said::Failed,
            None => Said::Unknown,
        }
    }

    /// Every firm that failed, with what stands there and what should.
    ///
    /// # Errors
    /// The formula of what should stand there cannot be evaluated.
    pub fn found(&self, source: &dyn FactSource, when: When) -> Result<Vec<Found>, FormulaError> {
        let failed: Vec<usize> = (0..self.rows).filter(|row| self.said(*row) == Said::Failed).collect();
        if failed.is_empty() {
            return Ok(Vec::new());
        }
        let about = source.metric(&self.rule.about);
        let expected = match &self.rule.expected {
            None => None,
            Some(text) => {
                let typed = terms::each(text, source)?;
                let answers = typed.columns(source, when)?;
                Some((typed, answers))
            }
        };
        let mut found = Vec::with_capacity(failed.len());
        let firms = source.subjects(&SubjectKind::new(FIRM));
        for row in failed {
            let Some(Subject::One(firm)) = firms.get(row).copied() else { continue };
            let observed = about.map_or_else(String::new, |about| standing(source, about, when.period, row));
            let expected = match (&expected, about) {
                (Some((typed, answers)), Some(about)) => computed(typed, answers, about, row)?,
                _ => None,
            };
            let unmet = || {
                let place = self.holds.first_failed(row).and_then(|place| self.holds.conditions().get(place));
                place.map_or_else(|| self.rule.holds.clone(), ToString::to_string)
            };
            found.push(Found { row, firm, observed, expected: expected.unwrap_or_else(unmet) });
        }
        Ok(found)
    }
}

/// What a metric holds for a firm, in words.
fn standing(source: &dyn FactSource, about: &MetricDef, period: Period, row: usize) -> String {
    let cell = source.column(about.id, period).map(|column| column.cell(row));
    match cell {
        Some(Cell::Known(value)) => spoken(about, &FactValue::Known(value)),
        _ => "—".to_owned(),
    }
}

fn spoken(about: &MetricDef, value: &FactValue) -> String {
    match (value, &about.kind) {
        (FactValue::Known(Value::Number(number)), MetricKind::Number { unit, scale }) => {
            format!("{} {unit}", Scaled::new(*number, *scale).grouped()).trim_end().to_owned()
        }
        (FactValue::Known(Value::Truth(truth)), _) => (if *truth { "是" } else { "否" }).to_owned(),
        (FactValue::Known(Value::Date(day)), _) => day.to_string(),
        (FactValue::Known(Value::Codes(codes)), _) => codes.iter().collect::<Vec<_>>().join("、"),
        (FactValue::Known(Value::Text(text)), _) => text.to_string(),
        _ => "—".to_owned(),
    }
}

fn computed(typed: &Typed, answers: &Answers, about: &MetricDef, row: usize) -> Result<Option<String>, FormulaError> {
    let (Some(number), MetricKind::Number { unit, scale }) = (answers.number(row), &about.kind) else {
        return Ok(None);
    };
    let value = typed.number_in(number, unit, *scale)?;
    Ok(Some(format!("{} {unit}", value.grouped()).trim_end().to_owned()))
}
