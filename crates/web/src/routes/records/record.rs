//! One record: whether it counts, rule by rule; what it says, each value opening to its cell; what proves it, and
//! where else the same file proves something; for which targets it counts; its way from hand to hand.

use askama::Template;
use axum::extract::{Path, Query, State};
use collect::Registry;
use collect::records::{self, Desk};
use collect::surveys::{self, Survey};
use domain::{EntityId, Subject, SubjectKind};
use store::{Actor, BatchKind, Fact, Store, StoreError};
use targets::binding::{Binding, Feed};
use targets::counted::{Condition, verdict};

use super::{rules, types};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::JudgedTables;
use crate::parts::figure::{Figure, Source};
use crate::parts::form::Complaint;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/{id}", Need::May("records.read"), show)
}

struct FactLine {
    metric: String,
    metric_id: i64,
    period: String,
    figure: Figure,
    batch: i64,
}

struct Target {
    id: String,
    quote: String,
    address: String,
    counts: bool,
    conditions: Vec<(Option<bool>, String)>,
}

struct FileLine {
    name: String,
    kind: String,
    address: String,
    /// Number and address of other records that the same bytes prove.
    elsewhere: Vec<(String, String)>,
}

/// One step of its way.
struct Step {
    at: String,
    who: String,
    what: &'static str,
    note: String,
    batch: i64,
    undone: bool,
}

/// What the answers to a questionnaire allow to be said.
struct SurveyLine {
    made: String,
    says: String,
    address: String,
}

/// What is known of satisfaction.
struct Satisfaction {
    lines: Vec<SurveyLine>,
    /// Questionnaires that ask about its type: code and title.
    asks: Vec<(String, String)>,
}

/// What stands on the page.
struct Inside {
    name: String,
    number: String,
    kind: String,
    kind_address: String,
    state: &'static str,
    counts: Option<bool>,
    /// Whether it would count if it were accepted.
    would_count: bool,
    rules: Vec<rules::Line>,
    facts: Vec<FactLine>,
    files: Vec<FileLine>,
    /// Others whose papers are said to lie under the same archive number.
    archived: Vec<(String, String)>,
    steps: Vec<Step>,
    targets: Vec<Target>,
    others: usize,
    satisfaction: Satisfaction,
    stamp: String,
    /// Why this visitor may not decide: a key; they may where absent.
    why_not: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "records/record.html")]
pub(super) struct Show {
    shell: Shell,
    id: i64,
    inside: Inside,
    counting: Vec<Target>,
    /// Targets it counts for once it is accepted.
    after: Vec<Target>,
    near: Vec<Target>,
    others: String,
    shared: bool,
    may_accept: bool,
    may_edit: bool,
    may_survey: bool,
    complaints: Vec<Complaint>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Page<Show>, Failure> {
    let flash = match asked.done.as_str() {
        "submitted" | "accepted" | "returned" => Some(visit.lang.t(&format!("records.done_{}", asked.done)).to_owned()),
        _ => None,
    };
    let mut page = page(&app, &visit, id, Vec::new()).await?;
    page.0.shell = page.0.shell.flash(flash);
    Ok(page)
}

/// The page of a record, with complaints about a decision.
pub(super) async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    complaints: Vec<Complaint>,
) -> Result<Page<Show>, Failure> {
    let (lang, tables, actor) = (visit.lang, app.judged.clone(), visit.actor());
    let mut inside = app.run(move |store| read(store, &tables, lang, &actor, EntityId(id))).await?;
    let targets = std::mem::take(&mut inside.targets);
    let (counting, rest): (Vec<Target>, Vec<Target>) = targets.into_iter().partition(|target| target.counts);
    // Of the targets it does not count for, those are of interest whose first condition it meets.
    let met = |target: &Target| target.conditions.first().is_some_and(|first| first.0 == Some(true));
    let (near, far): (Vec<Target>, Vec<Target>) = rest.into_iter().partition(met);
    // All that keeps a waiting record from these is that nobody has accepted it yet.
    let waits = |condition: &(Option<bool>, String)| {
        condition.0 == Some(true)
            || condition.1.contains(records::metric::COUNTS)
            || condition.1.contains(records::metric::ACCEPTED)
    };
    let would = inside.would_count;
    let (after, near): (Vec<Target>, Vec<Target>) =
        near.into_iter().partition(|target| would && target.conditions.iter().all(waits));
    let others = (inside.others + far.len()).to_string();
    let registered = inside.state != "gone";
    Ok(Page(Show {
        shell: Shell::new(app, visit, inside.name.clone()),
        id,
        counting,
        after,
        near,
        others: lang.fill("records.others", &[("count", &others)]),
        shared: !inside.archived.is_empty() || inside.files.iter().any(|file| !file.elsewhere.is_empty()),
        may_accept: registered && visit.may("records.accept"),
        may_edit: registered && inside.state != "yes" && visit.may("records.write"),
        may_survey: registered && visit.may("records.write"),
        complaints,
        inside,
    }))
}

fn read(store: &Store, tables: &JudgedTables, lang: Lang, actor: &Actor, id: EntityId) -> Result<Inside, Failure> {
    let record = store.read(|r| r.entity(id))?;
    if record.kind.as_str() != records::KIND {
        return Err(Failure::NotFound);
    }
    let (identifiers, known, metrics, registry) =
        store.read(|r| Ok((r.identifiers(id)?, r.facts_about(Subject::One(id))?, r.metrics()?, Registry::load(r)?)))?;
    let number = identifiers.into_iter().find(|one| one.scheme == "record_no").map(|one| one.value);
    let judged = if known.is_empty() { None } else { Some(store.read(|r| records::explain(r, id))?) };
    let accepted = judged.as_ref().and_then(|(case, _)| case.accepted);
    let code = judged.as_ref().map(|(case, _)| case.kind.clone()).unwrap_or_default();
    let state = match accepted {
        _ if code.is_empty() => "gone",
        Some(true) => "yes",
        Some(false) => "no",
        None => "waiting",
    };
    // One that waits is shown as it would be judged: that is what the second person has to know.
    let foreseen =
        if state == "waiting" || state == "no" { Some(store.read(|r| records::foresee(r, id))?) } else { None };
    let mut lines = Vec::new();
    for ruling in foreseen.as_ref().or(judged.as_ref()).map_or(&[][..], |(_, verdict)| &verdict.rulings) {
        // That its type is known needs no line, that it waits is said above.
        let silent = matches!(ruling.rule, records::Rule::Known) && ruling.holds
            || matches!(ruling.rule, records::Rule::Accepted) && foreseen.is_some();
        if !silent {
            lines.push(rules::line(store, lang, &registry, &code, ruling)?);
        }
    }
    let mut facts = Vec::with_capacity(known.len());
    for known in &known {
        let metric = metrics.iter().find(|metric| metric.id == known.metric);
        let metric = metric.ok_or_else(|| Failure::internal("a fact without its metric"))?;
        let mut figure = fact::figure(lang, known, metric).keep_unit().evidence(&Token::Fact(known.id).to_string());
        if accepted == Some(true) {
            figure = figure.source(Source::Accepted);
        }
        facts.push(FactLine {
            metric: fact::metric_name(lang, metric),
            metric_id: metric.id.0,
            period: known.period.to_string(),
            figure,
            batch: known.source.0,
        });
    }
    let year = judged.as_ref().map(|(case, _)| case.period.calendar_year());
    let (targets, others) = targets_of(store, tables, id, &code, year)?;
    let kind = registry.types().get(&code);
    Ok(Inside {
        satisfaction: satisfaction(store, lang, id, &code)?,
        name: record.name,
        number: number.unwrap_or_default(),
        kind: kind.map_or_else(|| code.clone(), |kind| types::name(lang, kind)),
        kind_address: types::address(&code),
        state,
        counts: judged.as_ref().filter(|(case, _)| case.accepted.is_some()).map(|(_, verdict)| verdict.counts()),
        would_count: foreseen.as_ref().is_some_and(|(_, verdict)| verdict.counts()),
        rules: lines,
        facts,
        files: files(store, lang, id, kind)?,
        archived: archived(store, id)?,
        steps: steps(store, id, &known, &registry)?,
        targets,
        others,
        stamp: store.read(|r| records::stamp(r, id))?.to_string(),
        why_not: why_not(store, actor, id)?,
    })
}

/// What was answered about a record, and which questionnaires ask about its type.
fn satisfaction(store: &Store, lang: Lang, id: EntityId, code: &str) -> Result<Satisfaction, Failure> {
    let title = |survey: &Survey| if lang == Lang::Zh { survey.title.clone() } else { survey.title_en.clone() };
    let (all, tally) = store.read(|r| Ok((surveys::all(r)?, surveys::tally(r, id)?)))?;
    let mut lines = Vec::new();
    for (survey, links, share) in tally {
        let answers = share.map_or(0, |share| share.answers).to_string();
        let values = [("title", title(&survey)), ("links", links.to_string()), ("answers", answers)];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let made = lang.fill("survey.made", &values);
        let says = share.map(|share| crate::routes::surveys::said(lang, &survey, share)).unwrap_or_default();
        let address = crate::routes::surveys::address(id.0, &survey.code);
        lines.push(SurveyLine { made, says, address });
    }
    let asking = all.iter().filter(|survey| survey.about.iter().any(|about| about == code));
    Ok(Satisfaction { lines, asks: asking.map(|survey| (survey.code.clone(), title(survey))).collect() })
}

/// The key that says why somebody may not decide on a record.
fn why_not(store: &Store, actor: &Actor, id: EntityId) -> Result<Option<&'static str>, Failure> {
    match store.read(|r| Desk::load(r)?.may_decide(r, actor, id)) {
        Ok(()) => Ok(None),
        Err(StoreError::Refused { code, .. }) => Ok(Some(match code {
            "collect.own_record" => "records.why_own",
            "record.ahead" => "records.why_ahead",
            _ => "records.why_role",
        })),
        Err(error) => Err(error.into()),
    }
}

fn files(
    store: &Store,
    lang: Lang,
    id: EntityId,
    kind: Option<&records::RecordType>,
) -> Result<Vec<FileLine>, Failure> {
    let mut lines = Vec::new();
    for file in store.read(|r| r.record_files(id))? {
        let mut elsewhere = Vec::new();
        for other in store.read(|r| r.records_proved_by(file.digest))? {
            if other.record != id {
                elsewhere.push(rules::number(store, other.record)?);
            }
        }
        elsewhere.dedup();
        let label = kind.and_then(|kind| kind.evidence.iter().find(|one| one.name == file.kind));
        lines.push(FileLine {
            name: file.name,
            kind: label.map_or_else(
                || file.kind.clone(),
                |one| if lang == Lang::Zh { one.name.clone() } else { one.name_en.clone() },
            ),
            address: format!("/files/{}/open", file.digest),
            elsewhere,
        });
    }
    Ok(lines)
}

fn archived(store: &Store, id: EntityId) -> Result<Vec<(String, String)>, Failure> {
    let mut others = Vec::new();
    for other in store.read(|r| records::same_archive(r, id))? {
        others.push(rules::number(store, other)?);
    }
    Ok(others)
}

fn steps(store: &Store, id: EntityId, known: &[Fact], registry: &Registry) -> Result<Vec<Step>, Failure> {
    let decides = |fact: &&Fact| registry.metric(fact.metric).is_some_and(|one| one.name == records::metric::ACCEPTED);
    // A list of acceptances is an import that says nothing but the decision.
    let decided = known.iter().find(decides).map(|fact| fact.source);
    let decided = decided.filter(|batch| known.iter().filter(|fact| fact.source == *batch).count() == 1);
    let mut steps = Vec::new();
    for batch in store.read(|r| r.batches_about(id))? {
        steps.push(Step {
            at: crate::moment::minute(batch.recorded_at),
            who: crate::people::name(store, &batch.actor)?,
            what: match batch.kind {
                BatchKind::Import if Some(batch.id) == decided => "decided",
                BatchKind::Import if steps.is_empty() => "registered",
                BatchKind::Import => "changed",
                BatchKind::Acceptance => "decided",
                BatchKind::Run => "judged",
                BatchKind::Undo => "undone",
            },
            note: batch.note,
            batch: batch.id.0,
            undone: batch.undone_by.is_some(),
        });
    }
    Ok(steps)
}

/// Whether a binding may count records of a type: it names the type, or none.
fn concerns(binding: &Binding, code: &str) -> bool {
    let Feed::Formula { subject, formula } = &binding.feed else { return false };
    let typed = formula.contains(records::metric::TYPE) || formula.contains("record_type");
    subject.as_str() == records::KIND && (!typed || formula.contains(code))
}

/// What the targets of its year say of it, and how many count other records.
fn targets_of(
    store: &Store,
    tables: &JudgedTables,
    id: EntityId,
    code: &str,
    year: Option<i16>,
) -> Result<(Vec<Target>, usize), Failure> {
    let kind = SubjectKind::new(records::KIND);
    let snapshot = store.snapshot()?;
    let today = store.read(|r| r.today())?;
    let (mut found, mut others) = (Vec::new(), 0);
    for table in store.read(|r| r.target_tables())? {
        if table.year.is_some() && year.is_some() && table.year != year {
            continue;
        }
        let judged = tables.bound(store, table.id)?;
        for view in &judged.overview.targets {
            let Some(binding) = &view.binding else { continue };
            if !concerns(binding, code) {
                others += usize::from(matches!(&binding.feed, Feed::Formula { subject, .. } if *subject == kind));
                continue;
            }
            // A formula that cannot be evaluated says so on the target's own page.
            let Ok(Some(verdict)) = verdict(tables.values(), binding, &kind, Subject::One(id), today, &snapshot) else {
                continue;
            };
            let token = Token::Target { table: table.id, target: view.target.id.clone() }.to_string();
            let said = |condition: &Condition| (condition.holds, condition.text.clone());
            found.push(Target {
                id: view.target.id.clone(),
                quote: view.target.quote.clone(),
                address: format!("/evidence/{}", crate::links::encode(&token)),
                counts: verdict.counts,
                conditions: verdict.conditions.iter().map(said).collect(),
            });
        }
    }
    Ok((found, others))
}
