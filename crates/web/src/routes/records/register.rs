//! All records out of the facts, and those of them that a visitor asked for.

use std::collections::{BTreeSet, HashMap};

use domain::{BatchId, Cell, EntityId, FactId, FactSource, MetricId, Subject, SubjectKind, Value};
use jiff::civil::Date;
use store::{Snapshot, Store};

use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::JudgedTables;
use crate::pinyin::matches;

/// English names of the metrics that a register shows.
const TYPE: &str = "record_type";
const DAY: &str = "happened_on";
const PROJECT: &str = "project";
const ORGANISER: &str = "organiser";
const ACCEPTED: &str = "accepted";

/// What was asked of the register.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Words of number, name or organiser.
    pub(super) q: String,
    /// Code of a type.
    pub(super) kind: String,
    /// A project.
    pub(super) project: String,
    /// `yes`, `no`, `waiting`.
    pub(super) accepted: String,
    /// With `target`: a table.
    pub(super) table: Option<i64>,
    /// Only records that this target counts.
    pub(super) target: String,
    /// Records passed over.
    pub(super) from: usize,
}

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) id: EntityId,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) kind_label: String,
    pub(super) day: Option<Date>,
    pub(super) project: String,
    pub(super) organiser: String,
    pub(super) accepted: Option<bool>,
    registered: Option<FactId>,
    decided: Option<FactId>,
}

/// Where a record came from and who decided on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub(super) batch: Option<BatchId>,
    pub(super) file: String,
    pub(super) registered_by: String,
    pub(super) decided_by: String,
}

impl Record {
    /// Key of its acceptance in the message files.
    pub(super) fn state(&self) -> &'static str {
        match self.accepted {
            Some(true) => "yes",
            Some(false) => "no",
            None => "waiting",
        }
    }

    /// Looks up its file and people.
    pub(super) fn origin(&self, store: &Store) -> Result<Origin, Failure> {
        let mut origin = Origin::default();
        if let Some(id) = self.registered {
            let trail = store.read(|r| r.fact_trail(id))?;
            origin.registered_by = crate::people::name(store, &trail.source.actor)?;
            origin.file = trail.evidence.map(|evidence| evidence.name).unwrap_or_default();
            origin.batch = Some(trail.source.id);
        }
        if let Some(id) = self.decided {
            let trail = store.read(|r| r.fact_trail(id))?;
            origin.decided_by = crate::people::name(store, &trail.source.actor)?;
        }
        Ok(origin)
    }
}

/// The register.
pub(super) struct Register {
    /// Those asked for, latest first.
    pub(super) records: Vec<Record>,
    /// Types with their labels, for the filter.
    pub(super) kinds: Vec<(String, String)>,
    /// Projects named by records.
    pub(super) projects: Vec<String>,
}

/// The latest known value of a metric in one row.
fn latest(facts: &Snapshot, metric: Option<MetricId>, row: usize) -> Option<(FactId, Value)> {
    let metric = metric?;
    for &period in facts.periods(metric).iter().rev() {
        if let Some(Cell::Known(value)) = facts.column(metric, period).map(|column| column.cell(row)) {
            return Some((facts.fact_at(metric, period, row)?, value));
        }
    }
    None
}

fn text(found: Option<(FactId, Value)>) -> String {
    match found {
        Some((_, Value::Text(text))) => text.to_string(),
        _ => String::new(),
    }
}

/// Reads the register.
pub(super) fn read(store: &Store, tables: &JudgedTables, lang: Lang, asked: &Asked) -> Result<Register, Failure> {
    let facts = store.snapshot()?;
    let kind = SubjectKind::new("record");
    let (entities, list) = store.read(|r| Ok((r.entities(&kind)?, r.code_list("record-types")?)))?;
    let numbers: HashMap<EntityId, String> = store.read(|r| {
        let mut numbers = HashMap::new();
        for entity in &entities {
            let own = r.identifiers(entity.id)?.into_iter().find(|one| one.scheme == "record_no");
            numbers.extend(own.map(|own| (entity.id, own.value)));
        }
        Ok(numbers)
    })?;
    let names: HashMap<EntityId, String> = entities.into_iter().map(|entity| (entity.id, entity.name)).collect();
    let mut labels: HashMap<String, String> = HashMap::new();
    for code in list.into_iter().flat_map(|list| list.codes) {
        let label = if lang == Lang::Zh { code.label } else { code.label_en };
        labels.insert(code.code, label);
    }
    let counted = counted(store, tables, asked)?;
    let id = |name: &str| facts.metric(name).map(|metric| metric.id);
    let (types, days, projects) = (id(TYPE), id(DAY), id(PROJECT));
    let (organisers, accepted) = (id(ORGANISER), id(ACCEPTED));
    let mut all = Vec::new();
    for (row, subject) in facts.subjects(&kind).iter().enumerate() {
        let Subject::One(entity) = *subject else { continue };
        let kind = latest(&facts, types, row);
        // A record whose batch was undone has no facts left: it is no record any more.
        let Some((registered, Value::Codes(codes))) = kind else { continue };
        let kind = codes.iter().next().unwrap_or_default().to_owned();
        let decided = latest(&facts, accepted, row);
        all.push(Record {
            id: entity,
            number: numbers.get(&entity).cloned().unwrap_or_default(),
            name: names.get(&entity).cloned().unwrap_or_default(),
            kind_label: labels.get(&kind).cloned().unwrap_or_else(|| kind.clone()),
            kind,
            day: latest(&facts, days, row).and_then(|found| match found.1 {
                Value::Date(day) => Some(day),
                _ => None,
            }),
            project: text(latest(&facts, projects, row)),
            organiser: text(latest(&facts, organisers, row)),
            accepted: decided.as_ref().and_then(|found| match found.1 {
                Value::Truth(yes) => Some(yes),
                _ => None,
            }),
            registered: Some(registered),
            decided: decided.map(|found| found.0),
        });
    }
    let mut kinds: Vec<(String, String)> = Vec::new();
    let mut projects = BTreeSet::new();
    for record in &all {
        if !kinds.iter().any(|known| known.0 == record.kind) {
            kinds.push((record.kind.clone(), record.kind_label.clone()));
        }
        projects.insert(record.project.clone());
    }
    projects.remove("");
    let wanted = |record: &Record| {
        (asked.kind.is_empty() || asked.kind == record.kind)
            && (asked.project.is_empty() || asked.project == record.project)
            && (asked.accepted.is_empty() || asked.accepted == record.state())
            && counted.as_ref().is_none_or(|counted| counted.contains(&Subject::One(record.id)))
            && (matches(&record.name, &asked.q)
                || matches(&record.organiser, &asked.q)
                || record.number.to_lowercase().contains(&asked.q.trim().to_lowercase()))
    };
    let mut records: Vec<Record> = all.into_iter().filter(wanted).collect();
    records.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.number.cmp(&b.number)));
    Ok(Register { records, kinds, projects: projects.into_iter().collect() })
}

/// Everyone the asked target counts; `None` when no target was asked for.
fn counted(store: &Store, tables: &JudgedTables, asked: &Asked) -> Result<Option<BTreeSet<Subject>>, Failure> {
    let Some(table) = asked.table.filter(|_| !asked.target.is_empty()) else { return Ok(None) };
    let judged = tables.get(store, table)?;
    let view = judged.overview.targets.iter().find(|view| view.target.id == asked.target).ok_or(Failure::NotFound)?;
    let Some(binding) = &view.binding else { return Ok(Some(BTreeSet::new())) };
    let facts = store.snapshot()?;
    let found = targets::counted::counted(binding, judged.overview.today, facts.as_ref());
    found.map(Some).map_err(|error| Failure::unusable("targets.feed", error.0, ""))
}
