//! What users rely on.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

extern crate shuanglian_targets as targets;

mod appraisal;
mod check;
mod draft;
mod monitoring;
mod read;
mod read_doubts;
mod read_forms;
mod read_groups;
mod read_heads;
mod read_layouts;
mod read_lists;
mod read_money;
mod read_pasted;
mod read_sheets;
mod recomputed;
mod scoring;
mod second_person;
mod statutory;
mod versions;
