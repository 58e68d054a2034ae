//! The types of records: what counts, what is asked, what proves it, who accepts, under which rules.

use askama::Template;
use axum::extract::{Path, State};
use collect::records::RecordType;
use collect::{KnowledgeFault, Registry};

use super::rules;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these pages.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/types", Need::May("records.read"), list).get(
        "/records/types/{code}",
        Need::May("records.read"),
        show,
    )
}

struct Line {
    code: String,
    address: String,
    name: String,
    counts: String,
    evidence: String,
    accepted_by: String,
    retired: bool,
}

#[derive(Template)]
#[template(path = "records/types.html")]
struct Types {
    shell: Shell,
    lead: String,
    lines: Vec<Line>,
    faults: std::sync::Arc<[KnowledgeFault]>,
    may_write: bool,
}

/// Name of a type in the visitor's language.
pub(super) fn name(lang: Lang, kind: &RecordType) -> String {
    if lang == Lang::Zh { kind.code.clone() } else { kind.name_en.clone() }
}

/// Address of a type's page.
pub(super) fn address(code: &str) -> String {
    format!("/records/types/{}", crate::links::encode(code))
}

fn accepted_by(lang: Lang, kind: &RecordType) -> String {
    let mut all: Vec<String> =
        kind.accepted_by.roles.iter().map(|role| lang.t(&format!("roles.{role}")).to_owned()).collect();
    all.extend(kind.accepted_by.section.iter().map(|section| lang.fill("records.only_section", &[("name", section)])));
    all.join(lang.t("records.comma"))
}

async fn list(State(app): State<AppState>, visit: Visit) -> Result<Page<Types>, Failure> {
    let lang = visit.lang;
    let declared = app.declared.clone();
    let (registry, faults) = app.run(move |store| declared.get(store)).await?;
    let mut lines = Vec::new();
    for kind in registry.types().all() {
        lines.push(Line {
            code: kind.code.clone(),
            address: address(&kind.code),
            name: name(lang, kind),
            counts: if lang == Lang::Zh { kind.counts.clone() } else { kind.counts_en.clone() },
            evidence: rules::evidence(lang, kind, None),
            accepted_by: accepted_by(lang, kind),
            retired: kind.retired,
        });
    }
    let lead = lang.fill("records.types_lead", &[("count", &lines.len().to_string())]);
    let may_write = visit.may("records.write");
    Ok(Page(Types { shell: Shell::new(&app, &visit, lang.t("records.types")), lead, lines, faults, may_write }))
}

struct Field {
    name: String,
    address: String,
    required: bool,
    definition: String,
}

#[derive(Template)]
#[template(path = "records/type.html")]
struct Show {
    shell: Shell,
    code: String,
    counts: String,
    citation: String,
    accepted_by: String,
    evidence: String,
    fields: Vec<Field>,
    rules: Vec<String>,
    examples: Vec<(String, Vec<(String, String)>)>,
    version: u32,
    may_write: bool,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(code): Path<String>) -> Result<Page<Show>, Failure> {
    let lang = visit.lang;
    let registry = app.run(move |store| store.read(Registry::load)).await?;
    let kind = registry.types().get(&code).ok_or(Failure::NotFound)?;
    let mut fields = Vec::new();
    for (field, required) in kind.fields() {
        let Some(metric) = registry.named(field) else { continue };
        fields.push(Field {
            name: metric_name(lang, metric),
            address: format!("/definitions/{}", metric.id),
            required,
            definition: metric.definition.clone(),
        });
    }
    let mut examples = Vec::new();
    for example in &kind.examples {
        let mut records = Vec::new();
        for record in &example.records {
            let said = record.iter().filter(|(name, _)| name.as_str() != "计入");
            let said: Vec<String> = said.map(|(name, text)| format!("{name} {text}")).collect();
            let counts = record.get("计入").map_or("", String::as_str);
            let outcome = if counts == "是" {
                lang.t("records.counts").to_owned()
            } else {
                lang.fill("records.fails_by", &[("rule", lang.t(&format!("records.short_{counts}")))])
            };
            records.push((said.join(lang.t("records.comma")), outcome));
        }
        examples.push((example.says.clone(), records));
    }
    Ok(Page(Show {
        shell: Shell::new(&app, &visit, name(lang, kind)),
        counts: if lang == Lang::Zh { kind.counts.clone() } else { kind.counts_en.clone() },
        citation: kind.citation.clone(),
        accepted_by: accepted_by(lang, kind),
        evidence: rules::evidence(lang, kind, None),
        fields,
        rules: rules::all(lang, &registry, kind),
        examples,
        version: registry.types().version(&code).unwrap_or_default(),
        may_write: visit.may("records.write") && !kind.retired,
        code,
    }))
}
