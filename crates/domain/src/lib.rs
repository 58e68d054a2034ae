//! Value types of the platform: what a fact is made of. No input, no output, no clock.
//!
//! Everything the product says is a fact (`subject, metric, period, value`) or a judgement on facts.
//! These types carry that sentence through every other crate.

mod column;
mod digest;
mod fact;
mod ids;
mod industry;
mod metric;
mod period;
mod scaled;
mod source;
mod unit;
mod usci;

pub use column::{Cell, CodeSet, Column, ColumnData, Presence};
pub use digest::{DigestError, Sha256Digest};
pub use fact::{FactStatus, FactValue, Subject, SubjectKind, Value};
pub use ids::{BatchId, EntityId, FactId, MetricId, RunId, UserId};
pub use industry::{IndustryCode, IndustryCodeError};
pub use metric::{MetricDef, MetricKind};
pub use period::{Grain, Period, PeriodError};
pub use scaled::{Scaled, ScaledError};
pub use source::FactSource;
pub use unit::{Dimension, Unit};
pub use usci::{Usci, UsciError};
