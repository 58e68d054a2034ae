//! What users of formulas rely on: meaning, refusals, explanations, and that the two evaluators agree.

extern crate shuanglian_formula as formula;

mod agree;
mod district;
mod explanations;
mod meaning;
mod oracle;
mod refusals;
