//! What was understood of a file: its sheets and columns, its subjects, its facts with their places, its faults.

use std::collections::BTreeSet;

use domain::{FactValue, MetricId, Period, Sha256Digest, SubjectKind, Unit};
use serde::Serialize;
use store::{Entity, Identifier, Reader};
use tabular::SheetKind;

use crate::{Problem, Role};

/// A file as read against the declared metrics. Nothing is stored yet.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    /// File name.
    pub file: String,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Sheets that hold facts.
    pub sheets: Vec<SheetReading>,
    /// Whom the facts speak of, each once.
    pub subjects: Vec<SubjectRef>,
    /// In the order of the file.
    pub facts: Vec<ReadFact>,
    /// Faults, in the order of the file.
    pub problems: Vec<Problem>,
    /// What is worth a look and keeps nothing out, in the order of the file.
    pub warnings: Vec<Problem>,
    /// Rows of data in all sheets, faulty ones included.
    pub rows: usize,
}

/// One sheet with a header row that names a subject and metrics.
#[derive(Clone, Debug, Serialize)]
pub struct SheetReading {
    /// Number in the file, from 0.
    pub sheet: u32,
    /// Its name.
    pub name: String,
    /// How its places are written.
    #[serde(skip)]
    pub kind: SheetKind,
    /// The row of the headings, from 1.
    pub header: u32,
    /// Unit stated above the table.
    pub unit: Option<Unit>,
    /// Period stated above the table or given for the file.
    pub period: Option<Period>,
    /// What each column is.
    pub columns: Vec<ColumnReading>,
    /// Rows of data.
    pub rows: usize,
}

impl SheetReading {
    /// A place in it as people name it.
    pub fn locator(&self, row: u32, column: u32) -> String {
        self.kind.locator(&self.name, row, column)
    }
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReading {
    /// From 1.
    pub column: u32,
    /// As printed.
    pub heading: String,
    /// What it means.
    pub role: Role,
    /// How its numbers are brought to the metric's unit, for people: `万元 → 元 ×10000`; `None` when as they stand.
    pub conversion: Option<String>,
}

/// Whom a row speaks of, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SubjectRef {
    /// Kind.
    pub kind: SubjectKind,
    /// Scheme of the identifier.
    pub scheme: String,
    /// The identifier.
    pub key: String,
    /// Its name, where the file gives one.
    pub name: Option<String>,
    /// Where the same identifier means another in another period (numbers of records): the period of its row.
    pub within: Option<Period>,
}

/// Kinds whose present name alone says who is meant, where the number is new: several firms may share a name, the
/// projects and divisions of one bureau do not.
const KNOWN_BY_NAME: [&str; 2] = ["project", "district"];

impl SubjectRef {
    /// The identifier that the file gives it.
    pub fn identifier(&self) -> Identifier {
        Identifier {
            from: self.within.map(Period::start),
            to: self.within.map(Period::end),
            ..Identifier::new(&self.scheme, &self.key)
        }
    }

    /// The entity with its identifier, in the period in which that holds.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn numbered(&self, reader: &Reader<'_>) -> store::Result<Option<Entity>> {
        reader.entity_identified(&self.kind, &self.scheme, &self.key, self.within.map(Period::start))
    }

    /// The entity meant: the one with this identifier, or for some kinds the only one of this name that has no
    /// identifier of the scheme yet.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn entity(&self, reader: &Reader<'_>) -> store::Result<Option<Entity>> {
        let known = self.numbered(reader)?;
        let Some(name) = self.name.as_ref().filter(|_| known.is_none() && KNOWN_BY_NAME.contains(&self.kind.as_str()))
        else {
            return Ok(known);
        };
        let mut named = reader.entities_named(&self.kind, name)?;
        let (Some(only), true) = (named.pop(), named.is_empty()) else { return Ok(None) };
        let numbered = reader.identifiers(only.id)?.iter().any(|identifier| identifier.scheme == self.scheme);
        Ok((!numbered).then_some(only))
    }
}

/// One fact as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadFact {
    /// Index into [`Reading::subjects`].
    pub subject: usize,
    /// Metric.
    pub metric: MetricId,
    /// Valid time.
    pub period: Period,
    /// Value.
    pub value: FactValue,
    /// Number of its sheet in the file, from 0.
    pub sheet: u32,
    /// Its row, from 1.
    pub row: u32,
    /// Its column, from 1.
    pub column: u32,
}

impl Reading {
    /// Rows with at least one fault, as (sheet, row).
    pub fn faulty_rows(&self) -> BTreeSet<(u32, u32)> {
        self.problems.iter().filter(|p| p.row > 0 && !p.fatal).map(|p| (p.sheet, p.row)).collect()
    }

    /// Adds the faults that only what stands can tell.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn check_against(&mut self, reader: &Reader<'_>) -> store::Result<()> {
        let entities = crate::plan::entities(reader, self)?;
        let register = crate::records::Register::load(reader, self, &entities)?;
        let found = crate::records::untyped(reader, self, &register)?;
        if !found.is_empty() {
            self.problems.extend(found);
            self.problems.sort_by_key(|problem| (problem.sheet, problem.row));
        }
        Ok(())
    }

    /// Whether the file can be taken without its faulty rows.
    pub fn has_fatal(&self) -> bool {
        self.problems.iter().any(|problem| problem.fatal)
    }

    /// Facts of rows without a fault.
    pub fn good_facts(&self) -> impl Iterator<Item = &ReadFact> {
        let bad = self.faulty_rows();
        self.facts.iter().filter(move |fact| !bad.contains(&(fact.sheet, fact.row)))
    }
}
