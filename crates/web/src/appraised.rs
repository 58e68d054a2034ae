//! Tables with their money, monitored until the end of a month; a month's judgement is kept until what it read changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{FactSource, Period, Sha256Digest};
use store::{FolderKind, Snapshot, Store};
use targets::appraisal::{Monitored, Selfscored, last_whole_month, monitoring_rules};
use targets::budgets::{self, Money};
use targets::forms::Head;
use targets::monitoring::Rules;

use crate::failure::Failure;
use crate::judged::{Judged, JudgedTables};

/// The metric that says when a record happened: what a day in the past does not see.
const HAPPENED: &str = "happened_on";

/// A judged table with the money of its projects.
#[derive(Clone)]
pub struct Appraised {
    /// The table as it stands today.
    pub judged: Arc<Judged>,
    /// The money by project.
    pub money: BTreeMap<String, Money>,
    /// The facts.
    pub facts: Arc<Snapshot>,
    /// Whether the folder holds simulated data.
    pub demo: bool,
    /// The rules of monitoring for its year.
    pub rules: Rules,
}

impl Appraised {
    /// Loads a table.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such table.
    pub fn load(tables: &JudgedTables, store: &Store, id: i64) -> Result<Self, Failure> {
        let judged = tables.get(store, id)?;
        let facts = store.snapshot()?;
        let money = store.read(|r| budgets::all(r, &facts, &judged.table))?;
        let rules = monitoring_rules(store, judged.row.year)?;
        Ok(Self { judged, money, facts, demo: store.kind() == FolderKind::Demo, rules })
    }

    /// The head of its forms.
    #[must_use]
    pub fn head(&self) -> Head<'_> {
        Head { table: &self.judged.table, demo: self.demo }
    }

    /// The months of its year that are over, oldest first.
    #[must_use]
    pub fn months(&self) -> Vec<Period> {
        let today = self.judged.overview.today;
        let year = self.judged.row.year.and_then(Period::year);
        let months = year.map(Period::months_in).unwrap_or_default();
        months.into_iter().filter(|month| month.end() <= today).collect()
    }

    /// The last of [`Self::months`].
    #[must_use]
    pub fn last_month(&self) -> Option<Period> {
        last_whole_month(Period::year(self.judged.row.year?)?, self.judged.overview.today)
    }

    /// Scores it under a rule set.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a rule set there is none of.
    pub fn scored(&self, store: &Store, rules: &str) -> Result<Selfscored, Failure> {
        let judged = &self.judged;
        Ok(Selfscored::load(store, &judged.row.lineage, &judged.table, &judged.overview, &self.money, rules)?)
    }
}

/// A judgement of a month with what it rests on.
struct Kept {
    judged: Arc<Judged>,
    money: BTreeMap<String, Money>,
    happened: Sha256Digest,
    monitored: Arc<Monitored>,
}

/// The monitored months of this process.
#[derive(Clone, Default)]
pub struct MonitoredMonths {
    known: Arc<Mutex<HashMap<(i64, Period), Kept>>>,
}

impl MonitoredMonths {
    /// A table until the end of a month that is over.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a month that is not one of the table's.
    pub fn get(&self, appraised: &Appraised, last: Period) -> Result<Arc<Monitored>, Failure> {
        if !appraised.months().contains(&last) {
            return Err(Failure::NotFound);
        }
        let key = (appraised.judged.row.id, last);
        let happened = happened(&appraised.facts);
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let stands = |kept: &&Kept| {
            Arc::ptr_eq(&kept.judged, &appraised.judged)
                && kept.happened == happened
                && kept.money == appraised.money
                && kept.monitored.rules == appraised.rules
        };
        if let Some(kept) = known.get(&key).filter(stands) {
            return Ok(Arc::clone(&kept.monitored));
        }
        drop(known);
        let judged = Arc::clone(&appraised.judged);
        let (money, facts) = (appraised.money.clone(), appraised.facts.as_ref());
        let monitored = Monitored::until(&appraised.rules, &judged.table, judged.bindings(), facts, &money, last);
        let monitored = Arc::new(monitored);
        let kept = Kept { judged, money, happened, monitored: Arc::clone(&monitored) };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, kept);
        Ok(monitored)
    }
}

/// Hash of when the records happened.
fn happened(facts: &Snapshot) -> Sha256Digest {
    let Some(metric) = facts.metric(HAPPENED) else { return facts.inputs_digest(&[]) };
    let columns: Vec<_> = facts.periods(metric.id).iter().map(|period| (metric.id, *period)).collect();
    facts.inputs_digest(&columns)
}
