//! `records surveys export`: the overview as a sheet.

use std::path::PathBuf;

use domain::Scaled;
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{lines, stands};
use crate::commands::folder::{Folder, other};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `records surveys export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写入的 xlsx 文件 | the xlsx file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let all = lines(&store, shell)?;
    let heads = [
        shell.say("记录编号", "record"),
        shell.say("活动或服务", "event or service"),
        shell.say("问卷", "questionnaire"),
        shell.say("发出（份）", "links"),
        shell.say("收回（份）", "answers"),
        shell.say("过期未答（份）", "expired"),
        shell.say("满意率（%）", "share (%)"),
        shell.say("区间下限（%）", "lower bound (%)"),
        shell.say("区间上限（%）", "upper bound (%)"),
        shell.say("结论", "conclusion"),
    ];
    let demo = store.kind() == store::FolderKind::Demo;
    let title = shell.say("满意度调查", "Satisfaction surveys");
    let note = if demo { format!("{title}（演示数据）") } else { title.to_owned() };
    let mut rows = vec![vec![CellOut::text(note).with_look(Look::Note)]];
    rows.push(heads.iter().map(|head| CellOut::text(*head).with_look(Look::Header)).collect());
    let whole = |of: u32| CellOut::number(Scaled::new(i64::from(of), 0));
    for line in &all {
        let asked = &line.asked;
        let sayable = asked.share.filter(|share| !share.too_few);
        let number = |of: Option<Scaled>| of.map_or_else(|| CellOut::text("—"), CellOut::number);
        rows.push(vec![
            CellOut::text(line.number.clone()),
            CellOut::text(line.name.clone()),
            CellOut::text(asked.survey.title.clone()),
            whole(asked.links),
            whole(asked.answers()),
            whole(asked.expired),
            number(sayable.map(|share| share.percent)),
            number(sayable.map(|share| share.low)),
            number(sayable.map(|share| share.high)),
            CellOut::text(stands(asked.stands(), shell)),
        ]);
    }
    let sheet = SheetOut { name: title.to_owned(), header_rows: 2, rows, ..SheetOut::default() };
    let bytes =
        tabular::write_xlsx(&Workbook { sheets: vec![sheet] }).map_err(|error| other("record.export", error))?;
    std::fs::write(&args.out, bytes)
        .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", args.out.display()), ""))?;
    if shell.json {
        shell.value(&serde_json::json!({"surveys": all.len(), "file": args.out}))?;
    } else {
        shell.line(format!("{} {} → {}", shell.say("调查（项）", "surveys"), all.len(), args.out.display()))?;
    }
    Ok(Outcome::Done)
}
