//! Answers to the checker's findings: what each severity asks for, which answer still holds after another import of
//! the table, and the way of the table from hand to hand once all are answered.

use std::collections::HashMap;

use domain::Sha256Digest;
use store::{Act, Actor, FindingAnswer, FindingState, SignOffStep, Store, StoreError, TargetTableRow};

use crate::model::{Finding, Severity, TargetTable};

/// One finding with its answer.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// As the checker found it.
    pub finding: &'a Finding,
    /// What the answer is kept under: the same for an unchanged row in another version of the table.
    pub key: String,
    /// The last answer, whether it holds or not.
    pub answer: Option<FindingAnswer>,
    /// Where the finding stands.
    pub state: FindingState,
}

impl Answered<'_> {
    /// Whether it must be dealt with before the table is submitted.
    pub fn is_owed(&self) -> bool {
        self.state == FindingState::Open && self.finding.severity != Severity::Info
    }
}

/// Every finding of a stored table with where it stands.
pub fn answered<'a>(
    table: &'a TargetTable,
    row: &TargetTableRow,
    answers: &HashMap<String, FindingAnswer>,
) -> Vec<Answered<'a>> {
    let keys = keys(table);
    let mut all = Vec::with_capacity(table.findings.len());
    for (finding, key) in table.findings.iter().zip(keys) {
        let answer = answers.get(&key).cloned();
        // “Mended” is a claim about the next version; where that still shows the finding, it is open again.
        let holds = |answer: &FindingAnswer| answer.state != FindingState::Fixed || answer.at >= row.recorded_at;
        let state = answer.as_ref().filter(|answer| holds(answer)).map_or(FindingState::Open, |answer| answer.state);
        all.push(Answered { finding, key, answer, state });
    }
    all
}

/// The key of each finding, in order: its kind, what it says, and the words of the rows it concerns rather than their
/// numbers, which move when a row is inserted above. Findings alike in all of these are told apart by their order.
fn keys(table: &TargetTable) -> Vec<String> {
    let words = words(table);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut keys = Vec::with_capacity(table.findings.len());
    for finding in &table.findings {
        let mut message = finding.message.clone();
        let mut text = format!("{}\n", finding.kind);
        for of in &finding.refs {
            let said = words.get(of.as_str()).map_or(of.as_str(), String::as_str);
            text.push_str(said);
            text.push('\n');
            message = message.replace(of.as_str(), "");
        }
        text.push_str(&message);
        let digest: Sha256Digest = store::digest_of(text.as_bytes());
        let mut key = digest.to_string();
        key.truncate(32);
        let before = seen.entry(key.clone()).or_insert(0);
        *before += 1;
        if *before > 1 {
            key.push_str(&format!("-{before}"));
        }
        keys.push(key);
    }
    keys
}

/// The words of each row by its id.
fn words(table: &TargetTable) -> HashMap<&str, String> {
    let mut words = HashMap::new();
    for project in &table.projects {
        let amounts: Vec<&str> = project.amounts.iter().map(|amount| amount.raw.as_str()).collect();
        words.insert(project.id.as_str(), format!("{} {}", project.name, amounts.join(" ")));
        for clause in &project.goal_clauses {
            words.insert(clause.id.as_str(), format!("{} {}", project.name, clause.text));
        }
        for row in &project.indicators {
            let values = [&row.target, &row.target_period, &row.target_annual, &row.actual, &row.weight, &row.score];
            let values: Vec<&str> = values.into_iter().flatten().map(String::as_str).collect();
            let level = row.level2_code.as_deref().unwrap_or(&row.level2);
            let said = format!("{} {level} {} {}", project.name, row.name, values.join(" "));
            words.insert(row.id.as_str(), said);
        }
    }
    for target in &table.targets {
        let of = words.get(target.of.as_str()).cloned().unwrap_or_default();
        words.insert(target.id.as_str(), format!("{of} {}", target.quote));
    }
    words
}

/// A stored table's findings with their answers, handed to `body`.
///
/// # Errors
/// The store's refusal.
pub fn of_stored<T>(
    store: &Store,
    table: i64,
    body: impl FnOnce(&TargetTableRow, &[Answered<'_>]) -> T,
) -> Result<T, StoreError> {
    let read = crate::import::table(store, table)?;
    let (row, answers) = store.read(|r| {
        let row = r.target_table(table)?.0;
        let answers = r.finding_answers(&row.lineage)?;
        Ok((row, answers))
    })?;
    Ok(body(&row, &answered(&read, &row, &answers)))
}

/// Answers findings of a stored table by their keys, all or none.
///
/// What must be mended is mended or waived, not explained away; and whoever brought the table in waives nothing in it.
///
/// # Errors
/// [`StoreError::Refused`]: `targets.must_mend`, `store.own_work`, `store.person_needed`, `store.reason_needed`;
/// [`StoreError::NotFound`] for a finding the table has not.
pub fn answer(
    store: &Store,
    actor: Actor,
    table: i64,
    keys: &[String],
    state: FindingState,
    reason: &str,
) -> Result<(), StoreError> {
    let (lineage, importer, kinds) = of_stored(store, table, |row, all| {
        let severity = |key: &String| all.iter().find(|one| one.key == *key).map(|one| one.finding.severity);
        let severities: Vec<Option<Severity>> = keys.iter().map(severity).collect();
        (row.lineage.clone(), row.actor.clone(), severities)
    })?;
    for (key, severity) in keys.iter().zip(&kinds) {
        match severity {
            None => return Err(StoreError::NotFound { what: "finding", key: key.clone() }),
            Some(Severity::Error) if state == FindingState::Explained => {
                let message = "what must be mended is mended or waived, not explained";
                return Err(StoreError::refused("targets.must_mend", message));
            }
            Some(_) => {}
        }
    }
    let verb = match state {
        FindingState::Open => "targets.reopen_finding",
        FindingState::Explained => "targets.explain",
        FindingState::Fixed => "targets.mended",
        FindingState::Waived => "targets.waive",
    };
    store.write(&Act::new(actor, verb, lineage.clone()), |w| {
        if state == FindingState::Waived {
            w.needs_another_person(&importer)?;
        }
        for key in keys {
            w.answer_finding(&lineage, key, state, reason)?;
        }
        w.note("findings", keys.to_vec());
        w.note("reason", reason.trim());
        Ok(())
    })
}

/// Takes the next step with a stored table. It is submitted only when every finding that must be mended or explained
/// is answered.
///
/// # Errors
/// [`StoreError::Refused`]: `targets.findings_open`, or as [`store::Writer::sign_off`] says.
pub fn sign_off(store: &Store, actor: Actor, table: i64, step: SignOffStep, note: &str) -> Result<(), StoreError> {
    if step == SignOffStep::Submitted {
        let owed = of_stored(store, table, |_, all| all.iter().filter(|one| one.is_owed()).count())?;
        if owed > 0 {
            let message = format!("{owed} findings must be mended or explained first");
            return Err(StoreError::refused("targets.findings_open", message));
        }
    }
    let verb = match step {
        SignOffStep::Submitted => "targets.submit",
        SignOffStep::Reviewed => "targets.review",
        SignOffStep::Signed => "targets.sign",
        SignOffStep::Returned => "targets.send_back",
        SignOffStep::Reopened => "targets.reopen",
    };
    store.write(&Act::new(actor, verb, format!("table:{table}")), |w| w.sign_off(table, step, note))
}
