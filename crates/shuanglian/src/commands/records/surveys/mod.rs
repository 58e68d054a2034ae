//! `records surveys`: questionnaires about records: how they stand, links to hand out, what was answered.

mod export;
mod links;
mod list;
mod results;

use clap::Subcommand;
use collect::surveys::{Asked, Stands};
use store::{Reader, Store};

use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with surveys.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 列出每条记录的调查：发出、收回、满意率和区间；份数不够的不能判断 | lists surveys: links, answers, share with its interval; too few answers cannot be said
    List(list::Args),
    /// 给一条记录生成问卷链接，一人一个，只显示这一次 | makes links for a record, one for each person, shown only now
    Links(links::Args),
    /// 一条记录的逐题结果 | results of a record, question by question
    Results(results::Args),
    /// 导出满意度汇总 xlsx | exports the overview as xlsx
    Export(export::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::List(args) => list::run(&args, shell),
        Verb::Links(args) => links::run(&args, shell),
        Verb::Results(args) => results::run(&args, shell),
        Verb::Export(args) => export::run(&args, shell),
    }
}

/// One survey with the number and name of its record.
struct Line {
    asked: Asked,
    number: String,
    name: String,
}

fn named(r: &Reader<'_>, asked: Asked) -> store::Result<Line> {
    let number = r.identified_by("record_no", &[asked.record])?.remove(&asked.record).unwrap_or_default();
    Ok(Line { name: r.entity(asked.record)?.name, number, asked })
}

/// Every survey, the latest links first.
fn lines(store: &Store, shell: &Shell) -> Result<Vec<Line>, Failure> {
    let read = || -> store::Result<Vec<Line>> {
        let facts = store.snapshot()?;
        store.read(|r| {
            let all = collect::surveys::overview(r, &facts, jiff::Timestamp::now())?;
            all.into_iter().map(|asked| named(r, asked)).collect()
        })
    };
    read().map_err(|error| stored(error, shell.lang))
}

/// The share with its interval, or why none is said.
fn share(asked: &Asked, shell: &Shell) -> String {
    match asked.share {
        Some(share) if !share.too_few => format!("{}% [{}%, {}%]", share.percent, share.low, share.high),
        _ => format!("{} ({} < {})", stands(asked.stands(), shell), asked.answers(), asked.survey.least),
    }
}

fn stands(stands: Stands, shell: &Shell) -> &str {
    match stands {
        Stands::Sayable => shell.say("可以判断", "can be said"),
        Stands::TooFew => shell.say("不能判断", "cannot be said"),
        Stands::Unanswered => shell.say("未收回", "no answers"),
    }
}

fn json(line: &Line) -> serde_json::Value {
    let asked = &line.asked;
    let sayable = asked.share.filter(|share| !share.too_few);
    serde_json::json!({
        "record": line.number, "name": line.name, "survey": asked.survey.code, "links": asked.links,
        "answers": asked.answers(), "expired": asked.expired, "least": asked.survey.least,
        "satisfied": asked.share.map(|share| share.satisfied), "stands": asked.stands().key(),
        "percent": sayable.map(|share| share.percent.to_string()),
        "low": sayable.map(|share| share.low.to_string()), "high": sayable.map(|share| share.high.to_string()),
    })
}
