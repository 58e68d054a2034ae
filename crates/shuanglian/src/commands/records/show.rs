//! `records show`: what a record says, what proves it, and every rule with its outcome.

use collect::records::{explain, foresee, typed};
use serde_json::json;

use super::{numbered, state};
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `records show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 记录编号 | number of the record
    number: String,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let id = numbered(&store, &args.number, shell)?;
    let read = store.read(|r| {
        let (case, verdict) = explain(r, id)?;
        let verdict = if case.accepted == Some(true) { verdict } else { foresee(r, id)?.1 };
        Ok((case, verdict, r.record_files(id)?, r.metrics()?))
    });
    let (case, verdict, files, metrics) = read.map_err(|error| stored(error, shell.lang))?;
    let mut fields = Vec::new();
    for (name, value) in &case.values {
        let metric = metrics.iter().find(|metric| metric.name == *name);
        fields.push((name.clone(), metric.map_or_else(String::new, |metric| typed(value, metric))));
    }
    if shell.json {
        let files: Vec<_> =
            files.iter().map(|file| json!({"kind": file.kind, "name": file.name, "sha256": file.digest})).collect();
        let fields: std::collections::BTreeMap<_, _> = fields.into_iter().collect();
        shell.value(&json!({"number": args.number, "name": case.name, "type": case.kind, "period": case.period,
            "accepted": case.accepted, "counts": case.stands, "if_accepted": verdict.counts(), "fields": fields,
            "files": files, "rules": verdict.rulings}))?;
        return Ok(Outcome::Done);
    }
    shell.line(format!("{} {} · {} · {}", args.number, case.name, case.kind, state(case.accepted, shell)))?;
    for (name, text) in fields {
        shell.line(format!("  {name}: {text}"))?;
    }
    for file in files {
        shell.line(format!("  {} {} {}", shell.say("凭证", "evidence"), file.kind, file.name))?;
    }
    let head = if case.accepted == Some(true) {
        shell.say("逐条规则：", "rule by rule:")
    } else {
        shell.say("采纳后的逐条规则：", "rule by rule, once accepted:")
    };
    shell.line(head)?;
    for ruling in &verdict.rulings {
        let sign = if ruling.holds { "✓" } else { "✕" };
        let about = if ruling.holds { String::new() } else { ruling.about.join("、") };
        shell.line(format!("  {sign} {} {about}", ruling.rule.key()))?;
    }
    Ok(Outcome::Done)
}
