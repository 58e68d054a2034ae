//! What visitors see and may do, through the whole router.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod account;
mod admin;
mod api;
mod app;
mod assets;
mod facts;
mod i18n;
mod records;
mod roles;
mod rows;
mod shell;
mod targets;
