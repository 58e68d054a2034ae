//! `targets read`: what was understood of a table, as the contract's JSON or as a table for people.

use std::path::PathBuf;

use targets::model::{Layout, Project, TargetTable};

use super::reading::{self, Source};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets read`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 文件（xlsx、csv、tsv、html、docx、txt）；- 为标准输入 | files (xlsx, csv, tsv, html, docx, txt); - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    source: Source,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let read = reading::several(&args.files, &args.source, shell)?;
    let tables: Vec<&TargetTable> = read.tables.iter().map(|(_, table)| table).collect();
    if shell.json {
        match (args.files.as_slice(), tables.as_slice()) {
            ([_], [only]) => shell.value(only)?,
            _ => shell.value(&tables)?,
        }
        return Ok(read.outcome);
    }
    for (document, table) in &read.tables {
        show(table, shell)?;
        for warning in &document.warnings {
            let place = warning.place.as_deref().unwrap_or("");
            shell.line(format!("! {} {place} [{}]", warning.message, warning.code))?;
        }
    }
    Ok(read.outcome)
}

/// A table for people.
pub(crate) fn show(table: &TargetTable, shell: &mut Shell) -> Result<(), Failure> {
    let head = &table.document;
    let unknown = "—";
    let layout = layout_name(table.layout, shell);
    shell.line(format!("{} · {layout}", head.title.as_deref().unwrap_or(&table.source.file)))?;
    let year = head.year.map_or_else(|| unknown.to_owned(), |year| year.to_string());
    shell.line(format!(
        "{}: {}  {}: {year}  {}: {}  {}: {}",
        shell.say("部门", "department"),
        head.department.as_deref().unwrap_or(unknown),
        shell.say("年度", "year"),
        shell.say("金额单位", "unit of amounts"),
        head.unit.as_deref().unwrap_or(unknown),
        shell.say("编码", "encoding"),
        table.source.encoding.as_deref().unwrap_or("/"),
    ))?;
    let mut rows = Table::new(&[
        ("", Lean::Left),
        (shell.say("项目", "project"), Lean::Left),
        (shell.say("金额", "amount"), Lean::Right),
        (shell.say("目标条", "clauses"), Lean::Right),
        (shell.say("指标", "indicators"), Lean::Right),
        (shell.say("可衡量目标", "targets"), Lean::Right),
    ]);
    let (mut clauses, mut indicators) = (0, 0);
    for project in &table.projects {
        let own = format!("{}.", project.id);
        let targets = table.targets.iter().filter(|target| target.of.starts_with(&own)).count();
        clauses += project.goal_clauses.len();
        indicators += project.indicators.len();
        rows.row([
            project.id.clone(),
            project.name.clone(),
            amount(project),
            project.goal_clauses.len().to_string(),
            project.indicators.len().to_string(),
            targets.to_string(),
        ]);
    }
    rows.row([
        String::new(),
        shell.say("合计", "total").to_owned(),
        table.checks.computed.first().and_then(|a| a.value.clone()).unwrap_or_default(),
        clauses.to_string(),
        indicators.to_string(),
        table.targets.len().to_string(),
    ]);
    shell.text(&rows.text())?;
    let sums = match table.checks.adds_up {
        Some(true) => shell.say("分项与总计相符", "rows add up to the stated total"),
        Some(false) => shell.say("分项与总计不符", "rows do not add up to the stated total"),
        None => shell.say("没有可核对的总计", "no total is stated"),
    };
    shell.line(format!("{sums} · {}: {}", shell.say("检查发现", "findings"), table.findings.len()))
}

/// The first amount of a project that is filled.
fn amount(project: &Project) -> String {
    let value = project.amounts.iter().find_map(|amount| amount.value.clone());
    value.unwrap_or_else(|| "—".to_owned())
}

fn layout_name<'a>(layout: Layout, shell: &Shell) -> &'a str {
    match layout {
        Layout::ProjectList => shell.lang.pick("项目支出绩效目标表", "list of projects"),
        Layout::SingleProject => shell.lang.pick("项目绩效目标申报表", "form of one project"),
        Layout::Department => shell.lang.pick("部门整体支出绩效目标表", "form of a department"),
        Layout::SelfEvaluation => shell.lang.pick("绩效自评表", "self-evaluation"),
        Layout::Monitoring => shell.lang.pick("绩效运行监控表", "mid-year monitoring"),
    }
}
