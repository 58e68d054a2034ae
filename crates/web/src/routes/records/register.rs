//! The records that a visitor asked for, with names, numbers and where they came from looked up for the page only.

use std::collections::{BTreeSet, HashMap};

use domain::{BatchId, EntityId, FactId, Subject};
use jiff::civil::Date;
use store::{Reader, Store};

use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::JudgedTables;
use crate::registered::{Registered, Shown, Wanted};

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
    pub(super) origin: Origin,
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
}

/// The register.
pub(super) struct Register {
    /// How many were asked for.
    pub(super) all: usize,
    /// Those of the page.
    pub(super) records: Vec<Record>,
    /// Types with their labels, for the filter.
    pub(super) kinds: Vec<(String, String)>,
    /// Projects named by records.
    pub(super) projects: Vec<String>,
}

/// Batches and people, each looked up once for a page: most records of a page came together.
#[derive(Default)]
struct Origins {
    batches: HashMap<BatchId, (String, String)>,
    people: HashMap<String, String>,
}

impl Origins {
    /// The batch that a fact came with, with its file and its person.
    fn of(&mut self, r: &Reader<'_>, fact: FactId) -> store::Result<(BatchId, String, String)> {
        let source = r.fact(fact)?.source;
        if let Some((file, person)) = self.batches.get(&source) {
            return Ok((source, file.clone(), person.clone()));
        }
        let batch = r.batch(source)?;
        let file = batch.evidence.map(|digest| r.evidence(digest)).transpose()?.map(|file| file.name);
        let person = match self.people.get(&batch.actor) {
            Some(known) => known.clone(),
            None => {
                let name = crate::people::known(r, &batch.actor)?;
                self.people.insert(batch.actor, name.clone());
                name
            }
        };
        let file = file.unwrap_or_default();
        self.batches.insert(source, (file.clone(), person.clone()));
        Ok((source, file, person))
    }
}

/// Reads some of the records asked for.
pub(super) fn read(
    store: &Store,
    tables: &JudgedTables,
    registered: &Registered,
    lang: Lang,
    asked: &Asked,
    (from, most): (usize, usize),
) -> Result<Register, Failure> {
    let counted = counted(store, tables, asked)?;
    let wanted = Wanted {
        words: &asked.q,
        kind: &asked.kind,
        project: &asked.project,
        accepted: match asked.accepted.as_str() {
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            "waiting" => Some(None),
            _ => None,
        },
        counts: match asked.counts.as_str() {
            "" => None,
            yes_or_no => Some(yes_or_no == "yes"),
        },
        among: counted.as_ref(),
    };
    let found = registered.found(store, &wanted, from, most)?;
    Ok(store.read(|r| {
        let mut labels: HashMap<String, String> = HashMap::new();
        for code in r.code_list("record-types")?.into_iter().flat_map(|list| list.codes) {
            let label = if lang == Lang::Zh { code.label } else { code.label_en };
            labels.insert(code.code, label);
        }
        let label = |code: &str| labels.get(code).cloned().unwrap_or_else(|| code.to_owned());
        let mut origins = Origins::default();
        let mut records = Vec::with_capacity(found.page.len());
        for shown in found.page {
            records.push(record(r, &mut origins, shown, &label)?);
        }
        Ok(Register {
            all: found.all,
            records,
            kinds: found.kinds.iter().map(|code| (code.to_string(), label(code))).collect(),
            projects: found.projects.iter().map(ToString::to_string).collect(),
        })
    })?)
}

fn record(
    r: &Reader<'_>,
    origins: &mut Origins,
    shown: Shown,
    label: &impl Fn(&str) -> String,
) -> store::Result<Record> {
    let mut origin = Origin::default();
    if let Some(fact) = shown.registered {
        let (batch, file, person) = origins.of(r, fact)?;
        (origin.batch, origin.file, origin.registered_by) = (Some(batch), file, person);
    }
    if let Some(fact) = shown.decided {
        origin.decided_by = origins.of(r, fact)?.2;
    }
    let number = r.identified_by("record_no", &[shown.id])?.remove(&shown.id);
    Ok(Record {
        id: shown.id,
        number: number.unwrap_or_default(),
        name: r.entity(shown.id)?.name,
        kind_label: label(&shown.kind),
        day: shown.day,
        project: shown.project.to_string(),
        organiser: shown.organiser.to_string(),
        accepted: shown.accepted,
        counts: shown.counts,
        origin,
    })
}

/// Everyone the asked target counts; `None` when no target was asked for.
fn counted(store: &Store, tables: &JudgedTables, asked: &Asked) -> Result<Option<BTreeSet<Subject>>, Failure> {
    let Some(table) = asked.table.filter(|_| !asked.target.is_empty()) else { return Ok(None) };
    let judged = tables.get(store, table)?;
    let view = judged.overview.targets.iter().find(|view| view.target.id == asked.target).ok_or(Failure::NotFound)?;
    let Some(binding) = &view.binding else { return Ok(Some(BTreeSet::new())) };
    let facts = store.snapshot()?;
    let found = targets::counted::counted(tables.values(), binding, judged.overview.today, &facts);
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
    registered: &Registered,
    actor: &str,
    roles: &[String],
    section: Option<&str>,
) -> Result<Waiting, Failure> {
    let types = store.read(collect::RecordTypes::load)?;
    let mut found = Waiting::default();
    for (code, count) in registered.waiting(store)? {
        let Some(kind) = types.get(&code) else { continue };
        let by = &kind.accepted_by;
        let in_section = by.section.is_none() || by.section.as_deref() == section;
        if in_section && by.roles.iter().any(|role| roles.contains(role)) {
            found.to_accept += count;
        }
    }
    for id in registered.returned_to(store, actor)? {
        found.came_back.push(super::rules::number(store, id)?);
    }
    Ok(found)
}
