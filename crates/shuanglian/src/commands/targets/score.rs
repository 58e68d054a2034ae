//! `targets score`: the self-evaluation of every project under a rule set, point by point, and its forms.

use std::path::PathBuf;

use serde_json::json;
use targets::appraisal::{Ready, Selfscored};
use targets::scoring::{How, Origin, RuleSet};
use targets::{feed, forms};

use super::stored_table::StoredTable;
use super::written;
use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets score`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    table: StoredTable,
    /// 计分规则：10（财预〔2020〕10号）、101（财预〔2021〕101号），或数据目录 knowledge/scoring 里自有的 | rule set: 10 (of 2020), 101 (of 2021), or one of the folder's own
    #[arg(long)]
    rules: String,
    /// 只列一个项目，逐行列出算式 | one project only, every line with its calculation
    #[arg(long, value_name = "P03")]
    project: Option<String>,
    /// 写部门汇总表而不是自评表 | write the department's summary instead of the forms
    #[arg(long, requires = "out")]
    summary: bool,
    /// 把自评表写成 xlsx；- 为标准输出 | write the forms as xlsx; - is standard output
    #[arg(long, short)]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let (store, ready) = args.table.ready(shell)?;
    let lang = shell.lang;
    let refused = |error| stored(error, lang);
    let (sets, faults) = targets::scoring::rules::in_force(store.dir(), ready.row.year);
    say_faults(&faults, shell);
    known_rules(&sets, &args.rules, shell)?;
    let overview = feed::overview(&ready.table, &ready.bindings, ready.today, ready.facts.as_ref());
    let lineage = &ready.row.lineage;
    let scored = Selfscored::load(&store, lineage, &ready.table, &overview, &ready.money, &args.rules);
    let scored = scored.map_err(refused)?;
    let source = scored.source(ready.head(), &overview, &ready.money);
    if let Some(out) = &args.out {
        let workbook = if args.summary { forms::summary(&source) } else { forms::self_evaluation(&source) };
        return written::workbook(&workbook, out, shell);
    }
    let asked = |project: &str| args.project.as_deref().is_none_or(|asked| asked == project);
    if !ready.table.projects.iter().any(|project| asked(&project.id)) {
        let hint = shell.say("用 targets show 查看项目编号。", "See the projects with: targets show");
        return Err(Failure::refused("no_project", args.project.clone().unwrap_or_default(), hint));
    }
    if shell.json {
        let projects: Vec<_> = scored.scored.iter().filter(|one| asked(&one.project)).collect();
        shell.value(&json!({"id": ready.row.id, "title": ready.row.title, "today": ready.today,
            "rules": scored.rules.label(), "rule_set": scored.rules, "projects": projects,
            "department": forms::summed(&source)}))?;
        return Ok(Outcome::Done);
    }
    shell.line(format!(
        "{} · {} · {} {}",
        ready.row.title,
        scored.rules.name,
        shell.say("截至", "as of"),
        ready.today
    ))?;
    if args.project.is_some() { each_line(&scored, asked, shell) } else { each_project(&ready, &scored, shell) }
}

/// Refuses a rule set there is none of, with those there are.
pub(super) fn known_rules<'a>(sets: &'a [RuleSet], wanted: &str, shell: &Shell) -> Result<&'a RuleSet, Failure> {
    let known: Vec<&str> = sets.iter().map(|set| set.rules.as_str()).collect();
    sets.iter().find(|set| set.rules == wanted).ok_or_else(|| {
        let message = format!("{} {wanted}", shell.say("没有这套计分规则：", "no such rule set:"));
        let hint = format!("{} {}", shell.say("可用的有：", "There are:"), known.join(", "));
        Failure::refused("no_rules", message, hint)
    })
}

fn each_project(ready: &Ready, scored: &Selfscored, shell: &mut Shell) -> Result<Outcome, Failure> {
    let mut rows = Table::new(&[
        (shell.say("项目", "project"), Lean::Left),
        (shell.say("名称", "name"), Lean::Left),
        (shell.say("得分", "points"), Lean::Right),
        (shell.say("未定分", "open"), Lean::Right),
        (shell.say("等级", "grade"), Lean::Left),
    ]);
    for (project, one) in ready.table.projects.iter().zip(&scored.scored) {
        rows.row([
            project.id.clone(),
            project.name.clone(),
            one.total.to_string(),
            one.open.to_string(),
            one.grade.clone().unwrap_or_else(|| "—".to_owned()),
        ]);
    }
    shell.text(&rows.text())?;
    Ok(Outcome::Done)
}

fn each_line(scored: &Selfscored, asked: impl Fn(&str) -> bool, shell: &mut Shell) -> Result<Outcome, Failure> {
    let mut rows = Table::new(&[
        (shell.say("行", "line"), Lean::Left),
        (shell.say("分值", "of"), Lean::Right),
        (shell.say("分值来历", "points from"), Lean::Left),
        (shell.say("得分", "points"), Lean::Right),
        (shell.say("办法", "how"), Lean::Left),
        (shell.say("算式", "calculation"), Lean::Left),
    ]);
    for one in scored.scored.iter().filter(|one| asked(&one.project)) {
        for line in &one.lines {
            rows.row([
                line.id.clone(),
                line.weight.to_string(),
                format!("{} {}", origin(line.weight_from, shell), line.weight_sum),
                line.awarded.points.map_or_else(|| "—".to_owned(), |points| points.to_string()),
                how(line.awarded.how, shell).to_owned(),
                line.awarded.sum.clone(),
            ]);
        }
        let grade = one.grade.as_deref().unwrap_or("—");
        let sums = ["100.00".into(), String::new(), one.total.to_string(), grade.to_owned(), String::new()];
        let [of, from, points, grade, sum] = sums;
        rows.row([one.project.clone(), of, from, points, grade, sum]);
    }
    shell.text(&rows.text())?;
    Ok(Outcome::Done)
}

/// Where the points of a line come from.
pub(super) fn origin(from: Origin, shell: &Shell) -> &'static str {
    match from {
        Origin::Rule => shell.lang.pick("规则规定", "by the rules"),
        Origin::Entered => shell.lang.pick("按重要性填写", "entered"),
        Origin::Stated => shell.lang.pick("申报表载明", "stated"),
        Origin::Equal => shell.lang.pick("块内平均", "alike"),
    }
}

fn how(how: How, shell: &Shell) -> &'static str {
    match how {
        How::Met => shell.lang.pick("达到", "reached"),
        How::Share => shell.lang.pick("实际÷目标", "actual ÷ target"),
        How::InverseShare => shell.lang.pick("目标÷实际", "target ÷ actual"),
        How::Closeness => shell.lang.pick("按偏离", "by deviation"),
        How::Nothing => shell.lang.pick("未达到", "not reached"),
        How::SatisfactionFull | How::SatisfactionShare | How::SatisfactionNone => {
            shell.lang.pick("满意度赋分", "satisfaction")
        }
        How::Late => shell.lang.pick("逾期扣减", "late"),
        How::Execution => shell.lang.pick("执行率", "execution rate"),
        How::OverBudget => shell.lang.pick("支出超预算，满分为限", "above the budget, full points at most"),
        How::Band => shell.lang.pick("所选档次", "band chosen"),
        How::Unproved => shell.lang.pick("无凭证", "no proof"),
        How::NotApplicable => shell.lang.pick("不适用", "not applicable"),
        How::Open => shell.lang.pick("待定", "open"),
    }
}

/// Says which files of knowledge cannot be used; the others are.
pub(super) fn say_faults(faults: &[collect::KnowledgeFault], shell: &Shell) {
    for fault in faults {
        shell.complain(&Failure::refused("knowledge", fault.to_string(), ""));
    }
}
