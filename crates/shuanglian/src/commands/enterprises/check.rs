//! `enterprises check`: every rule in force asked of every firm for a period; findings as a table or a workbook.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::{Period, SubjectKind};
use enterprises::definitions::Shelf;
use enterprises::rules::{Rule, RuleBook};
use enterprises::runs;
use serde_json::json;
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{refused, shelf};
use crate::commands::folder::{Folder, actor, other, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `enterprises check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 月份或年度 | month or year
    #[arg(long)]
    period: Period,
    /// 记入问题清单：新问题立案，不再出现的结案 | records the findings: new ones are opened, those gone are closed
    #[arg(long)]
    apply: bool,
    /// 把全部问题写成 xlsx | writes all findings as xlsx
    #[arg(long, short)]
    out: Option<PathBuf>,
    /// 以谁的名义 | in whose name
    #[arg(long, value_name = "ACCOUNT")]
    by: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let books: Shelf<RuleBook> = shelf(&store, shell)?;
    let rules: BTreeMap<&str, &Rule> =
        books.in_force(args.period).flat_map(|book| &book.rules).map(|rule| (rule.code.as_str(), rule)).collect();
    let facts = store.snapshot().map_err(|error| stored(error, shell.lang))?;
    let started = std::time::Instant::now();
    // Rules of a file that cannot be used were not asked: what was done is a part.
    let outcome = if books.faults.is_empty() { Outcome::Done } else { Outcome::Partly };
    let checked = runs::check(&facts, &books, args.period).map_err(|error| refused(error, shell))?;
    let spent = started.elapsed();
    let mut recorded = None;
    if args.apply {
        let by = actor(&store, args.by.as_deref(), shell)?;
        recorded = Some(checked.record(&store, by).map_err(|error| refused(error, shell))?);
    }
    if let Some(out) = &args.out {
        let names = store.read(|r| r.entities(&SubjectKind::new(enterprises::terms::FIRM)));
        let names = names.map_err(|error| stored(error, shell.lang))?;
        let names: BTreeMap<_, _> = names.into_iter().map(|firm| (firm.id, firm.name)).collect();
        let heads = ["企业", "规则", "要求", "指标", "时期", "填报", "应为", "怎样办"];
        let mut rows = vec![heads.map(|head| CellOut::text(head).with_look(Look::Header)).to_vec()];
        for one in &checked.found {
            let rule = rules.get(one.rule.as_str());
            let asks = if one.severity == "must_fix" { "必须更正" } else { "须说明" };
            let cells = [
                names.get(&one.entity).cloned().unwrap_or_default(),
                rule.map_or_else(|| one.rule.clone(), |rule| rule.name.clone()),
                asks.to_owned(),
                rule.map(|rule| rule.about.clone()).unwrap_or_default(),
                one.period.to_string(),
                one.observed.clone(),
                one.expected.clone(),
                rule.map(|rule| rule.mend.clone()).unwrap_or_default(),
            ];
            rows.push(cells.map(CellOut::text).to_vec());
        }
        let widths = vec![32.0, 36.0, 10.0, 14.0, 10.0, 20.0, 40.0, 44.0];
        let sheet = SheetOut { name: "问题清单".into(), header_rows: 1, landscape: true, widths, rows };
        let bytes = tabular::write_xlsx(&Workbook { sheets: vec![sheet] });
        let bytes = bytes.map_err(|error| other("enterprises.export", error))?;
        std::fs::write(out, bytes)
            .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", out.display()), ""))?;
    }
    if shell.json {
        shell.value(&json!({"period": args.period, "rules": checked.tallies, "findings": checked.found,
            "run": recorded.map(|(run, _)| run.0), "changed": recorded.map(|(_, changed)| changed)}))?;
        return Ok(outcome);
    }
    let mut table = Table::new(&[
        (shell.say("规则", "rule"), Lean::Left),
        (shell.say("名称", "name"), Lean::Left),
        (shell.say("审核户数", "asked"), Lean::Right),
        (shell.say("不通过", "failed"), Lean::Right),
        (shell.say("缺数据", "unknown"), Lean::Right),
    ]);
    for tally in &checked.tallies {
        let name = rules.get(tally.rule.as_str()).map_or("", |rule| shell.say(&rule.name, &rule.name_en));
        let numbers = [tally.asked, tally.failed, tally.unknown].map(|number| number.to_string());
        let [asked, failed, unknown] = numbers;
        table.row([tally.rule.clone(), name.to_owned(), asked, failed, unknown]);
    }
    shell.text(&table.text())?;
    let counts = (checked.tallies.len(), checked.found.len());
    let words = (shell.say("条规则，", "rules,"), shell.say("个问题", "findings"));
    shell.line(format!("{} {} {} {} · {} ms", counts.0, words.0, counts.1, words.1, spent.as_millis()))?;
    match recorded {
        Some((run, changed)) => shell.line(format!(
            "{} {run}: {} {}, {} {}, {} {}",
            shell.say("已记录：运算", "recorded: run"),
            shell.say("新", "new"),
            changed.new,
            shell.say("仍在", "still there"),
            changed.still,
            shell.say("已改正", "gone"),
            changed.gone
        ))?,
        None => shell.line(shell.say("没有记录；加 --apply 记录。", "Nothing recorded; add --apply."))?,
    }
    Ok(outcome)
}
