//! `formula explain`: every step of one evaluation, down to the facts.

use domain::{Subject, SubjectKind};

use super::definition::{Asked, Span, refused};
use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
use crate::shell::Shell;

/// Arguments of `formula explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    span: Span,
    /// 对象名称（不是 --total 时必填） | name of the subject; needed unless --total
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let ready = args.asked.ready(shell)?;
    let when = args.span.when(&ready.store, shell)?;
    let wrong = |error| refused(error, shell.lang);
    let trace = if ready.typed.is_total() {
        ready.typed.trace_total(ready.facts.as_ref(), when, formula::DETAIL).map_err(wrong)?
    } else {
        let Some(name) = &args.of else {
            return Err(Failure::usage(
                shell.say("没有说明是哪个对象", "which subject?"),
                shell.say("用 --of 名称，或对全体用 --total。", "Name it with --of, or use --total for all."),
            ));
        };
        let subject = subject(&ready.store, ready.typed.subject(), name, shell)?;
        ready.typed.trace(ready.facts.as_ref(), when, subject).map_err(wrong)?
    };
    if shell.json {
        shell.value(&trace)?;
        return Ok(Outcome::Done);
    }
    let lang = match shell.lang {
        Lang::Zh => formula::Lang::Zh,
        Lang::En => formula::Lang::En,
    };
    shell.line(formula::explain(&trace, lang).trim_end())?;
    Ok(Outcome::Done)
}

fn subject(store: &store::Store, kind: &SubjectKind, name: &str, shell: &Shell) -> Result<Subject, Failure> {
    let found = store.read(|r| r.entities_named(kind, name)).map_err(|error| stored(error, shell.lang))?;
    match found.as_slice() {
        [only] => Ok(Subject::One(only.id)),
        [] => Err(Failure::refused(
            "store.not_found",
            format!("{} {name}", shell.say("没有这个对象：", "there is no such subject:")),
            "",
        )),
        _ => Err(Failure::refused(
            "formula.ambiguous",
            format!("{name}: {} {}", found.len(), shell.say("个对象同名", "subjects of this name")),
            "",
        )),
    }
}
