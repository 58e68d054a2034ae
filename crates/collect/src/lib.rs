//! A sheet whose columns are metrics and whose rows are subjects becomes one batch of facts.
//!
//! [`read`] understands a document against the declared metrics, and what a person chose where the file is silent
//! ([`ReadOptions`], remembered for the next file of the template), and collects every fault with its place; [`plan`]
//! says what importing would change; [`commit`] stores what was read, all of it or the rows without a fault, as one
//! batch that is undone as one ([`undo`]); [`error_workbook`] gives the faulty rows back in a form that imports again
//! once mended.

mod choices;
mod commit;
mod declared;
mod errors_out;
mod heading;
mod knowledge;
mod plan;
mod problem;
mod read;
mod reading;
pub mod records;
mod registry;
mod rows;
pub mod surveys;
mod undo;
mod value;

pub use choices::{ReadOptions, SheetChoice, recall, remember};
pub use commit::{CollectError, CommitOptions, Committed, ConflictChoice, RowChoice, commit};
pub use declared::{check_supplied, declare_supplied, refresh};
pub use errors_out::error_workbook;
pub use heading::{Role, kinds, read_period};
pub use knowledge::{KnowledgeFault, KnowledgeFile, files as knowledge_files, supplied as supplied_knowledge};
pub use plan::{Change, Counts, Effect, Plan, plan};
pub use problem::Problem;
pub use read::{propose, read};
pub use reading::{ColumnReading, ReadFact, Reading, SheetReading, SubjectRef};
pub use records::RecordTypes;
pub use registry::Registry;
pub use undo::undo;
pub use value::convert;
