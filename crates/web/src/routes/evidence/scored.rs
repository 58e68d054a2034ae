//! Evidence of points: the rule, the calculation, and what it rests on; of a project its lines, of a department all.

use domain::Scaled;
use store::Store;
use targets::appraisal::Selfscored;
use targets::forms::summed;
use targets::scoring::{How, Line as ScoreLine, Scored};

use super::monitored::{budget_step, returns};
use super::{Evidence, Line, Step};
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::routes::targets::appraisal::key;
use crate::routes::targets::appraisal::scores::worth;
use crate::state::AppState;

pub(super) fn evidence(
    app: &AppState,
    store: &Store,
    lang: Lang,
    (table, rules): (i64, &str),
    what: &str,
) -> Result<Evidence, Failure> {
    let appraised = Appraised::load(&app.judged, store, table)?;
    let scored = appraised.scored(store, rules)?;
    if let Some(part) = what.strip_prefix("all.") {
        return department(store, lang, &appraised, &scored, part);
    }
    if let Some(one) = scored.scored.iter().find(|one| one.project == what) {
        return project(lang, &appraised, &scored, one);
    }
    let line = scored.line(what).ok_or(Failure::NotFound)?;
    line_evidence(app, store, lang, &appraised, &scored, line)
}

fn token(appraised: &Appraised, scored: &Selfscored, what: &str) -> String {
    let (table, rules) = (appraised.judged.row.id, scored.rules.rules.clone());
    Token::Scored { table, rules, what: what.to_owned() }.to_string()
}

/// Where the points of a line come from: its block's points, over how many indicators, over how many targets.
fn share(lang: Lang, scored: &Selfscored, one: &Scored, line: &ScoreLine) -> String {
    let mut indicators: Vec<&str> =
        one.lines.iter().filter(|other| other.block == line.block).map(|other| other.indicator.as_str()).collect();
    indicators.dedup();
    let targets =
        one.lines.iter().filter(|other| other.indicator == line.indicator && other.block == line.block).count();
    let dropped = one.lines.iter().filter(|other| other.awarded.how == How::NotApplicable).count();
    let name = scored.rules.blocks.iter().find(|block| block.key == line.block).map(|block| block.name.as_str());
    let block: i64 =
        one.lines.iter().filter(|other| other.block == line.block).map(|other| other.weight.mantissa).sum();
    let values = [
        ("block", name.unwrap_or(lang.t("appraisal.execution")).to_owned()),
        ("points", Scaled::new(block, 2).to_string()),
        ("indicators", indicators.len().to_string()),
        ("targets", targets.to_string()),
        ("dropped", dropped.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lang.fill("appraisal.share_words", &values)
}

/// One line: its weight, the rule in words, the calculation, who said what, then what the result rests on.
fn line_evidence(
    app: &AppState,
    store: &Store,
    lang: Lang,
    appraised: &Appraised,
    scored: &Selfscored,
    line: &ScoreLine,
) -> Result<Evidence, Failure> {
    let one = scored.scored.iter().find(|one| one.lines.iter().any(|own| own.id == line.id));
    let one = one.ok_or(Failure::NotFound)?;
    let mut lines = vec![Line::words(share(lang, scored, one, line)), Line::words(worth(lang, line))];
    if let Some(entry) = scored.weighed_by(line) {
        let who = crate::people::name(store, &entry.actor)?;
        let values = [("who", who.as_str()), ("at", &crate::moment::minute(entry.at))];
        lines.push(Line::words(lang.fill("appraisal.weighed_by", &values)));
    }
    if one.unweighed.contains(&line.block) {
        lines.push(Line::words(lang.t("appraisal.unweighed")));
    }
    lines.push(Line::words(format!("{}（{}，{}）", scored.rules.name, scored.rules.label(), scored.rules.valid_from)));
    for citation in &scored.rules.citation {
        lines.push(Line::words(format!("{}：{}", citation.document, citation.note)));
    }
    if let Some(lack) = line.awarded.lack {
        lines.insert(0, Line::words(lang.t(&format!("appraisal.lack_{}", key(&lack)))));
    }
    if let Some(by) = line.awarded.too_low {
        lines.insert(0, Line::words(lang.fill("appraisal.too_low", &[("by", &by.to_string())])));
    }
    let mut steps = vec![Step {
        title: lang.t("appraisal.how").to_owned(),
        note: lang.t(&format!("appraisal.how_{}", key(&line.awarded.how))).to_owned(),
        formula: Some(line.awarded.sum.clone()).filter(|sum| !sum.is_empty()),
        lines,
        end: Some("trace"),
        // What people judge and what is not decided yet rests on no fact.
        count: Some(0),
        ..Step::default()
    }];
    steps.extend(said(store, lang, scored, &line.id)?);
    if line.indicator.is_empty() {
        let money = appraised.money.get(&one.project);
        steps.push(returns(store, lang, money.and_then(|money| money.spent.as_ref()))?);
        steps.extend(budget_step(store, lang, appraised, money.and_then(|money| money.in_force()))?);
    } else if appraised.judged.overview.targets.iter().any(|view| view.target.id == line.id) {
        steps.extend(super::target::evidence(app, store, lang, appraised.judged.row.id, &line.id)?.steps);
    }
    let head = match line.awarded.points {
        Some(points) => Figure::number(lang, points),
        None if line.awarded.how == How::NotApplicable => Figure::not_applicable(lang),
        None => Figure::missing(lang),
    };
    let title = format!("{} · {} {}", line.id, lang.t("appraisal.weight"), line.weight);
    Ok(Evidence { title, head: Some(head), state: None, steps })
}

/// Who said what of a line.
fn said(store: &Store, lang: Lang, scored: &Selfscored, id: &str) -> Result<Option<Step>, Failure> {
    let Some(entry) = scored.said.get(id) else { return Ok(None) };
    let value = &entry.value;
    let mut lines = Vec::new();
    if let Some(chosen) = &value.band {
        let name = scored.rules.band(&chosen.key).map_or("", |band| band.name.as_str());
        lines.push(Line::words(format!("{name} {}%", chosen.percent)));
        lines.push(Line::words(chosen.reason.clone()));
    }
    let reasons =
        [value.not_applicable.as_ref(), value.unproved.as_ref(), Some(&value.deviation), Some(&value.measures)];
    lines.extend(reasons.into_iter().flatten().filter(|text| !text.is_empty()).map(Line::words));
    let note = format!("{} {}", crate::people::name(store, &entry.actor)?, crate::moment::minute(entry.at));
    Ok(Some(Step { title: lang.t("appraisal.said").to_owned(), note, lines, ..Step::default() }))
}

/// The lines of a project, each opening to its own way.
fn project(lang: Lang, appraised: &Appraised, scored: &Selfscored, one: &Scored) -> Result<Evidence, Failure> {
    let project = appraised.judged.table.projects.iter().find(|project| project.id == one.project);
    let name = project.map(|project| project.name.as_str()).unwrap_or_default();
    let step = lines_step(lang, appraised, scored, one, lang.t("appraisal.added_points").to_owned());
    let title = format!("{} {name} · {}", one.project, lang.t("appraisal.points"));
    Ok(Evidence { title, head: Some(Figure::number(lang, one.total)), state: None, steps: vec![step] })
}

fn lines_step(lang: Lang, appraised: &Appraised, scored: &Selfscored, one: &Scored, title: String) -> Step {
    let mut lines = Vec::with_capacity(one.lines.len());
    for line in &one.lines {
        let own = token(appraised, scored, &line.id);
        let how = lang.t(&format!("appraisal.how_{}", key(&line.awarded.how))).to_owned();
        let name = if line.indicator.is_empty() {
            lang.t("appraisal.execution").to_owned()
        } else {
            appraised.judged.promise(&line.indicator).to_owned()
        };
        let figure = match line.awarded.points {
            Some(points) => Figure::number(lang, points),
            None if line.awarded.how == How::NotApplicable => Figure::not_applicable(lang),
            None => Figure::missing(lang),
        };
        lines.push(Line {
            label: format!("{} {name} · {} {} · {how}", line.id, lang.t("appraisal.weight"), line.weight),
            figure: Some(figure.evidence(&own)),
            link: None,
        });
    }
    Step { title, count: Some(lines.len()), lines, end: Some("trace"), ..Step::default() }
}

/// What was added up over a department.
fn department(
    store: &Store,
    lang: Lang,
    appraised: &Appraised,
    scored: &Selfscored,
    part: &str,
) -> Result<Evidence, Failure> {
    let judged = &appraised.judged;
    let sums = summed(&scored.source(appraised.head(), &judged.overview, &appraised.money));
    let money = |amount: Option<Scaled>| {
        let (number, unit) = targets::budgets::shown(&judged.table, amount?);
        Some(Figure::number(lang, number).unit(&unit))
    };
    let number = |number: Option<Scaled>| number.map(|number| Figure::number(lang, number));
    let grade = part.strip_prefix("grade.");
    let head = match part {
        "opening" => money(sums.opening),
        "budget" => money(sums.budget),
        "spent" => money(sums.spent),
        "rate" => number(sums.rate),
        "mean" => number(sums.mean),
        "weighted" => number(sums.weighted),
        _ => grade.map(|grade| {
            let of = |one: &&Scored| one.grade.as_deref().unwrap_or_default() == grade;
            Figure::count(lang, scored.scored.iter().filter(of).count())
        }),
    };
    let head = head.ok_or(Failure::NotFound)?;
    let mut steps = Vec::new();
    for (project, one) in judged.table.projects.iter().zip(&scored.scored) {
        let title = format!("{} {}", project.id, project.name);
        let own = appraised.money.get(&project.id);
        match part {
            "opening" | "budget" => {
                let budget = own.and_then(|m| if part == "opening" { m.opening.as_ref() } else { m.in_force() });
                if let Some(mut step) = budget_step(store, lang, appraised, budget)? {
                    (step.title, step.end, step.count) = (title, Some("trace"), Some(step.lines.len()));
                    steps.push(step);
                }
            }
            "spent" | "rate" => {
                let mut step = returns(store, lang, own.and_then(|money| money.spent.as_ref()))?;
                step.title = title;
                steps.push(step);
            }
            _ if grade.is_some_and(|grade| one.grade.as_deref().unwrap_or_default() != grade) => {}
            _ => {
                let total = format!("{title} · {} {}", lang.t("appraisal.points"), one.total);
                steps.push(lines_step(lang, appraised, scored, one, total));
            }
        }
    }
    if steps.is_empty() {
        let title = lang.t("appraisal.no_project").to_owned();
        steps.push(Step { title, end: Some("trace"), count: Some(0), ..Step::default() });
    }
    let title = match grade {
        Some("") => lang.t("appraisal.undecided").to_owned(),
        Some(grade) => grade.to_owned(),
        None => lang.t(&format!("appraisal.all_{part}")).to_owned(),
    };
    Ok(Evidence { title, head: Some(head), state: None, steps })
}
