//! The rows of a table page: projects with their goal clauses and indicators, each with its targets.

use domain::Scaled;
use targets::judge::{Actual, Judgement, State as TargetState};
use targets::model::{Op, TargetKind};
use targets::overview::TargetView;

use crate::evidence::Token;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks::{FindingTag, Progress, State};

/// What the visitor asked to see.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A state key, or empty.
    pub state: String,
    /// A section, or empty.
    pub section: String,
    /// A level-2 code or name, or empty.
    pub code: String,
    /// A project id, or empty.
    pub project: String,
}

/// One line of the page.
pub struct RowView {
    /// `group` for a project, `more` for a further target of the same promise, empty for the rest.
    pub class: &'static str,
    /// `P02`, `P02.G03`, `P02.I03`.
    pub id: String,
    /// Name or text; empty where the row above says it.
    pub name: String,
    /// Of several targets in one promise: its circled number and words.
    pub quote: String,
    /// Level-2 code or name.
    pub code: String,
    /// Budget or promised value.
    pub promised: Option<Figure>,
    /// The value today.
    pub actual: Option<Figure>,
    /// Its unit.
    pub unit: String,
    /// Bar.
    pub bar: Option<Progress>,
    /// Completion in per cent.
    pub done: Option<Figure>,
    /// Points ahead or behind.
    pub gap: Option<Figure>,
    /// At the end of the year.
    pub forecast: Option<Figure>,
    /// Facts, records and files it rests on.
    pub evidence: Option<Figure>,
    /// 责任科室.
    pub section: String,
    /// State.
    pub state: Option<State>,
    /// Findings on it.
    pub tag: Option<FindingTag>,
    /// Where to bind it.
    pub bind: Option<String>,
    /// What would make it measurable.
    pub advice: Option<String>,
}

/// Every line that passes the filter.
pub fn rows(lang: Lang, judged: &Judged, filter: &Filter) -> Vec<RowView> {
    let mut out = Vec::new();
    for project in &judged.table.projects {
        if !filter.project.is_empty() && filter.project != project.id {
            continue;
        }
        let mut inner = Vec::new();
        for clause in &project.goal_clauses {
            if filter.code.is_empty() || filter.code == "goal" {
                promise_rows(lang, judged, filter, &clause.id, &clause.text, "", &mut inner);
            }
        }
        for indicator in &project.indicators {
            let code = indicator.level2_code.as_deref().unwrap_or(&indicator.level2);
            if filter.code.is_empty() || filter.code == code {
                promise_rows(lang, judged, filter, &indicator.id, &indicator.name, code, &mut inner);
            }
        }
        let narrowed = !(filter.state.is_empty() && filter.section.is_empty() && filter.code.is_empty());
        if narrowed && inner.is_empty() {
            continue;
        }
        out.push(project_row(lang, judged, project));
        out.append(&mut inner);
    }
    out
}

fn blank(id: &str, name: String) -> RowView {
    RowView {
        class: "",
        id: id.to_owned(),
        name,
        quote: String::new(),
        code: String::new(),
        promised: None,
        actual: None,
        unit: String::new(),
        bar: None,
        done: None,
        gap: None,
        forecast: None,
        evidence: None,
        section: String::new(),
        state: None,
        tag: None,
        bind: None,
        advice: None,
    }
}

fn project_row(lang: Lang, judged: &Judged, project: &targets::model::Project) -> RowView {
    let mut row = blank(&project.id, project.name.clone());
    row.class = "group";
    let budget = project.amounts.iter().find(|amount| amount.value.is_some());
    row.promised = budget.map(|amount| amount_figure(lang, judged, amount).strong());
    row.unit = judged.table.document.unit.clone().unwrap_or_default();
    if let Some((spent, share)) = execution(judged, project) {
        let token = Token::Spent { table: judged.row.id, project: project.id.clone() }.to_string();
        row.actual = Some(Figure::number(lang, spent).strong().evidence(&token));
        if let Some(share) = share {
            let year = judged.table.document.year.and_then(domain::Period::year);
            let elapsed = year.map(|year| targets::judge::elapsed_share(year, judged.overview.today).mantissa);
            row.bar = Some(Progress::new(lang, share.mantissa, elapsed, false));
            row.done = Some(Figure::number(lang, share).strong().evidence(&token));
        }
    }
    row.tag = tag(lang, judged, |id| id == project.id || id.starts_with(&format!("{}.", project.id)));
    row
}

/// What was spent of a project in the table's unit, and how much of its budget that is in per cent.
pub fn execution(judged: &Judged, project: &targets::model::Project) -> Option<(Scaled, Option<Scaled>)> {
    targets::money::execution(&judged.table, project, judged.spent.get(&project.id)?.total)
}

/// A published amount; opens to its cell.
pub fn amount_figure(lang: Lang, judged: &Judged, amount: &targets::model::Amount) -> Figure {
    let Some(value) = &amount.value else { return Figure::missing(lang) };
    let figure = match value.parse::<Scaled>() {
        Ok(number) => Figure::number(lang, number),
        Err(_) => Figure::shown(lang, value.clone()),
    };
    match &amount.source {
        Some(place) => figure.evidence(
            &Token::Cell { file: judged.row.evidence, cell: place.cell.clone(), span: place.span }.to_string(),
        ),
        None => figure,
    }
}

fn tag(lang: Lang, judged: &Judged, about: impl Fn(&str) -> bool) -> Option<FindingTag> {
    use targets::model::Severity::{Error, Info, Warn};
    let found: Vec<_> = judged.open_findings().filter(|f| f.refs.iter().any(|r| about(r))).collect();
    let worst = found.iter().map(|f| f.severity).min()?;
    let level = match worst {
        Error => "must",
        Warn => "explain",
        Info => "note",
    };
    Some(FindingTag::new(lang, level, format!(" {}", found.len())))
}

fn promise_rows(
    lang: Lang,
    judged: &Judged,
    filter: &Filter,
    id: &str,
    text: &str,
    code: &str,
    out: &mut Vec<RowView>,
) {
    let views: Vec<&TargetView> = judged.overview.targets.iter().filter(|v| v.target.of == id).collect();
    if views.is_empty() {
        if filter.section.is_empty() && matches!(filter.state.as_str(), "" | "unprovable") {
            let mut row = blank(id, text.to_owned());
            code.clone_into(&mut row.code);
            let none = || Some(Figure::not_applicable(lang));
            (row.promised, row.actual, row.done, row.gap, row.forecast) = (none(), none(), none(), none(), none());
            row.state = Some(State::new(lang, "unprovable"));
            let token = Token::Unprovable { table: judged.row.id, id: id.to_owned() }.to_string();
            row.advice = Some(format!("/evidence/{}", crate::links::encode(&token)));
            row.tag = tag(lang, judged, |r| r == id);
            out.push(row);
        }
        return;
    }
    let several = views.len() > 1;
    let mut named = false;
    for (n, view) in views.iter().enumerate() {
        let section = view.binding.as_ref().map(|b| b.section.clone()).unwrap_or_default();
        let other_state = !filter.state.is_empty() && filter.state != state_key(view.judgement.state);
        if other_state || (!filter.section.is_empty() && filter.section != section) {
            continue;
        }
        let circled = char::from_u32(0x2460 + n as u32).filter(|_| several);
        let mut row = target_row(lang, judged, view, if named { String::new() } else { text.to_owned() });
        row.quote = circled.map(|mark| format!("{mark}{}", view.target.quote)).unwrap_or_default();
        if named {
            row.class = "more";
        }
        named = true;
        code.clone_into(&mut row.code);
        row.section = section;
        row.tag = tag(lang, judged, |r| r == id || r == view.target.id);
        out.push(row);
    }
}

fn target_row(lang: Lang, judged: &Judged, view: &TargetView, name: String) -> RowView {
    let mut row = blank(&view.target.of, name);
    let table = judged.row.id;
    let token = Token::Target { table, target: view.target.id.clone() }.to_string();
    let place = &view.target.source;
    let quote = Token::Cell { file: judged.row.evidence, cell: place.cell.clone(), span: place.span }.to_string();
    // The number of a base comes from facts; the words of the table say only which base.
    let source = if view.base.is_some() { &token } else { &quote };
    row.promised = Some(Figure::shown(lang, promised_text(lang, view)).evidence(source));
    row.unit = view
        .binding
        .as_ref()
        .map(|b| b.unit.clone())
        .filter(|u| !u.is_empty())
        .unwrap_or_else(|| view.target.unit.clone().unwrap_or_default());
    row.actual = Some(actual_figure(lang, view).evidence(&token));
    let Judgement { state, completion, elapsed, gap, forecast, .. } = view.judgement;
    let percent = |figure: Option<Scaled>| match figure {
        Some(value) => Figure::number(lang, value).evidence(&token),
        None => Figure::not_applicable(lang),
    };
    let late = matches!(state, TargetState::Behind | TargetState::Missed);
    row.bar = completion.map(|done| Progress::new(lang, done.mantissa, gap.map(|_| elapsed.mantissa), late));
    row.done = Some(percent(completion));
    row.gap = Some(match gap {
        Some(gap) => Figure::shown(lang, signed(gap)).evidence(&token),
        None => Figure::not_applicable(lang),
    });
    row.forecast = Some(percent(forecast));
    let count = view.value.as_ref().map_or(0, |v| v.evidence);
    row.evidence = Some(Figure::count(lang, count).evidence(&token));
    row.state = Some(State::new(lang, state_key(state)));
    row.bind = Some(format!("/targets/{table}/bind/{}", view.target.id));
    row
}

/// The value today, without its evidence.
pub fn actual_figure(lang: Lang, view: &TargetView) -> Figure {
    match view.value.as_ref().map(|value| &value.actual) {
        Some(Actual::Number(number)) => Figure::number(lang, *number),
        Some(Actual::Day(day)) => Figure::shown(lang, day.to_string()),
        Some(Actual::Done(true)) => Figure::shown(lang, lang.t("targets.done")),
        Some(Actual::Done(false)) => Figure::shown(lang, lang.t("targets.not_done")),
        Some(Actual::Grade(grade)) => Figure::shown(lang, grade.clone()),
        Some(Actual::TooFew { found, least }) => too_few(lang, *found, *least),
        Some(Actual::Unknown(_)) | None => Figure::missing(lang),
    }
}

/// How many there are of how many it takes, where they are too few to say anything.
pub fn too_few(lang: Lang, found: u32, least: u32) -> Figure {
    let values = [("found", &*found.to_string()), ("least", &*least.to_string())];
    Figure::shown(lang, lang.fill("targets.too_few", &values))
}

/// Operator and number as judged, without the unit.
pub fn promised_text(lang: Lang, view: &TargetView) -> String {
    if view.target.kind == TargetKind::Relative {
        let base = view.target.num.clone().unwrap_or_default();
        return match view.base {
            Some(number) => format!("> {}", number.grouped()),
            None => lang.fill("targets.better_than", &[("base", &base)]),
        };
    }
    let sign = match view.op {
        Some(Op::AtLeast) => "≥ ",
        Some(Op::MoreThan) => "> ",
        Some(Op::AtMost) => "≤ ",
        Some(Op::LessThan) => "< ",
        Some(Op::Exactly) => "= ",
        None => "",
    };
    let number = view.target.num.clone().unwrap_or_default();
    let number = number.parse::<Scaled>().map(Scaled::grouped).unwrap_or(number);
    if view.target.kind == TargetKind::Numeric { format!("{sign}{number}") } else { number }
}

/// A difference with its sign.
pub fn signed(value: Scaled) -> String {
    if value.mantissa > 0 { format!("+{value}") } else { value.to_string().replace('-', "−") }
}
