//! Every promise of a table, found in goal clauses and indicators, as targets with quote and place.

mod dates;
mod figure;
mod line;
mod mask;
mod numeral;
mod scan;
mod words;

pub(crate) use scan::{Promise, scan};
