//! What hangs on a row of a table hangs on its words, not on its number: when another version comes into force, it goes
//! with the row that says the same, and waits for a decision where no row does.

use std::collections::{HashMap, HashSet};

use store::{Reader, Writer};

use crate::binding::Binding;
use crate::model::TargetTable;
use crate::proposals;
use crate::scoring::rules::EXECUTION;

/// Between the id of a row and the number of the table in which it said what was spoken of.
const LEFT: char = '~';

/// A version of a table with its number.
pub(crate) type Numbered<'a> = (i64, &'a TargetTable);

/// What a change of version did to what hangs on the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Carried {
    /// Rows that say the same under another number.
    pub moved: usize,
    /// Targets whose bindings must be accepted again, because their words changed.
    pub reopened: Vec<String>,
}

/// The words of every row by its id, in order; rows alike in all words are told apart by their order.
fn rows(table: &TargetTable) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut of_row: HashMap<&str, String> = HashMap::new();
    for project in &table.projects {
        let own = format!("{}\n{}", project.department.as_deref().unwrap_or_default(), project.name);
        all.push((project.id.clone(), own.clone()));
        all.push((format!("{}.{EXECUTION}", project.id), format!("{own}\n{EXECUTION}")));
        for clause in &project.goal_clauses {
            let words = format!("{own}\n{}", clause.text);
            all.push((clause.id.clone(), words.clone()));
            of_row.insert(&clause.id, words);
        }
        for row in &project.indicators {
            let level = row.level2_code.as_deref().unwrap_or(&row.level2);
            let mut words = format!("{own}\n{level}\n{}", row.name);
            for value in [&row.target, &row.target_period, &row.target_annual] {
                words.push('\n');
                words.push_str(value.as_deref().unwrap_or_default());
            }
            all.push((row.id.clone(), words.clone()));
            of_row.insert(&row.id, words);
        }
    }
    for target in &table.targets {
        let of = of_row.get(target.of.as_str()).map(String::as_str).unwrap_or_default();
        all.push((target.id.clone(), format!("{of}\n“{}”", target.quote)));
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (_, words) in &mut all {
        let before = seen.entry(words.clone()).or_insert(0);
        *before += 1;
        if *before > 1 {
            words.push_str(&format!("\n#{before}"));
        }
    }
    all
}

/// Where each row of one version stands in another; `None` where no row says the same.
fn carried(before: &TargetTable, after: &TargetTable) -> Vec<(String, Option<String>)> {
    let now: HashMap<String, String> = rows(after).into_iter().map(|(id, words)| (words, id)).collect();
    rows(before).into_iter().map(|(id, words)| (id, now.get(&words).cloned())).collect()
}

/// The words of each row of a table.
pub(crate) fn words(table: &TargetTable) -> HashMap<String, String> {
    rows(table).into_iter().collect()
}

/// Whether a key stands for a row of another version that says something no row says now.
pub fn is_left(key: &str) -> bool {
    key.contains(LEFT)
}

/// The id a row had in the version in which it said that.
pub fn id_of(key: &str) -> &str {
    key.split_once(LEFT).map_or(key, |(id, _)| id)
}

/// Brings everything that hangs on the rows of `before` to the rows of `after`, which is in force from now on. What was
/// said of words that are gone stays on record under the number it had; a binding whose words changed is proposed again
/// for what stands there now, in the name of whoever proposed it, so that another person decides.
///
/// # Errors
/// The store's refusal.
pub(crate) fn carry(
    w: &Writer<'_>,
    lineage: &str,
    before: Numbered<'_>,
    after: Numbered<'_>,
) -> store::Result<Carried> {
    let mut moves = Vec::new();
    let mut gone = HashSet::new();
    let mut out = Carried::default();
    // What a version that is in force again had left behind comes back.
    for (id, _) in rows(after.1) {
        moves.push((format!("{id}{LEFT}{}", after.0), id));
    }
    for (old, new) in carried(before.1, after.1) {
        match new {
            Some(new) if new == old => {}
            Some(new) => {
                out.moved += 1;
                moves.push((old, new));
            }
            None => {
                moves.push((old.clone(), format!("{old}{LEFT}{}", before.0)));
                gone.insert(old);
            }
        }
    }
    let taken = w.move_table_rows(lineage, &moves)?;
    let left: Vec<store::BindingRow> = w.bindings(lineage)?.into_iter().filter(|row| is_left(&row.target)).collect();
    for target in &after.1.targets {
        if left.is_empty() || !gone.contains(&target.id) || taken.contains(&target.id) {
            continue;
        }
        let key = format!("{}{LEFT}{}", target.id, before.0);
        let was = before.1.targets.iter().find(|old| old.id == target.id).map_or("", |old| old.quote.as_str());
        let open = left.iter().filter(|row| row.target == key).max_by_key(|row| row.version);
        let Some(row) = open else { continue };
        let said = proposals::stored(&row.feed)?;
        let why = format!("原文由“{was}”改为“{}”，须重新复核。{}", target.quote, said.why);
        let binding = Binding { target: target.id.clone(), why, ..said };
        let feed = serde_json::to_string(&binding).map_err(|error| store::StoreError::Damaged(error.to_string()))?;
        w.propose_binding_of(lineage, &target.id, &feed, &binding.why, &row.actor)?;
        out.reopened.push(target.id.clone());
    }
    Ok(out)
}

/// The version of a lineage in force, read; `None` where there is none.
///
/// # Errors
/// The store's refusal; [`store::StoreError::Damaged`] when it no longer parses.
pub(crate) fn in_force(reader: &Reader<'_>, lineage: &str) -> store::Result<Option<(i64, TargetTable)>> {
    let Some(row) = reader.target_table_versions(lineage)?.into_iter().next() else { return Ok(None) };
    let (_, json) = reader.target_table(row.id)?;
    let table =
        serde_json::from_str(&json).map_err(|error| store::StoreError::Damaged(format!("a stored table: {error}")))?;
    Ok(Some((row.id, table)))
}

/// Where the rows of the version in force stand in an older one that is looked at.
///
/// # Errors
/// As [`in_force`].
pub(crate) fn seen_from(reader: &Reader<'_>, lineage: &str, older: i64) -> store::Result<HashMap<String, String>> {
    let Some((_, newest)) = in_force(reader, lineage)? else { return Ok(HashMap::new()) };
    let (_, json) = reader.target_table(older)?;
    let older: TargetTable =
        serde_json::from_str(&json).map_err(|error| store::StoreError::Damaged(format!("a stored table: {error}")))?;
    let same = carried(&newest, &older).into_iter().filter_map(|(now, then)| Some((now, then?)));
    Ok(same.collect())
}
