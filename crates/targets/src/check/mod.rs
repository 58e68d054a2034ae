//! What is wrong with a performance table: one file per family of rules, each finding with what it concerns.
//!
//! Nothing is repaired: findings point, the table stays as published. What needs judgement is raised as a note with
//! the word 疑似.

mod categories;
mod context;
mod form;
mod goals;
mod judgement;
mod packed;
mod reuse;
mod scheme;
mod totals;
mod values;

use std::collections::{BTreeMap, HashSet};

use tabular::Document;

use crate::model::{Finding, Severity, TargetTable};
use context::Context;

/// Checks a table and sets its targets' findings after those the reader left. The document gives the raw text that
/// rules on form look at; without it those rules are left out.
pub fn check(table: &mut TargetTable, document: Option<&Document>) {
    let context = Context::new(table, document);
    let mut found = Raised::default();
    totals::check(&context, &mut found);
    categories::check(&context, &mut found);
    goals::check(&context, &mut found);
    values::check(&context, &mut found);
    reuse::check(&context, &mut found);
    form::check(&context, &mut found);
    packed::check(&context, &mut found);
    judgement::check(&context, &mut found);
    let mut found = found.all();
    // Checking twice, or what the reader said already, adds nothing.
    fn key(f: &Finding) -> (&str, &[String], &str) {
        (&f.kind, &f.refs, &f.message)
    }
    let known: HashSet<_> = table.findings.iter().map(key).collect();
    found.retain(|f| !known.contains(&key(f)));
    table.findings.append(&mut found);
}

/// Findings of one type that are listed one by one: nobody reads more, and a table of 100,000 rows must fit in memory.
const MOST_OF_A_TYPE: usize = 10_000;

/// What the rules raise.
#[derive(Default)]
struct Raised {
    found: Vec<Finding>,
    counts: BTreeMap<String, usize>,
}

impl Raised {
    /// Takes a finding; beyond [`MOST_OF_A_TYPE`] it is only counted.
    fn push(&mut self, finding: Finding) {
        let count = match self.counts.get_mut(&finding.kind) {
            Some(count) => count,
            None => self.counts.entry(finding.kind.clone()).or_default(),
        };
        *count += 1;
        if *count <= MOST_OF_A_TYPE {
            self.found.push(finding);
        }
    }

    /// All findings, and how many of a type are not listed.
    fn all(mut self) -> Vec<Finding> {
        for (kind, count) in self.counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_TYPE) {
            let message = format!("这一类问题共 {count} 处，只逐条列出前 {MOST_OF_A_TYPE} 处。");
            self.found.push(finding(&kind, Severity::Warn, Vec::new(), message));
        }
        self.found
    }
}

/// One finding.
pub(crate) fn finding(kind: &str, severity: Severity, refs: Vec<String>, message: String) -> Finding {
    Finding { kind: kind.to_owned(), severity, refs, message }
}
