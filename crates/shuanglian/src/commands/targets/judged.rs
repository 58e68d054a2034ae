//! A stored table judged on today's facts, and the words for its states.

use std::collections::BTreeMap;

use store::{Store, TargetTableRow};
use targets::judge::{Actual, State};
use targets::model::{Op, TargetTable};
use targets::money::{self, Spent};
use targets::overview::{Overview, TargetView};
use targets::{feed, import, proposals};

use crate::commands::folder::stored;
use crate::failure::Failure;
use crate::shell::Shell;

/// A stored table as it stands today.
pub(super) struct Judged {
    pub(super) row: TargetTableRow,
    pub(super) table: TargetTable,
    pub(super) overview: Overview,
    /// What was spent of its projects, by project.
    pub(super) spent: BTreeMap<String, Spent>,
}

/// Judges a stored table.
pub(super) fn table(store: &Store, id: i64, shell: &Shell) -> Result<Judged, Failure> {
    let judged = || -> Result<Judged, store::StoreError> {
        let facts = store.snapshot()?;
        let today = store.read(|r| r.today())?;
        let table = import::table(store, id)?;
        let (row, bindings) = proposals::open(store, id)?;
        let overview = feed::overview(&table, &bindings, today, facts.as_ref());
        let spent = store.read(|r| money::all_spent(r, facts.as_ref(), &table))?;
        Ok(Judged { row, table, overview, spent })
    };
    judged().map_err(|error| stored(error, shell.lang))
}

/// The word and sign of a state.
pub(super) fn state(state: State, shell: &Shell) -> &'static str {
    match state {
        State::Met => shell.lang.pick("✓ 达标", "✓ met"),
        State::OnTrack => shell.lang.pick("◔ 正常", "◔ on track"),
        State::Behind => shell.lang.pick("! 滞后", "! behind"),
        State::Missed => shell.lang.pick("✕ 未达", "✕ missed"),
        State::Unreviewed => shell.lang.pick("◷ 待复核", "◷ awaiting review"),
        State::Unbound => shell.lang.pick("◌ 未绑定", "◌ unbound"),
        State::NoBaseline => shell.lang.pick("⊼ 无基期", "⊼ no baseline"),
        State::CannotSay => shell.lang.pick("？ 不能判断", "? cannot be said"),
        State::Unprovable => shell.lang.pick("⊘ 无法度量", "⊘ unprovable"),
    }
}

/// Operator, number and unit of a promise.
pub(super) fn promised(view: &TargetView) -> String {
    let sign = match view.op {
        Some(Op::AtLeast) => "≥ ",
        Some(Op::MoreThan) => "> ",
        Some(Op::AtMost) => "≤ ",
        Some(Op::LessThan) => "< ",
        Some(Op::Exactly) => "= ",
        None => "",
    };
    let number = view.target.num.as_deref().unwrap_or("—");
    format!("{sign}{number} {}", view.target.unit.as_deref().unwrap_or("")).trim_end().to_owned()
}

/// What the facts say, as text.
pub(super) fn actual(view: &TargetView) -> String {
    match view.value.as_ref().map(|value| &value.actual) {
        Some(Actual::Number(number)) => number.to_string(),
        Some(Actual::Day(day)) => day.to_string(),
        Some(Actual::Grade(grade)) => grade.clone(),
        Some(Actual::TooFew { found, least }) => format!("{found} < {least}"),
        _ => "—".to_owned(),
    }
}
