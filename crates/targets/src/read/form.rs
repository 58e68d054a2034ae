//! Forms of one project or one department: labels with values, goals, budget and indicator tables.

use super::amounts;
use super::budget::Budget;
use super::budget_turned;
use super::form_below;
use super::grid::Grid;
use super::head::{Found, uncoded_name};
use super::labels::{Field, field_of, inline, is_instruction, is_level1_full, is_placeholder, without_instruction};
use super::levels::{self, Role};
use super::text::Piece;
use crate::model::Indicator;

/// What one form says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    pub(crate) name: Option<Piece>,
    pub(crate) goal: Option<Piece>,
    pub(crate) budget: Budget,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) score_total: Option<String>,
    /// Roles of the indicator tables.
    pub(crate) roles: Vec<Role>,
    /// Whether budget columns speak of what was spent.
    pub(crate) executed: bool,
    /// Whether a label speaks of a whole department.
    pub(crate) whole: bool,
    /// Whether anything of a form was found at all.
    pub(crate) labels: usize,
    pub(crate) doubts: Vec<String>,
    /// Rows read label by label.
    pub(crate) loose: Vec<usize>,
}

/// Goals by the kind of their label.
#[derive(Clone, Debug, Default)]
struct Goals {
    annual: Option<Piece>,
    general: Option<Piece>,
    period: Option<Piece>,
}

/// Reads the rows of a form.
pub(crate) fn read(grid: &Grid, first: usize, last: usize, head: &mut Found) -> Form {
    let mut form = Form::default();
    let mut goals = Goals::default();
    let mut used: Vec<(usize, usize)> = Vec::new();
    let mut row = first;
    while row < last {
        let line = grid.line(row);
        if ["整体支出", "部门整体", "整体绩效"].iter().any(|w| line.contains(w)) && line.chars().count() < 80
        {
            form.whole = true;
        }
        if let Some(columns) = levels::columns(grid, row) {
            form.roles.extend(columns.roles.values().map(|(role, _)| *role));
            let table = levels::table(grid, &columns, last);
            form.indicators.extend(table.indicators);
            form.doubts.extend(table.doubts);
            form.score_total = table.score_total.or(form.score_total.take());
            row = table.end.max(row + 1);
            continue;
        }
        let year = head.year_told.or(head.head.year);
        if let Some(turned) = budget_turned::read(grid, row, last, year) {
            form.labels += 1;
            for (item, column, piece) in turned.amounts {
                form.budget.place(item, column, piece.as_ref());
            }
            row = turned.next;
            continue;
        }
        if let Some(below) = form_below::read(grid, row, last) {
            form.labels += 1;
            for (field, value) in below.fields {
                take(field, &value, &mut form, &mut goals, head);
            }
            for (item, group, piece) in below.amounts {
                form.budget.place(item, group, piece.as_ref());
            }
            row = below.next;
            continue;
        }
        if let Some(next) = form.budget.table(grid, row, last) {
            form.executed |= line.contains("执行") || line.contains("支出数");
            form.labels += 1;
            row = next;
            continue;
        }
        if let Some(next) = form.budget.below(grid, row, last) {
            form.labels += 1;
            row = next;
            continue;
        }
        labels(grid, row, &mut form, &mut goals, head, &mut used);
        form.loose.push(row);
        row += 1;
    }
    if form.indicators.is_empty() && form.labels > 0 {
        form.doubts.push("这份表里没有读到绩效指标，请核对原件是否有指标表。".into());
    }
    form.goal = goals.annual.or(goals.general).or(goals.period);
    for (index, indicator) in form.indicators.iter().enumerate() {
        if indicator.level1.is_empty() && form.roles.contains(&Role::Level1) {
            form.doubts.push(format!("第 {} 项指标“{}”没有一级指标", index + 1, indicator.name));
        }
    }
    form
}

/// Reads the labels of one row.
fn labels(
    grid: &Grid,
    row: usize,
    form: &mut Form,
    goals: &mut Goals,
    head: &mut Found,
    used: &mut Vec<(usize, usize)>,
) {
    let filled = grid.filled(row);
    let word = filled.first().and_then(|(_, piece)| piece.words().into_iter().next());
    if form.roles.is_empty() && word.is_some_and(|w| is_level1_full(&w.text)) {
        form.doubts
            .push(format!("第 {} 行像是绩效指标，但上面没有一级、二级、三级指标的表头，未读取。", grid.numbers[row]));
    }
    for (index, (column, piece)) in filled.iter().enumerate() {
        if used.contains(&(row, *column)) {
            continue;
        }
        let next = filled.get(index + 1).filter(|(_, p)| !is_label(p));
        if let Some(item) = amounts::item(&piece.text) {
            // 约80: no amount, yet what stands there is said.
            let told = |p: &Piece| p.len() <= 20 && p.text.contains(|c: char| c.is_ascii_digit());
            let year = |p: &Piece| super::head::year_in(&p.text).is_some();
            let value = next
                .filter(|(_, p)| amounts::is_amount(&p.text) || is_dash(&p.text) || told(p) && !year(p))
                .map(|(_, p)| *p);
            if value.is_none() && amounts::is_column(&piece.key()) {
                continue;
            }
            form.budget.label(item, value);
            continue;
        }
        if amounts::is_column(&piece.key())
            && let Some((_, value)) = next.filter(|(_, p)| amounts::is_amount(&p.text))
        {
            let item = amounts::Item { item: piece.key(), printed: piece.key(), period: None, total: false };
            form.budget.label(item, Some(value));
            continue;
        }
        if let Some((label, value)) = split_amount(piece) {
            form.budget.label(label, Some(&value));
            continue;
        }
        if let Some(field) = field_of(piece) {
            form.labels += 1;
            let value = match field {
                Field::GoalAnnual | Field::GoalGeneral | Field::GoalPeriod | Field::GoalDone => {
                    goal(grid, row, *column, next.copied(), used)
                }
                Field::ScoreTotal => total(piece, &filled[index + 1..]).cloned(),
                _ => next.map(|(_, p)| (*p).clone()),
            };
            if let Some(value) = value {
                let numbered = piece.key().ends_with(|c: char| c.is_ascii_digit());
                match (&mut goals.annual, numbered && field == Field::GoalAnnual) {
                    (Some(goal), true) => goal.join(&value, " "),
                    _ => take(field, &value, form, goals, head),
                }
            }
            continue;
        }
        if let Some((field, value)) = inline(piece) {
            form.labels += 1;
            let value = if value.is_blank() { next.map(|(_, p)| (*p).clone()) } else { Some(value) };
            if let Some(value) = value {
                take(field, &value, form, goals, head);
            }
        }
    }
}

/// The total among the cells behind its label: full marks may stand before it.
fn total<'p>(label: &Piece, cells: &[(usize, &'p Piece)]) -> Option<&'p Piece> {
    let figures = cells.iter().map(|(_, piece)| *piece).filter(|p| amounts::is_amount(&p.text));
    let is_full = |p: &Piece| amounts::decimal(&p.text).is_some_and(|d| amounts::same(&d, "100"));
    let first = figures.clone().next();
    let full = first.is_some_and(is_full);
    // Merged cells may be repeated: the first figure that is not the full marks, or else the full marks twice.
    match figures.clone().find(|p| !is_full(p)).or_else(|| figures.clone().nth(1)) {
        Some(second) if full => Some(second),
        // 总分 100 alone: the full marks of a form that is not scored.
        None if full && !label.key().contains("得分") => None,
        _ => first,
    }
}

fn is_dash(text: &str) -> bool {
    text.chars().all(|c| "-—/－ 无".contains(c))
}

/// Whether a piece is a label and so cannot be the value of the one before it.
pub(crate) fn is_label(piece: &Piece) -> bool {
    field_of(piece).is_some()
        || amounts::item(&piece.text).is_some()
        || inline(piece).is_some_and(|(_, v)| v.len() < 80)
}

/// `资金总额：936万元` or `其中：财政拨款 936` in one cell.
pub(crate) fn split_amount(piece: &Piece) -> Option<(amounts::Item, Piece)> {
    if let Some(at) = piece.text.chars().position(|c| c == ' ').filter(|_| piece.text.matches(' ').count() == 1) {
        let value = piece.part(at + 1, piece.len());
        if let Some(item) = amounts::item(&piece.part(0, at).text)
            && amounts::is_amount(&value.text)
        {
            return Some((item, value));
        }
    }
    for (index, c) in piece.text.chars().enumerate().take(30) {
        if c == ':' || c == '：' {
            let value = piece.part(index + 1, piece.len());
            if let Some(item) = amounts::item(&piece.part(0, index).text)
                && amounts::is_amount(&value.text)
            {
                return Some((item, value));
            }
        }
    }
    None
}

/// The text of a goal label: to its right, or below it where the next cell is a label too.
fn goal(
    grid: &Grid,
    row: usize,
    column: usize,
    next: Option<(usize, &Piece)>,
    used: &mut Vec<(usize, usize)>,
) -> Option<Piece> {
    if let Some((at, piece)) = next {
        let mut out = piece.clone();
        // A label merged over several rows owns the rows beside it.
        let slot = grid.slot(row, column)?;
        let mut below = row + 1;
        while grid.slot(below, column).is_some_and(|s| s.piece == slot.piece) {
            if let Some(more) = grid.origin(below, at) {
                if is_label(more) {
                    break;
                }
                used.push((below, at));
                out.join(more, " ");
            }
            below += 1;
        }
        if below == row + 1 {
            run_on(grid, row, &mut out, used);
        }
        return Some(out);
    }
    let piece = grid.origin(row + 1, column).filter(|p| !is_label(p))?;
    if levels::columns(grid, row + 1).is_some() || amounts::is_column(&piece.key()) {
        return None;
    }
    used.push((row + 1, column));
    Some(piece.clone())
}

/// A goal whose next clauses stand at the head of the rows below: a line break inside its cell, copied as a new row.
fn run_on(grid: &Grid, row: usize, goal: &mut Piece, used: &mut Vec<(usize, usize)>) {
    let mut below = row + 1;
    while let Some(more) = grid.origin(below, 0) {
        let open = goal.text.ends_with(['；', ';', '，', '、', '：', ':']);
        let next = super::clauses::goes_on(&more.text);
        if is_label(more) || levels::columns(grid, below).is_some() || !(next || open && more.len() > 4) {
            break;
        }
        goal.join(more, " ");
        used.push((below, 0));
        below += 1;
    }
}

/// Puts the value of a field where it belongs.
fn take(field: Field, value: &Piece, form: &mut Form, goals: &mut Goals, head: &mut Found) {
    let value = &without_instruction(value);
    if value.is_blank() || is_instruction(&value.text) {
        return;
    }
    let place = match field {
        Field::ProjectName => {
            let name = uncoded_name(value);
            if form.name.is_none() && !is_placeholder(&name.text) {
                form.name = Some(name);
            }
            return;
        }
        Field::ScoreTotal => {
            form.score_total = form.score_total.take().or(amounts::decimal(&value.text));
            return;
        }
        Field::GoalAnnual => &mut goals.annual,
        Field::GoalGeneral => &mut goals.general,
        Field::GoalPeriod => &mut goals.period,
        Field::GoalDone | Field::Other | Field::Section => return,
        _ => {
            head.note(field, value);
            return;
        }
    };
    if place.is_none() && !blank_goal(&value.text) {
        *place = Some(value.clone());
    }
}

/// `目标1： 目标2： ……` left as printed in the form.
fn blank_goal(text: &str) -> bool {
    let rest = text.replace("目标", "");
    rest.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "：:…。.、;；—-/".contains(c))
}
