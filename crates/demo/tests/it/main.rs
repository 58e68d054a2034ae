//! The demo district: the same seed gives the same files, everything imports, every promise that is bound has a value.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used)]

mod bindings;
mod district;
mod large;
