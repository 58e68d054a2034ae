//! Next year's table in the making: this year's, with what people took over of the mendings proposed for each finding.
//!
//! A draft is a list of changes to the table it starts from; the table itself stays as published. The changed table is
//! written in the statutory layout, and what the checker says of it is what it would say of any file: the sheet is
//! read back through [`crate::read_and_check`].

mod apply;
mod kept;
mod layout;
mod propose;
mod words;

use serde::{Deserialize, Serialize};
use tabular::{ReadOptions, Workbook};

use crate::Refusal;
use crate::model::TargetTable;

pub use apply::{Misfit, apply};
pub use kept::{By, DraftError, Kept, leave, load, take, taken};
pub use layout::workbook;
pub use propose::{Known, Remedy, remedy, year_on};
pub use words::has_blank;

/// One change to a table. Ids are those of the table the draft starts from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Change {
    /// An indicator promises something else.
    Value {
        /// The indicator.
        of: String,
        /// Its value for the year.
        value: String,
    },
    /// An indicator is called something else.
    Name {
        /// The indicator.
        of: String,
        /// Its name.
        name: String,
    },
    /// An indicator belongs to another class.
    Category {
        /// The indicator.
        of: String,
        /// Code of the second level, `12`.
        code: String,
    },
    /// An indicator becomes several, each with one promise.
    Split {
        /// The indicator.
        of: String,
        /// Name and value of each.
        parts: Vec<Part>,
    },
    /// A project has one more indicator.
    Add {
        /// The project.
        project: String,
        /// Code of the second level, `14`.
        code: String,
        /// Its name and value.
        part: Part,
    },
    /// An indicator is dropped.
    Drop {
        /// The indicator.
        of: String,
    },
    /// A clause of a goal is put otherwise.
    Clause {
        /// The clause.
        of: String,
        /// Its text without the number.
        text: String,
    },
    /// A clause of a goal is dropped.
    DropClause {
        /// The clause.
        of: String,
    },
}

/// Name and value of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// What is measured.
    pub name: String,
    /// What is promised for the year.
    pub value: String,
}

/// The draft of a table for the year after its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// In the order they were taken over.
    pub changes: Vec<Change>,
}

impl Draft {
    /// Takes a change over; one of the same sort for the same thing gives way to it.
    pub fn take(&mut self, change: Change) {
        self.changes.retain(|known| !known.replaced_by(&change));
        self.changes.push(change);
    }

    /// Whether a change, or another of its sort for the same thing, was taken over.
    pub fn holds(&self, change: &Change) -> bool {
        self.changes.iter().any(|known| known.replaced_by(change))
    }
}

impl Change {
    /// The project, indicator or clause it changes.
    pub fn subject(&self) -> &str {
        match self {
            Self::Value { of, .. }
            | Self::Name { of, .. }
            | Self::Category { of, .. }
            | Self::Split { of, .. }
            | Self::Drop { of }
            | Self::Clause { of, .. }
            | Self::DropClause { of } => of,
            Self::Add { project, .. } => project,
        }
    }

    /// Whether the other one takes its place: several indicators may be added to a project, but not one twice.
    fn replaced_by(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Add { code, part, .. }, Self::Add { code: other_code, part: other_part, .. }) => {
                self.subject() == other.subject() && code == other_code && part.name == other_part.name
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other) && self.subject() == other.subject(),
        }
    }

    /// The texts a person may put otherwise before taking it over, in order: see [`Self::with_texts`].
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Value { value, .. } => vec![value],
            Self::Name { name, .. } => vec![name],
            Self::Clause { text, .. } => vec![text],
            Self::Add { part, .. } => vec![&part.name, &part.value],
            Self::Split { parts, .. } => parts.iter().flat_map(|part| [part.name.as_str(), &part.value]).collect(),
            Self::Category { .. } | Self::Drop { .. } | Self::DropClause { .. } => Vec::new(),
        }
    }

    /// The same change with other texts; a text that is missing stays.
    #[must_use]
    pub fn with_texts(mut self, texts: &[String]) -> Self {
        let mut texts = texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut put = |text: &mut String| {
            if let Some(other) = texts.next() {
                *text = other;
            }
        };
        match &mut self {
            Self::Value { value, .. } => put(value),
            Self::Name { name, .. } => put(name),
            Self::Clause { text, .. } => put(text),
            Self::Add { part, .. } => {
                put(&mut part.name);
                put(&mut part.value);
            }
            Self::Split { parts, .. } => {
                for part in parts {
                    put(&mut part.name);
                    put(&mut part.value);
                }
            }
            Self::Category { .. } | Self::Drop { .. } | Self::DropClause { .. } => {}
        }
        self
    }
}

/// The draft in the statutory layout, and what reader and checker say of that sheet.
///
/// # Errors
/// A [`Refusal`] when the sheet cannot be written or the reader does not take it, such as a draft without any row.
pub fn checked(table: &TargetTable, draft: &Draft) -> Result<(Workbook, TargetTable), Refusal> {
    let next = apply(table, draft);
    let workbook = workbook(&next);
    let bytes = tabular::write_xlsx(&workbook).map_err(|error| Refusal {
        code: "draft_unwritable",
        message: format!("草案写不成工作簿：{error}"),
        hint: "请缩短过长的文字后再试。".into(),
    })?;
    let (_, read) = crate::read_and_check("草案.xlsx", &bytes, &ReadOptions::default())?;
    Ok((workbook, read))
}
