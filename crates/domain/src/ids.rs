//! Row numbers of the system of record, one type each so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// A firm, project, record, park, district: anything a fact can speak of.
    EntityId,
    /// A declared metric.
    MetricId,
    /// One recorded fact; a correction gets a new number.
    FactId,
    /// One import or one run's output, undone as a whole.
    BatchId,
    /// One computation: versions, inputs hash, outputs hash.
    RunId,
    /// A person's account.
    UserId,
}
