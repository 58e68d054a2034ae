//! What a user of the crate relies on, one module per subject.

mod fixture;
mod hostile;
mod pages;
mod published;
mod roundtrip;
mod text;
mod workbook;
