//! Amounts below headings, in lines that may have lost blank cells: below their names, or in budget tables.

use super::amounts::{self, Item};
use super::grid::Grid;
use super::labels::Field;
use super::lines_fields::{Kind, Token, row};
use super::text::Piece;

/// A name, its figures and a text behind them, below headings of their own.
pub(crate) fn record(words: &[Piece]) -> Option<Vec<Piece>> {
    let figures = words.iter().skip(1).take_while(|w| amounts::is_amount(&w.text)).count();
    if figures < 2 {
        return None;
    }
    let (front, rest) = words.split_at(figures + 1);
    let mut cells = front.to_vec();
    cells.extend(rest.iter().cloned().reduce(|mut text, word| {
        text.join(&word, " ");
        text
    }));
    Some(cells)
}

/// Amounts below a run of item names; where blanks were lost a single gap between the figures tells where.
pub(crate) fn read(tokens: &[Token], start: usize, grid: &mut Grid) -> Option<usize> {
    if !tokens[start].is_item() {
        return None;
    }
    let group = |t: &Token| matches!(t.kind, Kind::Field(Field::Section)) && t.piece.key().ends_with('分');
    let mut end = start;
    while tokens.get(end).is_some_and(|t| t.is_item() || group(t)) {
        end += 1;
    }
    // The name of the unit may stand in front of its figures, its goal behind them.
    let labels = &tokens[start.saturating_sub(4)..start];
    let text = |at: usize| tokens.get(at).filter(|t| matches!(t.kind, Kind::Text));
    let unit = labels.iter().find(|t| matches!(t.kind, Kind::Field(Field::DepartmentName)));
    let unit = unit.and_then(|label| Some((label, text(end)?)));
    let end_of_items = end;
    end += usize::from(unit.is_some());
    let mut next = end;
    while tokens.get(next).is_some_and(|t| matches!(t.kind, Kind::Number)) {
        next += 1;
    }
    let goal = labels.iter().find(|t| t.is_goal()).and_then(|label| Some((label, text(next)?)));
    let items: Vec<&Token> = tokens[start..end_of_items].iter().filter(|t| t.is_item()).collect();
    let figures = &tokens[end..next];
    if items.len() < 3 || figures.len() < 2 || figures.len() > items.len() {
        return None;
    }
    let missing = items.len() - figures.len();
    let mut gaps = Vec::new();
    for (index, pair) in figures.windows(2).enumerate() {
        if pair[1].number - pair[0].number > 1 {
            gaps.push(index + 1);
        }
    }
    let mut kept: Vec<(&Token, &Token)> = Vec::new();
    match (missing, gaps.as_slice()) {
        (0, _) => kept.extend(items.iter().copied().zip(figures)),
        (_, [gap]) => {
            kept.extend(items.iter().copied().zip(figures).take(*gap));
            kept.extend(items[gap + missing..].iter().copied().zip(&figures[*gap..]));
            let unsure: Vec<&str> = items[*gap..gap + missing].iter().map(|t| t.piece.text.as_str()).collect();
            grid.doubt(
                figures[0].number,
                format!("的空格在复制时丢失，“{}”按留空处理，相邻各项的金额请核对。", unsure.join("、")),
            );
        }
        _ => {
            kept.extend(items.iter().copied().zip(figures).take(1));
            grid.doubt(figures[0].number, "的数字少于栏目，除第一项外归属无法确定，未读取。".into());
        }
    }
    match kept.as_slice() {
        [(item, figure)] => {
            grid.push(item.number, vec![Some(item.piece.clone()), Some(figure.piece.clone())]);
        }
        _ => place(tokens, start, end_of_items, &kept, grid),
    }
    for (label, value) in unit.into_iter().chain(goal) {
        grid.push(value.number, row([Some(&label.piece), Some(&value.piece)]));
    }
    Some(next + usize::from(goal.is_some()))
}

/// Pushes headings, items and figures the way a grid shows them.
fn place(tokens: &[Token], start: usize, end: usize, kept: &[(&Token, &Token)], grid: &mut Grid) {
    let groups: Vec<&Token> = tokens[start..end].iter().filter(|t| !t.is_item()).collect();
    let section = tokens[..start].iter().rev().take(3).find(|t| matches!(t.kind, Kind::Field(Field::Section)));
    let spending = ["基本支出", "项目支出", "人员经费", "公用经费"];
    let group_of = |item: &Item| {
        let spent = spending.contains(&item.item.as_str());
        groups.iter().find(|g| !item.total && g.piece.text.contains("支出") == spent)
    };
    let mut top: Vec<Option<Piece>> = vec![section.map(|t| t.piece.clone())];
    let mut low: Vec<Option<Piece>> = vec![None];
    let mut figures: Vec<Option<Piece>> = vec![None];
    for (item, figure) in kept {
        let Kind::Item(named) = &item.kind else { continue };
        let group = group_of(named);
        top.push(group.map_or_else(|| Some(item.piece.clone()), |g| Some(g.piece.clone())));
        low.push(group.map(|_| item.piece.clone()));
        figures.push(Some(figure.piece.clone()));
    }
    let number = tokens[start].number;
    grid.push(number, top);
    grid.push(number, low);
    grid.push(kept.first().map_or(number, |(_, f)| f.number), figures);
}

/// Whether figures may stand below these headings: rates below rates, amounts below amounts.
fn fits(heads: &[Token], values: &[&Token]) -> bool {
    let rate = |t: &Token| t.piece.text.ends_with(['%', '％']);
    heads.iter().zip(values).all(|(head, value)| {
        let stroke = value.piece.text.chars().all(|c| "-—/－".contains(c));
        match head.kind {
            _ if stroke => true,
            Kind::Column(true) => matches!(value.kind, Kind::Number),
            // A row with a value for every heading needs no sign to tell its rate.
            _ if head.piece.key().ends_with("执行率") => rate(value) || heads.len() == values.len(),
            _ => !rate(value),
        }
    })
}

/// A budget table: a run of column heads, then rows of a label and figures.
pub(crate) fn table(tokens: &[Token], start: usize, blanks: bool, grid: &mut Grid) -> Option<usize> {
    let mut end = start;
    while tokens.get(end).is_some_and(|t| matches!(t.kind, Kind::Column(_))) {
        end += 1;
    }
    // 资金来源 and the like stand over the labels of the rows.
    let over = tokens[start..end].iter().take_while(|t| matches!(t.kind, Kind::Column(false))).count();
    let heads = &tokens[start + over..end];
    let amounts_in = heads.iter().filter(|t| matches!(t.kind, Kind::Column(true))).count();
    // 部门整体支出总额: money by its last words, below headings of money.
    let names_money = |t: &Token| {
        let key = t.piece.key();
        let money = ["总额", "支出", "资金", "经费"].iter().any(|end| key.ends_with(end)) && key.chars().count() <= 14;
        t.is_item() || matches!(t.kind, Kind::Text) && money
    };
    if heads.len() < 2 || amounts_in == 0 || !tokens.get(end).is_some_and(names_money) {
        return None;
    }
    // Rows: a label and the values behind it.
    let mut rows: Vec<(&Token, Vec<&Token>)> = Vec::new();
    let mut next = end;
    while let Some(label) = tokens.get(next).filter(|t| names_money(t)) {
        next += 1;
        let from = next;
        let value = |t: &Token| t.is_value() && !names_money(t);
        while tokens.get(next).is_some_and(value) && next - from < heads.len() {
            next += 1;
        }
        rows.push((label, tokens[from..next].iter().collect()));
    }
    if tokens.get(next).is_some_and(|t| matches!(t.kind, Kind::Number)) {
        // More figures than headings: no column of this table is proved.
        while tokens.get(next).is_some_and(|t| t.is_item() || t.is_value()) {
            next += 1;
        }
        grid.doubt(tokens[start].number, "起预算表的数字多于栏目，归属无法确定，未读取。".into());
        return Some(next);
    }
    let widest = rows.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let first_fits = rows.iter().all(|(_, values)| fits(heads, values));
    let second_fits = rows.iter().all(|(_, values)| fits(&heads[1..], values));
    let corner = amounts_in > 2
        && matches!(heads[0].kind, Kind::Column(true))
        && if blanks || heads[0].piece.text.contains(['（', '(']) {
            widest + 1 == heads.len()
        } else {
            !first_fits && second_fits
        };
    if !blanks && !first_fits && !second_fits {
        grid.doubt(tokens[start].number, "起预算表的数字与栏目对不上，未读取，请核对。".into());
        return Some(next);
    }
    if corner {
        grid.push(tokens[start].number, row([Some(&heads[0].piece)]));
    }
    let heads = if corner { &heads[1..] } else { heads };
    let mut top = vec![None];
    top.extend(heads.iter().map(|t| Some(t.piece.clone())));
    grid.push(tokens[start].number, top);
    // Figures before the last column of amounts must all be there.
    let needed = heads.iter().rposition(|t| matches!(t.kind, Kind::Column(true))).map_or(0, |p| p + 1);
    for (label, values) in rows {
        let mut cells = vec![Some(label.piece.clone())];
        if blanks || values.is_empty() || values.len() >= needed {
            cells.extend(values.iter().map(|t| Some(t.piece.clone())));
        } else {
            grid.doubt(label.number, format!("“{}”的数字少于列数，归属无法确定，未读取。", label.piece.text));
        }
        grid.push(label.number, cells);
    }
    Some(next)
}
