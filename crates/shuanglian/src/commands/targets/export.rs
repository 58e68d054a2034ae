//! `targets export`: targets and states for a spreadsheet or a program.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use tabular::{SheetOut, Workbook};
use web::targets_workbook::{self, Source};

use super::judged::{self, Judged};
use crate::commands::folder::{Folder, other};
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
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
    super::written::file(&bytes, &args.out, shell)
}

fn sheet(judged: &Judged, demo: bool, shell: &Shell) -> SheetOut {
    let lang = match shell.lang {
        Lang::Zh => web::i18n::Lang::Zh,
        Lang::En => web::i18n::Lang::En,
    };
    let source = Source { row: &judged.row, table: &judged.table, overview: &judged.overview, demo };
    targets_workbook::sheet(
        lang,
        &source,
        |_| true,
        |_| true,
        |project| targets::money::execution(&judged.table, project, judged.spent.get(&project.id)?.total),
    )
}
