//! The binary as a person or a script uses it: what it prints, and how it exits.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod appraisal;
mod folder;
mod linkage;
mod network;
mod program;
mod records;
mod sheets;
mod tables;
