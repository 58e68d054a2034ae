//! The metrics and code lists that headings and cells of files may name.

use std::collections::{BTreeMap, HashMap};

use domain::{MetricDef, MetricId};
use store::knowledge::CodeList;

use crate::RecordTypes;

/// Everything a file may speak of, looked up by name.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    metrics: Vec<MetricDef>,
    by_name: HashMap<String, usize>,
    by_id: HashMap<MetricId, usize>,
    lists: BTreeMap<String, CodeList>,
    types: RecordTypes,
}

impl Registry {
    /// From declarations; a name that two metrics claim goes to the first.
    pub fn new(metrics: Vec<MetricDef>, lists: impl IntoIterator<Item = CodeList>, types: RecordTypes) -> Self {
        let mut by_name = HashMap::new();
        let mut by_id = HashMap::new();
        for (index, metric) in metrics.iter().enumerate() {
            by_id.insert(metric.id, index);
            let names = [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases);
            for name in names {
                by_name.entry(key(name)).or_insert(index);
            }
        }
        let lists = lists.into_iter().map(|list| (list.name.clone(), list)).collect();
        Self { metrics, by_name, by_id, lists, types }
    }

    /// The declarations of a data folder.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn load(reader: &store::Reader<'_>) -> store::Result<Self> {
        Ok(Self::new(reader.metrics()?, reader.code_lists()?, RecordTypes::load(reader)?))
    }

    /// The metric a heading names: Chinese or English name or alias, without regard to blanks and case.
    pub fn named(&self, name: &str) -> Option<&MetricDef> {
        self.by_name.get(&key(name)).and_then(|index| self.metrics.get(*index))
    }

    /// A metric by number.
    pub fn metric(&self, id: MetricId) -> Option<&MetricDef> {
        self.by_id.get(&id).and_then(|index| self.metrics.get(*index))
    }

    /// A code list by name.
    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }

    /// All code lists, by name.
    pub fn lists(&self) -> impl Iterator<Item = &CodeList> {
        self.lists.values()
    }

    /// The types of records.
    pub fn types(&self) -> &RecordTypes {
        &self.types
    }

    /// All metrics, in the order of their declaration.
    pub fn metrics(&self) -> &[MetricDef] {
        &self.metrics
    }
}

fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
