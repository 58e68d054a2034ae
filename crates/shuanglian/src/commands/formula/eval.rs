//! `formula eval`: the results of a formula for a period, one for each subject or one for all.

use domain::{FactSource, Subject};
use formula::Answer;
use serde_json::json;
use store::Store;

use super::definition::{Asked, Span, refused, unit};
use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `formula eval`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    span: Span,
    /// 最多显示多少个对象；0 为全部 | how many subjects to show; 0 shows all
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let ready = args.asked.ready(shell)?;
    let when = args.span.when(&ready.store, shell)?;
    let answers = ready.typed.columns(ready.facts.as_ref(), when).map_err(|error| refused(error, shell.lang))?;
    let unit = unit(&ready.typed);
    let period = args.span.period.to_string();
    if ready.typed.is_total() {
        let answer = answers.answer(0);
        if shell.json {
            shell.value(&json!({"formula": ready.typed.text(), "period": period, "unit": unit, "answer": answer}))?;
        } else {
            shell.line(format!("{} {unit}", shown(&answer, shell)).trim_end())?;
        }
        return Ok(Outcome::Done);
    }
    let subjects = ready.facts.subjects(ready.typed.subject());
    let limit = if args.limit == 0 { subjects.len() } else { args.limit };
    let mut table = Table::new(&[(shell.say("对象", "subject"), Lean::Left), (&unit, Lean::Right)]);
    let mut list = Vec::new();
    for (row, subject) in subjects.iter().enumerate().take(limit) {
        let answer = answers.answer(row);
        let name = name(&ready.store, *subject).map_err(|error| stored(error, shell.lang))?;
        if shell.json {
            list.push(json!({"subject": name, "answer": answer}));
        } else {
            table.row([name, shown(&answer, shell)]);
        }
    }
    if shell.json {
        shell.value(&json!({"formula": ready.typed.text(), "period": period, "unit": unit,
            "subjects": subjects.len(), "answers": list}))?;
        return Ok(Outcome::Done);
    }
    shell.text(&table.text())?;
    if subjects.len() > limit {
        let more = shell.say("还有更多，用 --limit 0 显示全部；共", "more with --limit 0; subjects in all:");
        shell.line(format!("… {more} {}", subjects.len()))?;
    }
    Ok(Outcome::Done)
}

/// The name of a subject; a pair as `甲 → 乙`.
pub(super) fn name(store: &Store, subject: Subject) -> store::Result<String> {
    store.read(|r| match subject {
        Subject::One(id) => Ok(r.entity(id)?.name),
        Subject::Pair(from, to) => Ok(format!("{} → {}", r.entity(from)?.name, r.entity(to)?.name)),
    })
}

fn shown(answer: &Answer, shell: &Shell) -> String {
    match answer {
        Answer::Number(number) => number.to_string(),
        Answer::Truth(true) => shell.say("是", "yes").to_owned(),
        Answer::Truth(false) => shell.say("否", "no").to_owned(),
        Answer::Date(day) => day.to_string(),
        Answer::Codes(codes) => codes.iter().collect::<Vec<_>>().join("、"),
        Answer::Text(text) => text.to_string(),
        Answer::Unknown => "—".to_owned(),
    }
}
