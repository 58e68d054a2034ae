//! What users of formulas rely on: meaning, refusals, explanations, and that the two evaluators agree.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails the test it helps")]

extern crate shuanglian_formula as formula;

mod agree;
mod district;
mod explanations;
mod meaning;
mod oracle;
mod refusals;
