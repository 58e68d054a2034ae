//! 今日要办: the worklist of the person signed in. What can be lost comes first, then what cannot be judged.

mod asked;

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
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks;
use crate::routes::records;
use crate::routes::targets::{actual_figure, promised_text};
use crate::said;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;
use asked::{Asked, asked};

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
    state: Option<marks::State>,
    tag: Option<marks::FindingTag>,
    what: String,
    why: String,
    /// Actual, promised, unit.
    value: Option<(Figure, Figure, String)>,
    action: String,
    address: String,
    /// Where an answer goes, and the id of its field.
    answer: Option<(String, String)>,
}

struct Beside {
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
        all = app.run(move |store| tables.current(store)).await?;
    }
    let mut waits = records::Waiting::default();
    if let Some(person) = visit.person.clone().filter(|_| visit.may("records.accept")) {
        let (actor, section) = (visit.actor().to_string(), person.section.clone());
        let registered = app.records.clone();
        let waiting =
            move |store: &store::Store| records::waiting(store, &registered, &actor, &person.roles, section.as_deref());
        waits = app.run(waiting).await?;
    }
    let mut questions = Vec::new();
    if let Some(person) = visit.person.clone().filter(|_| asked::may_answer(&visit)) {
        let (tables, lang, today) = (all.clone(), visit.lang, visit.today);
        questions = app.run(move |store| asked(store, lang, &person, today, &tables)).await?;
    }
    let mut found: Vec<Todo> = all.iter().flat_map(|judged| todos(&visit, judged)).collect();
    found.extend(waits.came_back.iter().map(|(number, address)| Todo::CameBack(number, address)));
    found.extend(questions.iter().map(Todo::Asked));
    found.extend((waits.to_accept > 0).then_some(Todo::Records(waits.to_accept)));
    found.sort_by_key(Todo::rank);
    let count = found.len().to_string();
    let date = visit.today.strftime("%Y-%m-%d").to_string();
    let lead = visit.lang.fill("home.lead", &[("date", &date), ("count", &count)]);
    let first = all.first().map(|judged| format!("/targets/{}", judged.row.id));
    let more = if found.len() > LINES { first.clone() } else { None };
    let tasks = found.iter().take(LINES).map(|todo| todo.task(&visit)).collect();
    let judged = |view: &&TargetView| view.judgement.completion.is_some();
    let mut lines: Vec<(&Judged, &TargetView)> = Vec::new();
    for one in &all {
        lines.extend(one.overview.targets.iter().filter(judged).map(|view| (one.as_ref(), view)));
    }
    // Indicators before clauses, otherwise as the table orders them.
    lines.sort_by_key(|(_, view)| view.target.of.contains(".G"));
    let beside = lines.into_iter().take(BESIDE).map(|(one, view)| beside(visit.lang, one, view)).collect();
    Ok(Page(Home { shell, lead, waiting: count, tasks, more, beside, all: first }).into_response())
}

/// Whether a target is this person's: of their section, or of anybody for those who bind.
fn mine(visit: &Visit, view: &TargetView) -> bool {
    let section = visit.person.as_ref().and_then(|person| person.section.as_deref());
    let own = view.binding.as_ref().is_some_and(|binding| Some(binding.section.as_str()) == section);
    own || visit.may("targets.bind")
}

/// Something to do, before it is put into words: there may be thousands, and only the first are shown.
enum Todo<'a> {
    /// A target that is behind, missed, or fed by nothing.
    Target(&'a Judged, &'a TargetView),
    /// Proposals that wait for acceptance.
    Proposals(&'a Judged),
    /// A table that waits for its next hand.
    Hand(&'a Judged, &'static str, &'static str),
    /// Findings of one sort that must be mended.
    Findings(&'a Judged, Vec<&'a Finding>),
    /// An own record that came back: number and address.
    CameBack(&'a str, &'a str),
    /// So many records that wait for acceptance.
    Records(usize),
    /// Something this person or their section must answer.
    Asked(&'a Asked),
}

fn todos<'a>(visit: &Visit, judged: &'a Judged) -> Vec<Todo<'a>> {
    let mut found = Vec::new();
    for view in judged.overview.targets.iter().filter(|view| mine(visit, view)) {
        if action_for(view.judgement.state).is_some() {
            found.push(Todo::Target(judged, view));
        }
    }
    if visit.may("targets.accept") && waiting(visit, judged).next().is_some() {
        found.push(Todo::Proposals(judged));
    }
    found.extend(next_hand(visit, judged));
    if visit.may("targets.explain") {
        let mut errors: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in judged.open_findings().filter(|finding| finding.severity == Severity::Error) {
            errors.entry(&finding.kind).or_default().push(finding);
        }
        found.extend(errors.into_values().map(|alike| Todo::Findings(judged, alike)));
    }
    found
}

/// How pressing a state is and what to do about it; nothing for those that are well.
fn action_for(state: TargetState) -> Option<(u8, &'static str)> {
    match state {
        TargetState::Missed => Some((0, "home.explain")),
        TargetState::Behind => Some((1, "home.look")),
        TargetState::NoBaseline => Some((3, "home.baseline")),
        TargetState::CannotSay => Some((3, "home.look")),
        TargetState::Unbound => Some((4, "home.bind")),
        _ => None,
    }
}

/// Targets whose proposals somebody else than the visitor made.
fn waiting<'a>(visit: &Visit, judged: &'a Judged) -> impl Iterator<Item = &'a str> {
    let own = visit.actor().to_string();
    let waiting = judged.bindings().iter().filter(move |bound| bound.accepted.is_none() && bound.by != own);
    waiting.map(|bound| bound.binding.target.as_str())
}

impl Todo<'_> {
    fn rank(&self) -> u8 {
        match self {
            Self::Target(_, view) => action_for(view.judgement.state).map_or(u8::MAX, |action| action.0),
            Self::Proposals(_) | Self::Hand(..) | Self::CameBack(..) | Self::Records(_) => 0,
            Self::Asked(asked) => u8::from(!asked.late),
            Self::Findings(..) => 2,
        }
    }

    fn task(&self, visit: &Visit) -> Task {
        let lang = visit.lang;
        match self {
            Self::Target(judged, view) => target_task(visit, judged, view),
            Self::Proposals(judged) => {
                let refs: Vec<&str> = waiting(visit, judged).collect();
                Task {
                    tag: None,
                    value: None,
                    state: Some(marks::State::new(lang, "unreviewed")),
                    what: lang.fill("home.review_what", &[("table", &judged.row.title)]),
                    why: lang.fill("home.review_why", &[("refs", &refs.join("、"))]),
                    action: lang.t("home.review").to_owned(),
                    address: format!("/targets/{}/bindings?state=waiting", judged.row.id),
                    answer: None,
                }
            }
            Self::Hand(judged, step, action) => {
                let note = judged.trail().last().map_or("", |last| last.note.as_str());
                Task {
                    tag: None,
                    value: None,
                    state: Some(marks::State::new(lang, "unreviewed")),
                    what: lang.fill("home.hand_what", &[("table", &judged.row.title)]),
                    why: format!("{} {note}", lang.t(&format!("review.step_{step}"))),
                    action: lang.t(action).to_owned(),
                    address: format!("/targets/{}/trail", judged.row.id),
                    answer: None,
                }
            }
            Self::Findings(judged, alike) => {
                let refs: Vec<&str> = alike.iter().flat_map(|finding| &finding.refs).map(String::as_str).collect();
                Task {
                    state: None,
                    tag: Some(marks::FindingTag::new(lang, "must", format!(" {}", alike.len()))),
                    value: None,
                    what: alike.first().map(|one| said::finding(lang, one).text().to_owned()).unwrap_or_default(),
                    why: lang.fill("home.finding_why", &[("refs", &refs.join("、"))]),
                    action: lang.t("home.answer").to_owned(),
                    address: format!("/targets/{}/findings?level=must&state=open", judged.row.id),
                    answer: None,
                }
            }
            Self::CameBack(number, address) => Task {
                state: Some(marks::State::new(lang, "unreviewed")),
                tag: None,
                value: None,
                what: lang.fill("home.record_back", &[("number", number)]),
                why: lang.t("home.record_back_why").to_owned(),
                action: lang.t("home.mend").to_owned(),
                address: (*address).to_owned(),
                answer: None,
            },
            Self::Records(count) => Task {
                state: Some(marks::State::new(lang, "unreviewed")),
                tag: None,
                value: None,
                what: lang.fill("home.records_wait", &[("count", &count.to_string())]),
                why: lang.t("home.records_wait_why").to_owned(),
                action: lang.t("home.review").to_owned(),
                address: "/records?accepted=waiting".to_owned(),
                answer: None,
            },
            Self::Asked(asked) => Task {
                state: Some(marks::State::new(lang, if asked.late { "overdue" } else { "due" })),
                tag: None,
                value: None,
                what: asked.name.clone(),
                why: format!("{} · {}", asked.day, asked.why),
                action: lang.t("home.asked_form").to_owned(),
                address: asked.address.clone(),
                answer: Some((asked.answer.clone(), asked.field.clone())),
            },
        }
    }
}

fn target_task(visit: &Visit, judged: &Judged, view: &TargetView) -> Task {
    let (lang, id) = (visit.lang, judged.row.id);
    let state = view.judgement.state;
    let repairs = matches!(state, TargetState::NoBaseline | TargetState::Unbound) && visit.may("targets.bind");
    let token = Token::Target { table: id, target: view.target.id.clone() }.to_string();
    let drawer = format!("/evidence/{}", crate::links::encode(&token));
    let evidence = format!("/targets/{id}?drawer={}", crate::links::encode(&drawer));
    let reason = serde_json::to_value(view.judgement.reason).ok();
    let reason = reason.as_ref().and_then(|r| r.as_str()).unwrap_or_default();
    let quoted = lang.fill("home.quoted", &[("words", &view.target.quote)]);
    Task {
        state: Some(marks::State::new(lang, state_key(state))),
        tag: None,
        what: judged.promise(&view.target.of).to_owned(),
        why: format!("{} {quoted} · {}", view.target.of, lang.t(&format!("targets.reason_{reason}"))),
        value: Some((
            actual_figure(lang, view).evidence(&token),
            Figure::shown(lang, promised_text(lang, view)).evidence(&token),
            unit_of(view),
        )),
        action: lang.t(action_for(state).map_or("home.look", |action| action.1)).to_owned(),
        address: if repairs { format!("/targets/{id}/bind/{}", view.target.id) } else { evidence },
        answer: None,
    }
}

/// The step of the table's way that waits for this person.
fn next_hand<'a>(visit: &Visit, judged: &'a Judged) -> Option<Todo<'a>> {
    let (step, permission, action) = match judged.step? {
        SignOffStep::Submitted => ("submitted", "targets.accept", "review.review"),
        SignOffStep::Reviewed => ("reviewed", "targets.sign", "review.sign"),
        SignOffStep::Returned => ("returned", "targets.submit", "review.submit"),
        SignOffStep::Signed | SignOffStep::Reopened => return None,
    };
    let own = visit.actor().to_string() == judged.trail().last()?.actor;
    // A table that came back is anybody's who may submit; the others are not for whoever took the step before.
    if !visit.may(permission) || (own && judged.step != Some(SignOffStep::Returned)) {
        return None;
    }
    Some(Todo::Hand(judged, step, action))
}

fn beside(lang: Lang, judged: &Judged, view: &TargetView) -> Beside {
    let token = Token::Target { table: judged.row.id, target: view.target.id.clone() }.to_string();
    let judgement = &view.judgement;
    let late = matches!(judgement.state, TargetState::Behind | TargetState::Missed);
    let tick = judgement.gap.map(|_| judgement.elapsed.mantissa);
    Beside {
        name: judged.promise(&view.target.of).to_owned(),
        actual: actual_figure(lang, view).evidence(&token),
        promised: Figure::shown(lang, promised_text(lang, view)).evidence(&token),
        unit: unit_of(view),
        bar: judgement.completion.map(|done| marks::Progress::new(lang, done.mantissa, tick, late)),
        state: marks::State::new(lang, state_key(judgement.state)),
    }
}

/// The unit of the value: of the binding, or as promised.
fn unit_of(view: &TargetView) -> String {
    let bound = view.binding.as_ref().map(|binding| binding.unit.clone()).filter(|unit| !unit.is_empty());
    bound.or_else(|| view.target.unit.clone()).unwrap_or_default()
}
