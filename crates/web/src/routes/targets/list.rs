//! The list of performance tables, newest import first.

use askama::Template;
use axum::extract::State;
use targets::judge::State as TargetState;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::judged::state_key;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets", Need::May("targets.read"), show)
}

struct Line {
    id: i64,
    title: String,
    department: String,
    year: String,
    version: u32,
    imported: String,
    counts: Vec<Figure>,
}

#[derive(Template)]
#[template(path = "targets/list.html")]
struct List {
    shell: Shell,
    may_import: bool,
    states: Vec<String>,
    lines: Vec<Line>,
}

/// The states that have a column of their own here.
const STATES: [TargetState; 9] = [
    TargetState::Met,
    TargetState::OnTrack,
    TargetState::Behind,
    TargetState::Missed,
    TargetState::Unreviewed,
    TargetState::Unbound,
    TargetState::NoBaseline,
    TargetState::CannotSay,
    TargetState::Unprovable,
];

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Page<List>, Failure> {
    let lang = visit.lang;
    let judged = app.judged.clone();
    let all = app.run(move |store| judged.all(store)).await?;
    let lines = all.iter().map(|judged| {
        let table = judged.row.id;
        let count = |what: String, n: usize| Figure::count(lang, n).evidence(&Token::Count { table, what }.to_string());
        let mut counts = vec![count("projects".into(), judged.table.projects.len())];
        counts.push(count("targets".into(), judged.table.targets.len()));
        for state in STATES {
            let n = judged.overview.counts.get(&state).copied().unwrap_or(0);
            counts.push(count(format!("state.{}", state_key(state)), n));
        }
        counts.push(count("findings".into(), judged.table.findings.len()));
        Line {
            id: table,
            title: judged.row.title.clone(),
            department: judged.row.department.clone(),
            year: judged.row.year.map(|y| y.to_string()).unwrap_or_default(),
            version: judged.row.version,
            imported: crate::moment::day(judged.row.recorded_at),
            counts,
        }
    });
    let lines = lines.collect();
    let states = STATES.iter().map(|s| lang.t(&format!("parts.state_{}", state_key(*s))).to_owned()).collect();
    let shell = Shell::new(&app, &visit, lang.t("targets.list_title"));
    Ok(Page(List { shell, may_import: visit.may("targets.import"), states, lines }))
}
