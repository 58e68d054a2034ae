//! `enterprises classify`: the classes of all firms by a scheme, and for one firm the conditions that decided.

use domain::{EntityId, Period, Subject};
use enterprises::classes::{ClassScheme, Outcome as Class};
use enterprises::runs;
use formula::When;
use serde_json::json;

use super::{chosen, refused, shelf};
use crate::commands::folder::{Folder, actor, stored};
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `enterprises classify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 规则代码（见 enterprises schemes） | code of the rules, as in enterprises schemes
    scheme: String,
    /// 年度或月份 | year or month
    #[arg(long)]
    period: Period,
    /// 只看一家企业（编号），列出逐条条件 | one firm by number, condition by condition
    #[arg(long, value_name = "FIRM")]
    firm: Option<i64>,
    /// 发布为事实 | publishes the classes as facts
    #[arg(long, conflicts_with = "firm")]
    apply: bool,
    /// 这次运算的名称 | name of this run
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
    let store = args.folder.open(shell)?;
    let shelf = shelf::<ClassScheme>(&store, shell)?;
    let scheme = chosen(&shelf, &args.scheme, args.period, shell)?;
    let facts = store.snapshot().map_err(|error| stored(error, shell.lang))?;
    if let Some(firm) = args.firm {
        let steps = scheme.explain(facts.as_ref(), When::new(args.period), Subject::One(EntityId(firm)));
        let steps = steps.map_err(|error| refused(error.into(), shell))?;
        if shell.json {
            shell.value(&steps)?;
            return Ok(Outcome::Done);
        }
        shell.line(format!("{}: {}", shell.say(&scheme.name, &scheme.name_en), word(scheme, steps.outcome, shell)))?;
        let lang = if shell.lang == Lang::Zh { formula::Lang::Zh } else { formula::Lang::En };
        for step in &steps.steps {
            let branch = scheme.branches.get(step.branch).map_or("", |branch| branch.name.as_str());
            let class = step.class.and_then(|class| scheme.class_at(class)).map_or("", |class| class.code.as_str());
            shell.line(format!("— {branch} {class}"))?;
            shell.text(&formula::explain(&step.trace, lang))?;
        }
        return Ok(Outcome::Done);
    }
    let run = runs::classify(&facts, scheme, args.period).map_err(|error| refused(error, shell))?;
    let mut rows: Vec<(String, String, usize)> = Vec::new();
    for (outcome, count) in &run.counts {
        let branch = match outcome {
            Class::Class { branch, .. } | Class::Unknown { branch: Some(branch) } => scheme.branches.get(*branch),
            Class::Unknown { branch: None } | Class::Outside => None,
        };
        let branch = branch.map(|branch| branch.name.clone()).unwrap_or_default();
        rows.push((branch, word(scheme, *outcome, shell), *count));
    }
    let mut published = None;
    if args.apply {
        if !run.publishes() {
            let hint = shell.say("在规则文件里写 publishes。", "Name a metric under publishes in its file.");
            return Err(Failure::refused("enterprises.not_published", scheme.code.clone(), hint));
        }
        let name = if args.name.is_empty() { format!("{} {}", scheme.name, args.period) } else { args.name.clone() };
        let by = actor(&store, args.by.as_deref(), shell)?;
        published = Some(run.publish(&store, by, &name).map_err(|error| refused(error, shell))?);
    }
    if shell.json {
        let rows: Vec<_> =
            rows.iter().map(|(branch, class, n)| json!({"branch": branch, "class": class, "firms": n})).collect();
        let (run, batch) = published.map_or((None, None), |(run, batch)| (Some(run.0), Some(batch.0)));
        shell
            .value(&json!({"scheme": scheme.code, "version": scheme.version, "period": args.period, "counts": rows,
            "run": run, "batch": batch}))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[
        (shell.say("行业", "branch"), Lean::Left),
        (shell.say("结果", "class"), Lean::Left),
        (shell.say("企业数", "firms"), Lean::Right),
    ]);
    for (branch, class, count) in rows {
        table.row([branch, class, count.to_string()]);
    }
    shell.text(&table.text())?;
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

fn word(scheme: &ClassScheme, outcome: Class, shell: &Shell) -> String {
    match outcome {
        Class::Class { class, .. } => {
            scheme.class_at(class).map(|class| shell.say(&class.label, &class.label_en).to_owned()).unwrap_or_default()
        }
        Class::Unknown { .. } => shell.say("不能判断（缺数据）", "cannot be said (facts missing)").to_owned(),
        Class::Outside => shell.say("不适用", "does not apply").to_owned(),
    }
}
