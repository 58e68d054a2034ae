//! The figure: every number of the product on a page goes through this component, with its unit, date, source dot
//! and the way to its evidence. In a template: `{{ figure }}`.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::Scaled;

use crate::i18n::Lang;
use crate::links;

/// How far the fact behind a figure has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Accepted by a second person.
    Accepted,
    /// Provisional.
    Provisional,
    /// Submitted, not yet accepted.
    Submitted,
}

impl Source {
    fn class(self) -> &'static str {
        match self {
            Self::Accepted => "dot",
            Self::Provisional => "dot half",
            Self::Submitted => "dot hollow",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Accepted => "parts.accepted",
            Self::Provisional => "parts.provisional",
            Self::Submitted => "parts.submitted",
        }
    }
}

/// One figure on a page.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/figure.html")]
pub struct Figure {
    lang: Lang,
    value: String,
    unit: String,
    nil: bool,
    strong: bool,
    keep_unit: bool,
    evidence: Option<String>,
    change: Option<String>,
    as_of: Option<String>,
    source: Option<Source>,
}

impl HtmlSafe for Figure {}

impl Figure {
    /// A number, thousands grouped.
    #[must_use]
    pub fn number(lang: Lang, value: Scaled) -> Self {
        Self::shown(lang, value.grouped())
    }

    /// A whole number, such as a count.
    #[must_use]
    pub fn count(lang: Lang, count: usize) -> Self {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Self::number(lang, Scaled { mantissa: count, scale: 0 })
    }

    /// A value already written as it should be read (`63.2%`, `2024-09-25`).
    #[must_use]
    pub fn shown(lang: Lang, value: impl Into<String>) -> Self {
        Self {
            lang,
            value: value.into(),
            unit: String::new(),
            nil: false,
            strong: false,
            keep_unit: false,
            evidence: None,
            change: None,
            as_of: None,
            source: None,
        }
    }

    /// Should be there and is not: —
    #[must_use]
    pub fn missing(lang: Lang) -> Self {
        let mut figure = Self::shown(lang, "—");
        figure.nil = true;
        figure
    }

    /// Does not apply: /
    #[must_use]
    pub fn not_applicable(lang: Lang) -> Self {
        let mut figure = Self::shown(lang, "/");
        figure.nil = true;
        figure
    }

    /// With its unit. In a table the unit belongs to the header and is hidden in the cell, unless [`Self::keep_unit`].
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        unit.clone_into(&mut self.unit);
        self
    }

    /// Shows the unit even in a table cell.
    #[must_use]
    pub fn keep_unit(mut self) -> Self {
        self.keep_unit = true;
        self
    }

    /// In heavier type.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    /// The way to its evidence: `token` resolves at `/evidence/{token}`.
    #[must_use]
    pub fn evidence(mut self, token: &str) -> Self {
        self.evidence = Some(format!("/evidence/{}", links::encode(token)));
        self
    }

    /// The way to its evidence at an address of its own, such as the list it counts.
    #[must_use]
    pub fn evidence_at(mut self, address: impl Into<String>) -> Self {
        self.evidence = Some(address.into());
        self
    }

    /// The change against a named base, with sign: `▲ +18.3% 同比`.
    #[must_use]
    pub fn change(mut self, text: impl Into<String>) -> Self {
        self.change = Some(text.into());
        self
    }

    /// The last day it speaks of.
    #[must_use]
    pub fn as_of(mut self, date: impl Into<String>) -> Self {
        self.as_of = Some(date.into());
        self
    }

    /// How far it was checked.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    fn classes(&self) -> String {
        let mut classes = String::from("fig");
        for (on, class) in [(self.nil, " nil"), (self.strong, " strong"), (self.keep_unit, " keep")] {
            if on {
                classes.push_str(class);
            }
        }
        classes
    }

    /// What hovering or a screen reader says: as-of, how far checked, and that it opens its evidence.
    fn about(&self) -> String {
        let mut parts = Vec::new();
        if let Some(date) = &self.as_of {
            parts.push(format!("{} {date}", self.lang.t("parts.as_of")));
        }
        if let Some(source) = self.source {
            parts.push(self.lang.t(source.key()).to_owned());
        }
        if self.evidence.is_some() {
            parts.push(self.lang.t("parts.evidence_of").to_owned());
        }
        parts.join(" · ")
    }
}
