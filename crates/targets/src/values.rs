//! Values of bindings kept with what they read, so that after a change only those are computed again that read it;
//! tables that ask the same share the answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Period, SubjectKind};
use formula::{Kept, Typed, When};
use jiff::civil::Date;
use store::{Reads, Snapshot, Watch};

use crate::binding::{Binding, Bound, Feed};
use crate::feed::{self, FeedError};
use crate::model::TargetTable;
use crate::overview::{self, Overview, Yield};

/// Most values kept; beyond it all are forgotten.
const MOST: usize = 100_000;

/// What makes a value, besides the facts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    subject: SubjectKind,
    formula: Arc<str>,
    unit: Arc<str>,
    scale: u8,
    least: Option<u32>,
    when: When,
}

#[derive(Debug)]
struct Held {
    value: Yield,
    reads: Reads,
}

/// A checked formula, with the metrics it was checked against.
#[derive(Debug)]
struct Checked {
    typed: Result<Arc<Typed>, FeedError>,
    metrics: Reads,
}

/// The values of one folder.
#[derive(Debug, Default)]
pub struct Values {
    known: Mutex<HashMap<Key, Held>>,
    checked: Mutex<HashMap<(SubjectKind, String), Checked>>,
    conditions: Kept,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Values {
    /// Judges a whole table as [`feed::overview`] does; what it read is added to `reads`.
    pub fn overview(
        &self,
        table: &TargetTable,
        bindings: &[Bound],
        today: Date,
        facts: &Snapshot,
        reads: &mut Reads,
    ) -> Overview {
        overview::overview(table, bindings, today, |binding, period| self.value(binding, period, today, facts, reads))
    }

    fn value(&self, binding: &Binding, period: Period, today: Date, facts: &Snapshot, reads: &mut Reads) -> Yield {
        let Feed::Formula { subject, formula } = &binding.feed else {
            return feed::evaluate(binding, period, today, facts);
        };
        let key = Key {
            subject: subject.clone(),
            formula: formula.as_str().into(),
            unit: binding.unit.as_str().into(),
            scale: binding.scale,
            least: binding.least(),
            when: feed::when(period, today),
        };
        if let Some(held) = lock(&self.known).get(&key).filter(|held| held.reads.hold(facts)) {
            reads.add(&held.reads);
            return held.value.clone();
        }
        let watch = Watch::new(facts);
        let value = match self.typed(subject, formula, facts) {
            Ok(typed) => feed::computed(&typed, binding, key.when, &watch, &self.conditions),
            Err(error) => feed::unusable(error),
        };
        let own = watch.reads();
        reads.add(&own);
        let mut known = lock(&self.known);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, Held { value: value.clone(), reads: own });
        value
    }

    /// A formula checked for a kind of subject.
    ///
    /// # Errors
    /// The refusal of the parser or the type checker.
    pub fn typed(&self, subject: &SubjectKind, formula: &str, facts: &Snapshot) -> Result<Arc<Typed>, FeedError> {
        let key = (subject.clone(), formula.to_owned());
        if let Some(checked) = lock(&self.checked).get(&key).filter(|checked| checked.metrics.hold(facts)) {
            return checked.typed.clone();
        }
        let metrics = Watch::new(facts).reads();
        let typed = feed::typed(subject.as_str(), formula, facts).map(Arc::new);
        let mut checked = lock(&self.checked);
        if checked.len() >= MOST {
            checked.clear();
        }
        checked.insert(key, Checked { typed: typed.clone(), metrics });
        typed
    }

    /// Conditions shared by all formulas.
    pub(crate) fn conditions(&self) -> &Kept {
        &self.conditions
    }
}
