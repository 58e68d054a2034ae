//! Labels and values from lines: each becomes a row of its own, so that the form reader finds it.

use super::amounts::{self, Item};
use super::budget_turned;
use super::grid::Grid;
use super::labels::{Field, field_of};
use super::lines::Text;
use super::lines_below;
use super::lines_labels::labelled;
use super::text::Piece;

/// What a part of a line is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Field(Field),
    Item(Item),
    /// A column of a budget table; `true` when it holds amounts.
    Column(bool),
    Number,
    Text,
    Blank,
}

/// A part of a line and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) piece: Piece,
    pub(crate) kind: Kind,
    pub(crate) number: u32,
}

impl Token {
    pub(crate) fn is_value(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Number | Kind::Blank)
    }

    pub(crate) fn is_goal(&self) -> bool {
        use Field::{GoalAnnual, GoalDone, GoalGeneral, GoalPeriod};
        matches!(self.kind, Kind::Field(GoalAnnual | GoalDone | GoalGeneral | GoalPeriod))
    }

    pub(crate) fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Item(_))
    }
}

/// Appends rows for these lines.
pub(crate) fn push(text: &Text, lines: &[usize], grid: &mut Grid) {
    let tokens = tokens(text, lines);
    grid.scrambled |= one_after_another(&tokens);
    let mut index = 0;
    while index < tokens.len() {
        let token = &tokens[index];
        index = if let Some(next) = budget_turned::of_lines(&tokens, index, grid) {
            next
        } else if let Some(next) = budget_turned::sums_of_lines(&tokens, index, grid) {
            next
        } else if let Some(next) = lines_below::table(&tokens, index, text.blanks, grid) {
            next
        } else if let Some(next) = lines_below::read(&tokens, index, grid) {
            next
        } else if token.is_goal() {
            goals(&tokens, index, text.blanks, grid)
        } else if token.is_item() {
            let value = tokens.get(index + 1).filter(|t| t.is_value() && !matches!(t.kind, Kind::Text));
            grid.push(token.number, row([Some(&token.piece), value.map(|t| &t.piece)]));
            index + 1 + usize::from(value.is_some())
        } else if matches!(token.kind, Kind::Field(Field::ScoreTotal)) {
            let mut cells = vec![Some(token.piece.clone())];
            index += 1;
            while let Some(figure) = tokens.get(index).filter(|t| matches!(t.kind, Kind::Number) && cells.len() < 4) {
                cells.push(Some(figure.piece.clone()));
                index += 1;
            }
            grid.push(token.number, cells);
            index
        } else if (matches!(token.kind, Kind::Column(true))
            || matches!(token.kind, Kind::Field(Field::Section)) && amounts::item(&token.piece.text).is_some())
            && let Some(figure) = tokens.get(index + 1).filter(|t| matches!(t.kind, Kind::Number))
        {
            grid.push(token.number, row([Some(&token.piece), Some(&figure.piece)]));
            index + 2
        } else if let Kind::Field(field) = token.kind {
            let value = tokens.get(index + 1).filter(|t| t.is_value() && field != Field::Section);
            grid.push(token.number, row([Some(&token.piece), value.map(|t| &t.piece)]));
            index + 1 + usize::from(value.is_some())
        } else {
            if !token.piece.is_blank() {
                grid.push(token.number, row([Some(&token.piece)]));
            }
            index + 1
        };
    }
}

/// Whether columns stand one after the other: behind the label of names as many texts as figures behind one of money.
fn one_after_another(tokens: &[Token]) -> bool {
    let run = |at: usize, of: fn(&Kind) -> bool| tokens.iter().skip(at).take_while(|t| of(&t.kind)).count();
    let names = tokens.iter().position(|t| matches!(t.kind, Kind::Field(Field::ProjectName)));
    let Some(names) = names else { return false };
    // The heading of a list that was not understood: names, money, goals and indicators without anything between them.
    let label = |t: &&Token| matches!(t.kind, Kind::Field(_) | Kind::Item(_) | Kind::Column(_));
    let heads: Vec<&Token> = tokens.iter().skip(names + 1).take_while(label).collect();
    let money = heads.iter().any(|t| t.is_item() || matches!(t.kind, Kind::Column(true)));
    let packed = heads.iter().any(|t| t.piece.key() == "绩效指标");
    if packed && money && heads.iter().any(|t| t.is_goal()) {
        return true;
    }
    let count = run(names + 1, |kind| matches!(kind, Kind::Text));
    let money = tokens.get(names + 1 + count).is_some_and(|t| t.is_item() || matches!(t.kind, Kind::Column(true)));
    count >= 2 && money && run(names + 2 + count, |kind| matches!(kind, Kind::Number)) == count
}

pub(crate) fn row<const N: usize>(pieces: [Option<&Piece>; N]) -> Vec<Option<Piece>> {
    pieces.into_iter().map(|p| p.filter(|p| !p.is_blank()).cloned()).collect()
}

pub(crate) fn kind(piece: &Piece) -> Kind {
    if piece.is_blank() {
        return Kind::Blank;
    }
    let key = piece.key();
    if amounts::is_column(&key) {
        return Kind::Column(true);
    }
    if amounts::is_other_column(&key) {
        return Kind::Column(false);
    }
    if let Some(field) = field_of(piece) {
        return Kind::Field(field);
    }
    if let Some(item) = amounts::item(&piece.text) {
        return Kind::Item(item);
    }
    if amounts::is_amount(&piece.text) {
        return Kind::Number;
    }
    Kind::Text
}

fn tokens(text: &Text, lines: &[usize]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = &text.lines[lines[at]];
        let mut add = |piece: Piece| {
            let kind = kind(&piece);
            out.push(Token { piece, kind, number: line.number });
        };
        if let Some((joined, count)) = broken(text, &lines[at..]) {
            add(joined);
            at += count;
            continue;
        }
        at += 1;
        if !matches!(kind(&line.whole), Kind::Text) || super::head::is_title(&line.whole.text) {
            add(line.whole.clone());
            continue;
        }
        let parts = if line.bar { line.parts.clone() } else { vec![line.whole.clone()] };
        for part in parts {
            for piece in labelled(&part) {
                add(piece);
            }
        }
    }
    rejoin(out)
}

/// A label broken over several short lines.
fn broken(text: &Text, lines: &[usize]) -> Option<(Piece, usize)> {
    let first = &text.lines[*lines.first()?].whole;
    // 主管部门 / 及编码: a label by itself, yet only half of the one printed.
    if let Some(next) = lines.get(1).map(|index| &text.lines[*index].whole)
        && next.text.starts_with(['及', '和', '与', '、'])
        && next.len() <= 8
    {
        let mut joined = first.clone();
        joined.join(next, "");
        if super::words::FIELDS.has(&joined.key()) {
            return Some((joined, 2));
        }
    }
    if first.key().is_empty() || first.len() > 8 || !matches!(kind(first), Kind::Text) {
        return None;
    }
    let mut joined = first.clone();
    for (count, index) in lines.iter().enumerate().skip(1).take(7) {
        let more = &text.lines[*index].whole;
        if more.is_blank() || more.len() > 8 {
            return None;
        }
        joined.join(more, "");
        if matches!(kind(&joined), Kind::Field(_) | Kind::Item(_)) {
            return Some((joined, count + 1));
        }
    }
    None
}

/// Puts item names together that were broken between two lines (政府性 / 基金拨款).
fn rejoin(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        if let Some(last) = out.last_mut()
            && matches!((&last.kind, &token.kind), (Kind::Text, Kind::Text | Kind::Item(_)))
            && last.piece.len() <= 10
            && token.piece.len() <= 10
            && !super::lines_labels::figure(&last.piece)
            && last.number != token.number
        {
            let mut joined = last.piece.clone();
            joined.join(&token.piece, "");
            if let Kind::Item(item) = kind(&joined) {
                (last.piece, last.kind) = (joined, Kind::Item(item));
                continue;
            }
        }
        out.push(token);
    }
    out
}

/// Labels of goals in a run, then as many texts, in the same order.
fn goals(tokens: &[Token], start: usize, blanks: bool, grid: &mut Grid) -> usize {
    let mut end = start;
    while tokens.get(end).is_some_and(Token::is_goal) {
        end += 1;
    }
    let mut labels: Vec<&Token> = tokens[start..end].iter().collect();
    if labels.len() > 1 && matches!(labels[0].kind, Kind::Field(Field::GoalGeneral)) {
        labels.remove(0);
    }
    let mut next = end;
    let mut values: Vec<&Token> = Vec::new();
    while let Some(token) = tokens.get(next).filter(|t| t.is_value()) {
        values.push(token);
        next += 1;
        if blanks && values.len() == labels.len() && labels.len() > 1 {
            break;
        }
    }
    while values.last().is_some_and(|t| t.piece.is_blank()) && values.len() > labels.len() {
        values.pop();
    }
    let Some(first) = labels.first() else { return end };
    if let [label] = labels.as_slice() {
        let mut joined: Option<Piece> = None;
        for value in values.iter().filter(|t| !t.piece.is_blank()) {
            match &mut joined {
                Some(joined) => joined.join(&value.piece, " "),
                None => joined = Some(value.piece.clone()),
            }
        }
        grid.push(label.number, row([Some(&label.piece), joined.as_ref()]));
        return next;
    }
    // Labels on one line and their texts on the next.
    let one_line = labels.iter().all(|t| t.number == first.number);
    if let ([only], true) = (values.as_slice(), one_line && !blanks) {
        let words = only.piece.words();
        if words.len() == labels.len() {
            grid.push(first.number, labels.iter().map(|t| Some(t.piece.clone())).collect());
            grid.push(only.number, words.into_iter().map(Some).collect());
            return next;
        }
    }
    if values.len() == labels.len() {
        grid.push(first.number, labels.iter().map(|t| Some(t.piece.clone())).collect());
        let below: Vec<Option<Piece>> =
            values.iter().map(|t| Some(t.piece.clone()).filter(|p| !p.is_blank())).collect();
        grid.push(values[0].number, below);
    } else if !values.is_empty() {
        let names: Vec<&str> = labels.iter().map(|t| t.piece.text.as_str()).collect();
        grid.doubt(first.number, format!("起“{}”各自对应哪一段文字无法确定，目标未读取，请核对。", names.join("、")));
    }
    next
}
