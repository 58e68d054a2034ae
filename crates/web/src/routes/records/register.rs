//! All records out of the facts, and those of them that a visitor asked for: one pass over columns in memory, names
//! and numbers looked up for the page only.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use collect::records::metric;
use domain::{BatchId, Cell, Column, EntityId, FactId, FactSource, MetricId, Period, Subject, SubjectKind, Value};
use jiff::civil::Date;
use store::{Snapshot, Store};

use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::JudgedTables;
use crate::names::Names;
use crate::pinyin::matches;

/// English names of the metrics that a register shows.
const PROJECT: &str = "project";
const ORGANISER: &str = "organiser";

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
    /// `yes`, `no`: of the accepted ones, whether they count.
    pub(super) counts: String,
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
    pub(super) kind_label: String,
    pub(super) day: Option<Date>,
    pub(super) project: String,
    pub(super) organiser: String,
    pub(super) accepted: Option<bool>,
    pub(super) counts: Option<bool>,
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
        state(self.accepted)
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

fn state(accepted: Option<bool>) -> &'static str {
    match accepted {
        Some(true) => "yes",
        Some(false) => "no",
        None => "waiting",
    }
}

/// The columns of one metric, the latest period first.
struct Latest<'s> {
    metric: Option<MetricId>,
    columns: Vec<(Period, &'s Column)>,
}

impl<'s> Latest<'s> {
    fn new(facts: &'s Snapshot, name: &str) -> Self {
        let metric = facts.metric(name).map(|metric| metric.id);
        let mut columns = Vec::new();
        for period in metric.iter().flat_map(|id| facts.periods(*id)).rev() {
            columns.extend(metric.and_then(|id| facts.column(id, *period)).map(|column| (*period, column)));
        }
        Self { metric, columns }
    }

    fn at(&self, row: usize) -> Option<(Period, Value)> {
        for (period, column) in &self.columns {
            if let Cell::Known(value) = column.cell(row) {
                return Some((*period, value));
            }
        }
        None
    }

    fn fact(&self, facts: &Snapshot, row: usize) -> Option<FactId> {
        let (period, _) = self.at(row)?;
        facts.fact_at(self.metric?, period, row)
    }

    fn text(&self, row: usize) -> Arc<str> {
        match self.at(row) {
            Some((_, Value::Text(text))) => text,
            _ => Arc::default(),
        }
    }

    fn truth(&self, row: usize) -> Option<bool> {
        match self.at(row) {
            Some((_, Value::Truth(truth))) => Some(truth),
            _ => None,
        }
    }

    fn day(&self, row: usize) -> Option<Date> {
        match self.at(row) {
            Some((_, Value::Date(day))) => Some(day),
            _ => None,
        }
    }

    fn code(&self, row: usize) -> Option<String> {
        match self.at(row) {
            Some((_, Value::Codes(codes))) => Some(codes.iter().next().unwrap_or_default().to_owned()),
            _ => None,
        }
    }
}

/// The metrics a register shows.
struct Columns<'s> {
    kinds: Latest<'s>,
    days: Latest<'s>,
    projects: Latest<'s>,
    organisers: Latest<'s>,
    accepted: Latest<'s>,
    counts: Latest<'s>,
}

impl<'s> Columns<'s> {
    fn new(facts: &'s Snapshot) -> Self {
        Self {
            kinds: Latest::new(facts, metric::TYPE),
            days: Latest::new(facts, metric::DAY),
            projects: Latest::new(facts, PROJECT),
            organisers: Latest::new(facts, ORGANISER),
            accepted: Latest::new(facts, metric::ACCEPTED),
            counts: Latest::new(facts, metric::COUNTS),
        }
    }
}

/// The register.
pub(super) struct Register {
    facts: Arc<Snapshot>,
    labels: HashMap<String, String>,
    /// Rows of those asked for, latest first.
    rows: Vec<usize>,
    /// Types with their labels, for the filter.
    pub(super) kinds: Vec<(String, String)>,
    /// Projects named by records.
    pub(super) projects: Vec<String>,
}

impl Register {
    /// How many were asked for.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Some of those asked for.
    pub(super) fn records(&self, store: &Store, from: usize, most: usize) -> Result<Vec<Record>, Failure> {
        let columns = Columns::new(&self.facts);
        let subjects = self.facts.subjects(&SubjectKind::new("record"));
        let mut records = Vec::new();
        for &row in self.rows.iter().skip(from).take(most) {
            let Some(Subject::One(id)) = subjects.get(row).copied() else { continue };
            let (entity, identifiers) = store.read(|r| Ok((r.entity(id)?, r.identifiers(id)?)))?;
            let number = identifiers.into_iter().find(|one| one.scheme == "record_no").map(|one| one.value);
            let kind = columns.kinds.code(row).unwrap_or_default();
            records.push(Record {
                id,
                number: number.unwrap_or_default(),
                name: entity.name,
                kind_label: self.labels.get(&kind).cloned().unwrap_or(kind),
                day: columns.days.day(row),
                project: columns.projects.text(row).to_string(),
                organiser: columns.organisers.text(row).to_string(),
                accepted: columns.accepted.truth(row),
                counts: columns.counts.truth(row),
                registered: columns.kinds.fact(&self.facts, row),
                decided: columns.accepted.fact(&self.facts, row),
            });
        }
        Ok(records)
    }
}

/// Reads the register.
pub(super) fn read(
    store: &Store,
    tables: &JudgedTables,
    names: &Names,
    lang: Lang,
    asked: &Asked,
) -> Result<Register, Failure> {
    let facts = store.snapshot()?;
    let kind = SubjectKind::new("record");
    let list = store.read(|r| r.code_list("record-types"))?;
    let mut labels: HashMap<String, String> = HashMap::new();
    for code in list.into_iter().flat_map(|list| list.codes) {
        let label = if lang == Lang::Zh { code.label } else { code.label_en };
        labels.insert(code.code, label);
    }
    let counted = counted(store, tables, asked)?;
    let called = called(store, names, &kind, asked)?;
    let columns = Columns::new(&facts);
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    let mut projects: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut organisers: HashMap<Arc<str>, bool> = HashMap::new();
    let mut found: Vec<(Option<Date>, usize)> = Vec::new();
    for (row, subject) in facts.subjects(&kind).iter().enumerate() {
        let Subject::One(entity) = *subject else { continue };
        // A record whose batch was undone has no facts left: it is no record any more.
        let Some(code) = columns.kinds.code(row) else { continue };
        let project = columns.projects.text(row);
        let wanted = (asked.kind.is_empty() || asked.kind == code)
            && (asked.project.is_empty() || *asked.project == *project)
            && (asked.accepted.is_empty() || asked.accepted == state(columns.accepted.truth(row)))
            && (asked.counts.is_empty() || columns.counts.truth(row) == Some(asked.counts == "yes"))
            && counted.as_ref().is_none_or(|counted| counted.contains(subject));
        kinds.entry(code).or_insert_with_key(|code| labels.get(code).unwrap_or(code).clone());
        if !project.is_empty() && !projects.contains(&project) {
            projects.insert(project);
        }
        let mut by_organiser = || {
            let own = columns.organisers.text(row);
            *organisers.entry(own.clone()).or_insert_with(|| !own.is_empty() && matches(&own, &asked.q))
        };
        if wanted && called.as_ref().is_none_or(|called| called.contains(&entity) || by_organiser()) {
            found.push((columns.days.day(row), row));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let rows = found.into_iter().map(|(_, row)| row).collect();
    let projects = projects.into_iter().map(|project| project.to_string()).collect();
    Ok(Register { facts, labels, rows, kinds: kinds.into_iter().collect(), projects })
}

/// Records whose name or number holds the words asked for; `None` when none were.
fn called(
    store: &Store,
    names: &Names,
    kind: &SubjectKind,
    asked: &Asked,
) -> Result<Option<HashSet<EntityId>>, Failure> {
    let words = asked.q.trim();
    if words.is_empty() {
        return Ok(None);
    }
    let mut found: HashSet<EntityId> = names.of(store, kind)?.found(words).map(|named| named.id).collect();
    found.extend(store.read(|r| r.entities_numbered(kind, "record_no", words))?);
    Ok(Some(found))
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

/// What waits for a person: how many records they may decide on, and those of their own that came back.
#[derive(Default)]
pub(in crate::routes) struct Waiting {
    pub(in crate::routes) to_accept: usize,
    /// Number and address.
    pub(in crate::routes) came_back: Vec<(String, String)>,
}

/// Looks for what waits for a person, given by account, roles and section.
pub(in crate::routes) fn waiting(
    store: &Store,
    actor: &str,
    roles: &[String],
    section: Option<&str>,
) -> Result<Waiting, Failure> {
    let facts = store.snapshot()?;
    let types = store.read(collect::RecordTypes::load)?;
    let mut theirs: HashMap<String, bool> = HashMap::new();
    for kind in types.all() {
        let by = &kind.accepted_by;
        let in_section = by.section.is_none() || by.section.as_deref() == section;
        theirs.insert(kind.code.clone(), in_section && by.roles.iter().any(|role| roles.contains(role)));
    }
    let columns = Columns::new(&facts);
    let mut found = Waiting { to_accept: 0, came_back: Vec::new() };
    for (row, subject) in facts.subjects(&SubjectKind::new("record")).iter().enumerate() {
        let Subject::One(entity) = *subject else { continue };
        match columns.accepted.truth(row) {
            Some(true) => continue,
            None => {
                let code = columns.kinds.code(row);
                found.to_accept += usize::from(code.is_some_and(|code| theirs.get(&code) == Some(&true)));
            }
            Some(false) => {
                let Some(fact) = columns.kinds.fact(&facts, row) else { continue };
                if store.read(|r| r.fact_trail(fact))?.source.actor == actor {
                    found.came_back.push(super::rules::number(store, entity)?);
                }
            }
        }
    }
    Ok(found)
}
