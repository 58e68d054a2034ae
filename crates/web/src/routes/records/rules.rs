//! The rules of a type in words, and what each of them says of one record.

use collect::Registry;
use collect::records::{RecordType, Rule, Ruling, SameEvent};
use domain::EntityId;
use store::Store;

use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;

/// One rule with its outcome for a record.
pub(super) struct Line {
    pub(super) holds: bool,
    pub(super) rule: String,
    /// What is missing or out of place.
    pub(super) detail: String,
    /// Number and address of the record that counts in its place.
    pub(super) instead: Option<(String, String)>,
}

/// Names of fields in the visitor's language.
pub(super) fn names<'a>(lang: Lang, registry: &Registry, fields: impl IntoIterator<Item = &'a str>) -> String {
    let name = |field: &str| registry.named(field).map_or_else(|| field.to_owned(), |one| metric_name(lang, one));
    fields.into_iter().map(name).collect::<Vec<_>>().join(lang.t("records.comma"))
}

/// Kinds of evidence in the visitor's language; of a type, or only those named.
pub(super) fn evidence(lang: Lang, kind: &RecordType, only: Option<&[String]>) -> String {
    let mut all = Vec::new();
    for one in kind.evidence.iter().filter(|one| only.is_none_or(|only| only.contains(&one.name))) {
        let name = if lang == Lang::Zh { &one.name } else { &one.name_en };
        all.push(if one.optional { lang.fill("records.optional", &[("name", name)]) } else { name.clone() });
    }
    all.join(lang.t("records.comma"))
}

/// The words of one of a type's rules.
pub(super) fn words(lang: Lang, registry: &Registry, kind: &RecordType, rule: Rule, nth: usize) -> String {
    let zh = lang == Lang::Zh;
    match rule {
        Rule::Excluded => kind.excluded_when.get(nth).map_or_else(String::new, |one| {
            let why = if zh { &one.why } else { &one.why_en };
            lang.fill("records.rule_excluded", &[("why", why)])
        }),
        Rule::CountsWhen => kind.counts_when.get(nth).map_or_else(String::new, |one| {
            let why = if zh { &one.why } else { &one.why_en };
            lang.fill("records.rule_counts_when", &[("why", why)])
        }),
        Rule::SameEvent if kind.same_event == SameEvent::Across => lang.t("records.rule_same_across").to_owned(),
        Rule::OncePer => kind.once_per.get(nth).map_or_else(String::new, |one| {
            let fields = names(lang, registry, one.fields.iter().map(String::as_str));
            let why = if zh { &one.why } else { &one.why_en };
            lang.fill("records.rule_once_per", &[("why", why), ("fields", &fields)])
        }),
        Rule::Required => {
            let fields = names(lang, registry, kind.required.iter().map(String::as_str));
            lang.fill("records.rule_required", &[("fields", &fields)])
        }
        Rule::Evidence => lang.fill("records.rule_evidence", &[("kinds", &evidence(lang, kind, None))]),
        Rule::Period => lang.fill("records.rule_period", &[("field", &names(lang, registry, [kind.period.as_str()]))]),
        other => lang.t(&format!("records.rule_{}", other.key())).to_owned(),
    }
}

/// Every rule of a type in words.
pub(super) fn all(lang: Lang, registry: &Registry, kind: &RecordType) -> Vec<String> {
    let mut rules = vec![(Rule::Accepted, 0), (Rule::Required, 0)];
    if !kind.evidence.is_empty() {
        rules.push((Rule::Evidence, 0));
    }
    rules.push((Rule::Period, 0));
    rules.extend((0..kind.excluded_when.len()).map(|nth| (Rule::Excluded, nth)));
    rules.extend((0..kind.counts_when.len()).map(|nth| (Rule::CountsWhen, nth)));
    rules.extend((0..kind.once_per.len()).map(|nth| (Rule::OncePer, nth)));
    if kind.same_event != SameEvent::Beside {
        rules.push((Rule::SameEvent, 0));
    }
    rules.into_iter().map(|(rule, nth)| words(lang, registry, kind, rule, nth)).collect()
}

/// What a rule says of a record.
pub(super) fn line(
    store: &Store,
    lang: Lang,
    registry: &Registry,
    code: &str,
    ruling: &Ruling,
) -> Result<Line, Failure> {
    let Some(kind) = registry.types().get(code) else {
        let rule = lang.fill("records.rule_unknown_type", &[("code", code)]);
        return Ok(Line { holds: false, rule, detail: String::new(), instead: None });
    };
    let about = || ruling.about.iter().map(String::as_str);
    let detail = match ruling.rule {
        _ if ruling.holds => String::new(),
        Rule::Required => lang.fill("records.lacks", &[("what", &names(lang, registry, about()))]),
        Rule::Evidence => lang.fill("records.lacks", &[("what", &evidence(lang, kind, Some(&ruling.about)))]),
        Rule::Accepted => lang.t("records.not_accepted").to_owned(),
        Rule::Period => lang.t("records.outside_period").to_owned(),
        Rule::CountsWhen => lang.t("records.unknown").to_owned(),
        Rule::Excluded => lang.fill("records.condition_met", &[("condition", &ruling.about.join(" "))]),
        _ => String::new(),
    };
    let rule = words(lang, registry, kind, ruling.rule, ruling.nth);
    let instead = ruling.instead.map(|other| number(store, other)).transpose()?;
    Ok(Line { holds: ruling.holds, rule, detail, instead })
}

/// Number and address of a record.
pub(super) fn number(store: &Store, id: EntityId) -> Result<(String, String), Failure> {
    let own = store.read(|r| r.identifiers(id))?.into_iter().find(|one| one.scheme == "record_no");
    Ok((own.map_or_else(|| id.to_string(), |own| own.value), format!("/records/{id}")))
}
