//! A record entered in the browser: choose a type, fill in, put the files beside it, save, submit.

mod choose;
mod form;
mod moved;
mod save;

use std::collections::BTreeMap;

use collect::Registry;
use collect::records::{RecordType, Submission, metric};
use domain::MetricKind;
use store::{DraftFile, RecordDraft};

use crate::access::table::Routes;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;

pub(super) use form::{DraftLine, drafts};

/// Under which the name of the record is kept among the fields.
const NAME: &str = "名称";

/// Registers these pages.
pub(super) fn routes(mut routes: Routes) -> Routes {
    for page in [choose::routes, form::routes, save::routes] {
        routes = page(routes);
    }
    routes
}

/// Address of a draft.
pub(super) fn address(draft: i64) -> String {
    format!("/records/drafts/{draft}")
}

/// One field of the form.
struct Field {
    /// Id and name in the form.
    id: String,
    label: String,
    hint: String,
    /// `text`, `long`, `number`, `date`, `choice`.
    control: &'static str,
    unit: String,
    value: String,
    choices: Vec<(String, String)>,
    required: bool,
    error: Option<String>,
}

/// One kind of evidence with what is there of it.
struct Proof {
    /// Number among the type's kinds, in the name of its field.
    nth: usize,
    label: String,
    optional: bool,
    files: Vec<(String, String)>,
}

/// Complaint about a field: its id and the words.
struct Complaint {
    id: String,
    text: String,
}

/// The fields of a type with what was typed so far.
fn fields(lang: Lang, kind: &RecordType, registry: &Registry, typed: &BTreeMap<String, String>) -> Vec<Field> {
    let mut all = Vec::new();
    for (name, required) in kind.fields() {
        let Some(metric) = registry.named(name) else { continue };
        let value = typed.get(name).cloned().unwrap_or_default();
        let mut unit = String::new();
        let mut choices = Vec::new();
        let control = match &metric.kind {
            MetricKind::Number { unit: own, .. } => {
                unit = own.symbol().to_owned();
                "number"
            }
            // A day that was typed otherwise than the browser writes days stays readable.
            MetricKind::Date if value.is_empty() || value.parse::<jiff::civil::Date>().is_ok() => "date",
            MetricKind::Truth => {
                choices =
                    vec![("是".into(), lang.t("evidence.yes").into()), ("否".into(), lang.t("evidence.no").into())];
                "choice"
            }
            MetricKind::Code { list, .. } => {
                for code in registry.list(list).into_iter().flat_map(|list| &list.codes) {
                    let label = if lang == Lang::Zh { &code.label } else { &code.label_en };
                    choices.push((code.code.clone(), label.clone()));
                }
                "choice"
            }
            MetricKind::Text if metric.name == "说明" => "long",
            _ => "text",
        };
        all.push(Field {
            id: metric.name_en.clone(),
            label: metric_name(lang, metric),
            hint: metric.definition.clone(),
            control,
            unit,
            value,
            choices,
            required,
            error: None,
        });
    }
    all
}

/// What proves the record, by kind; the last takes what is of no kind.
fn proofs(lang: Lang, kind: &RecordType, files: &[DraftFile]) -> Vec<Proof> {
    let of = |name: &str| -> Vec<(String, String)> {
        let own = files.iter().filter(|file| file.kind == name);
        own.map(|file| (file.digest.to_string(), file.name.clone())).collect()
    };
    let mut all = Vec::new();
    for (nth, one) in kind.evidence.iter().enumerate() {
        let label = if lang == Lang::Zh { one.name.clone() } else { one.name_en.clone() };
        all.push(Proof { nth, label, optional: one.optional, files: of(&one.name) });
    }
    let label = lang.t("entry.other_files").to_owned();
    all.push(Proof { nth: kind.evidence.len(), label, optional: true, files: of("") });
    all
}

/// A draft as what is handed in.
fn submission(draft: &RecordDraft, files: Vec<DraftFile>) -> Submission {
    let mut fields = draft.fields.clone();
    let name = fields.remove(NAME).unwrap_or_default();
    Submission {
        record: draft.record,
        base: draft.base,
        kind: draft.kind.clone(),
        name,
        fields,
        files,
        draft: Some((draft.id, draft.user)),
    }
}

/// What is wrong with a submission, field by field, in the visitor's language.
fn complaints(lang: Lang, registry: &Registry, faults: &[(String, String, String, &'static str)]) -> Vec<Complaint> {
    let mut all: Vec<Complaint> = Vec::new();
    for (field, message, mend, code) in faults {
        let (id, label) = match field.as_str() {
            NAME => ("name".to_owned(), lang.t("records.name").to_owned()),
            "凭证" => ("evidence-0".to_owned(), lang.t("records.proofs").to_owned()),
            "" => (metric::DAY.to_owned(), String::new()),
            named => registry.named(named).map_or_else(
                || (named.to_owned(), named.to_owned()),
                |metric| (metric.name_en.clone(), metric_name(lang, metric)),
            ),
        };
        let text = match lang {
            Lang::Zh => format!("{message}。{mend}。"),
            // What a place is told is Chinese; in English its kind is said with the field.
            Lang::En => {
                let words = lang.find(&format!("facts.problem_{code}")).unwrap_or(code);
                format!("{label}: {words}")
            }
        };
        all.push(Complaint { id, text });
    }
    all
}
