//! Text that lost its columns: lines are put back into rows by the words every form of this kind uses.

use tabular::Sheet;

use super::grid::Grid;
use super::labels::{self, ends_table};
use super::levels::{self, Role};
use super::roles;
use super::text::{Piece, sheet_name};
use super::{heads_spread, lines_fields, lines_heads, lines_levels, lines_list};

/// One line of the text.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) number: u32,
    /// The whole line, closing bars dropped.
    pub(crate) whole: Piece,
    /// The line cut at bars or wide white space; one part when there are none.
    pub(crate) parts: Vec<Piece>,
    /// Whether the line ended with a bar, so that blanks are kept.
    pub(crate) bar: bool,
    /// Lines without any character in front of it, and lines of nothing but white space.
    pub(crate) empty_before: usize,
    pub(crate) spaced_before: usize,
}

impl Line {
    /// The cells of a line of a table: its parts, or its words where it has one part only.
    pub(crate) fn cells(&self) -> Vec<Piece> {
        if self.parts.len() > 1 { self.parts.clone() } else { self.words() }
    }

    /// The words of a line; `总 分` and `合 计` at its beginning are one.
    pub(crate) fn words(&self) -> Vec<Piece> {
        let mut words = self.whole.words();
        if let [first, second, ..] = words.as_slice()
            && first.len() == 1
            && second.len() == 1
            && ends_table(&format!("{}{}", first.text, second.text))
        {
            let second = words.remove(1);
            words[0].join(&second, "");
        }
        words
    }
}

/// A text being put back into rows.
pub(crate) struct Text {
    pub(crate) lines: Vec<Line>,
    /// Whether blank cells are kept as lines of their own.
    pub(crate) blanks: bool,
}

/// Puts rows together from lines.
pub(crate) fn rebuild(sheet: &Sheet) -> Grid {
    let mut text = Text::of(sheet);
    let mut grid = Grid::default();
    if let Some(table) = text.barred() {
        return table;
    }
    let mut index = 0;
    let mut pending: Vec<usize> = Vec::new();
    while index < text.lines.len() {
        if let Some(heading) = lines_heads::of_list(&text, index).or_else(|| text.heading(index)) {
            lines_fields::push(&text, &pending, &mut grid);
            pending.clear();
            text.drop_again(&heading);
            index = lines_levels::push(&text, &heading, &mut grid);
        } else if let Some(heading) = text.list_heading(index) {
            lines_fields::push(&text, &pending, &mut grid);
            pending.clear();
            index = lines_list::push(&text, &heading, &mut grid);
        } else {
            pending.push(index);
            index += 1;
        }
    }
    lines_fields::push(&text, &pending, &mut grid);
    grid
}

/// The heading of a table found in lines.
#[derive(Clone, Debug)]
pub(crate) struct LineHeading {
    pub(crate) cells: Vec<Piece>,
    pub(crate) number: u32,
    /// First line below.
    pub(crate) next: usize,
    /// Whether the heading stood on one line, so that lines are rows.
    pub(crate) by_line: bool,
    /// Whether its cells stood wide apart; one space otherwise separates them.
    pub(crate) wide: bool,
}

impl Text {
    fn of(sheet: &Sheet) -> Text {
        let mut lines = Vec::new();
        let name = sheet_name(sheet);
        let (mut bars, mut filled) = (0, 0);
        let (mut last, mut spaced) = (0, 0);
        for row in &sheet.rows {
            let mut parts: Vec<Piece> = Vec::new();
            let mut whole = Piece::default();
            let mut bar = false;
            for cell in &row.cells {
                let piece = Piece::of(&cell.text, row.number, cell.column, name.as_ref());
                let barred = piece.text.contains('|') || piece.text.contains('｜');
                let cut = if barred { cut_bars(&piece) } else { cut_wide(&cell.text, &piece) };
                bar |= barred && piece.text.ends_with(['|', '｜']);
                if barred && cut.len() == 1 {
                    whole.join(&cut[0], " ");
                } else {
                    whole.join(&piece, " ");
                }
                parts.extend(cut);
            }
            let separator = !whole.is_blank() && whole.text.chars().all(|c| "|-: +=｜".contains(c));
            let dashes = whole.text.contains("---");
            if separator && dashes {
                continue;
            }
            let bare = whole.text.trim_matches(['|', '｜', ' ']);
            if super::text::is_page_number(bare) || matches!(bare, "续表" | "（续表）" | "(续表)" | "（续）" | "续上表")
            {
                continue;
            }
            if whole.is_blank() && !bar {
                spaced += 1;
                continue;
            }
            let between = row.number.saturating_sub(last + 1) as usize;
            let (empty_before, spaced_before) = (between.saturating_sub(spaced), spaced);
            (last, spaced) = (row.number, 0);
            filled += 1;
            bars += usize::from(bar);
            lines.push(Line { number: row.number, whole, parts, bar, empty_before, spaced_before });
        }
        Text { blanks: bars * 2 > filled, lines: super::lines_torn::join(lines) }
    }

    /// A table whose rows are lines cut by bars: columns are certain.
    fn barred(&self) -> Option<Grid> {
        let rows = self.lines.iter().filter(|line| line.bar && line.parts.len() >= 3).count();
        if rows < 3 {
            return None;
        }
        let mut grid = Grid::default();
        for line in &self.lines {
            grid.push(line.number, line.parts.iter().cloned().map(Some).collect());
        }
        let known = (0..grid.rows.len())
            .any(|row| levels::columns(&grid, row).is_some() || super::project_list::heading(&grid, row).is_some());
        known.then_some(grid)
    }

    /// The heading of an indicator table that starts at this line.
    fn heading(&self, index: usize) -> Option<LineHeading> {
        let line = self.lines.get(index)?;
        let by_role = |piece: &Piece| roles::role(piece).is_some();
        let mut cells = line.cells();
        while cells.first().is_some_and(|c| !by_role(c)) && cells.len() > 3 {
            cells.remove(0);
        }
        let (by_line, mut next) = if cells.len() >= 3 && (cells.iter().all(by_role) || is_wide_heading(&cells)) {
            // A row torn inside a cell goes on in the next line.
            let more = self.lines.get(index + 1).map(Line::cells).unwrap_or_default();
            let torn = cells.last().zip(more.first()).and_then(|(last, first)| heads_spread::torn_role(last, first));
            match torn.filter(|_| heads_spread::goes_on(&more.iter().skip(1).collect::<Vec<_>>())) {
                Some(joined) => {
                    cells.pop();
                    cells.push(joined);
                    cells.extend(more.into_iter().skip(1));
                    (true, index + 2)
                }
                None => (true, index + 1),
            }
        } else {
            cells = Vec::new();
            let mut at = index;
            while let Some(line) = self.lines.get(at) {
                let own = if by_role(&line.whole) { vec![line.whole.clone()] } else { line.cells() };
                if own.is_empty() && self.blanks && !cells.is_empty() {
                    break;
                }
                if own.is_empty() || !own.iter().all(by_role) {
                    match self.split_role(at) {
                        Some(joined) if !cells.is_empty() => {
                            cells.push(joined);
                            at += 2;
                            continue;
                        }
                        _ => break,
                    }
                }
                for cell in own {
                    match cells.last().and_then(|last| heads_spread::torn_role(last, &cell)) {
                        Some(joined) => *cells.last_mut()? = joined,
                        None => cells.push(cell),
                    }
                }
                at += 1;
            }
            (false, at)
        };
        // The last heading may run on in the next line (偏差原因分析 / 及改进措施).
        if let (Some(last), Some(more)) = (cells.last_mut(), self.lines.get(next))
            && more.whole.len() <= 12
            && !more.whole.is_blank()
        {
            let mut joined = last.clone();
            joined.join(&more.whole, "");
            if super::words::ROLES.has(&joined.key()) {
                *last = joined;
                next += 1;
            }
        }
        // What stands in front of the categories is the label of the whole table.
        if let Some(first) = cells.iter().position(|cell| roles::role(cell) == Some(Role::Level1)) {
            cells.drain(..first);
        }
        let strong = cells.iter().filter_map(roles::role);
        let strong = strong.filter(|r| matches!(r, Role::Level1 | Role::Level2 | Role::Name)).count();
        let known = strong >= 2 || levels::is_heading(cells.iter());
        (cells.len() >= 3 && known).then_some(LineHeading {
            cells,
            number: line.number,
            next,
            by_line,
            wide: line.parts.len() > 1,
        })
    }

    /// A heading broken over two lines.
    fn split_role(&self, at: usize) -> Option<Piece> {
        let mut joined = self.lines.get(at)?.whole.clone();
        let more = &self.lines.get(at + 1)?.whole;
        let category = super::labels::is_level1(&more.text) || super::labels::is_level2(&more.text);
        let part = super::columns::PARTS_OF_HEADINGS.contains(&joined.key().as_str());
        if joined.len() > 12 || more.len() > 12 || more.is_blank() || category || part {
            return None;
        }
        joined.join(more, "");
        roles::role(&joined).map(|_| joined)
    }

    /// The heading of a project list that starts at this line.
    fn list_heading(&self, index: usize) -> Option<LineHeading> {
        let line = self.lines.get(index)?;
        let by_role = |piece: &Piece| roles::role(piece).is_some();
        let starts = |p: &Piece| super::labels::field_of(p) == Some(super::labels::Field::ProjectName);
        let cells = line.cells();
        if cells.len() >= 4 && cells.iter().any(starts) && cells.iter().filter(|c| lines_list::is_head(c)).count() >= 4
        {
            return Some(LineHeading {
                cells,
                number: line.number,
                next: index + 1,
                by_line: true,
                wide: line.parts.len() > 1,
            });
        }
        if !starts(&line.whole) {
            return None;
        }
        let mut cells = Vec::new();
        let mut at = index;
        while let Some(line) = self.lines.get(at) {
            let packed = cells.last().is_some_and(|last: &Piece| last.key() == "绩效指标");
            if !lines_list::is_head(&line.whole) || (packed && !by_role(&line.whole)) {
                break;
            }
            cells.push(line.whole.clone());
            at += 1;
        }
        let enough = cells.len() >= 4 && lines_list::is_list(&cells);
        enough.then_some(LineHeading { cells, number: line.number, next: at, by_line: false, wide: false })
    }

    /// Drops the heading of a table where it is printed again inside the table, on a new page.
    fn drop_again(&mut self, heading: &LineHeading) {
        let mut at = heading.next;
        while at < self.lines.len() && !self.ends(at) {
            match self.again(heading, at) {
                Some(next) => drop(self.lines.drain(at..next)),
                None => at += 1,
            }
        }
    }

    /// The first line behind the heading of a table printed again, where it stands at this line.
    fn again(&self, heading: &LineHeading, at: usize) -> Option<usize> {
        let wanted: Vec<String> = heading.cells.iter().map(Piece::key).collect();
        let mut seen: Vec<String> = Vec::new();
        let mut next = at;
        while seen.len() < wanted.len() {
            seen.extend(self.lines.get(next)?.cells().iter().map(Piece::key));
            next += 1;
        }
        (seen == wanted).then_some(next)
    }

    /// Whether a line ends a table.
    pub(crate) fn ends(&self, index: usize) -> bool {
        let Some(line) = self.lines.get(index) else { return true };
        let key = line.whole.key();
        if ends_table(&key) || super::head::is_title(&line.whole.text) {
            return true;
        }
        let words = line.words();
        // 年度目标2: the next of several goals, each with a table of its own.
        let goal = |word: &Piece| {
            let key = word.key();
            let numbered = key.ends_with(|c: char| c.is_ascii_digit());
            numbered
                && labels::field(&key) == Some(labels::Field::GoalAnnual)
                && (index + 1..index + 5).any(|at| self.heading(at).is_some())
        };
        words.first().is_some_and(|word| words.len() > 1 && ends_table(&word.key()) || goal(word))
            || self.opens_section(index)
    }

    /// A numbered line in front of the name of the next project: （二）某项目.
    fn opens_section(&self, index: usize) -> bool {
        let opens = |text: &str| {
            let rest = text.trim_start_matches(['（', '(']);
            let after = rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
            after.len() < rest.len() && after.starts_with(['、', '）', ')'])
        };
        let named = |line: &Line| {
            line.words().first().is_some_and(|word| {
                super::labels::field_of(word) == Some(super::labels::Field::ProjectName)
                    || super::labels::inline(word).is_some_and(|(f, _)| f == super::labels::Field::ProjectName)
            })
        };
        self.lines.get(index).is_some_and(|line| opens(&line.whole.text))
            && self.lines.get(index + 1).is_some_and(named)
    }
}

/// Whether words on one line head a table though one or two of them are in no list.
fn is_wide_heading(cells: &[Piece]) -> bool {
    let known = cells.iter().filter(|cell| roles::role(cell).is_some()).count();
    let short =
        |cell: &Piece| cell.len() <= 10 && cell.text.chars().all(|c| c.is_alphabetic() || "（）()/".contains(c));
    let category =
        |cell: &Piece| super::labels::is_level1_full(&cell.text) || super::labels::is_level2_full(&cell.text);
    known * 3 >= cells.len() * 2
        && levels::is_heading(cells.iter())
        && cells.iter().all(|cell| roles::role(cell).is_some() || short(cell) && !category(cell))
}

/// Cuts a line at bars, the outer ones dropped.
fn cut_bars(piece: &Piece) -> Vec<Piece> {
    let chars: Vec<char> = piece.text.chars().collect();
    let is_bar = |c: &char| matches!(c, '|' | '｜');
    let first = usize::from(chars.first().is_some_and(is_bar));
    let last = chars.len() - usize::from(chars.len() > first && chars.last().is_some_and(is_bar));
    let mut parts = Vec::new();
    let mut start = first;
    for (index, c) in chars.iter().enumerate().take(last).skip(first) {
        if is_bar(c) {
            parts.push(piece.part(start, index));
            start = index + 1;
        }
    }
    parts.push(piece.part(start, last));
    parts
}

/// Cuts a line at two or more spaces, or at one wide space.
pub(crate) fn cut_wide(raw: &str, piece: &Piece) -> Vec<Piece> {
    let raw: Vec<char> = raw.chars().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, c) in piece.text.chars().enumerate() {
        if c != ' ' || index == 0 {
            continue;
        }
        let from = piece.raw(index).unwrap_or(0);
        let to = piece.raw(index + 1).unwrap_or(from + 1);
        let width = to - from;
        if width >= 2 || raw.get(from) == Some(&'\t') || raw.get(from) == Some(&'\u{3000}') {
            parts.push(piece.part(start, index));
            start = index + 1;
        }
    }
    parts.push(piece.part(start, piece.len()));
    parts
}
