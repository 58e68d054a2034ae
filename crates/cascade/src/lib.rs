//! Supply-network risk: what the failure of a firm, or any shock, does to a network of firms that buy from each other.
#![doc = include_str!("../README.md")]

mod backups;
mod essential;
mod explain;
mod fault;
mod frontier;
mod generate;
mod links;
mod market;
pub mod measures;
mod model;
mod network;
mod outcome;
pub mod read;
mod run;
mod settings;
mod shock;
mod stack;
mod sweep;

pub use backups::{Backup, Candidate, backups};
pub use essential::{Class, Essential};
pub use explain::{Affected, Direction, Hop};
pub use fault::{Fault, What};
pub use generate::{Generated, MAX_GENERATED, generate};
pub use model::Model;
pub use network::{Firm, Link, MAX_FIRMS, MAX_LINKS, Network, NetworkBuilder, REMARKED, Remark, Remarks};
pub use outcome::{Loss, Outcome, State};
pub use run::Run;
pub use settings::{Criterion, Production, Settings};
pub use shock::Shock;
