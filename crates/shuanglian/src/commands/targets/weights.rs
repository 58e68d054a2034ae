//! `targets weights`: what the indicators of a table are worth under a rule set; out as a sheet to fill in, and back.

use std::path::PathBuf;

use serde_json::json;
use targets::appraisal::weighing::{self, blocks, holding, left_over, weighed};
use targets::appraisal::{AppraisalError, weights_file};
use targets::scoring::RuleSet;

use super::stored_table::StoredTable;
use super::{score, written};
use crate::commands::folder::{actor, other, stored};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets weights`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    table: StoredTable,
    /// 计分规则：10、101，或数据目录 knowledge/scoring 里自有的 | rule set: 10, 101, or one of the folder's own
    #[arg(long)]
    rules: String,
    /// 读入填好的分值表（xlsx、csv，有“编号”“分值”两列）；- 为标准输入 | takes a filled-in sheet (xlsx or csv with the columns 编号 and 分值); - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    take: Option<PathBuf>,
    /// 保存读入的分值；不加时只列计划 | keeps what was read; without it only the plan is shown
    #[arg(long, requires = "take")]
    apply: bool,
    /// 把分值写成 xlsx，可填写后再读入；- 为标准输出 | writes the points as xlsx to be filled in; - is standard output
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
    let refused = |error| stored(error, lang);
    let table = targets::import::table(&store, args.table.id).map_err(refused)?;
    let row = store.read(|r| Ok(r.target_table(args.table.id)?.0)).map_err(refused)?;
    let (sets, faults) = targets::scoring::rules::in_force(store.dir(), row.year);
    score::say_faults(&faults, shell);
    let set: &RuleSet = score::known_rules(&sets, &args.rules, shell)?;
    let entries = || store.read(|r| weighed(r, &row.lineage, &set.rules)).map_err(refused);
    if let Some(out) = &args.out {
        return written::workbook(&weights_file::workbook(set, &table, &entries()?), out, shell);
    }
    let mut changed = None;
    if let Some(file) = &args.take {
        let file = input::read(file, shell)?;
        let document = tabular::read(&file.name, &file.bytes, &tabular::ReadOptions::default());
        let document = document.map_err(|refusal| Failure::refused(refusal.code, refusal.message, refusal.hint))?;
        let typed = weights_file::read(&document).map_err(|faults| unreadable(&faults, shell))?;
        let by = actor(&store, args.by.as_deref(), shell)?;
        let planned = if args.apply {
            weighing::weigh(&store, by, args.table.id, &set.rules, &typed, None)
        } else {
            weighing::plan(&store, args.table.id, &set.rules, &typed)
        };
        changed = Some(planned.map_err(|error| match error {
            AppraisalError::Store(error) => stored(error, lang),
            error => other("targets.weights", error),
        })?);
    }
    let entries = entries()?;
    let entered = holding(&table, &entries);
    if shell.json {
        let projects: Vec<_> = table
            .projects
            .iter()
            .map(|project| json!({"project": project.id, "blocks": blocks(set, project, &entered)}))
            .collect();
        shell.value(&json!({"id": args.table.id, "rules": set.label(), "applied": args.apply, "changed": changed,
            "projects": projects, "entries": entries}))?;
        return Ok(Outcome::Done);
    }
    if let Some(rows) = changed {
        shell.line(format!("{} {}", shell.say("有改动的指标：", "indicators that change:"), rows.join(" ")))?;
        shell.line(if args.apply {
            shell.say("已保存。", "Kept.")
        } else {
            shell.say("这只是计划；加 --apply 保存。", "This is the plan only; act with --apply.")
        })?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("指标", "indicator"), Lean::Left),
        (shell.say("名称", "name"), Lean::Left),
        (shell.say("块", "block"), Lean::Left),
        (shell.say("载明", "stated"), Lean::Right),
        (shell.say("填写", "entered"), Lean::Right),
        (shell.say("填写人", "by"), Lean::Left),
    ]);
    for project in &table.projects {
        for block in blocks(set, project, &entered) {
            for row in &block.rows {
                let by = entries.get(row.id).filter(|_| row.entered.is_some());
                rows.row([
                    row.id.to_owned(),
                    row.name.to_owned(),
                    format!("{} {}", block.name, block.points),
                    row.stated.unwrap_or("—").to_owned(),
                    row.entered.map_or_else(|| "—".to_owned(), |points| points.to_string()),
                    by.map_or_else(String::new, |entry| format!("{} {}", entry.actor, entry.at)),
                ]);
            }
        }
    }
    shell.text(&rows.text())?;
    for (row, entry) in left_over(&table, &entries) {
        let gone = shell.say("已不在这一版里，分值没有用上", "is not in this version; its points are not used");
        shell.line(format!("{row} {} {gone}", entry.value.name))?;
    }
    Ok(Outcome::Done)
}

/// Everything wrong with a sheet.
fn unreadable(faults: &[weights_file::SheetFault], shell: &Shell) -> Failure {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let hint = shell.say(
        "用 targets weights 编号 --rules 10 --out 文件.xlsx 取得表样，填“分值”一列。",
        "targets weights ID --rules 10 --out FILE.xlsx writes the sheet; fill in its column 分值.",
    );
    Failure::refused("targets.weights_file", lines.join("；"), hint)
}
