//! What the other crates rely on in the system of record.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used)]

mod audit;
mod backup;
mod batches;
mod damage;
mod district;
mod entities;
mod evidence;
mod kill;
mod knowledge;
mod migration;
mod people;
mod replay;
mod saved;
mod tables;
mod watch;
mod workflow;
