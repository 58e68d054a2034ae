//! Mark-up left in cells, and a list that blank lines cut into pieces.

use std::collections::HashSet;

use super::context::{Context, has_tag, titled};
use super::{Raised, finding};
use crate::model::{Layout, Place, Project, Severity};
use crate::promise::place;

pub(super) fn check(context: &Context, found: &mut Raised) {
    if context.document.is_none() {
        return;
    }
    for project in &context.table.projects {
        markup(context, project, found);
    }
    if context.table.layout == Layout::ProjectList {
        breaks(context, found);
    }
}

fn marked(context: &Context, place: Option<&Place>) -> bool {
    place.and_then(|p| context.raw_cell(p)).is_some_and(has_tag)
}

fn markup(context: &Context, project: &Project, found: &mut Raised) {
    let refs = || vec![project.id.clone()];
    let name = marked(context, project.source.as_ref());
    let amount = project.amounts.iter().any(|a| marked(context, a.source.as_ref()));
    let goal = project.goal_clauses.iter().any(|c| marked(context, c.source.as_ref()));
    // All indicators of a packed cell share it: the first of each cell is enough.
    let mut cells: HashSet<&str> = HashSet::new();
    let mut indicators = false;
    for source in project.indicators.iter().filter_map(|i| i.source.as_ref()) {
        if cells.insert(&source.cell) {
            indicators |= marked(context, Some(source));
        }
    }
    let mut places = Vec::new();
    for (there, label) in [(name, "名称"), (amount, "金额"), (goal, "绩效目标"), (indicators, "绩效指标")] {
        if there {
            places.push(label);
        }
    }
    if places.is_empty() {
        return;
    }
    let message = format!("{}的{}里夹有网页标记（<p> 等），应为纯文字。", titled(project), places.join("、"));
    found.push(finding("html_in_cell", Severity::Info, refs(), message));
    if name && amount {
        let message = format!("{}的名称和金额都包着网页标记，金额会被当成文字，无法求和。", titled(project));
        found.push(finding("html_in_name_and_amount", Severity::Warn, refs(), message));
    }
}

/// The first project after each run of blank lines inside the list.
fn breaks(context: &Context, found: &mut Raised) {
    let Some(document) = context.document else { return };
    let mut last: Option<(u32, u32)> = None;
    for project in &context.table.projects {
        let Some((row, _)) = project.source.as_ref().and_then(|p| place::cell(document, &p.cell)) else { continue };
        let height = row.cells.iter().map(|c| line_breaks(&c.text).max(c.rows)).max().unwrap_or(1);
        if let Some((before, tall)) = last
            && row.number > before + tall
            && blank_between(document, before, row.number)
        {
            let message = format!("{}前有空行，表格从这里断开，后面的部分没有表头；应删去空行。", titled(project));
            found.push(finding("table_split_by_blank_lines", Severity::Info, vec![project.id.clone()], message));
        }
        last = Some((row.number, height));
    }
}

/// Lines a text takes.
fn line_breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX - 1) + 1
}

/// Whether no row with content lies between two rows.
fn blank_between(document: &tabular::Document, before: u32, after: u32) -> bool {
    document.sheets.iter().any(|sheet| {
        let at = |n: u32| sheet.rows.binary_search_by_key(&n, |r| r.number);
        let (Ok(first), Ok(last)) = (at(before), at(after)) else { return false };
        let between = sheet.rows.get(first + 1..last).unwrap_or_default();
        !between.iter().any(|r| r.cells.iter().any(|c| !c.text.trim().is_empty()))
    })
}
