//! `records surveys links`: links for a record, each for one answer; only their digests are kept.

use collect::surveys;
use serde_json::json;

use super::super::numbered;
use crate::commands::data::import::refused;
use crate::commands::folder::{Folder, actor, other};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `records surveys links`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 记录编号 | number of the record
    number: String,
    /// 问卷代码 | code of the questionnaire
    #[arg(long, value_name = "SURVEY")]
    survey: String,
    /// 链接数，一人一个 | how many links, one for each person
    #[arg(long)]
    count: usize,
    /// 链接前面的网址，如 https://shuanglian.example | the address of the site, put before each link
    #[arg(long, default_value = "")]
    site: String,
    /// 办理账号 | account that acts
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let most = web::routes::surveys::MOST;
    if args.count == 0 || args.count > most {
        let hint = format!("{} 1–{most}", shell.say("链接数写", "how many links:"));
        return Err(Failure::usage(format!("--count {}", args.count), hint));
    }
    let store = args.folder.open(shell)?;
    let by = actor(&store, Some(&args.by), shell)?;
    let record = numbered(&store, &args.number, shell)?;
    let fresh =
        web::routes::surveys::fresh(args.count).map_err(|error| other("record.survey", format!("{error:?}")))?;
    let digests: Vec<_> = fresh.iter().map(|link| link.1).collect();
    surveys::links(&store, &by, record, &args.survey, &digests).map_err(|error| refused(error, shell))?;
    let links: Vec<String> =
        fresh.iter().map(|(token, _)| format!("{}/s/{token}", args.site.trim_end_matches('/'))).collect();
    if shell.json {
        shell.value(&json!({"record": args.number, "survey": args.survey, "links": links}))?;
        return Ok(Outcome::Done);
    }
    for link in links {
        shell.line(link)?;
    }
    Ok(Outcome::Done)
}
