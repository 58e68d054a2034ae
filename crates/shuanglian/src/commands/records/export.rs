//! `records export`: registers as sheets, one a type, that import again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use collect::Registry;
use collect::records::{Case, sheet_of, typed};
use domain::SubjectKind;
use tabular::Workbook;

use crate::commands::folder::{Folder, other, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `records export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 只导出这些类型，可重复；没有记录的类型得到空表 | only these types, may be repeated; one without records gives an empty register
    #[arg(long = "type", value_name = "TYPE")]
    kinds: Vec<String>,
    /// 写入的 xlsx 文件 | the xlsx file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

/// One row: number, name, period, fields by name.
type Row = ([String; 3], BTreeMap<String, String>);

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let read = store.read(|r| {
        let registry = Registry::load(r)?;
        let metrics = r.metrics()?.into_iter().map(|one| (one.id, one)).collect();
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for entity in r.entities(&SubjectKind::new(collect::records::KIND))? {
            let Some(case) = Case::load(r, &metrics, entity.id)?.filter(|case| !case.kind.is_empty()) else { continue };
            let number = r.identifiers(entity.id)?.into_iter().find(|one| one.scheme == "record_no");
            let mut fields = BTreeMap::new();
            for metric in metrics.values() {
                fields.extend(case.values.get(&metric.name).map(|value| (metric.name.clone(), typed(value, metric))));
            }
            let first = [number.map(|one| one.value).unwrap_or_default(), case.name, case.period.to_string()];
            rows.entry(case.kind).or_default().push((first, fields));
        }
        Ok((registry, rows))
    });
    let (registry, rows) = read.map_err(|error| stored(error, shell.lang))?;
    if let Some(kind) = args.kinds.iter().find(|kind| registry.types().get(kind).is_none()) {
        let hint = shell.say("用 records types 查看类型。", "See the types: records types");
        return Err(Failure::refused("record.unknown_type", kind.clone(), hint));
    }
    let none = Vec::new();
    let mut sheets = Vec::new();
    let mut count = 0;
    for kind in registry.types().all() {
        let own = rows.get(&kind.code).unwrap_or(&none);
        let wanted = if args.kinds.is_empty() { !own.is_empty() } else { args.kinds.contains(&kind.code) };
        if !wanted {
            continue;
        }
        let lines: Vec<([&str; 3], &BTreeMap<String, String>)> =
            own.iter().map(|([number, name, period], fields)| ([number.as_str(), name, period], fields)).collect();
        count += lines.len();
        sheets.push(sheet_of(kind, &registry, &lines));
    }
    let bytes = tabular::write_xlsx(&Workbook { sheets }).map_err(|error| other("record.export", error))?;
    std::fs::write(&args.out, bytes)
        .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", args.out.display()), ""))?;
    if shell.json {
        shell.value(&serde_json::json!({"records": count, "file": args.out}))?;
    } else {
        shell.line(format!("{} {count} → {}", shell.say("记录（条）", "records"), args.out.display()))?;
    }
    Ok(Outcome::Done)
}
