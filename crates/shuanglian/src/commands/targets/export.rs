//! `targets export`: targets and states for a spreadsheet or a program.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use tabular::{CellContent, CellOut, Look, SheetOut, Workbook};
use targets::judge::Actual;
use targets::overview::TargetView;

use super::judged::{self, Judged};
use crate::commands::folder::{Folder, other};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `targets export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    id: i64,
    /// 格式 | format
    #[arg(long, value_enum, default_value = "xlsx")]
    format: Format,
    /// 写到的文件；- 为标准输出 | the file to write; - is standard output
    #[arg(long, short, default_value = "-")]
    out: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Xlsx,
    Csv,
    Json,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let judged = judged::table(&store, args.id, shell)?;
    let demo = store.kind() == store::FolderKind::Demo;
    let unwritten = |error: tabular::WriteError| other("targets.export", error);
    let bytes = match args.format {
        Format::Xlsx => {
            let workbook = Workbook { sheets: vec![sheet(&judged, demo, shell)] };
            tabular::write_xlsx(&workbook).map_err(unwritten)?
        }
        Format::Csv => tabular::write_csv(&sheet(&judged, demo, shell)),
        Format::Json => serde_json::to_vec(&json!({"table": judged.table, "overview": judged.overview}))?,
    };
    if args.out.as_os_str() == "-" {
        shell.bytes(&bytes)?;
        return Ok(Outcome::Done);
    }
    std::fs::write(&args.out, &bytes)
        .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", args.out.display()), ""))?;
    if shell.json {
        shell.value(&json!({"file": args.out, "bytes": bytes.len()}))?;
    } else {
        shell.line(format!("{} {}", shell.say("已写入", "written:"), args.out.display()))?;
    }
    Ok(Outcome::Done)
}

fn sheet(judged: &Judged, demo: bool, shell: &Shell) -> SheetOut {
    let mark = if demo { shell.say("（演示数据）", " (demo data)") } else { "" };
    let title = format!("{} {}{mark}", judged.row.title, judged.overview.today);
    let heads = [
        shell.say("目标", "target"),
        shell.say("项目", "project"),
        shell.say("原文", "as printed"),
        shell.say("承诺", "promised"),
        shell.say("实际", "actual"),
        shell.say("单位", "unit"),
        shell.say("证据数", "evidence"),
        shell.say("责任科室", "section"),
        shell.say("状态", "state"),
        shell.say("出处", "place"),
    ];
    let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
    rows.push(heads.iter().map(|head| CellOut::text(*head).with_look(Look::Header)).collect());
    for view in &judged.overview.targets {
        let project = judged.table.projects.iter().find(|project| project.id == view.project);
        let binding = view.binding.as_ref();
        let unit = binding.map(|b| b.unit.as_str()).filter(|unit| !unit.is_empty()).or(view.target.unit.as_deref());
        let evidence = view.value.as_ref().map_or(0, |value| value.evidence);
        rows.push(vec![
            CellOut::text(view.target.id.clone()),
            CellOut::text(project.map(|project| project.name.clone()).unwrap_or_default()),
            CellOut::text(view.target.quote.clone()),
            CellOut::text(judged::promised(view)),
            actual(view),
            CellOut::text(unit.unwrap_or_default()),
            CellOut::number(domain::Scaled::new(i64::try_from(evidence).unwrap_or(i64::MAX), 0)),
            CellOut::text(binding.map(|b| b.section.clone()).unwrap_or_default()),
            CellOut::text(judged::state(view.judgement.state, shell)),
            CellOut::text(view.target.source.cell.clone()),
        ]);
    }
    let name = shell.say("绩效目标", "targets").to_owned();
    let widths = vec![14.0, 28.0, 40.0, 14.0, 14.0, 8.0, 8.0, 14.0, 12.0, 12.0];
    SheetOut { name, header_rows: 2, landscape: true, widths, rows }
}

fn actual(view: &TargetView) -> CellOut {
    match view.value.as_ref().map(|value| &value.actual) {
        Some(Actual::Number(number)) => CellOut::number(*number),
        Some(Actual::Day(day)) => CellOut::new(CellContent::Date(*day)),
        _ => CellOut::text(judged::actual(view)),
    }
}
