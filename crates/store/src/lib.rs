//! The system of record: one SQLite database and one folder of evidence files.
//!
//! Open a [`Store`], read in [`Store::read`], change in [`Store::write`]. A write is one transaction that always
//! leaves an audit row, and is on disk when it returns. Formulas read facts from [`Store::snapshot`].
//! Everything blocks: call it from `spawn_blocking` in async code.
//!
//! ```
//! # use shuanglian_store as store;
//! use domain::{FactSource, FactStatus, FactValue, Period, Subject, SubjectKind, Value};
//! use store::{Act, Actor, FactDraft, FolderKind, Identifier, NewBatch, Store, knowledge};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! let store = Store::create(dir.path().join("data"), FolderKind::Demo)?;
//! let metrics = knowledge::read_metrics("firm.yaml", "
//! - {name: 营业收入, name_en: revenue, subject: firm, kind: number, unit: 元, scale: 2, grain: month,
//!    definition: 本期营业收入, citation: B203-1}
//! ")?;
//! let digest = store.put_bytes(b"firm,revenue\n")?; // the file is on disk before any row speaks of it
//! let act = Act::new(Actor::System("demo"), "collect.import", "revenue.csv");
//! let done = store.write(&act, |w| {
//!     let metric = w.declare_metrics(&metrics)?[0].0;
//!     w.register_evidence(digest, "revenue.csv", "text/csv")?;
//!     let firm = w.add_entity(&SubjectKind::new("firm"), "甲公司", &[Identifier::new("usci", "91350100M000100Y43")])?;
//!     let fact = FactDraft {
//!         subject: Subject::One(firm),
//!         metric,
//!         period: Period::month(2024, 3).unwrap(),
//!         value: FactValue::Known(Value::Number(1_250_00)), // at the metric's scale
//!         status: FactStatus::Submitted,
//!         place: None,
//!     };
//!     w.import_batch(&NewBatch::import(digest, "revenue.csv"), [fact])
//! })?;
//! assert_eq!((done.new, done.changed, done.unchanged), (1, 0, 0));
//!
//! let facts = store.snapshot()?; // current after every commit; implements domain::FactSource
//! let metric = facts.metric("营业收入").unwrap().id;
//! let fact = facts.fact_at(metric, Period::month(2024, 3).unwrap(), 0).unwrap();
//! let trail = store.read(|r| r.fact_trail(fact))?; // batch, evidence file, place, origins
//! assert_eq!(trail.evidence.unwrap().name, "revenue.csv");
//!
//! store.write(&Act::new(Actor::System("demo"), "collect.undo", "batch"), |w| w.undo_batch(done.batch, "wrong file"))?;
//! # Ok(())
//! # }
//! ```
//!
//! A refusal by the caller's own rules inside a write: `Err(StoreError::refused("targets.duplicate", "…"))`;
//! the transaction is rolled back. What must be on record although it was refused: [`Store::refused`].

mod act;
mod audit;
mod backup;
mod batches;
mod bindings;
mod check_findings;
mod clock;
mod declarations;
mod drafts;
mod entities;
mod error;
mod evidence;
mod facts;
mod findings;
mod folder;
mod forms;
pub mod knowledge;
mod metrics;
mod migrate;
mod projection;
mod record_drafts;
mod record_files;
mod record_keys;
mod runs;
mod second_factor;
mod sessions;
mod settings;
mod sign_off;
mod snapshot;
mod space;
mod store;
mod survey_links;
mod table_rows;
mod target_tables;
mod users;

pub use act::{Act, Actor};
pub use audit::{AuditFilter, AuditReport, AuditRow};
pub use backup::{FolderReport, Manifest, restore, verify};
pub use batches::{Batch, BatchKind, NewBatch};
pub use bindings::{Acceptance, BindingRow, Closing};
pub use check_findings::{CHECKS, CheckFinding, CheckTally, Checked, NewCheckFinding};
pub use declarations::Declaration;
pub use drafts::Draft;
pub use entities::{Entity, Identifier};
pub use error::{Result, StoreError};
pub use evidence::{Evidence, digest_of};
pub use facts::{Appended, Fact, FactDraft, FactPlace, FactTrail, Undone};
pub use findings::{FindingAnswer, FindingState};
pub use folder::FolderKind;
pub use forms::{FormEntry, FormIssue, FormPart, FormQuestion, NewFormIssue};
pub use metrics::{Declared, Supplier};
pub use record_drafts::{DraftFile, RecordDraft};
pub use record_files::RecordFile;
pub use runs::{NewRun, Run};
pub use second_factor::SecondFactor;
pub use sessions::Session;
pub use sign_off::{SignOff, SignOffStep};
pub use snapshot::Snapshot;
pub use snapshot::watch::{Reads, Watch};
pub use space::Space;
pub use store::{Reader, Store, Writer};
pub use survey_links::{SurveyAsked, SurveyCount, SurveyLink};
pub use target_tables::{NewTargetTable, TargetTableRow};
pub use users::{NewUser, User};
