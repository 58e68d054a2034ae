//! What a scheme reads of every firm, once: values, conditions, groups. Scoring and stability compute on this alone.

use std::collections::BTreeMap;
use std::fmt;

use domain::{EntityId, FactSource, Subject, SubjectKind, Unit};
use formula::{Answer, Answers, FormulaError, When};

use super::decimal::Fixed;
use super::{Measure, Scheme};
use crate::terms::{self, FIRM};

/// Why a scheme cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreError {
    /// The formula or the indicator.
    pub of: String,
    /// In Chinese.
    pub message: String,
    /// In English.
    pub message_en: String,
}

impl fmt::Display for ScoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.of, self.message)
    }
}

impl std::error::Error for ScoreError {}

impl ScoreError {
    pub(super) fn overflow(of: &str) -> Self {
        let (message, message_en) = ("数太大，算不了。".to_owned(), "The numbers are too large.".to_owned());
        Self { of: of.to_owned(), message, message_en }
    }

    fn formula(of: &str, error: FormulaError) -> Self {
        Self { of: of.to_owned(), message: error.message, message_en: error.message_en }
    }
}

/// What was read of one firm that is scored.
#[derive(Clone, Debug)]
pub(super) struct Firm {
    pub(super) id: EntityId,
    /// Place in [`Gathered::groups`].
    pub(super) group: usize,
    /// For each indicator its value, or the points of its step; none where facts are missing.
    pub(super) values: Vec<Option<Fixed>>,
    pub(super) extras: Vec<bool>,
    pub(super) vetoes: Vec<bool>,
    /// Tiers it reaches by a condition of their own: tier and which condition.
    pub(super) direct: Option<(usize, usize)>,
}

/// What was read of all firms.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub(super) firms: Vec<Firm>,
    /// What the firms of a group have in common; one empty text where all are compared.
    pub(super) groups: Vec<String>,
    /// Firms set aside, and by which condition.
    pub(super) aside: Vec<(EntityId, usize)>,
    /// Firms of which it is unknown whether they are scored.
    pub(super) undecided: Vec<EntityId>,
}

struct Columns<'a> {
    source: &'a dyn FactSource,
    when: When,
}

impl Columns<'_> {
    fn of(&self, text: &str) -> Result<Answers, ScoreError> {
        let typed = terms::each(text, self.source).map_err(|error| ScoreError::formula(text, error))?;
        typed.columns(self.source, self.when).map_err(|error| ScoreError::formula(text, error))
    }

    fn all<'t>(&self, texts: impl Iterator<Item = &'t String>) -> Result<Vec<Answers>, ScoreError> {
        texts.map(|text| self.of(text)).collect()
    }
}

impl Gathered {
    /// Evaluates every formula of a scheme for every firm.
    ///
    /// # Errors
    /// A formula that cannot be evaluated at this period, numbers too large.
    pub fn of(scheme: &Scheme, source: &dyn FactSource, when: When) -> Result<Self, ScoreError> {
        let columns = Columns { source, when };
        let who = columns.of(&scheme.who)?;
        let aside = columns.all(scheme.set_aside.iter().map(|named| &named.when))?;
        let groups = columns.all(scheme.groups.iter())?;
        let extras = columns.all(scheme.extras.iter().map(|extra| &extra.when))?;
        let vetoes = columns.all(scheme.vetoes.iter().map(|veto| &veto.when))?;
        let mut direct = Vec::new();
        for (tier, one) in scheme.tiers.iter().enumerate() {
            for (nth, named) in one.or_when.iter().enumerate() {
                direct.push(((tier, nth), columns.of(&named.when)?));
            }
        }
        let mut values = Vec::with_capacity(scheme.indicators.len());
        for indicator in &scheme.indicators {
            values.push(measured(&indicator.measure, &indicator.name, &columns)?);
        }
        let mut found = Self { firms: Vec::new(), groups: Vec::new(), aside: Vec::new(), undecided: Vec::new() };
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (row, subject) in source.subjects(&SubjectKind::new(FIRM)).iter().enumerate() {
            let Subject::One(id) = *subject else { continue };
            match who.truth(row) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    found.undecided.push(id);
                    continue;
                }
            }
            if let Some(nth) = aside.iter().position(|holds| holds.truth(row) == Some(true)) {
                found.aside.push((id, nth));
                continue;
            }
            let label = groups.iter().map(|group| spoken(&group.answer(row))).collect::<Vec<_>>().join(" · ");
            let next = known.len();
            let group = *known.entry(label).or_insert(next);
            found.firms.push(Firm {
                id,
                group,
                values: values.iter().map(|column| column.get(row).copied().flatten()).collect(),
                extras: extras.iter().map(|holds| holds.truth(row) == Some(true)).collect(),
                vetoes: vetoes.iter().map(|holds| holds.truth(row) == Some(true)).collect(),
                direct: direct.iter().find(|(_, holds)| holds.truth(row) == Some(true)).map(|(place, _)| *place),
            });
        }
        found.groups = vec![String::new(); known.len()];
        for (label, place) in known {
            found.groups[place] = label;
        }
        Ok(found)
    }

    /// How many firms are scored.
    pub fn count(&self) -> usize {
        self.firms.len()
    }
}

/// A group's part in words; what is unknown is a group of its own.
fn spoken(answer: &Answer) -> String {
    match answer {
        Answer::Codes(codes) => codes.iter().collect::<Vec<_>>().join("、"),
        Answer::Text(text) => text.to_string(),
        Answer::Truth(truth) => (if *truth { "是" } else { "否" }).to_owned(),
        Answer::Number(number) => number.to_string(),
        Answer::Date(day) => day.to_string(),
        Answer::Unknown => "不明".to_owned(),
    }
}

fn measured(measure: &Measure, name: &str, columns: &Columns<'_>) -> Result<Vec<Option<Fixed>>, ScoreError> {
    let rows = columns.source.subjects(&SubjectKind::new(FIRM)).len();
    let mut values = Vec::with_capacity(rows);
    match measure {
        Measure::Ratio(ratio) => {
            let said = |error| ScoreError::formula(name, error);
            let typed = terms::each(&ratio.formula, columns.source).map_err(said)?;
            let answers = typed.columns(columns.source, columns.when).map_err(said)?;
            let unit = Unit::named(&ratio.unit);
            for row in 0..rows {
                values.push(match answers.number(row) {
                    None => None,
                    Some(number) => {
                        let value = typed.number_in(number, &unit, ratio.scale).map_err(said)?;
                        Some(Fixed::of(value).ok_or_else(|| ScoreError::overflow(name))?)
                    }
                });
            }
        }
        Measure::Steps(steps) => {
            let holds = columns.all(steps.iter().map(|step| &step.when))?;
            for row in 0..rows {
                let mut points = Some(Fixed::ZERO);
                for (step, holds) in steps.iter().zip(&holds) {
                    match holds.truth(row) {
                        Some(false) => {}
                        Some(true) => {
                            points = Some(step.points.fixed().ok_or_else(|| ScoreError::overflow(name))?);
                            break;
                        }
                        // A step that cannot be decided leaves the points open: the firm may have earned them.
                        None => {
                            points = None;
                            break;
                        }
                    }
                }
                values.push(points);
            }
        }
    }
    Ok(values)
}
