//! 绩效自评: every project's points under a rule set, line by line, with what people say and the second opinion.

use askama::Template;
use axum::extract::{Path, State};
use collect::KnowledgeFault;
use store::Store;
use targets::appraisal::{self, Form, Opinion, Selfscored};
use targets::forms::lines;
use targets::model::Project;
use targets::scoring::{How, Line, Scored, rules};

use super::{key, share_figure};
use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::routes::targets::{actual_figure, promised_text};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/scores/{rules}", Need::May("targets.read"), show)
}

/// One row.
pub(super) struct ScoreRow {
    class: &'static str,
    id: String,
    code: String,
    pub(super) name: String,
    pub(super) promised: Option<Figure>,
    pub(super) actual: Option<Figure>,
    pub(super) unit: String,
    pub(super) weight: Figure,
    pub(super) points: Figure,
    /// Key of how the points were found.
    pub(super) how: String,
    /// The calculation, or why there is none.
    pub(super) sum: String,
    /// Where the points it is worth come from, with their calculation.
    pub(super) worth: String,
    /// What people said, and what they should look at.
    pub(super) said: Vec<String>,
    grade: String,
    address: String,
}

/// One rule set.
pub(super) struct Choice {
    pub(super) rules: String,
    pub(super) name: String,
    pub(super) current: bool,
}

#[derive(Template)]
#[template(path = "appraisal/scores.html")]
struct ScoresPage {
    shell: Shell,
    id: i64,
    table: String,
    choices: Vec<Choice>,
    faults: Vec<KnowledgeFault>,
    rules: String,
    set: String,
    as_of: String,
    over: bool,
    owed: Option<String>,
    rows: Vec<ScoreRow>,
    form: String,
    may_say: bool,
    may_issue: bool,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, wanted)): Path<(i64, String)>,
) -> Result<Page<ScoresPage>, Failure> {
    let (tables, lang, asked) = (app.judged.clone(), visit.lang, wanted.clone());
    let (appraised, scored, (choices, faults)) = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let scored = appraised.scored(store, &asked)?;
            let choices = choices(store, &appraised, &asked);
            Ok::<_, Failure>((appraised, scored, choices))
        })
        .await?;
    let waits = appraisal::owed(&scored);
    let values = [
        ("lines", waits.lines.to_string()),
        ("projects", waits.reviews.to_string()),
        ("weights", waits.weights.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let words = if waits.weights > 0 { "appraisal.owed_weights" } else { "appraisal.owed" };
    let today = appraised.judged.overview.today;
    let over = appraised.judged.row.year.is_some_and(|year| today.year() > year);
    Ok(Page(ScoresPage {
        shell: Shell::new(&app, &visit, lang.t("appraisal.scores")),
        id,
        table: appraised.judged.row.title.clone(),
        choices,
        faults,
        set: format!("{}（{}）", scored.rules.name, scored.rules.label()),
        as_of: today.to_string(),
        over,
        owed: (!waits.is_nothing()).then(|| lang.fill(words, &values)),
        rows: rows(lang, &appraised, &scored, None),
        form: Form::SelfEvaluation(wanted.clone()).to_string(),
        rules: wanted,
        may_say: visit.may("targets.explain") || visit.may("targets.accept"),
        may_issue: visit.may("targets.submit") && waits.is_nothing(),
    }))
}

/// Every rule set in force for the table's year, and the files of rules that cannot be used.
pub(super) fn choices(store: &Store, appraised: &Appraised, current: &str) -> (Vec<Choice>, Vec<KnowledgeFault>) {
    let choice = |set: &targets::scoring::RuleSet| Choice {
        rules: set.rules.clone(),
        name: set.name.clone(),
        current: set.rules == current,
    };
    let (sets, faults) = rules::in_force(store.dir(), appraised.judged.row.year);
    (sets.iter().map(choice).collect(), faults)
}

/// The rows of every project, or of one.
pub(super) fn rows(lang: Lang, appraised: &Appraised, scored: &Selfscored, only: Option<&str>) -> Vec<ScoreRow> {
    let mut out = Vec::new();
    for (project, one) in appraised.judged.table.projects.iter().zip(&scored.scored) {
        if only.is_some_and(|only| only != project.id) {
            continue;
        }
        out.push(project_row(lang, appraised, scored, project, one));
        if let Some(line) = one.lines.first() {
            out.push(execution_row(lang, appraised, scored, project, line));
        }
        for form in lines(project, &appraised.judged.overview) {
            let Some(line) = one.lines.iter().find(|line| line.id == form.id) else { continue };
            let mut row = line_row(lang, appraised, scored, line, form.name.clone());
            form.indicator.id.clone_into(&mut row.code);
            row.unit = form.unit();
            if let Some(view) = form.view {
                let target = Token::Target { table: appraised.judged.row.id, target: line.id.clone() }.to_string();
                let place = &view.target.source;
                let file = appraised.judged.row.evidence;
                let quote = Token::Cell { file, cell: place.cell.clone(), span: place.span }.to_string();
                let source = if view.base.is_some() { &target } else { &quote };
                row.promised = Some(Figure::shown(lang, promised_text(lang, view)).evidence(source));
                row.actual = Some(actual_figure(lang, view).evidence(&target));
            }
            out.push(row);
        }
    }
    out
}

/// A second opinion in a sentence.
pub(super) fn opinion(lang: Lang, opinion: &Opinion) -> String {
    let verdict = if opinion.agrees { "appraisal.review_agrees" } else { "appraisal.review_differs" };
    let points = opinion.points.map(|points| format!(" {points}")).unwrap_or_default();
    format!("{}{points} {}", lang.t(verdict), opinion.reason).trim_end().to_owned()
}

/// The token of something of a self-evaluation.
pub(super) fn token(appraised: &Appraised, scored: &Selfscored, what: &str) -> Token {
    Token::Scored { table: appraised.judged.row.id, rules: scored.rules.rules.clone(), what: what.to_owned() }
}

fn project_row(lang: Lang, appraised: &Appraised, scored: &Selfscored, project: &Project, one: &Scored) -> ScoreRow {
    let own = token(appraised, scored, &project.id).to_string();
    let mut said = Vec::new();
    if one.open.mantissa > 0 {
        let open = one.open_lines().count();
        let values = [("lines", open.to_string()), ("points", one.open.to_string())];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        said.push(lang.fill("appraisal.lines_open", &values));
    }
    if !one.unweighed.is_empty() {
        said.push(lang.t("appraisal.unweighed").to_owned());
    }
    match scored.opinions.get(&project.id) {
        None => said.push(lang.t("appraisal.no_review").to_owned()),
        Some(opinion) => {
            said.push(self::opinion(lang, &opinion.value));
            if !scored.is_reviewed(&project.id) {
                said.push(lang.t("appraisal.changed_since").to_owned());
            }
        }
    }
    ScoreRow {
        class: "group",
        id: project.id.clone(),
        code: project.id.clone(),
        name: project.name.clone(),
        promised: None,
        actual: None,
        unit: String::new(),
        weight: Figure::number(lang, domain::Scaled::new(10_000, 2)).evidence(&own),
        points: Figure::number(lang, one.total).strong().evidence(&own),
        how: String::new(),
        sum: String::new(),
        worth: String::new(),
        said,
        grade: one.grade.clone().unwrap_or_default(),
        address: format!("/targets/{}/scores/{}/{}", appraised.judged.row.id, scored.rules.rules, project.id),
    }
}

fn line_row(lang: Lang, appraised: &Appraised, scored: &Selfscored, line: &Line, name: String) -> ScoreRow {
    let own = token(appraised, scored, &line.id).to_string();
    let mut said = Vec::new();
    if let Some(entry) = scored.said.get(&line.id) {
        let value = &entry.value;
        let reasons = [value.not_applicable.as_deref(), value.unproved.as_deref()];
        said.extend(reasons.into_iter().flatten().map(str::to_owned));
        if let Some(chosen) = &value.band {
            let name = scored.rules.band(&chosen.key).map_or("", |band| band.name.as_str());
            said.push(format!("{name} {}%：{}", chosen.percent, chosen.reason));
        }
        said.extend([&value.deviation, &value.measures].into_iter().filter(|text| !text.is_empty()).cloned());
    }
    if scored.lapsed.contains(&line.id) {
        said.push(lang.t("appraisal.lapsed").to_owned());
    }
    if let Some(by) = line.awarded.too_low {
        said.push(lang.fill("appraisal.too_low", &[("by", &by.to_string())]));
    }
    let points = match (line.awarded.points, line.awarded.how) {
        (Some(points), _) => Figure::number(lang, points).evidence(&own),
        (None, How::NotApplicable) => Figure::not_applicable(lang),
        (None, _) => Figure::missing(lang),
    };
    let sum = match line.awarded.lack {
        Some(lack) => lang.t(&format!("appraisal.lack_{}", key(&lack))).to_owned(),
        None => line.awarded.sum.clone(),
    };
    ScoreRow {
        class: "",
        id: line.id.clone(),
        code: line.id.clone(),
        name,
        promised: Some(Figure::not_applicable(lang)),
        actual: Some(Figure::not_applicable(lang)),
        unit: String::new(),
        weight: Figure::number(lang, line.weight).evidence(&own),
        points,
        how: key(&line.awarded.how),
        sum,
        worth: worth(lang, line),
        said,
        grade: String::new(),
        address: format!("/targets/{}/scores/{}/{}", appraised.judged.row.id, scored.rules.rules, line.id),
    }
}

/// Where the points a line is worth come from: `按重要性填写：50 × 20 ÷ 50 = 20.00`.
pub(in crate::routes) fn worth(lang: Lang, line: &Line) -> String {
    if line.weight_sum.is_empty() {
        return String::new();
    }
    let from = lang.t(&format!("appraisal.from_{}", key(&line.weight_from))).to_owned();
    // A block of one indicator, brought back to nothing else, has no calculation.
    if !line.weight_sum.contains(['×', '÷']) { from } else { format!("{from}：{}", line.weight_sum) }
}

fn execution_row(lang: Lang, appraised: &Appraised, scored: &Selfscored, project: &Project, line: &Line) -> ScoreRow {
    let mut row = line_row(lang, appraised, scored, line, lang.t("appraisal.execution").to_owned());
    let own = token(appraised, scored, &line.id);
    let money = appraised.money.get(&project.id);
    row.code = String::new();
    row.promised = Some(super::budget_figure(lang, appraised, money.and_then(|money| money.in_force())));
    let spent = money.and_then(|money| money.spent.as_ref()).map(|spent| spent.total);
    row.actual = Some(super::money_figure(lang, appraised, spent, &own));
    row.unit = targets::budgets::shown(&appraised.judged.table, domain::Scaled::new(0, 2)).1;
    row
}

/// The rate of a project's money as a figure.
pub(super) fn rate_figure(lang: Lang, appraised: &Appraised, scored: &Selfscored, project: &str) -> Figure {
    let rate = appraised.money.get(project).and_then(targets::forms::rate);
    share_figure(lang, rate, &token(appraised, scored, &format!("{project}.{}", rules::EXECUTION)))
}
