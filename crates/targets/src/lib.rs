//! Performance tables: read and checked, their promises turned into targets, fed by facts and judged.

pub mod answers;
pub mod appraisal;
pub mod binding;
pub mod binding_file;
pub mod budgets;
pub mod check;
pub mod counted;
pub mod draft;
pub mod exact;
pub mod feed;
mod few;
pub mod forms;
pub mod import;
pub mod judge;
pub mod measurable;
pub mod model;
pub mod money;
pub mod monitoring;
pub mod overview;
pub mod promise;
pub mod proof;
pub mod proposals;
pub mod read;
pub mod scoring;
pub mod value;
pub mod values;
pub mod wording;

use tabular::{Document, ReadOptions};

pub use read::Refusal;

/// Reads a file as a performance table, finds its targets and checks it: what the command line, the browser and the
/// import all call. Nothing is stored.
///
/// # Errors
/// A [`Refusal`] when the file is none we read or holds no performance table.
pub fn read_and_check(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Document, model::TargetTable), Refusal> {
    let document = tabular::read(name, bytes, options)?;
    let mut table = read::read(&document)?;
    promise::fill(&mut table, Some(&document));
    check::check(&mut table, Some(&document));
    Ok((document, table))
}

impl From<tabular::Refusal> for Refusal {
    fn from(refusal: tabular::Refusal) -> Self {
        Self { code: refusal.code, message: refusal.message, hint: refusal.hint }
    }
}
