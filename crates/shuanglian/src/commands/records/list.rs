//! `records list`: records with their state and whether they count.

use clap::ValueEnum;
use collect::records::Case;
use domain::SubjectKind;
use serde_json::json;

use super::state;
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `records list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 只列这一类型 | only this type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// 只列这种状态 | only this state
    #[arg(long, value_enum)]
    state: Option<State>,
    /// 只列计入的，或采纳了而不计的 | only those that count, or are accepted and do not
    #[arg(long, value_enum)]
    counts: Option<Counts>,
    #[command(flatten)]
    folder: Folder,
}

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    Waiting,
    Accepted,
    Returned,
}

/// Whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Counts {
    Yes,
    No,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let kind = SubjectKind::new(collect::records::KIND);
    let found = store.read(|r| {
        let metrics = r.metrics()?.into_iter().map(|one| (one.id, one)).collect();
        let mut found = Vec::new();
        for entity in r.entities(&kind)? {
            let Some(case) = Case::load(r, &metrics, entity.id)?.filter(|case| !case.kind.is_empty()) else { continue };
            let number = r.identifiers(entity.id)?.into_iter().find(|one| one.scheme == "record_no");
            found.push((number.map(|one| one.value).unwrap_or_default(), case));
        }
        Ok(found)
    });
    let mut found = found.map_err(|error| stored(error, shell.lang))?;
    found.retain(|(_, case)| {
        let wanted = match args.state {
            None => true,
            Some(State::Waiting) => case.accepted.is_none(),
            Some(State::Accepted) => case.accepted == Some(true),
            Some(State::Returned) => case.accepted == Some(false),
        };
        let counted = match args.counts {
            None => true,
            Some(Counts::Yes) => case.stands == Some(true),
            Some(Counts::No) => case.accepted == Some(true) && case.stands != Some(true),
        };
        wanted && counted && args.kind.as_ref().is_none_or(|kind| *kind == case.kind)
    });
    if shell.json {
        let list: Vec<_> = found
            .iter()
            .map(|(number, case)| {
                json!({"number": number, "name": case.name, "type": case.kind, "period": case.period,
                    "accepted": case.accepted, "counts": case.stands})
            })
            .collect();
        shell.value(&list)?;
        return Ok(Outcome::Done);
    }
    let left = |head| (head, Lean::Left);
    let mut table = Table::new(&[
        left(shell.say("编号", "number")),
        left(shell.say("名称", "name")),
        left(shell.say("类型", "type")),
        left(shell.say("状态", "state")),
        left(shell.say("计入", "counts")),
    ]);
    for (number, case) in found {
        let counts = match case.stands {
            Some(true) => shell.say("是", "yes"),
            Some(false) => shell.say("否", "no"),
            None => "—",
        };
        table.row([number, case.name, case.kind, state(case.accepted, shell).to_owned(), counts.to_owned()]);
    }
    shell.text(&table.text())?;
    Ok(Outcome::Done)
}
