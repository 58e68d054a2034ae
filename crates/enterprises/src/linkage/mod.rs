//! Linkage: rows find their firm, by code, by name, by anything else that both sides say.

pub mod names;
pub mod records;
pub mod slips;
pub mod split;
pub mod table;
