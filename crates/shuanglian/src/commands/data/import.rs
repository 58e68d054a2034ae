//! `data import`: a sheet of metrics by subjects becomes one batch; what it would change is said before.

use std::path::PathBuf;

use collect::{
    CollectError, CommitOptions, Committed, ConflictChoice, Plan, Problem, ReadOptions, Reading, Registry, Role,
    RowChoice,
};
use domain::{SubjectKind, Unit};
use serde_json::json;
use tabular::{Document, TextEncoding};

use crate::commands::folder::{Folder, allowed, other, stored};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::lang::Lang;
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Problems said one by one; the rest is a number, and all of them are in `--json` and `--errors`.
const SHOWN: usize = 20;

/// Arguments of `data import`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// 文件；- 为标准输入 | the file; - is standard input
    file: PathBuf,
    /// 照变更入库；不给则只看不做 | stores it; without this nothing is changed
    #[arg(long)]
    apply: bool,
    /// 没有期间列时全部行的期间，如 2024-08 | period of all rows where there is no such column, such as 2024-08
    #[arg(long)]
    period: Option<String>,
    /// 没有写明单位的金额按此单位 | unit of amounts that state none, such as 万元
    #[arg(long)]
    unit: Option<String>,
    /// 行是什么对象（firm、record、project、district），与 --map 同用 | kind of the rows' subjects, for --map
    #[arg(long, default_value = "firm")]
    kind: String,
    /// 列名=含义，可重复；含义为指标名、key、name、period 或 -（不导入） | HEADING=MEANING, may be repeated: a metric, key, name, period, or - for not read
    #[arg(long = "map", value_name = "HEADING=MEANING")]
    map: Vec<String>,
    /// 只导入没有错误的行；默认有错误就全部不导入 | takes the rows without a fault; by default one fault keeps all out
    #[arg(long)]
    good_rows: bool,
    /// 与已审核的值不同时保留已审核的值 | where an accepted value differs it stays
    #[arg(long)]
    keep_accepted: bool,
    /// 与已采纳的记录不同时以文件为准，重新待采纳 | where a row differs from an accepted record it takes its place and waits again
    #[arg(long, conflicts_with = "keep_accepted")]
    replace_accepted: bool,
    /// 错误行另存为 xlsx，改好可再导入 | writes the faulty rows as xlsx, which imports again once mended
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// 批次说明 | note of the batch
    #[arg(long, default_value = "")]
    note: String,
    /// 经办账号，记入审计日志 | account that acts, for the audit log
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// 文件编码；默认自动识别 | text encoding; detected unless given
    #[arg(long)]
    encoding: Option<TextEncoding>,
    #[command(flatten)]
    folder: Folder,
}

impl Args {
    /// The same for a register: rows are records whatever `--map` says.
    pub(crate) fn of_records(&self) -> Self {
        Self { kind: collect::records::KIND.to_owned(), ..self.clone() }
    }
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let input = input::read(&args.file, shell)?;
    let how = tabular::ReadOptions { encoding: args.encoding, ..tabular::ReadOptions::default() };
    let document = tabular::read(&input.name, &input.bytes, &how).map_err(|refusal| {
        Failure::refused(refusal.code, shell.lang.pick(&refusal.message, &refusal.message_en), refusal.hint)
    })?;
    let store = args.folder.open(shell)?;
    let by = allowed(&store, args.by.as_deref(), "collect.import", shell)?;
    let lang = shell.lang;
    let registry = store.read(Registry::load).map_err(|error| stored(error, lang))?;
    let mut options = ReadOptions { period: period(args, shell)?, unit: None, ..ReadOptions::default() };
    options.unit = args.unit.as_deref().map(Unit::named);
    let recalled = store.read(|r| collect::recall(r, &document, &registry, &mut options));
    recalled.map_err(|error| stored(error, lang))?;
    let mapped = map(args, &document, &registry, &mut options, shell)?;
    let mut reading = collect::read(&document, &registry, &options);
    store.read(|r| reading.check_against(r)).map_err(|error| stored(error, lang))?;
    let plan = store.read(|r| collect::plan(r, &registry, &reading)).map_err(|error| stored(error, lang))?;
    if let Some(path) = &args.errors {
        write_errors(path, &document, &reading)?;
    }
    let done = if args.apply {
        let how = CommitOptions {
            rows: if args.good_rows { RowChoice::GoodOnly } else { RowChoice::All },
            conflicts: match (args.keep_accepted, args.replace_accepted) {
                (true, _) => ConflictChoice::Keep,
                (_, true) => ConflictChoice::Replace,
                _ => ConflictChoice::Ask,
            },
            note: args.note.clone(),
            stamp: Some(plan.stamp),
            remember: mapped.then_some(options),
            ..CommitOptions::default()
        };
        let committed = collect::commit(&store, &by, &reading, &input.bytes, &how);
        Some(committed.map_err(|error| refused(error, shell))?)
    } else {
        None
    };
    say(&reading, &plan, done.as_ref(), shell)?;
    let kept_out = reading.has_fatal() || !(reading.problems.is_empty() || args.good_rows);
    Ok(match &done {
        Some(done) if done.skipped_rows > 0 => Outcome::Partly,
        None if kept_out => Outcome::Negative,
        _ => Outcome::Done,
    })
}

/// What `collect` says when it stores nothing.
pub(crate) fn refused(error: CollectError, shell: &Shell) -> Failure {
    let code = error.code();
    match error {
        CollectError::Store(store::StoreError::Refused { code: "collect.undecided", message }) => {
            let hint = shell.say(
                "加 --keep-accepted 保留原记录，或 --replace-accepted 以文件为准、重新待采纳。",
                "--keep-accepted leaves the records as they are, --replace-accepted takes the file; they wait again.",
            );
            Failure::refused(code, message, hint)
        }
        CollectError::Store(error) => stored(error, shell.lang),
        CollectError::Faulty { .. } => {
            let hint = shell.say(
                "改好错误行再导入（--errors 文件 可取回错误行），或用 --good-rows 只导入其余行。",
                "Mend the rows (--errors FILE gives them back), or take the others with --good-rows.",
            );
            Failure::refused(code, error.to_string(), hint)
        }
        other => Failure::refused(code, other.to_string(), ""),
    }
}

fn period(args: &Args, shell: &Shell) -> Result<Option<domain::Period>, Failure> {
    let Some(said) = &args.period else { return Ok(None) };
    let wrong = || {
        let message = format!("“{said}”{}", shell.say("不是期间", " is no period"));
        Failure::usage(message, shell.say("写成 2024-08、2024Q3 或 2024。", "Write 2024-08, 2024Q3 or 2024."))
    };
    collect::read_period(said).map(Some).ok_or_else(wrong)
}

/// Puts `--map` over what headings and memory say; whether there was any.
fn map(
    args: &Args,
    document: &Document,
    registry: &Registry,
    options: &mut ReadOptions,
    shell: &Shell,
) -> Result<bool, Failure> {
    let kind = SubjectKind::new(&args.kind);
    let sheets = collect::propose(document, registry, options);
    for said in &args.map {
        let (heading, meaning) = said.split_once('=').unwrap_or((said, ""));
        let Some(role) = Role::chosen(meaning, &kind, None, registry) else {
            let message = format!("--map {said}: {}", shell.say("含义读不懂", "the meaning is not known"));
            let hint = shell.say(
                "写成 列名=指标名，或 列名=key、name、period、-。",
                "Write HEADING=METRIC, or HEADING=key, name, period or -.",
            );
            return Err(Failure::usage(message, hint));
        };
        let mut found = false;
        for sheet in &sheets {
            for column in sheet.columns.iter().filter(|column| column.heading == heading.trim()) {
                let choice = options.sheets.entry(sheet.sheet).or_default();
                choice.header = Some(sheet.header);
                choice.columns.insert(column.column, role.clone());
                found = true;
            }
        }
        if !found {
            let message = format!("--map {said}: {}", shell.say("文件里没有这一列", "the file has no such column"));
            return Err(Failure::usage(message, ""));
        }
    }
    Ok(!args.map.is_empty())
}

fn write_errors(path: &std::path::Path, document: &Document, reading: &Reading) -> Result<(), Failure> {
    let Some(workbook) = collect::error_workbook(document, reading) else { return Ok(()) };
    let bytes = tabular::write_xlsx(&workbook).map_err(|error| other("data.errors", error))?;
    std::fs::write(path, bytes)
        .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", path.display()), ""))
}

fn say(reading: &Reading, plan: &Plan, done: Option<&Committed>, shell: &mut Shell) -> Result<(), Failure> {
    if shell.json {
        return shell.value(&json!({
            "file": reading.file,
            "sha256": reading.sha256,
            "sheets": reading.sheets,
            "problems": reading.problems,
            "plan": plan,
            "committed": done,
        }));
    }
    let counts = plan.counts;
    shell.line(format!(
        "{} {} · {} {} · {} {} · {} {}",
        shell.say("共（行）", "rows"),
        counts.rows,
        shell.say("可导入", "good"),
        counts.good_rows,
        shell.say("错误", "faults"),
        counts.errors,
        shell.say("警告", "warnings"),
        counts.warnings,
    ))?;
    shell.line(format!(
        "{} {} · {} {} · {} {} · {} {} · {} {}",
        shell.say("新增（值）", "new values"),
        counts.new,
        shell.say("更改", "changed"),
        counts.changed,
        shell.say("未变", "unchanged"),
        counts.unchanged,
        shell.say("与已审核不同", "against accepted"),
        counts.conflicts,
        shell.say("新登记对象", "new subjects"),
        counts.new_subjects,
    ))?;
    problems(&reading.problems, shell.say("错误", "fault"), shell)?;
    problems(&plan.warnings, shell.say("警告", "warning"), shell)?;
    match done {
        Some(done) => shell.line(format!(
            "{} {} · {} {} · {} {} · {} {}",
            shell.say("已入库：批次", "stored: batch"),
            done.appended.batch,
            shell.say("新增", "new"),
            done.appended.new,
            shell.say("更改", "changed"),
            done.appended.changed,
            shell.say("略过的行", "rows left out"),
            done.skipped_rows,
        )),
        None => shell.line(shell.say("没有入库；加 --apply 照此入库。", "Nothing is stored; --apply does it.")),
    }
}

fn problems(all: &[Problem], what: &'static str, shell: &mut Shell) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
    }
    let left = |head| (head, Lean::Left);
    let mut table = Table::new(&[
        left(what),
        left(shell.say("列", "column")),
        left(shell.say("值", "value")),
        left(shell.say("原因", "why")),
        left(shell.say("建议", "suggestion")),
    ]);
    for problem in all.iter().take(SHOWN) {
        // What a place is told is Chinese, like the file; in English its kind is said.
        let kind = match shell.lang {
            Lang::Zh => None,
            Lang::En => web::i18n::Lang::En.find(&format!("facts.problem_{}", problem.code)),
        };
        table.row([
            problem.place.clone(),
            problem.heading.clone(),
            problem.seen.clone(),
            kind.map_or_else(|| problem.message.clone(), str::to_owned),
            match (&problem.suggestion, kind) {
                (Some(suggestion), _) => suggestion.clone(),
                (None, None) => problem.mend.clone(),
                (None, Some(_)) => String::new(),
            },
        ]);
    }
    shell.text(&table.text())?;
    if all.len() > SHOWN {
        shell.line(format!("… {} {}", all.len() - SHOWN, shell.say("处未列出", "more")))?;
    }
    Ok(())
}
