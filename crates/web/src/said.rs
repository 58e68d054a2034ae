//! What the readers and the checker say, in the visitor's language. Their own words are Chinese and name figures and
//! places; an English page says by kind what is the matter and keeps those words beside it.

use askama::Template;
use askama::filters::HtmlSafe;
use tabular::Warning;
use targets::Refusal;
use targets::model::Finding;

use crate::i18n::Lang;

/// A text, with the original words beside it when they are in the other language.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"{{ text }}{% if let Some(original) = original %}<br><span class="note" lang="zh-CN">{{ original }}</span>{% endif %}"#
)]
pub struct Said {
    text: String,
    original: Option<String>,
}

impl HtmlSafe for Said {}

impl Said {
    fn new(lang: Lang, key: &str, original: &str) -> Self {
        match lang.find(key) {
            Some(text) if lang != Lang::Zh => Self { text: text.to_owned(), original: Some(original.to_owned()) },
            _ => Self { text: original.to_owned(), original: None },
        }
    }

    /// What is the matter, without the original words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A finding of the checker.
#[must_use]
pub fn finding(lang: Lang, finding: &Finding) -> Said {
    Said::new(lang, &format!("said.kind_{}", finding.kind), &finding.message)
}

/// The Chinese name of a kind of finding; the kind itself where it has none.
#[must_use]
pub fn kind(kind: &str) -> String {
    kind_in(Lang::Zh, kind)
}

/// The name of a kind of finding in the visitor's language.
#[must_use]
pub fn kind_in(lang: Lang, kind: &str) -> String {
    lang.find(&format!("said.kind_{kind}")).unwrap_or(kind).to_owned()
}

/// A note of a reader.
#[must_use]
pub fn warning(lang: Lang, warning: &Warning) -> Said {
    Said::new(lang, &format!("said.note_{}", warning.code), &warning.message)
}

/// A refusal of a file, as one line below its field.
#[must_use]
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    match lang.find(&format!("said.refusal_{}", refusal.code)) {
        Some(text) if lang != Lang::Zh => text.to_owned(),
        _ => refusal.message.clone(),
    }
}

/// Whether a text has Chinese characters.
#[must_use]
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_names_the_matter_and_keeps_the_words() {
        let note =
            Warning { code: "hidden_sheet".into(), place: None, message: "工作表“二”是隐藏的".into() };
        let english = warning(Lang::En, &note);
        assert_eq!(english.text(), "A hidden sheet was read too.");
        assert!(english.to_string().contains("lang=\"zh-CN\">工作表“二”是隐藏的"));
        assert_eq!(warning(Lang::Zh, &note).to_string(), "工作表“二”是隐藏的");
        let new = Warning { code: "never_heard_of".into(), place: None, message: "新提示".into() };
        assert_eq!(warning(Lang::En, &new).text(), "新提示", "a new note is shown as it is, never dropped");
    }
}
