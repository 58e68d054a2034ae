//! Amounts of a form that found no place: said, so that no money vanishes without a word.

use super::amounts;
use super::grid::Grid;
use super::labels::{Field, field_of};
use super::text::Piece;
use crate::model::{Amount, Project};

/// Words of a label that speaks of money.
const MONEY: &[&str] = &["资金", "预算", "拨款", "经费", "金额", "总额", "收入", "支出", "合计", "补助", "投资"];

/// Figures named in one doubt.
const MOST_NAMED: usize = 6;

/// What is to be said of the amounts of a form: `rows` are those read label by label, not as a table.
pub(crate) fn doubts(grid: &Grid, rows: &[usize], project: &Project) -> Vec<String> {
    let found = project.amounts.as_slice();
    let mut out: Vec<String> = found.iter().filter_map(unreadable).collect();
    let blank = found.iter().any(|amount| amount.value.is_none());
    let mut all: Vec<&str> = Vec::new();
    let mut first = None;
    for &row in rows {
        let filled = grid.filled(row);
        let mut loose: Vec<&str> = Vec::new();
        let mut money = false;
        for (index, (_, piece)) in filled.iter().enumerate() {
            if !is_money(piece) || claimed(piece, found) {
                money |= MONEY.iter().any(|word| piece.text.contains(word));
                continue;
            }
            let before = index.checked_sub(1).and_then(|at| filled.get(at)).map(|(_, label)| *label);
            let score = amounts::decimal(&piece.text) == project.score_total;
            if !score && !before.is_some_and(is_other) {
                loose.push(&piece.text);
            }
        }
        if !loose.is_empty() && (blank || money) {
            first = first.or(grid.numbers.get(row));
            all.append(&mut loose);
        }
    }
    if let Some(number) = first {
        let count = all.len();
        let more = if count > MOST_NAMED { format!("等 {count} 个数") } else { String::new() };
        all.truncate(MOST_NAMED);
        out.push(format!("第 {number} 行起的“{}”{more}属于哪一项金额无法确定，未读取，请核对。", all.join("”“")));
    }
    out
}

/// An amount whose cell holds something that is no amount.
fn unreadable(amount: &Amount) -> Option<String> {
    let raw = amount.raw.trim();
    let none = amount.value.is_some() || amounts::is_figure(raw) || super::labels::is_instruction(raw);
    (!none).then(|| {
        let words: String = raw.chars().take(30).collect();
        format!("“{}”（{}）一格写的是“{words}”，不是一个金额，留空，请核对。", amount.item, amount.column)
    })
}

/// One finding for each column of amounts of a list: the projects concerned and what is to be said.
pub(crate) fn of_list(projects: &[Project]) -> Vec<(Vec<String>, String)> {
    let mut out: Vec<(String, Vec<String>, String)> = Vec::new();
    for project in projects {
        for amount in &project.amounts {
            let Some(said) = unreadable(amount) else { continue };
            match out.iter_mut().find(|(item, _, _)| *item == amount.item) {
                Some((_, refs, _)) => refs.push(project.id.clone()),
                None => out.push((amount.item.clone(), vec![project.id.clone()], said)),
            }
        }
    }
    out.into_iter().map(|(_, refs, said)| (refs, said)).collect()
}

/// A figure that may be money: no year, no number of a document or a telephone.
fn is_money(piece: &Piece) -> bool {
    let Some(value) = amounts::decimal(&piece.text) else { return false };
    let whole = value.trim_start_matches('-').split('.').next().unwrap_or_default();
    let plain = !value.contains('.') && !piece.text.contains([',', '，', '元']);
    let year = plain && whole.len() == 4 && (whole.starts_with("19") || whole.starts_with("20"));
    let number = plain && whole.len() >= 7;
    !year && !number
}

/// Whether an amount stands where the piece does.
fn claimed(piece: &Piece, found: &[Amount]) -> bool {
    let place = piece.place();
    found
        .iter()
        .filter_map(|amount| amount.source.as_ref())
        .any(|source| source.cell == place.cell && source.span[0] < place.span[1] && place.span[0] < source.span[1])
}

/// A label whose value is no money: 编制人数, 总分, 执行率.
fn is_other(label: &Piece) -> bool {
    let key = label.key();
    field_of(label).is_some_and(|field| field != Field::Section)
        || amounts::is_other_column(&key)
        || ["人数", "电话", "分值", "得分", "率", "编码", "代码", "编号", "数量", "年度", "个数"]
            .iter()
            .any(|end| key.ends_with(end))
}
