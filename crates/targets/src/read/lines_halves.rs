//! Tables with the whole period on the left and the year on the right, one cell a line: rows are cut only where each
//! half proves the other.

use super::grid::Grid;
use super::labels::{is_level1_full, is_level2_full};
use super::levels::{Role, is_bare_value};
use super::lines_shape::Shape;
use super::text::Piece;

/// Pushes the rows of such a table, what no longer proves itself is left out with a word; `false` where not even the
/// first row is one.
pub(crate) fn push(cells: &[Piece], shape: &Shape, grid: &mut Grid) -> bool {
    let both = shape.roles.contains(&Role::NameOfYear) && shape.roles.contains(&Role::Annual);
    if !both || row(cells, shape).is_none() {
        return false;
    }
    let mut at = 0;
    while at < cells.len() {
        match row(&cells[at..], shape) {
            Some((row, taken)) => {
                grid.push(cells[at].row, row);
                at += taken;
            }
            None => {
                let words = &cells[at].text;
                grid.doubt(cells[at].row, format!("“{words}”起左右两半各格的归属无法确定，未读取，请核对。"));
                return true;
            }
        }
    }
    true
}

/// The first row of these cells and how many of them it takes.
fn row(cells: &[Piece], shape: &Shape) -> Option<(Vec<Option<Piece>>, usize)> {
    let mut at = 0;
    let mut take = |wanted: &dyn Fn(&Piece) -> bool| {
        let found = cells.get(at).filter(|cell| wanted(cell))?;
        at += 1;
        Some(found.clone())
    };
    let category = |p: &Piece| is_level1_full(&p.text) || is_level2_full(&p.text);
    let name = |p: &Piece| !category(p) && !is_bare_value(&p.text);
    let value = |p: &Piece| !category(p);
    let level1 = take(&|p| is_level1_full(&p.text));
    let level2 = take(&|p| is_level2_full(&p.text));
    let (left, of_period) = (take(&name)?, take(&value)?);
    if let Some(level2) = &level2 {
        take(&|p| p.text == level2.text)?;
    }
    let (right, of_year) = (take(&name)?, take(&value)?);
    let values = is_bare_value(&of_period.text) && is_bare_value(&of_year.text);
    if left.text != right.text && !values {
        return None;
    }
    let row = shape.roles.iter().map(|role| match role {
        Role::Level1 => level1.clone(),
        Role::Level2 => level2.clone(),
        Role::Name => Some(left.clone()),
        Role::Period => Some(of_period.clone()),
        Role::NameOfYear => Some(right.clone()),
        Role::Annual => Some(of_year.clone()),
        _ => None,
    });
    Some((row.collect(), at))
}
