//! `targets draft`: next year's table, with the mendings proposed for each finding.

use std::path::PathBuf;

use serde_json::json;
use targets::draft::{self, Change, DraftError, Known, Remedy};

use super::stored_table::StoredTable;
use super::written;
use crate::commands::folder::{actor, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets draft`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    table: StoredTable,
    /// 采用不需要再填写的改法；不加时只列计划 | takes over every mending that needs no filling in; without it they are only listed
    #[arg(long)]
    apply: bool,
    /// 把草案按法定版式写成 xlsx；- 为标准输出 | write the draft in the statutory layout as xlsx; - is standard output
    #[arg(long, short)]
    out: Option<PathBuf>,
    /// 经办账号，记入审计日志 | account that acts, for the audit log
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.table.store(shell)?;
    let lang = shell.lang;
    let mut kept = draft::load(&store, args.table.id).map_err(|error| stored(error, lang))?;
    let mut proposals: Vec<(String, Change)> = Vec::new();
    for finding in &kept.table.findings {
        if let Remedy::Changes(changes) = draft::remedy(&kept.table, finding, &Known::default()) {
            proposals.extend(changes.into_iter().map(|change| (finding.kind.clone(), change)));
        }
    }
    if args.apply {
        let by = actor(&store, args.by.as_deref(), shell)?;
        let ready = proposals.iter().map(|(_, change)| change).filter(|change| change.fits(&kept.table).is_ok());
        let changes: Vec<Change> = ready.cloned().collect();
        draft::take(&store, by, args.table.id, &changes).map_err(|error| match error {
            DraftError::Store(error) => stored(error, lang),
            DraftError::Misfit(misfit, change) => {
                Failure::refused("targets.draft_misfit", format!("{}: {misfit}", change.subject()), "")
            }
        })?;
        kept = draft::load(&store, args.table.id).map_err(|error| stored(error, lang))?;
    }
    let checked = draft::checked(&kept.table, &kept.draft);
    let (workbook, read) = checked.map_err(|refusal| Failure::refused(refusal.code, refusal.message, refusal.hint))?;
    if let Some(out) = &args.out {
        return written::workbook(&workbook, out, shell);
    }
    if shell.json {
        let proposals: Vec<_> = proposals
            .iter()
            .map(|(kind, change)| {
                json!({"finding": kind, "change": change, "taken": kept.draft.holds(change),
                    "to_fill_in": change.texts().iter().any(|text| draft::has_blank(text))})
            })
            .collect();
        shell.value(&json!({"id": args.table.id, "draft": kept.draft, "proposals": proposals,
            "findings_before": kept.table.findings.len(), "findings_after": read.findings}))?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("发现", "finding"), Lean::Left),
        (shell.say("对象", "of"), Lean::Left),
        (shell.say("改法", "mending"), Lean::Left),
        (shell.say("已采用", "taken"), Lean::Left),
    ]);
    for (kind, change) in &proposals {
        let taken = if kept.draft.holds(change) { "✓" } else { "" };
        let words = change.texts().join(" ");
        rows.row([web::said::kind(kind), change.subject().to_owned(), words, taken.to_owned()]);
    }
    shell.text(&rows.text())?;
    shell.line(format!(
        "{} {} → {}",
        shell.say("发现", "findings:"),
        kept.table.findings.len(),
        read.findings.len()
    ))?;
    Ok(Outcome::Done)
}
