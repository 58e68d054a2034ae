//! 今日要办: the worklist of the person signed in. What can be lost comes first, then what cannot be judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use store::SignOffStep;
use targets::judge::State as TargetState;
use targets::model::{Finding, Severity};
use targets::overview::TargetView;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks;
use crate::routes::targets::{actual_figure, promised_text};
use crate::said;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Most lines of work shown at once; the rest is on the table's own page.
const LINES: usize = 12;
/// Most targets shown beside the work.
const BESIDE: usize = 14;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/", Need::SignedIn, show)
}

/// One thing to do.
struct Task {
    rank: u8,
    state: Option<marks::State>,
    tag: Option<marks::FindingTag>,
    what: String,
    why: String,
    /// Actual, promised, unit.
    value: Option<(Figure, Figure, String)>,
    action: String,
    address: String,
}

struct Beside {
    clause: bool,
    name: String,
    actual: Figure,
    promised: Figure,
    unit: String,
    bar: Option<marks::Progress>,
    state: marks::State,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    shell: Shell,
    lead: String,
    waiting: String,
    tasks: Vec<Task>,
    more: Option<String>,
    beside: Vec<Beside>,
    all: Option<String>,
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let shell = Shell::new(&app, &visit, visit.lang.t("shell.nav_home"));
    if !visit.may("home.view") {
        // Administrators have no worklist: they begin at their own first page.
        return Ok(Redirect::to(shell.first_page().unwrap_or("/account/password")).into_response());
    }
    let mut all: Vec<Arc<Judged>> = Vec::new();
    if visit.may("targets.read") {
        let tables = app.judged.clone();
        all = app
            .run(move |store| {
                let all = tables.all(store)?;
                Ok::<_, Failure>(all.iter().filter(|judged| judged.is_current()).cloned().collect())
            })
            .await?;
    }
    let mut tasks: Vec<Task> = all.iter().flat_map(|judged| tasks(&visit, judged)).collect();
    tasks.sort_by_key(|task| task.rank);
    let count = tasks.len().to_string();
    let date = visit.today.strftime("%Y-%m-%d").to_string();
    let lead = visit.lang.fill("home.lead", &[("date", &date), ("count", &count)]);
    let first = all.first().map(|judged| format!("/targets/{}", judged.row.id));
    let more = if tasks.len() > LINES { first.clone() } else { None };
    tasks.truncate(LINES);
    let mut beside: Vec<Beside> = all.iter().flat_map(|judged| beside(&visit, judged)).collect();
    // Indicators before clauses, otherwise as the table orders them.
    beside.sort_by_key(|line| line.clause);
    beside.truncate(BESIDE);
    Ok(Page(Home { shell, lead, waiting: count, tasks, more, beside, all: first }).into_response())
}

/// Whether a target is this person's: of their section, or of anybody for those who bind.
fn mine(visit: &Visit, view: &TargetView) -> bool {
    let section = visit.person.as_ref().and_then(|person| person.section.as_deref());
    let own = view.binding.as_ref().is_some_and(|binding| Some(binding.section.as_str()) == section);
    own || visit.may("targets.bind")
}

fn tasks(visit: &Visit, judged: &Judged) -> Vec<Task> {
    let lang = visit.lang;
    let id = judged.row.id;
    let mut tasks = Vec::new();
    for view in judged.overview.targets.iter().filter(|view| mine(visit, view)) {
        let state = view.judgement.state;
        let (rank, action) = match state {
            TargetState::Missed => (0, "home.explain"),
            TargetState::Behind => (1, "home.look"),
            TargetState::NoBaseline => (3, "home.baseline"),
            TargetState::Unbound => (4, "home.bind"),
            _ => continue,
        };
        let repairs = matches!(state, TargetState::NoBaseline | TargetState::Unbound) && visit.may("targets.bind");
        let token = Token::Target { table: id, target: view.target.id.clone() }.to_string();
        let evidence = format!(
            "/targets/{id}?drawer={}",
            crate::links::encode(&format!("/evidence/{}", crate::links::encode(&token)))
        );
        let reason = serde_json::to_value(view.judgement.reason).ok();
        let reason = reason.as_ref().and_then(|r| r.as_str()).unwrap_or_default();
        tasks.push(Task {
            rank,
            state: Some(marks::State::new(lang, state_key(state))),
            tag: None,
            what: judged.promise(&view.target.of).to_owned(),
            why: format!(
                "{} {} · {}",
                view.target.of,
                lang.fill("home.quoted", &[("words", &view.target.quote)]),
                lang.t(&format!("targets.reason_{reason}"))
            ),
            value: Some((
                actual_figure(lang, view).evidence(&token),
                Figure::shown(lang, promised_text(lang, view)).evidence(&token),
                unit_of(view),
            )),
            action: lang.t(action).to_owned(),
            address: if repairs { format!("/targets/{id}/bind/{}", view.target.id) } else { evidence },
        });
    }
    let own = visit.actor().to_string();
    let waiting = judged.bindings().iter().filter(|bound| bound.accepted.is_none() && bound.by != own);
    let waiting: Vec<&str> = waiting.map(|bound| bound.binding.target.as_str()).collect();
    if visit.may("targets.accept") && !waiting.is_empty() {
        tasks.push(Task {
            tag: None,
            value: None,
            rank: 0,
            state: Some(marks::State::new(lang, "unreviewed")),
            what: lang.fill("home.review_what", &[("table", &judged.row.title)]),
            why: lang.fill("home.review_why", &[("refs", &waiting.join("、"))]),
            action: lang.t("home.review").to_owned(),
            address: format!("/targets/{id}/bindings?state=waiting"),
        });
    }
    if let Some(task) = next_hand(visit, judged) {
        tasks.push(task);
    }
    let mut errors: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in judged.open_findings().filter(|finding| finding.severity == Severity::Error) {
        errors.entry(&finding.kind).or_default().push(finding);
    }
    if visit.may("targets.explain") {
        for alike in errors.values() {
            let refs: Vec<&str> = alike.iter().flat_map(|finding| &finding.refs).map(String::as_str).collect();
            tasks.push(Task {
                rank: 2,
                state: None,
                tag: Some(marks::FindingTag::new(lang, "must", format!(" {}", alike.len()))),
                value: None,
                what: alike.first().map(|one| said::finding(lang, one).text().to_owned()).unwrap_or_default(),
                why: lang.fill("home.finding_why", &[("refs", &refs.join("、"))]),
                action: lang.t("home.answer").to_owned(),
                address: format!("/targets/{id}/findings?level=must&state=open"),
            });
        }
    }
    tasks
}

/// The step of the table's way that waits for this person.
fn next_hand(visit: &Visit, judged: &Judged) -> Option<Task> {
    let (step, permission, what) = match judged.step? {
        SignOffStep::Submitted => ("submitted", "targets.accept", "review.review"),
        SignOffStep::Reviewed => ("reviewed", "targets.sign", "review.sign"),
        SignOffStep::Returned => ("returned", "targets.submit", "review.submit"),
        SignOffStep::Signed | SignOffStep::Reopened => return None,
    };
    let last = judged.trail().last()?;
    let own = visit.actor().to_string() == last.actor;
    // A table that came back is anybody's who may submit; the others are not for whoever took the step before.
    if !visit.may(permission) || (own && judged.step != Some(SignOffStep::Returned)) {
        return None;
    }
    Some(Task {
        tag: None,
        value: None,
        rank: 0,
        state: Some(marks::State::new(visit.lang, "unreviewed")),
        what: visit.lang.fill("home.hand_what", &[("table", &judged.row.title)]),
        why: format!("{} {}", visit.lang.t(&format!("review.step_{step}")), last.note),
        action: visit.lang.t(what).to_owned(),
        address: format!("/targets/{}/trail", judged.row.id),
    })
}

fn beside(visit: &Visit, judged: &Judged) -> Vec<Beside> {
    let lang = visit.lang;
    let mut lines = Vec::new();
    for view in judged.overview.targets.iter().filter(|view| view.judgement.completion.is_some()) {
        let token = Token::Target { table: judged.row.id, target: view.target.id.clone() }.to_string();
        let judgement = &view.judgement;
        let late = matches!(judgement.state, TargetState::Behind | TargetState::Missed);
        let tick = judgement.gap.map(|_| judgement.elapsed.mantissa);
        lines.push(Beside {
            clause: view.target.of.contains(".G"),
            name: judged.promise(&view.target.of).to_owned(),
            actual: actual_figure(lang, view).evidence(&token),
            promised: Figure::shown(lang, promised_text(lang, view)).evidence(&token),
            unit: unit_of(view),
            bar: judgement.completion.map(|done| marks::Progress::new(lang, done.mantissa, tick, late)),
            state: marks::State::new(lang, state_key(judgement.state)),
        });
    }
    lines
}

/// The unit of the value: of the binding, or as promised.
fn unit_of(view: &TargetView) -> String {
    let bound = view.binding.as_ref().map(|binding| binding.unit.clone()).filter(|unit| !unit.is_empty());
    bound.or_else(|| view.target.unit.clone()).unwrap_or_default()
}
