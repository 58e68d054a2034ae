//! `records surveys list`: every survey with what may be said of it.

use super::{json, lines, share};
use crate::commands::folder::Folder;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `records surveys list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 只列这份问卷 | only this questionnaire
    #[arg(long, value_name = "SURVEY")]
    survey: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let mut all = lines(&store, shell)?;
    all.retain(|line| args.survey.as_ref().is_none_or(|survey| *survey == line.asked.survey.code));
    if shell.json {
        shell.value(&all.iter().map(json).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let (left, right) = (|head| (head, Lean::Left), |head| (head, Lean::Right));
    let mut table = Table::new(&[
        left(shell.say("记录", "record")),
        left(shell.say("活动或服务", "event or service")),
        left(shell.say("问卷", "questionnaire")),
        right(shell.say("发出", "links")),
        right(shell.say("收回", "answers")),
        left(shell.say("满意率 [95% 区间]", "share [95% interval]")),
    ]);
    for line in all {
        let asked = &line.asked;
        let (links, answers, says) = (asked.links.to_string(), asked.answers().to_string(), share(asked, shell));
        table.row([line.number, line.name, asked.survey.code.clone(), links, answers, says]);
    }
    shell.text(&table.text())?;
    Ok(Outcome::Done)
}
