//! Tables of text whose columns stand under each other although Chinese characters are two places wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest a column gets, in places.
const WIDEST: usize = 48;

/// Which side a column leans to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lean {
    Left,
    Right,
}

/// A table under construction.
pub(crate) struct Table {
    leans: Vec<Lean>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these heads.
    pub(crate) fn new(heads: &[(&str, Lean)]) -> Self {
        let leans = heads.iter().map(|(_, lean)| *lean).collect();
        Self { leans, rows: vec![heads.iter().map(|(head, _)| (*head).to_owned()).collect()] }
    }

    /// Adds a row; cells beyond the heads are dropped.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().take(self.leans.len()).map(|cell| shortened(&cell)).collect());
    }

    /// The table as lines.
    pub(crate) fn text(&self) -> String {
        let mut widths = vec![0; self.leans.len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for ((cell, width), lean) in row.iter().zip(&widths).zip(&self.leans) {
                let gap = " ".repeat(width - cell.width());
                match lean {
                    Lean::Left => line.extend([cell.as_str(), &gap]),
                    Lean::Right => line.extend([gap.as_str(), cell]),
                }
                line.push_str("  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
            if number == 0 {
                let whole = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
                text.push_str(&"─".repeat(whole));
                text.push('\n');
            }
        }
        text
    }
}

/// One line, no control characters (a file must not steer the terminal), at most [`WIDEST`] places.
pub(crate) fn shortened(cell: &str) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.width() <= WIDEST {
        return clean;
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in clean.chars() {
        used += c.width().unwrap_or(0);
        if used > WIDEST - 1 {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_both_scripts() {
        let mut table = Table::new(&[("项目", Lean::Left), ("n", Lean::Right)]);
        table.row(["综合业务经费".to_owned(), "56.00".to_owned()]);
        table.row(["ab".to_owned(), "154777.00".to_owned()]);
        let text = table.text();
        let widths: Vec<usize> = text.lines().map(UnicodeWidthStr::width).collect();
        assert_eq!(widths, [23, 23, 23, 23]);
        assert!(text.ends_with("ab            154777.00\n"), "{text}");
    }

    #[test]
    fn a_cell_can_neither_break_the_table_nor_steer_the_terminal() {
        assert_eq!(shortened("a\n\u{1b}[31mb"), "a  [31mb");
        assert!(shortened(&"绩".repeat(100)).width() <= WIDEST);
    }
}
