//! Years and departments side by side: what each table promised, what was found in it, what was answered and mended,
//! and which sorts of finding come back year after year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use domain::Scaled;
use store::{FindingState, Reader};
use targets::appraisal::{Form, Outcome};
use targets::draft::taken;
use targets::judge::State as TargetState;
use targets::model::Severity;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::routes::targets::appraisal::months_name;
use crate::said;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Tables that fit side by side on paper laid on its long side.
const BESIDE: usize = 8;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/years", Need::May("targets.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    department: String,
}

/// One table.
struct Line {
    id: i64,
    department: String,
    year: String,
    title: String,
    figures: Vec<Figure>,
    step: String,
    /// Mean of the self-evaluation issued last.
    mean: Figure,
    /// Its rule set and grades.
    grades: String,
    /// Month and quadrants of the monitoring issued last, with where it is.
    monitored: Option<(String, String)>,
    /// Mendings taken over into next year's draft.
    drafted: Figure,
}

/// What was issued last of a table, and how many mendings stand in its draft.
#[derive(Default)]
struct Issued {
    scores: Option<(i64, String, Outcome)>,
    monitoring: Option<(i64, domain::Period, Outcome)>,
    drafted: usize,
}

impl Issued {
    fn load(reader: &Reader<'_>, lineage: &str) -> store::Result<Self> {
        let mut all = Self { drafted: taken(reader, lineage)?, ..Self::default() };
        for issue in reader.form_issues(lineage)? {
            match issue.form.parse() {
                Ok(Form::SelfEvaluation(rules)) if all.scores.is_none() => {
                    all.scores = Some((issue.id, rules, Outcome::of(reader, &issue)?));
                }
                Ok(Form::Monitoring(month)) if all.monitoring.is_none() => {
                    all.monitoring = Some((issue.id, month, Outcome::of(reader, &issue)?));
                }
                _ => {}
            }
        }
        Ok(all)
    }
}

/// One sort of finding over the tables.
struct Kind {
    name: String,
    figures: Vec<Figure>,
}

#[derive(Template)]
#[template(path = "targets/years.html")]
struct Years {
    shell: Shell,
    department: String,
    departments: Vec<String>,
    heads: Vec<String>,
    lines: Vec<Line>,
    beside: Vec<(i64, String)>,
    kinds: Vec<Kind>,
}

/// What is shown of each table, as a [`Token::Count`] names it.
const COUNTS: [&str; 15] = [
    "projects",
    "indicators",
    "targets",
    "state.unprovable",
    "state.unbound",
    "state.met",
    "state.behind",
    "state.missed",
    "findings.error",
    "findings.warn",
    "findings.info",
    "answered.open",
    "answered.explained",
    "answered.fixed",
    "answered.waived",
];

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<Years>, Failure> {
    let (tables, lang) = (app.judged.clone(), visit.lang);
    let (all, issued) = app
        .run(move |store| {
            let all = tables.all(store)?;
            let mut issued = Vec::with_capacity(all.len());
            store.read(|r| {
                for one in all.iter() {
                    issued.push((one.row.id, Issued::load(r, &one.row.lineage)?));
                }
                Ok(())
            })?;
            Ok::<_, Failure>((all, issued))
        })
        .await?;
    let issued: BTreeMap<i64, Issued> = issued.into_iter().collect();
    let none = Issued::default();
    let departments: BTreeSet<&str> = all.iter().map(|one| one.row.department.as_str()).collect();
    let departments: Vec<String> = departments.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let wanted = |one: &&Arc<Judged>| asked.department.is_empty() || one.row.department == asked.department;
    let mut shown: Vec<&Arc<Judged>> = all.iter().filter(wanted).collect();
    // The years of a department below each other, the latest first.
    shown.sort_by(|a, b| {
        let (a, b) = (&a.row, &b.row);
        a.department.cmp(&b.department).then(b.year.cmp(&a.year)).then(a.title.cmp(&b.title))
    });
    let lines = shown.iter().map(|one| line(lang, one, issued.get(&one.row.id).unwrap_or(&none))).collect();
    shown.truncate(BESIDE);
    let mut heads = Vec::with_capacity(COUNTS.len());
    for what in COUNTS {
        heads.push(lang.t(&format!("years.{}", what.replace('.', "_"))).to_owned());
    }
    let beside = shown.iter().map(|one| (one.row.id, short(lang, one))).collect();
    Ok(Page(Years {
        shell: Shell::new(&app, &visit, lang.t("years.title")),
        department: asked.department,
        departments,
        heads,
        lines,
        beside,
        kinds: kinds(lang, &shown),
    }))
}

fn short(lang: Lang, judged: &Judged) -> String {
    let year = judged.row.year.map_or_else(|| lang.t("years.no_year").to_owned(), |year| year.to_string());
    format!("{year} {}", judged.row.department).trim().to_owned()
}

fn line(lang: Lang, judged: &Judged, issued: &Issued) -> Line {
    let mut figures = Vec::with_capacity(COUNTS.len() + 1);
    for what in COUNTS {
        figures.push(figure(lang, judged, what, how_many(judged, what)));
    }
    let step = judged.step.map_or("none", store::SignOffStep::as_str);
    let address = |number: i64| format!("/targets/{}/issued/{number}", judged.row.id);
    let mut mean = Figure::missing(lang);
    let mut grades = String::new();
    if let Some((number, rules, outcome)) = &issued.scores {
        if let Some(points) = outcome.mean() {
            mean = Figure::number(lang, points).evidence_at(address(*number));
        }
        let words: Vec<String> = outcome.grades.iter().map(|(grade, count)| format!("{grade} {count}")).collect();
        let form = lang.fill("appraisal.scores_form_of", &[("rules", rules)]);
        grades = lang.fill("years.issued_of", &[("form", &form), ("words", &words.join("、"))]);
    }
    let monitored = issued.monitoring.as_ref().map(|(number, month, outcome)| {
        let word = |code: &String| lang.t(&format!("years.quadrant_short_{code}")).to_owned();
        let words: Vec<String> =
            outcome.quadrants.iter().map(|(code, count)| format!("{} {count}", word(code))).collect();
        let months = months_name(lang, *month);
        (lang.fill("years.issued_of", &[("form", &months), ("words", &words.join("、"))]), address(*number))
    });
    // Where nobody has begun a draft there is nothing to count.
    let drafted = match issued.drafted {
        0 => Figure::missing(lang),
        some => Figure::count(lang, some).evidence_at(format!("/targets/{}/draft", judged.row.id)),
    };
    Line {
        id: judged.row.id,
        department: judged.row.department.clone(),
        year: judged.row.year.map(|year| year.to_string()).unwrap_or_default(),
        title: judged.row.title.clone(),
        figures,
        step: lang.t(&format!("review.step_{step}")).to_owned(),
        mean,
        grades,
        monitored,
        drafted,
    }
}

fn figure(lang: Lang, judged: &Judged, what: &str, count: usize) -> Figure {
    let token = Token::Count { table: judged.row.id, what: what.to_owned() };
    Figure::count(lang, count).evidence(&token.to_string())
}

fn how_many(judged: &Judged, what: &str) -> usize {
    let table = &judged.table;
    let of = |severity| table.findings.iter().filter(|finding| finding.severity == severity).count();
    let answered = |state| judged.finding_states.iter().filter(|known| **known == state).count();
    match what {
        "projects" => table.projects.len(),
        "indicators" => table.projects.iter().map(|project| project.indicators.len()).sum(),
        "targets" => table.targets.len(),
        "findings.error" => of(Severity::Error),
        "findings.warn" => of(Severity::Warn),
        "findings.info" => of(Severity::Info),
        "answered.open" => answered(FindingState::Open),
        "answered.explained" => answered(FindingState::Explained),
        "answered.fixed" => answered(FindingState::Fixed),
        "answered.waived" => answered(FindingState::Waived),
        _ => {
            let states = &judged.overview.counts;
            let key = |state: &TargetState| what.strip_prefix("state.") == Some(state_key(*state));
            states.iter().find(|(state, _)| key(state)).map_or(0, |(_, count)| *count)
        }
    }
}

/// How often each sort of finding stands in each table, the most frequent first; with the change against the table
/// beside it where that is the same department's of the year before.
fn kinds(lang: Lang, shown: &[&Arc<Judged>]) -> Vec<Kind> {
    let names: BTreeSet<&str> =
        shown.iter().flat_map(|one| &one.table.findings).map(|finding| finding.kind.as_str()).collect();
    let count = |judged: &Judged, kind: &str| judged.table.findings.iter().filter(|f| f.kind == kind).count();
    let mut kinds: Vec<(usize, Kind)> = Vec::with_capacity(names.len());
    for kind in names {
        let mut figures = Vec::with_capacity(shown.len());
        for (place, one) in shown.iter().enumerate() {
            let now = count(one, kind);
            let mut shown_figure = figure(lang, one, &format!("kind.{kind}"), now);
            if let Some(before) = shown.get(place + 1).filter(|other| follows(one, other)) {
                let (now, before) = (i64::try_from(now).unwrap_or(0), i64::try_from(count(before, kind)).unwrap_or(0));
                shown_figure = shown_figure.change(change(now - before));
            }
            figures.push(shown_figure);
        }
        let total = shown.iter().map(|one| count(one, kind)).sum();
        kinds.push((total, Kind { name: said::kind_in(lang, kind), figures }));
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.0));
    kinds.into_iter().map(|kind| kind.1).collect()
}

fn follows(one: &Judged, other: &Judged) -> bool {
    let year_before = one.row.year.zip(other.row.year).is_some_and(|(one, other)| one == other + 1);
    one.row.department == other.row.department && year_before
}

fn change(by: i64) -> String {
    let mark = match by {
        0 => return "＝".to_owned(),
        1.. => "▲ +",
        _ => "▼ ",
    };
    format!("{mark}{}", Scaled::new(by, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_carry_a_sign_and_a_direction() {
        assert_eq!([change(2), change(-3), change(0)], ["▲ +2", "▼ -3", "＝"]);
    }
}
