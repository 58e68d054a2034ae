//! `enterprises score`: scores and tiers of all firms by a scheme, one firm line by line, and how stable tiers are.

use domain::{EntityId, Period};
use enterprises::runs::{self, ScoreRun};
use enterprises::schemes::decimal::Decimal;
use enterprises::schemes::{Change, Scheme, stability};
use serde_json::json;

use super::{chosen, refused, shelf};
use crate::commands::folder::{Folder, actor, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `enterprises score`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 评分办法代码（见 enterprises schemes） | code of the scheme, as in enterprises schemes
    scheme: String,
    /// 年度 | year
    #[arg(long)]
    period: Period,
    /// 只看一家企业（编号），逐项列出 | one firm by number, line by line
    #[arg(long, value_name = "FIRM")]
    firm: Option<i64>,
    /// 每个基准、每个权重各上下移动这么多，看多少企业换档 | moves each base and weight by this share and counts who changes tier
    #[arg(long, value_name = "5%")]
    stability: Option<String>,
    /// 发布为事实；以前的结果保留 | publishes as facts; results of earlier runs stay on record
    #[arg(long)]
    apply: bool,
    /// 这次运算的名称，如“2024年第一次评价” | name of this run
    #[arg(long, default_value = "")]
    name: String,
    /// 以谁的名义 | in whose name
    #[arg(long, value_name = "ACCOUNT")]
    by: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let share = match &args.stability {
        None => None,
        Some(text) => {
            let share = text.parse::<Decimal>().ok().and_then(Decimal::fixed);
            let hint = shell.say("写成 5% 或 0.05。", "Write 5% or 0.05.");
            Some(share.ok_or_else(|| Failure::usage(format!("--stability {text}"), hint))?)
        }
    };
    let store = args.folder.open(shell)?;
    let shelf = shelf::<Scheme>(&store, shell)?;
    let scheme = chosen(&shelf, &args.scheme, args.period, shell)?;
    let facts = store.snapshot().map_err(|error| stored(error, shell.lang))?;
    let run = runs::score(&facts, scheme, args.period).map_err(|error| refused(error, shell))?;
    if let Some(firm) = args.firm {
        return one(scheme, &run, EntityId(firm), shell);
    }
    let shifts = match share {
        None => Vec::new(),
        Some(share) => {
            stability(scheme, &run.gathered, &run.scoring, share).map_err(|error| refused(error.into(), shell))?
        }
    };
    let mut counts = vec![0_usize; scheme.tiers.len()];
    let mut open = 0;
    for firm in &run.scoring.firms {
        match firm.standing {
            Some(standing) => counts[standing.tier] += 1,
            None => open += 1,
        }
    }
    let (aside, undecided) = (run.scoring.aside.len(), run.scoring.undecided.len());
    if !shell.json {
        let mut table =
            Table::new(&[(shell.say("档次", "tier"), Lean::Left), (shell.say("企业数", "firms"), Lean::Right)]);
        for (tier, count) in scheme.tiers.iter().zip(&counts) {
            table.row([tier.code.clone(), count.to_string()]);
        }
        table.row([shell.say("缺数据，没有得分", "no score: facts missing").into(), open.to_string()]);
        table.row([shell.say("不定等级", "set aside").into(), aside.to_string()]);
        table.row([shell.say("不知道是否在评价范围", "unknown whether evaluated").into(), undecided.to_string()]);
        shell.text(&table.text())?;
        if share.is_some() {
            let mut table = Table::new(&[
                (shell.say("移动", "moved"), Lean::Left),
                (shell.say("倍数", "factor"), Lean::Right),
                (shell.say("换档企业", "change tier"), Lean::Right),
            ]);
            for shift in &shifts {
                let factor = shift.factor.scaled(2).map(|factor| factor.to_string()).unwrap_or_default();
                table.row([moved(scheme, shift.change, shell), factor, shift.moved.len().to_string()]);
            }
            shell.text(&table.text())?;
        }
    }
    let scoring = shell.json.then(|| run.scoring.clone());
    let mut published = None;
    if args.apply {
        if !run.publishes() {
            let hint = shell.say("在规则文件里写 publishes。", "Name metrics under publishes in its file.");
            return Err(Failure::refused("enterprises.not_published", scheme.code.clone(), hint));
        }
        let name = if args.name.is_empty() { format!("{} {}", scheme.name, args.period) } else { args.name.clone() };
        let by = actor(&store, args.by.as_deref(), shell)?;
        published = Some(run.publish(&store, by, &name).map_err(|error| refused(error, shell))?);
    }
    if let Some(scoring) = scoring {
        let (run, batch) = published.map_or((None, None), |(run, batch)| (Some(run.0), Some(batch.0)));
        shell.value(&json!({"scheme": scheme.code, "version": scheme.version, "period": args.period,
            "tiers": scheme.tiers.iter().map(|tier| &tier.code).collect::<Vec<_>>(), "scoring": scoring,
            "stability": shifts, "run": run, "batch": batch}))?;
        return Ok(Outcome::Done);
    }
    match published {
        Some((run, batch)) => {
            shell.line(format!(
                "{} {run}, {} {batch}",
                shell.say("已发布：运算", "published: run"),
                shell.say("批次", "batch")
            ))?;
        }
        None => shell.line(shell.say("没有发布；加 --apply 发布。", "Nothing published; add --apply."))?,
    }
    Ok(Outcome::Done)
}

fn moved(scheme: &Scheme, change: Change, shell: &Shell) -> String {
    let (at, what) = match change {
        Change::Base(at) => (at, shell.say("基准", "base")),
        Change::Weight(at) => (at, shell.say("权重", "weight")),
    };
    let name = scheme.indicators.get(at).map_or("", |one| shell.say(&one.name, &one.name_en));
    format!("{name} {what}")
}

fn one(scheme: &Scheme, run: &ScoreRun, firm: EntityId, shell: &mut Shell) -> Result<Outcome, Failure> {
    let Some(score) = run.scoring.firms.iter().find(|score| score.firm == firm) else {
        let hint = shell.say("它不在评价范围内，或不定等级。", "It is not evaluated, or set aside.");
        return Err(Failure::refused("enterprises.not_scored", firm.to_string(), hint));
    };
    if shell.json {
        shell.value(score)?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[
        (shell.say("指标", "indicator"), Lean::Left),
        (shell.say("值", "value"), Lean::Right),
        (shell.say("基准", "base"), Lean::Right),
        (shell.say("权重", "weight"), Lean::Right),
        (shell.say("得分", "points"), Lean::Right),
        (shell.say("办法", "how"), Lean::Left),
    ]);
    for (indicator, line) in scheme.indicators.iter().zip(&score.lines) {
        let said = |number: Option<enterprises::schemes::decimal::Fixed>| {
            number.and_then(|number| number.scaled(4)).map_or_else(|| "—".to_owned(), |number| number.to_string())
        };
        let how = serde_json::to_value(line.how)?;
        table.row([
            shell.say(&indicator.name, &indicator.name_en).to_owned(),
            said(line.value),
            said(line.base),
            indicator.weight.0.to_string(),
            said(line.points),
            how.as_str().unwrap_or_default().to_owned(),
        ]);
    }
    shell.text(&table.text())?;
    let total = score.total_scaled(scheme.decimals).map_or_else(|| "—".to_owned(), |total| total.to_string());
    let tier =
        score.standing.and_then(|standing| scheme.tiers.get(standing.tier)).map_or("—", |tier| tier.code.as_str());
    let place = score.standing.map(|standing| format!("{}/{}", standing.rank, standing.of)).unwrap_or_default();
    let labels = (shell.say("总分", "total"), shell.say("名次", "place"), shell.say("档次", "tier"));
    shell.line(format!("{} {total} · {} {place} · {} {tier}", labels.0, labels.1, labels.2))?;
    Ok(Outcome::Done)
}
