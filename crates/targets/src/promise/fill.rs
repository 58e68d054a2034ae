//! Sets the targets of a table: ids in order, places in the raw text, and which indicators repeat which goal targets.

use std::collections::HashMap;

use tabular::Document;

use super::cover::Matter;
use super::place::{Finder, Located};
use super::scan::{Promise, scan};
use crate::model::{Indicator, Place, Target, TargetKind, TargetTable};

/// Finds every promise of the table and sets [`TargetTable::targets`]. The document gives the raw text that places
/// refer to; without it a place is that of the clause or indicator.
pub fn fill(table: &mut TargetTable, document: Option<&Document>) {
    let year = table.document.year;
    let mut finder = Finder::new(document);
    let mut targets = Vec::new();
    for project in &table.projects {
        let mut goals: Vec<(Target, Matter)> = Vec::new();
        for clause in &project.goal_clauses {
            let text = Text::of(&clause.text, clause.source.as_ref().or(project.source.as_ref()), &mut finder);
            for (n, promise) in scan(&clause.text, year).into_iter().enumerate() {
                let matter = Matter::of(&promise, &text.chars, None);
                goals.push((text.target(&clause.id, n, promise), matter));
            }
        }
        let mut kept: Vec<(Target, Matter)> = Vec::new();
        for indicator in &project.indicators {
            let Some(value) = judged_value(indicator) else { continue };
            let text = Text::of(value, indicator.source.as_ref(), &mut finder);
            for (n, promise) in promises(indicator, year).into_iter().enumerate() {
                let matter = Matter::of(&promise, &text.chars, Some(&indicator.name));
                kept.push((text.target(&indicator.id, n, promise), matter));
            }
        }
        let mut alike: HashMap<_, Vec<&(Target, Matter)>> = HashMap::new();
        for pair in &kept {
            alike.entry(pair.1.index()).or_default().push(pair);
        }
        for (goal, matter) in &mut goals {
            let near = alike.get(&matter.index()).map(Vec::as_slice).unwrap_or_default();
            let covering = near.iter().filter(|(_, other)| matter.repeated_by(other));
            goal.covered_by = covering.map(|(target, _)| target.id.clone()).collect();
        }
        targets.extend(goals.into_iter().map(|(t, _)| t));
        targets.extend(kept.into_iter().map(|(t, _)| t));
    }
    table.targets = targets;
}

/// The value an indicator is judged by: the annual one where there are two.
pub(crate) fn judged_value(indicator: &Indicator) -> Option<&str> {
    let values = [&indicator.target_annual, &indicator.target, &indicator.target_period];
    values.into_iter().find_map(|v| v.as_deref()).filter(|v| !v.trim().is_empty())
}

/// The promises of an indicator. A form that keeps operator, number and unit in cells of their own overrules what
/// the number alone would say.
pub(crate) fn promises(indicator: &Indicator, year: Option<i16>) -> Vec<Promise> {
    let Some(value) = judged_value(indicator) else { return Vec::new() };
    let mut found = scan(value, year);
    if let [only] = found.as_mut_slice()
        && only.kind == TargetKind::Numeric
        && only.num == indicator.num
    {
        if only.unit.is_none() {
            only.unit.clone_from(&indicator.unit);
        }
        if let Some(op) = indicator.op {
            only.op = op;
            only.written = Some(op);
        }
    }
    // They are kept for every indicator of a table while it is checked.
    found.shrink_to_fit();
    found
}

/// A text that is searched for promises, and where it stands in the file.
struct Text {
    chars: Vec<char>,
    found: Option<Located>,
}

impl Text {
    fn of(text: &str, around: Option<&Place>, finder: &mut Finder) -> Text {
        Text { chars: text.chars().collect(), found: around.map(|place| finder.locate(place, text)) }
    }

    fn target(&self, of: &str, n: usize, promise: Promise) -> Target {
        let source = match &self.found {
            Some(found) => found.part(promise.start, promise.end),
            None => Place { cell: String::new(), span: [0, 0] },
        };
        let quote = self.chars.get(promise.start..promise.end).unwrap_or_default().iter().collect();
        Target {
            id: format!("{of}.T{}", n + 1),
            of: of.to_owned(),
            kind: promise.kind,
            op: Some(promise.op),
            num: promise.num,
            unit: promise.unit,
            hedge: promise.hedge,
            quote,
            source,
            covered_by: Vec::new(),
        }
    }
}
