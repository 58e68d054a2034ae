//! What a user of the crate relies on, one module per subject.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod fixture;
mod hostile;
mod pages;
mod published;
mod roundtrip;
mod text;
mod workbook;
