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

use std::collections::HashSet;

use tabular::Document;

use crate::model::{Finding, Severity, TargetTable};
use context::Context;

/// Checks a table and sets its targets' findings after those the reader left. The document gives the raw text that
/// rules on form look at; without it those rules are left out.
pub fn check(table: &mut TargetTable, document: Option<&Document>) {
    let context = Context::new(table, document);
    let mut found = Vec::new();
    totals::check(&context, &mut found);
    categories::check(&context, &mut found);
    goals::check(&context, &mut found);
    values::check(&context, &mut found);
    reuse::check(&context, &mut found);
    form::check(&context, &mut found);
    packed::check(&context, &mut found);
    judgement::check(&context, &mut found);
    // Checking twice, or what the reader said already, adds nothing.
    fn key(f: &Finding) -> (&str, &[String], &str) {
        (&f.kind, &f.refs, &f.message)
    }
    let known: HashSet<_> = table.findings.iter().map(key).collect();
    found.retain(|f| !known.contains(&key(f)));
    table.findings.append(&mut found);
}

/// One finding.
pub(crate) fn finding(kind: &str, severity: Severity, refs: Vec<String>, message: String) -> Finding {
    Finding { kind: kind.to_owned(), severity, refs, message }
}
