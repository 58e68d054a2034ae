//! Bindings of a stored table through their life: proposed by one person, accepted by another, withdrawn; a whole file
//! of them planned first. Every act is one transaction with one audit row.

use serde::Serialize;
use store::{Act, Actor, Store, StoreError, TargetTableRow};

use crate::binding::{self, Binding, BindingError, Bound, Feed};
use crate::feed;
use crate::proof::ProofFile;
use crate::wording;

/// A stored table's row and its open bindings, in force and proposed.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Damaged`] when a stored binding no longer parses.
pub fn open(store: &Store, table: i64) -> Result<(TargetTableRow, Vec<Bound>), StoreError> {
    let (row, rows, seen) = store.read(|r| {
        let row = r.target_table(table)?.0;
        let rows = r.bindings(&row.lineage)?;
        // Bindings hang on the rows of the version in force; an older one shows them where it said the same.
        let newest = r.target_table_versions(&row.lineage)?.first().map(|newest| newest.id);
        let older = newest.is_some_and(|newest| newest != row.id);
        let seen = if older { Some(wording::seen_from(r, &row.lineage, row.id)?) } else { None };
        Ok((row, rows, seen))
    })?;
    let mut bound = Vec::with_capacity(rows.len());
    for row in rows {
        let target = match &seen {
            Some(seen) => seen.get(&row.target).cloned(),
            None => (!wording::is_left(&row.target)).then(|| row.target.clone()),
        };
        let Some(target) = target else { continue };
        let binding = Binding { target, ..stored(&row.feed)? };
        bound.push(Bound { binding, version: row.version, by: row.actor, at: row.at, accepted: row.accepted });
    }
    Ok((row, bound))
}

/// A binding as the store keeps it.
///
/// # Errors
/// [`StoreError::Damaged`] when it does not parse.
pub fn stored(feed: &str) -> Result<Binding, StoreError> {
    serde_json::from_str(feed).map_err(|error| StoreError::Damaged(format!("a stored binding: {error}")))
}

/// What a proposal would do to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Nothing feeds the target yet.
    New,
    /// Something else feeds it.
    Changed,
    /// Exactly this is in force or proposed already.
    Same,
}

/// One binding of a file beside what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// As the file says.
    pub binding: Binding,
    /// Against what is there.
    pub change: Change,
}

/// Compares a file of bindings with what is open.
pub fn plan(open: &[Bound], wanted: Vec<Binding>) -> Vec<Planned> {
    let mut planned = Vec::with_capacity(wanted.len());
    for binding in wanted {
        let own: Vec<&Bound> = open.iter().filter(|bound| bound.binding.target == binding.target).collect();
        // A proposal that waits is what the file is compared with; what it would replace is no longer wanted.
        let newest = own.iter().max_by_key(|bound| bound.version);
        let change = match newest {
            None => Change::New,
            Some(bound) if bound.binding == binding => Change::Same,
            Some(_) => Change::Changed,
        };
        planned.push(Planned { binding, change });
    }
    planned
}

/// Checks bindings against a stored table, today's facts and the evidence store, `files` included.
///
/// # Errors
/// [`BindingError`] names the first that cannot be taken.
pub fn check(store: &Store, table: i64, bindings: &[Binding], files: &[ProofFile]) -> Result<(), BindingError> {
    let read = crate::import::table(store, table)?;
    binding::check_all(bindings, &read)?;
    let facts = store.snapshot()?;
    let today = store.read(|r| r.today())?;
    for binding in bindings {
        let target = || binding.target.clone();
        feed::check(binding, facts.as_ref()).map_err(|error| BindingError::Formula { target: target(), error })?;
        let Feed::Attestation { evidence, file, as_of, .. } = &binding.feed else { continue };
        if let Some(as_of) = as_of.filter(|as_of| *as_of > today) {
            return Err(BindingError::Ahead { target: target(), as_of, today });
        }
        let brought = files.iter().any(|file| store::digest_of(&file.bytes) == *evidence);
        if !brought && matches!(store.read(|r| r.evidence(*evidence)), Err(StoreError::NotFound { .. })) {
            return Err(BindingError::NoEvidence { target: target(), file: file.clone(), digest: *evidence });
        }
    }
    Ok(())
}

/// Proposes what feeds targets of a stored table, with the files that prove attestations among them.
///
/// # Errors
/// As [`check`]; nothing is kept then.
pub fn propose(
    store: &Store,
    actor: Actor,
    table: i64,
    bindings: &[Binding],
    files: &[ProofFile],
) -> Result<(), BindingError> {
    check(store, table, bindings, files)?;
    let row = store.read(|r| Ok(r.target_table(table)?.0))?;
    let lineage = row.lineage.clone();
    for file in files {
        store.put_bytes(&file.bytes)?;
    }
    let act = Act::new(actor, "targets.propose", lineage.clone());
    store.write(&act, |w| {
        // Bindings hang on the rows of the version in force.
        w.needs_newest(&row)?;
        for file in files {
            w.register_evidence(store::digest_of(&file.bytes), &file.name, file.media)?;
        }
        let mut proposed = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let feed = serde_json::to_string(binding).map_err(|error| StoreError::Damaged(error.to_string()))?;
            let version = w.propose_binding(&lineage, &binding.target, &feed, &binding.why)?;
            proposed.push(format!("{} v{version}", binding.target));
        }
        w.note("proposed", proposed);
        Ok(())
    })?;
    Ok(())
}

/// Accepts proposals by target and version, all or none. The store refuses the proposer.
///
/// # Errors
/// [`StoreError::Refused`] as [`store::Writer::accept_binding`] says.
pub fn accept(store: &Store, actor: Actor, lineage: &str, chosen: &[(String, u32)]) -> Result<(), StoreError> {
    let act = Act::new(actor, "targets.accept", lineage);
    store.write(&act, |w| {
        for (target, version) in chosen {
            w.accept_binding(lineage, target, *version)?;
        }
        w.note("accepted", chosen.iter().map(|(target, version)| format!("{target} v{version}")).collect::<Vec<_>>());
        Ok(())
    })
}

/// How a binding is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Taken back by those who bind.
    Withdrawn,
    /// Sent back by those who accept.
    Returned,
}

/// Ends an open binding with a reason; it stays on record. Who accepts sends back proposals only.
///
/// # Errors
/// [`StoreError::Refused`] as [`store::Writer::close_binding`] says; `store.moved_on` for sending back what is in force.
pub fn end(
    store: &Store,
    actor: Actor,
    lineage: &str,
    (target, version): (&str, u32),
    ending: Ending,
    why: &str,
) -> Result<(), StoreError> {
    let verb = match ending {
        Ending::Withdrawn => "targets.withdraw",
        Ending::Returned => "targets.return",
    };
    let act = Act::new(actor, verb, lineage);
    store.write(&act, |w| {
        let in_force = |row: &store::BindingRow| row.target == target && row.accepted.is_some();
        if ending == Ending::Returned && w.bindings(lineage)?.iter().any(|row| in_force(row) && row.version == version)
        {
            return Err(StoreError::refused("store.moved_on", format!("binding {version} of {target} is accepted")));
        }
        w.close_binding(lineage, target, version, why)?;
        w.note("target", format!("{target} v{version}"));
        w.note("why", why.trim());
        Ok(())
    })
}
