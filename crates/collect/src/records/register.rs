//! A register against the records that stand: rows that are no record at all, and rows that would make another thing
//! of a record that is there.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CodeSet, EntityId, FactValue, MetricId, Subject, Value};
use store::Reader;

use super::plain::plain;
use super::{KIND, metric};
use crate::problem::{Fault, Problem};
use crate::reading::{ReadFact, Reading};

/// A record's number without what makes no other number: blanks, case, full-width letters.
pub fn plain_number(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_uppercase).collect()
}

/// What was decided on a record that a row speaks of, and what it is.
struct Standing {
    accepted: bool,
    kind: Option<CodeSet>,
    name: String,
}

/// The records that a reading speaks of, by the number of the subject.
pub(crate) struct Register {
    records: BTreeMap<usize, Standing>,
    /// Subjects that a row calls something else than they are.
    others: BTreeSet<usize>,
    accepted: Option<MetricId>,
}

fn code(value: &FactValue) -> Option<CodeSet> {
    match value {
        FactValue::Known(Value::Codes(codes)) => Some(codes.clone()),
        _ => None,
    }
}

impl Register {
    /// Looks up the records a reading speaks of; `entities` are those of its subjects.
    pub(crate) fn load(
        reader: &Reader<'_>,
        reading: &Reading,
        entities: &[Option<(EntityId, String)>],
    ) -> store::Result<Self> {
        let of = |name| Ok::<_, store::StoreError>(reader.metric_named(name)?.map(|one| one.id));
        let (kind, accepted) = (of(metric::TYPE)?, of(metric::ACCEPTED)?);
        let mut found = Self { records: BTreeMap::new(), others: BTreeSet::new(), accepted };
        for (nth, (subject, entity)) in reading.subjects.iter().zip(entities).enumerate() {
            let (Some((id, name)), true) = (entity, subject.kind.as_str() == KIND) else { continue };
            let stands = |metric: Option<MetricId>| match (metric, subject.within) {
                (Some(metric), Some(period)) => reader.current_fact(Subject::One(*id), metric, period),
                _ => Ok(None),
            };
            // A record whose registration was undone is free to be registered again.
            let Some(typed) = stands(kind)?.and_then(|fact| code(&fact.value)) else { continue };
            let accepted = stands(accepted)?.is_some_and(|fact| fact.value == FactValue::Known(Value::Truth(true)));
            let said = subject.name.as_ref().filter(|_| *name != subject.key);
            if said.is_some_and(|said| plain(said) != plain(name)) {
                found.others.insert(nth);
            }
            found.records.insert(nth, Standing { accepted, kind: Some(typed), name: name.clone() });
        }
        for fact in reading.facts.iter().filter(|fact| Some(fact.metric) == kind) {
            let said = code(&fact.value);
            if found.records.get(&fact.subject).is_some_and(|stands| said.is_some() && stands.kind != said) {
                found.others.insert(fact.subject);
            }
        }
        Ok(found)
    }

    /// Whether a value that differs is for a person to decide on: the record is accepted, or it is another thing than
    /// the row says. A decision itself is no such value.
    pub(crate) fn to_be_decided(&self, fact: &ReadFact) -> bool {
        let accepted = self.records.get(&fact.subject).is_some_and(|record| record.accepted);
        Some(fact.metric) != self.accepted && (accepted || self.others.contains(&fact.subject))
    }

    /// The name of the record that a subject is, where its row calls it otherwise.
    pub(crate) fn other(&self, subject: usize) -> Option<&str> {
        let record = self.records.get(&subject).filter(|_| self.others.contains(&subject));
        record.map(|record| record.name.as_str())
    }

    fn known(&self, subject: usize) -> bool {
        self.records.contains_key(&subject)
    }
}

/// Rows of records that nobody has registered and that do not say of which type they are.
pub(crate) fn untyped(reader: &Reader<'_>, reading: &Reading, register: &Register) -> store::Result<Vec<Problem>> {
    let Some(kind) = reader.metric_named(metric::TYPE)? else { return Ok(Vec::new()) };
    let typed: BTreeSet<usize> = reading
        .facts
        .iter()
        .filter(|fact| fact.metric == kind.id && code(&fact.value).is_some())
        .map(|fact| fact.subject)
        .collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for fact in reading.good_facts() {
        let Some(subject) = reading.subjects.get(fact.subject).filter(|one| one.kind.as_str() == KIND) else {
            continue;
        };
        if typed.contains(&fact.subject) || register.known(fact.subject) || !seen.insert((fact.sheet, fact.row)) {
            continue;
        }
        let Some(sheet) = reading.sheets.iter().find(|one| one.sheet == fact.sheet) else { continue };
        let of_type = |role: &crate::Role| matches!(role, crate::Role::Metric { metric: id, .. } if *id == kind.id);
        let column = sheet.columns.iter().find(|column| of_type(&column.role));
        let period = subject.within.map_or_else(String::new, |period| format!("{period} 年度"));
        let message = format!("{period}没有登记过编号 {}，这一行也没有写“{}”", subject.key, metric::TYPE);
        let fault = Fault::new("record_untyped", message, "写上记录类型；要改的是已有的记录，核对编号和期间");
        found.push(Problem {
            sheet: fact.sheet,
            row: fact.row,
            column: column.map_or(0, |column| column.column),
            place: sheet.locator(fact.row, column.map_or(1, |column| column.column)),
            heading: column.map(|column| column.heading.clone()).unwrap_or_default(),
            code: fault.code,
            seen: String::new(),
            message: fault.message,
            mend: fault.mend,
            suggestion: None,
            fatal: false,
        });
    }
    Ok(found)
}
