//! A project list from lines: a record is a name, its amounts, its goal and its packed indicators.

use super::amounts;
use super::grid::Grid;
use super::labels::{Field, field_of};
use super::lines::{LineHeading, Text};
use super::packed;
use super::roles;
use super::text::Piece;

/// Whether a piece may head a column of a project list.
pub(crate) fn is_head(piece: &Piece) -> bool {
    piece.len() <= 40
        && (field_of(piece).is_some() || amounts::item(&piece.text).is_some() || roles::role(piece).is_some())
}

/// Whether a run of labels is the heading of a list and not of a form.
pub(crate) fn is_list(cells: &[Piece]) -> bool {
    let packed = |p: &Piece| p.key() == "绩效指标";
    let goal = |p: &Piece| matches!(field_of(p), Some(Field::GoalAnnual | Field::GoalGeneral));
    let money = cells.iter().filter(|p| amounts::item(&p.text).is_some()).count();
    cells.iter().any(packed) && (cells.iter().any(goal) || money > 0)
}

/// Appends heading and records to the grid; gives the first line after the list.
pub(crate) fn push(text: &Text, heading: &LineHeading, grid: &mut Grid) -> usize {
    grid.push(heading.number, heading.cells.iter().cloned().map(Some).collect());
    let mut end = heading.next;
    let mut cells: Vec<Piece> = Vec::new();
    while end < text.lines.len() {
        let line = &text.lines[end];
        if super::head::is_title(&line.whole.text) || line.whole.key().starts_with("附件") {
            break;
        }
        if heading.by_line {
            cells.extend(cut_record(&line.whole));
        } else {
            cells.extend(cut_packed(&line.whole));
        }
        end += 1;
    }
    records(&cells, heading, grid);
    end
}

/// A line that holds a whole record: name, figures, text.
fn cut_record(line: &Piece) -> Vec<Piece> {
    let words = line.words();
    let Some(first) = words.iter().position(|w| amounts::is_amount(&w.text)).filter(|at| (1..=6).contains(at)) else {
        return cut_packed(line);
    };
    let mut out = Vec::new();
    let mut name = words[0].clone();
    for word in &words[1..first] {
        name.join(word, " ");
    }
    out.push(name);
    let mut at = first;
    while at < words.len() && amounts::is_amount(&words[at].text) {
        out.push(words[at].clone());
        at += 1;
    }
    if at < words.len() {
        let mut rest = words[at].clone();
        for word in &words[at + 1..] {
            rest.join(word, " ");
        }
        out.extend(cut_packed(&rest));
    }
    out
}

/// Cuts the packed indicators off the text in front of them.
fn cut_packed(piece: &Piece) -> Vec<Piece> {
    if piece.is_blank() {
        return Vec::new();
    }
    match packed::first_item(piece) {
        Some(at) if at > 0 => vec![piece.part(0, at), piece.part(at, piece.len())],
        _ => vec![piece.clone()],
    }
}

/// A record starts at a text that is directly followed by an amount.
fn records(cells: &[Piece], heading: &LineHeading, grid: &mut Grid) {
    let money: Vec<usize> = columns(heading, |p| amounts::item(&p.text).is_some());
    let goal = columns(heading, |p| matches!(field_of(p), Some(Field::GoalAnnual | Field::GoalGeneral)));
    let packed_at = columns(heading, |p| p.key() == "绩效指标");
    let name = columns(heading, |p| field_of(p) == Some(Field::ProjectName));
    let is_amount = |at: usize| cells.get(at).is_some_and(|p: &Piece| amounts::is_amount(&p.text));
    let starts: Vec<usize> = (0..cells.len()).filter(|at| !is_amount(*at) && is_amount(at + 1)).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(cells.len());
        let mut row: Vec<Option<Piece>> = vec![None; heading.cells.len()];
        let number = cells[start].row;
        if let Some(at) = name.first() {
            row[*at] = Some(cells[start].clone());
        }
        let figures: Vec<&Piece> = cells[start + 1..end].iter().take_while(|p| amounts::is_amount(&p.text)).collect();
        if figures.len() == money.len() {
            for (at, figure) in money.iter().zip(&figures) {
                row[*at] = Some((*figure).clone());
            }
        } else if let (Some(at), Some(figure)) = (money.first(), figures.first()) {
            let total = amounts::item(&heading.cells[*at].text).is_some_and(|item| item.total);
            if total && figures.len() < money.len() {
                row[*at] = Some((*figure).clone());
            }
            grid.doubt(
                number,
                format!("“{}”的金额少于栏目，除合计外归属无法确定，未读取，请核对。", cells[start].text),
            );
        }
        let rest = &cells[start + 1 + figures.len()..end];
        let first_packed = rest.iter().position(|p| packed::first_item(p) == Some(0)).unwrap_or(rest.len());
        if let Some(at) = goal.first() {
            row[*at] = joined(&rest[..first_packed]);
        }
        if let Some(at) = packed_at.first() {
            row[*at] = joined(&rest[first_packed..]);
        }
        grid.push(number, row);
    }
}

fn columns(heading: &LineHeading, is: impl Fn(&Piece) -> bool) -> Vec<usize> {
    (0..heading.cells.len()).filter(|at| is(&heading.cells[*at])).collect()
}

fn joined(pieces: &[Piece]) -> Option<Piece> {
    let mut out: Option<Piece> = None;
    for piece in pieces {
        match &mut out {
            Some(out) => out.join(piece, " "),
            None => out = Some(piece.clone()),
        }
    }
    out
}
