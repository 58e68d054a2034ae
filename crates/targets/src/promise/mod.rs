//! Every promise of a table, found in goal clauses and indicators, as targets with quote and place.

mod cover;
mod dates;
mod figure;
mod fill;
mod line;
mod mask;
mod numeral;
pub(crate) mod place;
mod scan;
#[cfg(test)]
mod tests;
mod unclear;
pub(crate) mod units;
pub(crate) mod words;

pub(crate) use cover::{magnitude, plain};
pub use fill::fill;
pub(crate) use fill::{judged_value, promises};
pub(crate) use scan::{Promise, scan};
pub(crate) use unclear::unclear;
