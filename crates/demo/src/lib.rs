//! The demo district: invented firms, returns, records and accounts, made from a seed as the files a bureau would
//! get, and put into a data folder by the imports a user has. Everything in it is 演示数据.
//!
//! The same options give the same bytes of every file ([`files`]); [`build`] imports them.

mod build;
mod dice;
mod district;
mod firms;
pub mod large;
mod monthly;
mod record_plan;
mod records;
mod sheet;
mod supplied;
mod users;
mod yearly;

pub use build::{DemoError, Step, Summary, build};
pub use district::MONTHS;
pub use supplied::{APPRAISAL, ATTESTATIONS, BINDINGS, TABLE, TABLE_NAME};
pub use users::{DemoUser, USERS};

/// What the demo district is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// Start of the dice.
    pub seed: u64,
    /// Number of firms.
    pub firms: usize,
    /// Months of returns, counted back from 2024-09.
    pub months: usize,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { seed: 2024, firms: 2_000, months: 24 }
    }
}

/// One file of the demo, as a person of the district would send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// File name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Account name of the person who imports it.
    pub by: &'static str,
    /// What it is, for the list of batches.
    pub note: String,
    /// Whether its facts need no second look (registers kept by the bureau itself).
    pub accepted: bool,
}

/// All files in the order of their import.
///
/// # Errors
/// [`DemoError::Write`] when a workbook cannot be written.
pub fn files(options: &DemoOptions) -> Result<Vec<DemoFile>, DemoError> {
    let mut dice = dice::Dice::new(options.seed);
    let firms = firms::invent(options.firms, &mut dice);
    let mut files = vec![firms::register(&firms)?];
    let mut sums = monthly::YearSums { year: 2023, revenue: Vec::new() };
    files.extend(monthly::returns(&firms, options, &mut sums, &mut dice)?);
    files.extend(district::files(&mut dice)?);
    files.extend(records::files(&firms, &mut dice)?);
    files.push(yearly::returns(&firms, &sums, &mut dice)?);
    Ok(files)
}
