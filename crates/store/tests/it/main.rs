//! What the other crates rely on in the system of record.

mod audit;
mod backup;
mod batches;
mod damage;
mod district;
mod entities;
mod evidence;
mod kill;
mod knowledge;
mod people;
mod replay;
mod workflow;
