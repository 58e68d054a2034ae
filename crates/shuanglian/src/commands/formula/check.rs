//! `formula check`: whether a formula makes sense, and what it would yield.

use serde_json::json;

use super::definition::{Asked, kind, unit};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `formula check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let ready = args.asked.ready(shell)?;
    let typed = &ready.typed;
    let metrics: Vec<&str> = typed.metrics().iter().map(|metric| metric.name.as_str()).collect();
    let yields = kind(typed, shell.lang);
    if shell.json {
        shell
            .value(&json!({"formula": typed.text(), "subject": typed.subject().as_str(), "total": typed.is_total(),
            "yields": kind(typed, crate::lang::Lang::En), "unit": unit(typed), "metrics": metrics}))?;
        return Ok(Outcome::Done);
    }
    shell.line(typed.text())?;
    shell.line(format!("{}: {yields} {}", shell.say("结果", "yields"), unit(typed)))?;
    shell.line(format!("{}: {}", shell.say("用到的指标", "metrics"), metrics.join("、")))?;
    Ok(Outcome::Done)
}
