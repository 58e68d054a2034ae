//! What users rely on.

extern crate shuanglian_targets as targets;

mod check;
mod read;
