//! A sheet whose columns are metrics and whose rows are subjects becomes one batch of facts.
//!
//! [`read`] understands a document against the declared metrics and collects every fault with its place; [`commit`]
//! stores what was read, all of it or the rows without a fault, as one batch that is undone as one;
//! [`error_workbook`] gives the faulty rows back in a form that imports again once mended.

mod commit;
mod declared;
mod errors_out;
mod heading;
mod problem;
mod read;
mod reading;
mod registry;
mod rows;
mod value;

pub use commit::{CollectError, CommitOptions, Committed, RowChoice, commit};
pub use declared::declare_supplied;
pub use errors_out::error_workbook;
pub use heading::{Role, read_period};
pub use problem::Problem;
pub use read::{ReadOptions, read};
pub use reading::{ColumnReading, ReadFact, Reading, SheetReading, SubjectRef};
pub use registry::Registry;
