//! A district at full size for measurements: 20,000 firms, 30 monthly metrics, 60 months, with faults put in whose
//! truth is kept aside. Its registers come in by the import a user has; each month is one csv file that is kept as
//! evidence and one batch of facts, every fact at its cell of that file. Everything in it is 演示数据.

mod dirt;
mod measures;
mod month;
mod values;

use std::path::Path;

use domain::{EntityId, FactStatus, MetricId, Period, SubjectKind};
use store::{Act, Actor, Appended, FolderKind, NewBatch, Store, StoreError};

use crate::dice::Dice;
use crate::district::months_back;
use crate::firms::{self, Firm};
use crate::{DemoError, DemoFile};

pub use dirt::{Dirt, DirtKind};
pub use measures::{Draw, MEASURES, Measure};
pub use month::MonthlyFile;

/// What a large district is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LargeOptions {
    /// Start of the dice.
    pub seed: u64,
    /// Number of firms.
    pub firms: usize,
    /// Months of returns, counted back from 2024-08.
    pub months: usize,
}

impl Default for LargeOptions {
    fn default() -> Self {
        Self { seed: 2024, firms: 20_000, months: 60 }
    }
}

/// A large district: what its firms are and what each would truly have filed.
#[derive(Debug)]
pub struct LargeDistrict {
    options: LargeOptions,
    firms: Vec<Firm>,
    entities: Vec<EntityId>,
    metrics: Vec<MetricId>,
}

impl LargeDistrict {
    /// Makes the data folder with its declarations and the registers of all years.
    ///
    /// # Errors
    /// [`DemoError`]; the folder may then hold a part and should be removed.
    pub fn found(dir: &Path, options: LargeOptions) -> Result<(Store, Self), DemoError> {
        let firms = firms::invent(options.firms, &mut Dice::new(options.seed));
        let store = Store::create(dir, FolderKind::Demo)?;
        let act = Act::new(Actor::System("demo"), "demo.declare", "knowledge");
        let metrics = store.write(&act, |w| {
            w.put_bureau_name("演示区经济和信息化局")?;
            collect::declare_supplied(w)?;
            w.declare_metrics(&measures::additional()?)?;
            let known = w.metrics()?;
            let number = |measure: &Measure| known.iter().find(|m| m.name == measure.name).map(|m| m.id);
            let undeclared = || StoreError::refused("demo.metric", "a metric of the form is not declared");
            MEASURES.iter().map(|measure| number(measure).ok_or_else(undeclared)).collect::<store::Result<Vec<_>>>()
        })?;
        let registry = store.read(collect::Registry::load)?;
        for year in years(options.months) {
            import_register(&store, &registry, &firms::register_of(&firms, &[year])?)?;
        }
        let entities = store.read(|r| r.entities(&SubjectKind::new("firm")))?;
        let entities = entities.into_iter().map(|firm| firm.id).collect();
        Ok((store, Self { options, firms, entities, metrics }))
    }

    /// Months of returns, oldest first.
    pub fn months(&self) -> Vec<Period> {
        (1..=self.options.months).rev().filter_map(months_back).collect()
    }

    /// Credit code of a firm, in the order of the rows.
    pub fn code(&self, firm: usize) -> &str {
        self.firms.get(firm).map_or("", |firm| &firm.code)
    }

    /// Imports one month as one batch: the file first, then the facts with their places in it.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn import(&self, store: &Store, file: &MonthlyFile) -> Result<Appended, DemoError> {
        let digest = store.put_bytes(&file.bytes)?;
        let act = Act::new(Actor::System("demo"), "demo.import", file.name.as_str());
        let done = store.write(&act, |w| {
            w.register_evidence(digest, &file.name, "text/csv")?;
            w.import_batch(&NewBatch::import(digest, file.name.as_str()), file.facts.iter().cloned())
        })?;
        Ok(done)
    }
}

/// Calendar years in which there are months of returns.
fn years(months: usize) -> Vec<i16> {
    let mut years: Vec<i16> = (1..=months).filter_map(months_back).map(Period::calendar_year).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn import_register(store: &Store, registry: &collect::Registry, file: &DemoFile) -> Result<(), DemoError> {
    let document = tabular::read(&file.name, &file.bytes, &tabular::ReadOptions::default())
        .map_err(|refusal| DemoError::Read { file: file.name.clone(), refusal: refusal.to_string() })?;
    let reading = collect::read(&document, registry, &collect::ReadOptions::default());
    let how = collect::CommitOptions {
        status: FactStatus::Accepted,
        note: file.note.clone(),
        ..collect::CommitOptions::default()
    };
    collect::commit(store, &Actor::System("demo"), &reading, &file.bytes, &how)
        .map_err(|source| DemoError::Collect { file: file.name.clone(), source })?;
    Ok(())
}
