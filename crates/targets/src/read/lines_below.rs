//! Amounts that stand below a run of their names, in lines that may have lost blank cells.

use super::amounts::Item;
use super::grid::Grid;
use super::labels::Field;
use super::lines_fields::{Kind, Token};
use super::text::Piece;

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
    let mut next = end;
    while tokens.get(next).is_some_and(|t| matches!(t.kind, Kind::Number)) {
        next += 1;
    }
    let items: Vec<&Token> = tokens[start..end].iter().filter(|t| t.is_item()).collect();
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
            grid.doubts.push(format!(
                "第 {} 行的空格在复制时丢失，“{}”按留空处理，相邻各项的金额请核对。",
                figures[0].number,
                unsure.join("、")
            ));
        }
        _ => {
            kept.extend(items.iter().copied().zip(figures).take(1));
            grid.doubts.push(format!("第 {} 行的数字少于栏目，除第一项外归属无法确定，未读取。", figures[0].number));
        }
    }
    place(tokens, start, end, &kept, grid);
    Some(next)
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
