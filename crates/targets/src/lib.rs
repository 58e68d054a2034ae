//! Performance tables: read and checked, their promises turned into targets, fed by facts and judged.

pub mod model;
pub mod promise;
pub mod value;
