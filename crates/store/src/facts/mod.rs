//! Facts: append-only, with two time axes, each with the place it came from.

mod accept;
mod append;
mod cell;
mod find;
mod rows;
mod undo;

pub(crate) use cell::{read_period, read_subject, read_value};

use domain::{BatchId, FactId, FactStatus, FactValue, MetricId, Period, Subject};
use serde::{Deserialize, Serialize};

use crate::{Batch, Evidence};

/// The cell of a file a fact was read from, all counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactPlace {
    /// Which sheet.
    pub sheet: u32,
    /// Which row.
    pub row: u32,
    /// Which column.
    pub column: u32,
}

/// A fact to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactDraft {
    /// Who.
    pub subject: Subject,
    /// Which metric.
    pub metric: MetricId,
    /// When.
    pub period: Period,
    /// The value, or why there is none; numbers at the metric's scale.
    pub value: FactValue,
    /// How far accepted.
    pub status: FactStatus,
    /// The cell it came from; none for derived facts.
    pub place: Option<FactPlace>,
}

/// One recorded fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Its number.
    pub id: FactId,
    /// Who.
    pub subject: Subject,
    /// Which metric.
    pub metric: MetricId,
    /// When.
    pub period: Period,
    /// The value.
    pub value: FactValue,
    /// How far accepted.
    pub status: FactStatus,
    /// The batch that wrote the row.
    pub batch: BatchId,
    /// The batch whose statement it is: the same, unless the row was restored by an undo or accepted by another person.
    pub source: BatchId,
    /// The cell of the source batch's file.
    pub place: Option<FactPlace>,
    /// The fact it restores or accepts.
    pub origin: Option<FactId>,
    /// The batch that closed it; open when absent.
    pub closed_by: Option<BatchId>,
}

/// A fact with all that leads to its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactTrail {
    /// The fact.
    pub fact: Fact,
    /// The batch that wrote it.
    pub batch: Batch,
    /// The batch whose statement it is.
    pub source: Batch,
    /// The file of that batch; `fact.place` is a cell of it.
    pub evidence: Option<Evidence>,
    /// The facts it restores or accepts, nearest first.
    pub origins: Vec<Fact>,
}

/// What appending facts did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// The batch.
    pub batch: BatchId,
    /// Cells that were empty before.
    pub new: u64,
    /// Cells whose earlier fact was closed.
    pub changed: u64,
    /// Values that stood there already; kept as confirmations, not as rows.
    pub unchanged: u64,
}

/// What an undo did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The batch of the undo itself.
    pub batch: BatchId,
    /// Facts closed.
    pub closed: u64,
    /// Earlier facts opened again, as copies.
    pub restored: u64,
}
