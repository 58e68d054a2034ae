//! `enterprises schemes`: which rules there are, since when, from which document.

use enterprises::classes::ClassScheme;
use enterprises::definitions::{Citation, Definition, Shelf};
use enterprises::rules::RuleBook;
use enterprises::schemes::Scheme;
use serde_json::json;

use super::shelf;
use crate::commands::folder::Folder;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `enterprises schemes`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,
}

struct Row {
    verb: &'static str,
    code: String,
    name: String,
    from: String,
    until: String,
    citation: String,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let classes: Shelf<ClassScheme> = shelf(&store, shell)?;
    let schemes: Shelf<Scheme> = shelf(&store, shell)?;
    let books: Shelf<RuleBook> = shelf(&store, shell)?;
    let mut rows = Vec::new();
    for one in classes.iter() {
        rows.push(row("classify", one, shell.say(&one.name, &one.name_en), &one.citation));
    }
    for one in schemes.iter() {
        rows.push(row("score", one, shell.say(&one.name, &one.name_en), &one.citation));
    }
    for one in books.iter() {
        rows.push(row("check", one, shell.say(&one.name, &one.name_en), &one.citation));
    }
    if shell.json {
        let all: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({"verb": row.verb, "code": row.code, "name": row.name, "valid_from": row.from,
                    "valid_until": row.until, "citation": row.citation})
            })
            .collect();
        shell.value(&all)?;
        return Ok(Outcome::Done);
    }
    let left = |head| (head, Lean::Left);
    let mut table = Table::new(&[
        left(shell.say("用于", "for")),
        left(shell.say("代码", "code")),
        left(shell.say("名称", "name")),
        left(shell.say("自", "from")),
        left(shell.say("至", "until")),
        left(shell.say("出处", "source")),
    ]);
    for row in rows {
        table.row([row.verb.to_owned(), row.code, row.name, row.from, row.until, row.citation]);
    }
    shell.text(&table.text())?;
    Ok(Outcome::Done)
}

fn row<T: Definition>(verb: &'static str, one: &T, name: &str, citation: &[Citation]) -> Row {
    let (from, until) = one.in_force();
    Row {
        verb,
        code: one.code().to_owned(),
        name: name.to_owned(),
        from: from.to_string(),
        until: until.map(|day| day.to_string()).unwrap_or_default(),
        citation: citation.iter().map(|one| one.document.as_str()).collect::<Vec<_>>().join("；"),
    }
}
