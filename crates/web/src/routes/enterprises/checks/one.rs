//! One finding: the rule in words and as a formula, how it came out on the facts as they stand, and every answer.

use askama::Template;
use axum::extract::{Path, State};
use domain::Subject;
use enterprises::definitions::Shelf;
use enterprises::rules::RuleBook;
use formula::When;
use store::CHECKS;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::parts::marks::FindingTag;
use crate::routes::evidence::fact::metric_name;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises/checks/{id}", Need::May("enterprises.read"), show)
}

struct Answer {
    state: String,
    reason: String,
    who: String,
}

#[derive(Template)]
#[template(path = "enterprises/check.html")]
struct Check {
    shell: Shell,
    firm: i64,
    name: String,
    tag: FindingTag,
    period: String,
    metric: String,
    observed: Figure,
    expected: String,
    rule: String,
    formula: String,
    applies: String,
    mend: String,
    source: String,
    /// How the formula came out, line by line.
    trace: String,
    gone: bool,
    answers: Vec<Answer>,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Check>, Failure> {
    let lang = visit.lang;
    let shell = Shell::new(&app, &visit, lang.t("checks.finding"));
    app.run(move |store| {
        let one = store.read(|r| r.check_finding(id))?;
        let facts = store.snapshot()?;
        let registry = store.read(collect::Registry::load)?;
        let books: Shelf<RuleBook> = Shelf::load(store.dir(), &registry);
        let found = books.in_force(one.period).find_map(|book| {
            let rule = book.rules.iter().find(|rule| rule.code == one.rule)?;
            Some((book, rule))
        });
        let (mut trace, mut source) = (String::new(), String::new());
        if let Some((book, rule)) = found {
            let cited: Vec<&str> = book.citation.iter().map(|citation| citation.document.as_str()).collect();
            let named = if lang == Lang::Zh { &book.name } else { &book.name_en };
            source = format!("{named} v{} · {}", book.version, cited.join("；"));
            let typed = enterprises::terms::each(&rule.holds, facts.as_ref());
            let traced =
                typed.and_then(|typed| typed.trace(facts.as_ref(), When::new(one.period), Subject::One(one.entity)));
            let tongue = if lang == Lang::Zh { formula::Lang::Zh } else { formula::Lang::En };
            // A formula that no longer evaluates says so in place of its trace.
            trace = match traced {
                Ok(traced) => formula::explain(&traced, tongue),
                Err(error) if lang == Lang::Zh => error.message,
                Err(error) => error.message_en,
            };
        }
        let mut answers = Vec::new();
        for answer in store.read(|r| r.finding_history(CHECKS, &id.to_string()))? {
            let at = crate::moment::minute(answer.at);
            answers.push(Answer {
                state: lang.t(&format!("review.answer_{}", answer.state.as_str())).to_owned(),
                who: format!("{} {at}", crate::people::name(store, &answer.actor)?),
                reason: answer.reason,
            });
        }
        let rule = found.map(|(_, rule)| rule);
        let gone = one.gone_run.is_some();
        Ok::<_, Failure>(Page(Check {
            shell,
            firm: one.entity.0,
            name: store.read(|r| r.entity(one.entity))?.name,
            tag: FindingTag::new(lang, super::list::level(&one.severity), ""),
            period: one.period.to_string(),
            metric: facts.metric_by_id(one.metric).map(|metric| metric_name(lang, metric)).unwrap_or_default(),
            observed: super::list::observed(lang, &facts, &one, gone),
            expected: one.expected.clone(),
            rule: rule
                .map(|rule| if lang == Lang::Zh { rule.name.clone() } else { rule.name_en.clone() })
                .unwrap_or_else(|| one.rule.clone()),
            formula: rule.map(|rule| rule.holds.clone()).unwrap_or_default(),
            applies: rule.and_then(|rule| rule.applies.clone()).unwrap_or_default(),
            mend: rule.map(|rule| rule.mend.clone()).unwrap_or_default(),
            source,
            trace,
            gone,
            answers,
        }))
    })
    .await
}
