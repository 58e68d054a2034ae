//! `records surveys results`: what was answered about a record, question by question.

use collect::surveys;

use super::super::numbered;
use super::{json, named, share};
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `records surveys results`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 记录编号 | number of the record
    number: String,
    /// 问卷代码 | code of the questionnaire
    #[arg(long, value_name = "SURVEY")]
    survey: String,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let record = numbered(&store, &args.number, shell)?;
    let read = || -> store::Result<_> {
        let facts = store.snapshot()?;
        store.read(|r| {
            let results = surveys::results(r, &facts, jiff::Timestamp::now(), record, &args.survey)?;
            let line = named(r, results.asked.clone())?;
            Ok((results, line))
        })
    };
    let (results, line) = read().map_err(|error| stored(error, shell.lang))?;
    let questions = &results.asked.survey.questions;
    if shell.json {
        let mut value = json(&line);
        let mut asked = Vec::new();
        for (question, chosen) in questions.iter().zip(&results.chosen) {
            let choices: Vec<_> = question
                .choices
                .iter()
                .zip(chosen)
                .map(|(choice, times)| serde_json::json!({"choice": choice.label, "answers": times}))
                .collect();
            asked.push(serde_json::json!({"asks": question.asks, "choices": choices}));
        }
        if let Some(all) = value.as_object_mut() {
            all.insert("questions".to_owned(), asked.into());
            all.insert("comments".to_owned(), results.comments.into());
        }
        shell.value(&value)?;
        return Ok(Outcome::Done);
    }
    shell.line(format!("{} {} · {}", line.number, line.name, share(&line.asked, shell)))?;
    let mut table = Table::new(&[
        (shell.say("题目", "question"), Lean::Left),
        (shell.say("选项", "choice"), Lean::Left),
        (shell.say("份数", "answers"), Lean::Right),
    ]);
    for (question, chosen) in questions.iter().zip(&results.chosen) {
        for (nth, (choice, times)) in question.choices.iter().zip(chosen).enumerate() {
            let asks = if nth == 0 { question.asks.clone() } else { String::new() };
            table.row([asks, choice.label.clone(), times.to_string()]);
        }
    }
    shell.text(&table.text())?;
    for comment in &results.comments {
        shell.line(format!("· {comment}"))?;
    }
    Ok(Outcome::Done)
}
