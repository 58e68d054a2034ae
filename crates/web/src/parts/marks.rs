//! States, finding levels and progress bars: icon and word, or a drawn bar; never a colour alone.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::i18n::Lang;

/// State of a target, key as in the message files: `met`, `on_track`, `behind`, `missed`, `unreviewed`, `unbound`,
/// `no_baseline`, `cannot_say`, `unprovable`; of something that must be done by a day `due`, `overdue`.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<span class="state{{ self.class() }}"><svg class="ic" aria-hidden="true"><use href="/assets/icons.svg#{{ self.icon() }}"></use></svg>{{ lang.t(self.key()) }}</span>"#
)]
pub struct State {
    lang: Lang,
    state: &'static str,
}

impl HtmlSafe for State {}

impl State {
    /// The badge of a state.
    #[must_use]
    pub fn new(lang: Lang, state: &'static str) -> Self {
        Self { lang, state }
    }

    fn key(&self) -> &'static str {
        match self.state {
            "met" => "parts.state_met",
            "on_track" => "parts.state_on_track",
            "behind" => "parts.state_behind",
            "missed" => "parts.state_missed",
            "unreviewed" => "parts.state_unreviewed",
            "no_baseline" => "parts.state_no_baseline",
            "cannot_say" => "parts.state_cannot_say",
            "unprovable" => "parts.state_unprovable",
            "due" => "parts.state_due",
            "overdue" => "parts.state_overdue",
            _ => "parts.state_unbound",
        }
    }

    fn icon(&self) -> &'static str {
        match self.state {
            "met" => "check",
            "on_track" => "run",
            "behind" => "bang",
            "missed" => "cross",
            "unreviewed" => "clock",
            "no_baseline" => "nobase",
            "cannot_say" => "few",
            "unprovable" => "nomeas",
            "due" => "clock",
            "overdue" => "glass",
            _ => "unbound",
        }
    }

    fn class(&self) -> &'static str {
        match self.state {
            "met" | "on_track" | "due" => "",
            "behind" | "missed" | "overdue" => " late",
            _ => " mute",
        }
    }
}

/// Level of a finding: `must`, `explain`, `note`.
#[derive(Debug, Clone, Template)]
#[template(ext = "html", source = r#"<span class="tag {{ self.class() }}">{{ lang.t(self.key()) }}{{ tail }}</span>"#)]
pub struct FindingTag {
    lang: Lang,
    level: &'static str,
    tail: String,
}

impl HtmlSafe for FindingTag {}

impl FindingTag {
    /// The tag of a level; `tail` follows the word (a count, a code).
    #[must_use]
    pub fn new(lang: Lang, level: &'static str, tail: impl Into<String>) -> Self {
        Self { lang, level, tail: tail.into() }
    }

    fn class(&self) -> &'static str {
        match self.level {
            "must" => "key",
            "explain" => "weak",
            _ => "gap",
        }
    }

    fn key(&self) -> &'static str {
        match self.level {
            "must" => "parts.finding_must",
            "explain" => "parts.finding_explain",
            _ => "parts.finding_note",
        }
    }
}

/// Tenths of a percent as a length of the bar, kept within it.
fn share(tenths: i64) -> String {
    let within = tenths.clamp(0, 1000);
    format!("{}.{}%", within / 10, within % 10)
}

/// A bar of progress in tenths of a percent, with a tick where the time stands. Hatched when late.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/progress.html")]
pub struct Progress {
    lang: Lang,
    done: i64,
    elapsed: Option<i64>,
    late: bool,
}

impl HtmlSafe for Progress {}

impl Progress {
    /// `done` and `elapsed` in tenths of a percent; shown between 0 and 1000, said as they are.
    #[must_use]
    pub fn new(lang: Lang, done: i64, elapsed: Option<i64>, late: bool) -> Self {
        Self { lang, done, elapsed, late }
    }

    fn words(&self) -> String {
        let percent = |tenths: i64| format!("{}.{}%", tenths / 10, (tenths % 10).abs());
        let elapsed = self.elapsed.map_or_else(|| "—".to_owned(), percent);
        self.lang.fill("parts.progress", &[("done", &percent(self.done)), ("elapsed", &elapsed)])
    }

    fn width(&self) -> String {
        share(self.done)
    }

    fn tick(&self) -> Option<String> {
        self.elapsed.map(share)
    }
}
