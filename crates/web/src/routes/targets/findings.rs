//! What the checker found in a table, beside the rows it concerns, and what was answered.

use askama::Template;
use axum::extract::{Path, Query, State};
use store::{FindingState, Store};
use targets::answers::{Answered, answered};
use targets::model::Severity;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::Judged;
use crate::parts::marks::FindingTag;
use crate::said::{self, Said};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/findings", Need::May("targets.read"), show)
}

/// What the visitor asked to see.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub(super) struct Which {
    /// A row's id; rows below it are meant too.
    pub(super) r#ref: String,
    /// `must`, `explain`, `note`.
    pub(super) level: String,
    /// `open`, `answered`.
    pub(super) state: String,
}

impl Which {
    /// Whether a finding is asked for.
    pub(super) fn holds(&self, one: &Answered<'_>) -> bool {
        let about =
            |id: &String| self.r#ref.is_empty() || *id == self.r#ref || id.starts_with(&format!("{}.", self.r#ref));
        let open = one.state == FindingState::Open;
        let state = match self.state.as_str() {
            "open" => open,
            "answered" => !open,
            _ => true,
        };
        let level = self.level.is_empty() || self.level == level(one.finding.severity);
        state && level && one.finding.refs.iter().any(about)
    }

    /// The same question with another part, as a query.
    fn with(&self, part: &str, value: &str) -> String {
        let mut query = String::new();
        for (name, own) in [("ref", &self.r#ref), ("level", &self.level), ("state", &self.state)] {
            let own = if name == part { value } else { own.as_str() };
            query.push_str(&format!("&{name}={}", crate::links::encode(own)));
        }
        query.replacen('&', "?", 1)
    }
}

struct Line {
    tag: FindingTag,
    key: String,
    kind: String,
    message: Said,
    refs: Vec<(String, String)>,
    state: &'static str,
    reason: String,
    who: String,
    /// Said to be mended, but this version shows it again.
    again: bool,
}

struct Chip {
    text: String,
    query: String,
    count: usize,
    current: bool,
}

#[derive(Template)]
#[template(path = "targets/findings.html")]
struct Findings {
    shell: Shell,
    id: i64,
    table: String,
    which: Which,
    export: String,
    levels: Vec<Chip>,
    states: Vec<Chip>,
    lines: Vec<Line>,
    may_answer: bool,
    may_waive: bool,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Page<Findings>, Failure> {
    let (tables, asked, lang) = (app.judged.clone(), which.clone(), visit.lang);
    let (judged, lines, counts) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let answers = store.read(|r| r.finding_answers(&judged.row.lineage))?;
            let mut all = answered(&judged.table, &judged.row, &answers);
            all.sort_by_key(|one| one.finding.severity);
            let mut lines = Vec::new();
            for one in all.iter().filter(|one| asked.holds(one)) {
                lines.push(line(store, lang, &judged, one)?);
            }
            let count = |part: &str, value: &str| {
                let mut other = asked.clone();
                match part {
                    "level" => value.clone_into(&mut other.level),
                    _ => value.clone_into(&mut other.state),
                }
                all.iter().filter(|one| other.holds(one)).count()
            };
            let levels = ["", "must", "explain", "note"].map(|key| (key, count("level", key)));
            let states = ["", "open", "answered"].map(|key| (key, count("state", key)));
            drop(all);
            Ok::<_, Failure>((judged, lines, (levels, states)))
        })
        .await?;
    let chip = |part: &str, key: &str, count: usize, own: &str| Chip {
        text: lang.t(&format!("review.{part}_{key}")).to_owned(),
        query: which.with(part, key),
        count,
        current: own == key,
    };
    let levels = counts.0.iter().map(|(key, count)| chip("level", key, *count, &which.level)).collect();
    let states = counts.1.iter().map(|(key, count)| chip("state", key, *count, &which.state)).collect();
    let shell = Shell::new(&app, &visit, lang.t("targets.findings"));
    let export = format!("/targets/{id}/findings.xlsx{}", which.with("", ""));
    let (may_answer, may_waive) = (visit.may("targets.explain"), visit.may("targets.accept"));
    let table = judged.row.title.clone();
    Ok(Page(Findings { shell, id, table, which, export, levels, states, lines, may_answer, may_waive }))
}

fn line(store: &Store, lang: Lang, judged: &Judged, one: &Answered<'_>) -> Result<Line, Failure> {
    let mut line = Line {
        tag: FindingTag::new(lang, level(one.finding.severity), ""),
        key: one.key.clone(),
        kind: said::kind(&one.finding.kind),
        message: said::finding(lang, one.finding),
        refs: one.finding.refs.iter().map(|r| (r.clone(), address(judged, r))).collect(),
        state: one.state.as_str(),
        reason: String::new(),
        who: String::new(),
        again: false,
    };
    if let Some(answer) = &one.answer {
        let at = crate::moment::minute(answer.at);
        line.who = format!("{} {at}", crate::people::name(store, &answer.actor)?);
        line.reason.clone_from(&answer.reason);
        line.again = answer.state == FindingState::Fixed && one.state == FindingState::Open;
    }
    Ok(line)
}

/// The key of a severity in the message files and components.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "must",
        Severity::Warn => "explain",
        Severity::Info => "note",
    }
}

/// Where the thing a finding speaks of is shown: its cell if it has one, the table otherwise.
fn address(judged: &Judged, of: &str) -> String {
    let table = &judged.table;
    let indicators = table.projects.iter().flat_map(|p| &p.indicators).filter(|i| i.id == of).map(|i| &i.source);
    let clauses = table.projects.iter().flat_map(|p| &p.goal_clauses).filter(|c| c.id == of).map(|c| &c.source);
    let projects = table.projects.iter().filter(|p| p.id == of).map(|p| &p.source);
    let target = table.targets.iter().find(|t| t.id == of).map(|t| &t.source);
    let place = target.or_else(|| indicators.chain(clauses).chain(projects).flatten().next());
    match place {
        Some(place) => {
            let token = Token::Cell { file: judged.row.evidence, cell: place.cell.clone(), span: place.span };
            format!("/evidence/{}", crate::links::encode(&token.to_string()))
        }
        None => format!("/targets/{}", judged.row.id),
    }
}
