//! What all rules look at: the table, the raw text behind it, and the promises of each indicator.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tabular::Document;

use crate::model::{Indicator, Place, Project, Target, TargetTable};
use crate::promise::{self, Promise};

/// The table being checked.
pub(super) struct Context<'t> {
    pub(super) table: &'t TargetTable,
    pub(super) document: Option<&'t Document>,
    entries: Vec<Entry<'t>>,
    /// Where the targets of a clause or an indicator stand in the table: they stand side by side.
    targets: HashMap<&'t str, (u32, u32)>,
    /// The last packed cell looked into: many indicators stand in one.
    last: RefCell<(String, Rc<Vec<char>>)>,
}

/// One indicator with its project, its judged value and its promises.
pub(super) struct Entry<'t> {
    pub(super) project: &'t Project,
    pub(super) indicator: &'t Indicator,
    pub(super) value: Option<&'t str>,
    pub(super) promises: Vec<Promise>,
}

impl<'t> Context<'t> {
    pub(super) fn new(table: &'t TargetTable, document: Option<&'t Document>) -> Self {
        let year = table.document.year;
        let mut entries = Vec::new();
        for project in &table.projects {
            for indicator in &project.indicators {
                let value = promise::judged_value(indicator);
                entries.push(Entry { project, indicator, value, promises: promise::promises(indicator, year) });
            }
        }
        let mut targets: HashMap<&str, (u32, u32)> = HashMap::new();
        for (at, target) in (0..).zip(&table.targets) {
            targets.entry(&target.of).or_insert((at, at)).1 = at + 1;
        }
        Context { table, document, entries, targets, last: RefCell::default() }
    }

    pub(super) fn entries(&self) -> &[Entry<'t>] {
        &self.entries
    }

    /// The targets of a goal clause or an indicator.
    pub(super) fn targets_of(&self, id: &str) -> &'t [Target] {
        let Some((start, end)) = self.targets.get(id) else { return &[] };
        self.table.targets.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// The targets of a project's goal.
    pub(super) fn goal_targets(&self, project: &'t Project) -> impl Iterator<Item = &'t Target> {
        project.goal_clauses.iter().flat_map(|clause| self.targets_of(&clause.id))
    }

    /// The raw text of a place.
    pub(super) fn raw(&self, place: &Place) -> Option<String> {
        let cached = self.last.borrow().0 == place.cell;
        if !cached {
            let chars: Vec<char> = self.raw_cell(place)?.chars().collect();
            *self.last.borrow_mut() = (place.cell.clone(), Rc::new(chars));
        }
        let chars = Rc::clone(&self.last.borrow().1);
        let [start, end] = place.span;
        chars.get(start..end.min(chars.len())).map(|part| part.iter().collect())
    }

    /// The whole raw text of the cell a place stands in.
    pub(super) fn raw_cell(&self, place: &Place) -> Option<&'t str> {
        let (_, cell) = promise::place::cell(self.document?, &place.cell)?;
        Some(&cell.text)
    }
}

/// `P02 促进…资金`, shortened for messages.
pub(super) fn titled(project: &Project) -> String {
    format!("{}“{}”", project.id, short(&project.name, 24))
}

/// The first characters of a text.
pub(super) fn short(text: &str, most: usize) -> String {
    let mut out: String = text.chars().take(most).collect();
    if text.chars().count() > most {
        out.push('…');
    }
    out
}

/// Whether a raw text holds a mark-up tag, and where the first one begins and ends, in characters.
pub(super) fn first_tag(raw: &[char]) -> Option<(usize, usize)> {
    for start in 0..raw.len() {
        if raw.get(start) != Some(&'<') {
            continue;
        }
        let name = raw.get(start + 1).filter(|c| **c != '/').or_else(|| raw.get(start + 2));
        if name.is_some_and(char::is_ascii_alphabetic)
            && let Some(length) = raw.iter().skip(start).take(200).position(|c| *c == '>')
        {
            return Some((start, start + length + 1));
        }
    }
    None
}

/// Whether a raw text holds a mark-up tag.
pub(super) fn has_tag(raw: &str) -> bool {
    raw.contains('<') && first_tag(&raw.chars().collect::<Vec<_>>()).is_some()
}
