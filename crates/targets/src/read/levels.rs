//! Rows of indicators below their heading: levels carried down, values taken from their columns.

pub(crate) use super::columns::{Columns, columns, is_bare_value, is_heading};
use super::grid::Grid;
use super::labels::{
    ends_table, is_instruction, is_level1, is_level1_full, is_level2, is_level2_full, is_placeholder, level_name,
    without_ordinal,
};
pub(crate) use super::roles::Role;
use super::text::{Piece, key, without_stop};
use crate::model::{Indicator, Op};

/// Indicators read from the rows below a heading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) score_total: Option<String>,
    /// First row that is not part of the table.
    pub(crate) end: usize,
    pub(crate) doubts: Vec<String>,
}

/// Levels in force while rows are walked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carry {
    level1: String,
    level2: String,
    piece1: Option<u32>,
    piece2: Option<u32>,
}

/// Reads the rows below a heading.
pub(crate) fn table(grid: &Grid, columns: &Columns, last: usize) -> Table {
    let mut out = Table { end: columns.body, ..Table::default() };
    if !columns.unclear.is_empty() {
        let number = grid.numbers.get(columns.body.saturating_sub(1)).copied().unwrap_or_default();
        let words = columns.unclear.join("”“");
        out.doubts.push(format!("第 {number} 行表头“{words}”各是哪一个时期的指标值无法确定，指标值未读取，请核对。"));
    }
    if columns.unclear.is_empty() && !columns.valued() {
        let number = grid.numbers.get(columns.body.saturating_sub(1)).copied().unwrap_or_default();
        out.doubts.push(format!("第 {number} 行的表头里没有认出哪一栏是指标值，指标值未读取，请核对。"));
    }
    let mut carry = Carry::default();
    let mut row = columns.body;
    while row < last {
        let filled = grid.filled(row);
        let Some((first_column, first)) = filled.first().copied() else {
            row += 1;
            out.end = row;
            continue;
        };
        let first_key = first.key();
        if let Some(again) = self::columns(grid, row) {
            // A heading repeated on a new printed page.
            if again.roles == columns.roles {
                row = again.body;
                continue;
            }
            break;
        }
        let name_column = columns.find(Role::Name).unwrap_or(0);
        let sum = matches!(first_key.as_str(), "合计" | "总计" | "总分" | "总得分" | "自评总分");
        if first_key.ends_with("小计") && first_column <= name_column {
            row += 1;
            out.end = row;
            continue;
        }
        // 年度目标2 with its text: the next goal, with a table of its own.
        let goal = super::labels::field(&first_key) == Some(super::labels::Field::GoalAnnual);
        let numbered = goal && first_key.ends_with(|c: char| c.is_ascii_digit()) && filled.len() <= 2;
        if numbered && (row + 1..last.min(row + 5)).any(|below| self::columns(grid, below).is_some()) {
            break;
        }
        let early = first_column < name_column || filled.len() == 1 || sum;
        if early && ends_table(&first_key) && !is_level1(&first.text) {
            let total = total(grid, columns, row);
            let sums = matches!(super::labels::field(&first_key), Some(super::labels::Field::ScoreTotal));
            if sums || matches!(first_key.as_str(), "合计" | "总计" | "总分合计") {
                out.score_total = total.or(out.score_total.take());
                row += 1;
                out.end = row;
                continue;
            }
            break;
        }
        // One text merged over the columns of names and values is no indicator; behind a label it is that label's.
        let values = [Role::Target, Role::Annual, Role::Actual, Role::Score].into_iter().find_map(|r| columns.find(r));
        let over = |column: usize| grid.slot(row, column).map(|slot| slot.piece);
        if values.is_some_and(|column| over(column).is_some() && over(column) == over(name_column)) {
            if super::labels::field_of(first).is_some() {
                break;
            }
            row += 1;
            continue;
        }
        if let Some(doubt) = misplaced(grid, columns, row) {
            out.doubts.push(doubt);
            row += 1;
            out.end = row;
            continue;
        }
        if filled.len() == 1 && first_column < name_column && !is_level1(&first.text) && !is_level2(&first.text) {
            break;
        }
        if let Some(indicator) = indicator(grid, columns, row, &mut carry) {
            let again = columns.find(Role::NameOfYear).and_then(|column| grid.origin(row, column)).map(without_ordinal);
            let other = again.filter(|name| name.text != indicator.name && !is_placeholder(&name.text));
            out.indicators.push(indicator);
            if let (Some(name), Some(left)) = (other, out.indicators.last_mut()) {
                let mut right = Indicator { target_period: None, source: Some(name.place()), ..left.clone() };
                right.name = name.text;
                left.target_annual = None;
                let judged = left.target_period.as_deref().map(super::value).unwrap_or_default();
                (left.op, left.num, left.unit) = judged;
                out.indicators.push(right);
            }
        }
        row += 1;
        out.end = row;
    }
    out
}

/// What is wrong with a row whose name is a value or a unit: its cells do not stand below their headings.
pub(crate) fn misplaced(grid: &Grid, columns: &Columns, row: usize) -> Option<String> {
    let name = grid.origin(row, columns.find(Role::Name)?)?;
    // 场次 and 人次 may be names, a lone 台 is none.
    let unit = name.len() == 1 && crate::promise::units::measures().contains(&name.text.as_str());
    if !is_bare_value(&name.text) && !unit {
        return None;
    }
    let number = grid.numbers.get(row).copied().unwrap_or_default();
    let words: String = grid.line(row).chars().take(40).collect();
    Some(format!("第 {number} 行“{words}”的指标名称一格只有数值或单位，各格与表头错位，未读取，请核对。"))
}

/// The total of the score column in a closing row.
fn total(grid: &Grid, columns: &Columns, row: usize) -> Option<String> {
    let column = columns.find(Role::Score)?;
    let filled = grid.filled(row);
    let (label_column, label) = filled.first().copied()?;
    let below = grid.at(row, column).filter(|piece| *piece != label).and_then(|p| super::amounts::decimal(&p.text));
    if below.is_some() {
        return below;
    }
    // The only figure beside 自评总分, unless it stands below the points.
    let stated = super::labels::field(&label.key()) == Some(super::labels::Field::ScoreTotal);
    let mut figures = filled.iter().filter(|(c, p)| *c != label_column && super::amounts::is_amount(&p.text));
    match (figures.next(), figures.next()) {
        (Some((c, only)), None) if stated && Some(*c) != columns.find(Role::Weight) => {
            super::amounts::decimal(&only.text)
        }
        (Some((c, _)), Some((_, second)))
            if stated && Some(*c) != columns.find(Role::Weight) && columns.find(Role::Weight) < Some(column) =>
        {
            super::amounts::decimal(&second.text)
        }
        _ => None,
    }
}

/// Reads the indicator of one row.
pub(crate) fn indicator(grid: &Grid, columns: &Columns, row: usize, carry: &mut Carry) -> Option<Indicator> {
    carry_levels(grid, columns, row, carry);
    let filled = |column: &usize| grid.at(row, *column).is_some_and(|p| !p.is_blank());
    let of_year = || columns.find(Role::NameOfYear).filter(filled);
    let name_column = columns.find(Role::Name).filter(filled).or_else(of_year).or(columns.find(Role::Name))?;
    let slot = grid.slot(row, name_column)?;
    let named = grid.at(row, name_column)?;
    let name = without_ordinal(named);
    // A name merged over several rows answers for its first row only, unless each row has a value of its own.
    if !slot.origin && grid.slot(row.wrapping_sub(1), name_column).is_some_and(|s| s.piece == slot.piece) {
        return None;
    }
    // A category where a name belongs: the columns of this row are not what the heading says.
    let category = is_level1_full(&name.text) || is_level2_full(&name.text);
    if category || is_placeholder(&name.text) || is_instruction(&name.text) {
        return None;
    }
    let mut out = Indicator { name: name.text.clone(), source: Some(name.place()), ..Indicator::default() };
    (out.level1_code, out.level1) = level_name(&carry.level1);
    (out.level2_code, out.level2) = level_name(&carry.level2);
    let mut ticks: Vec<String> = Vec::new();
    let (mut sign, mut in_words) = (None, None);
    let has_sign = columns.has(Role::Sign);
    for (&column, (role, words)) in &columns.roles {
        let Some(piece) = grid.at(row, column).filter(|p| !p.is_blank()) else { continue };
        let text = Some(piece.text.clone());
        let figure = || super::amounts::score(&piece.text);
        match role {
            Role::Target => out.target = value(piece),
            Role::Period => out.target_period = value(piece),
            Role::Annual => out.target_annual = value(piece),
            Role::Actual => out.actual = text.filter(|t| !is_instruction(t)),
            Role::Weight => out.weight = figure(),
            Role::Score => out.score = figure(),
            Role::Note => out.note = text.filter(|t| !is_instruction(t) && !is_dash(t)),
            Role::Forecast => out.forecast = text,
            Role::Likelihood => out.likelihood = ticked(&piece.text),
            Role::LikelihoodTick if is_tick(&piece.text) => out.likelihood = Some(words.clone()),
            Role::Deviation => out.deviation = ticked(&piece.text).filter(|t| !is_instruction(t) && !is_dash(t)),
            Role::DeviationTick if is_tick(&piece.text) => ticks.push(words.clone()),
            Role::DeviationTick => ticks.push(format!("{words}：{}", piece.text)),
            Role::Unit => out.unit = text,
            Role::Level1Code => out.level1_code = code(&piece.text),
            Role::Level2Code => out.level2_code = code(&piece.text),
            Role::TargetText => in_words = value(piece),
            Role::Sign if sign.is_none() => sign = operator(&piece.text),
            Role::Ignored if sign.is_none() && !has_sign => sign = operator(&piece.text),
            _ => {}
        }
    }
    if !ticks.is_empty() {
        let ticked = ticks.join("、");
        out.deviation = Some(match out.deviation.take() {
            Some(told) => format!("{ticked}：{told}"),
            None => ticked,
        });
    }
    if let Some(in_words) = in_words {
        let place = if columns.has(Role::Annual) { &mut out.target_annual } else { &mut out.target };
        place.get_or_insert(in_words);
    }
    judge(&mut out, sign, columns.has(Role::Unit));
    Some(out)
}

/// Fills operator, number and unit from the split cells or from the value itself.
fn judge(out: &mut Indicator, sign: Option<Op>, split_unit: bool) {
    let value = out.target.clone().or_else(|| out.target_annual.clone());
    let Some(value) = value else {
        out.unit = None;
        return;
    };
    let (op, num, unit) = super::value(&value);
    let printed = out.unit.take().filter(|u| !matches!(u.as_str(), "/" | "-" | "无" | "—"));
    // A sign beside words compares nothing.
    out.op = sign.filter(|_| num.is_some()).or(op);
    out.num = num;
    out.unit = unit;
    if split_unit && printed.is_some() && out.num.is_some() && out.unit.is_none() {
        out.unit = printed;
    }
}

/// Whether a cell holds nothing but an operator.
pub(crate) fn is_sign(text: &str) -> bool {
    operator(text).is_some() || text == "定性"
}

/// The operator a sign cell states.
fn operator(sign: &str) -> Option<Op> {
    let tight: String = sign.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    match tight.as_str() {
        "=" | "等于" => Some(Op::Exactly),
        "≥" | ">=" | "大于等于" | "不少于" | "不低于" | "≧" => Some(Op::AtLeast),
        "≤" | "<=" | "小于等于" | "不超过" | "不高于" | "≦" => Some(Op::AtMost),
        ">" | "大于" => Some(Op::MoreThan),
        "<" | "小于" => Some(Op::LessThan),
        _ => None,
    }
}

/// A printed code.
fn code(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    (!bare.is_empty() && bare.len() <= 6 && bare.chars().all(|c| c.is_ascii_digit())).then_some(bare)
}

/// A target as published, or nothing for a placeholder.
fn value(piece: &Piece) -> Option<String> {
    let text = without_stop(piece).text;
    let blank = text.chars().all(|c| "…—-/、 ".contains(c)) || is_instruction(&text);
    (!blank).then_some(text)
}

/// A stroke that stands for nothing.
fn is_dash(text: &str) -> bool {
    text.chars().all(|c| "/-—－ ".contains(c))
}

/// Of boxes to tick in one cell the ticked ones (`☑确定能 □有可能`); any other text as it stands.
fn ticked(text: &str) -> Option<String> {
    const OPEN: &[char] = &['□', '☐', '○'];
    const TICKED: &[char] = &['☑', '☒', '■', '√', '✓', '✔', '●'];
    if !text.contains(OPEN) {
        return Some(text.to_owned());
    }
    let mut chosen: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        if TICKED.contains(&c) || OPEN.contains(&c) {
            open = TICKED.contains(&c);
            if open {
                chosen.push(String::new());
            }
        } else if let (true, Some(last)) = (open, chosen.last_mut()) {
            last.push(c);
        }
    }
    let chosen: Vec<&str> = chosen.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    (!chosen.is_empty()).then(|| chosen.join("、"))
}

/// Whether a cell is ticked.
fn is_tick(text: &str) -> bool {
    matches!(text.trim(), "√" | "✓" | "✔" | "☑" | "是" | "1" | "V" | "v" | "●" | "■" | "TRUE" | "Y")
}

/// Takes over the levels a row states.
pub(crate) fn carry_levels(grid: &Grid, columns: &Columns, row: usize, carry: &mut Carry) {
    if let Some(column) = columns.find(Role::Level1)
        && let Some(slot) = grid.slot(row, column)
        && !grid.pieces[slot.piece as usize].is_blank()
        && carry.piece1 != Some(slot.piece)
    {
        let text = grid.pieces[slot.piece as usize].text.clone();
        if key(&text) != key(&carry.level1) {
            carry.level2.clear();
            carry.piece2 = None;
        }
        carry.level1 = text;
        carry.piece1 = Some(slot.piece);
    }
    if let Some(column) = columns.find(Role::Level2)
        && let Some(slot) = grid.slot(row, column)
        && !grid.pieces[slot.piece as usize].is_blank()
        && carry.piece2 != Some(slot.piece)
    {
        carry.level2 = grid.pieces[slot.piece as usize].text.clone();
        carry.piece2 = Some(slot.piece);
    }
}
