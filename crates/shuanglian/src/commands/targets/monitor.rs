//! `targets monitor`: money and goals of every project until the end of a month, and the statutory form.

use std::path::PathBuf;

use domain::{Period, Scaled};
use jiff::civil::Date;
use serde_json::json;
use targets::appraisal::{self, Form, Monitored, last_whole_month};
use targets::budgets;
use targets::monitoring::Quadrant;

use super::stored_table::StoredTable;
use super::written;
use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets monitor`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    table: StoredTable,
    /// 截至哪一天，按这天以前的整月；默认今天 | the day; whole months before its end count; today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// 把监控表写成 xlsx；- 为标准输出 | write the form as xlsx; - is standard output
    #[arg(long, short)]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let (store, ready) = args.table.ready(shell)?;
    let lang = shell.lang;
    let refused = |error| stored(error, lang);
    let day = args.as_of.unwrap_or(ready.today);
    let year = ready.table.document.year.and_then(Period::year);
    let last = year.and_then(|year| last_whole_month(year, day)).filter(|last| last.end() <= ready.today);
    let Some(last) = last else {
        return Err(Failure::refused(
            "no_month",
            shell.say("这一天以前没有整月可以监控", "no whole month of the table's year lies before that day"),
            shell.say(
                "核对 --as-of，以及表上有没有写年度（import --year）。",
                "Check --as-of, and whether the table states its year (import --year).",
            ),
        ));
    };
    let monitored = Monitored::until(&ready.rules, &ready.table, &ready.bindings, &ready.facts, &ready.money, last);
    super::score::say_faults(&targets::monitoring::in_force(store.dir(), ready.row.year).1, shell);
    if let Some(out) = &args.out {
        let form = Form::Monitoring(last);
        let lineage = &ready.row.lineage;
        let said = store.read(|r| Ok((appraisal::remarks(r, lineage, &form)?, appraisal::answers(r, lineage, &form)?)));
        let (remarks, answers) = said.map_err(refused)?;
        return written::workbook(&monitored.workbook(ready.head(), &remarks, &answers), out, shell);
    }
    if shell.json {
        shell.value(
            &json!({"id": ready.row.id, "title": ready.row.title, "until": last, "rules": monitored.rules.label(),
            "projects": monitored.rows, "targets": monitored.overview.targets}),
        )?;
        return Ok(Outcome::Done);
    }
    let elapsed = monitored.rows.first().map(|row| row.elapsed);
    shell.line(format!(
        "{} · {} {last} · {} {}%",
        ready.row.title,
        shell.say("截至", "until"),
        shell.say("时序", "time gone"),
        elapsed.map_or_else(|| "—".to_owned(), |share| share.to_string())
    ))?;
    let mut rows = Table::new(&[
        (shell.say("项目", "project"), Lean::Left),
        (shell.say("名称", "name"), Lean::Left),
        (shell.say("年初预算", "opening"), Lean::Right),
        (shell.say("全年预算", "budget"), Lean::Right),
        (shell.say("已执行", "spent"), Lean::Right),
        (shell.say("执行率%", "rate %"), Lean::Right),
        (shell.say("预计全年", "forecast"), Lean::Right),
        (shell.say("目标进度%", "goals %"), Lean::Right),
        (shell.say("双监控", "quadrant"), Lean::Left),
    ]);
    let amount = |amount: Option<Scaled>| {
        amount.map_or_else(|| "—".to_owned(), |amount| budgets::shown(&ready.table, amount).0.grouped())
    };
    let share = |share: Option<Scaled>| share.map_or_else(|| "—".to_owned(), |share| share.to_string());
    for (project, row) in ready.table.projects.iter().zip(&monitored.rows) {
        let mut verdict = quadrant(row.quadrant, shell).to_owned();
        if row.money.above.is_some() {
            verdict.push_str(shell.say("；支出超预算", "; more spent than the budget"));
        }
        rows.row([
            project.id.clone(),
            project.name.clone(),
            amount(row.money.opening),
            amount(row.money.budget),
            amount(row.money.spent),
            share(row.money.rate),
            amount(row.money.forecast),
            share(row.goal.progress),
            verdict,
        ]);
    }
    shell.text(&rows.text())?;
    Ok(Outcome::Done)
}

fn quadrant(quadrant: Option<Quadrant>, shell: &Shell) -> &'static str {
    match quadrant {
        Some(Quadrant::LittleBehind) => shell.lang.pick("支出慢、目标慢", "little spent, goals behind"),
        Some(Quadrant::SpentBehind) => shell.lang.pick("支出不慢、目标慢", "money spent, goals behind"),
        Some(Quadrant::LittleKept) => shell.lang.pick("支出少、目标已达到或不慢", "little spent, goals kept or met"),
        Some(Quadrant::OnTrack) => shell.lang.pick("都按进度", "on track"),
        None => shell.lang.pick("不能判断", "cannot be said"),
    }
}
