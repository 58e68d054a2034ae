//! Separated values and plain text: lines become rows, with their line numbers.
//!
//! Records are cut by our own small splitter and not by the csv crate, because that one cannot say that a quote
//! was never closed and would put the rest of the file into one cell. The tests hold the two against each other.

use crate::limits::Budget;
use crate::{Cell, CellKind, Refusal, Row, RowOrigin, Warning};

/// A quoted cell that runs over more lines than this is reported.
const LONG_QUOTE_LINES: usize = 50;
/// After this many broken quotes, quotes are taken as plain characters to the end.
const MOST_BROKEN_QUOTES: usize = 200;

/// Where one record ends and whether its quotes can be trusted.
struct Extent {
    /// Index after the record, before its line end.
    end: usize,
    quotes: Quotes,
}

#[derive(PartialEq)]
enum Quotes {
    Sound,
    /// Something other than a separator follows a closing quote, or none closes.
    Broken,
}

/// Separated values: every line is a row of the table.
pub(crate) fn read_delimited(
    text: &str,
    separator: char,
    budget: &mut Budget,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Row>, Refusal> {
    Reader { text, separator, prose: false, budget, warnings, broken: 0 }.rows()
}

/// Plain text: lines with tabs are rows, the others paragraphs kept as written.
pub(crate) fn read_text(text: &str, budget: &mut Budget, warnings: &mut Vec<Warning>) -> Result<Vec<Row>, Refusal> {
    Reader { text, separator: '\t', prose: true, budget, warnings, broken: 0 }.rows()
}

struct Reader<'a> {
    text: &'a str,
    separator: char,
    prose: bool,
    budget: &'a mut Budget,
    warnings: &'a mut Vec<Warning>,
    broken: usize,
}

impl Reader<'_> {
    fn rows(mut self) -> Result<Vec<Row>, Refusal> {
        let mut rows = Vec::new();
        let (mut start, mut number) = (0, 1_u32);
        while start < self.text.len() {
            let end = self.record_end(start, number);
            let record = &self.text[start..end];
            if record.len() > self.budget.limits.cell_bytes && !record.contains(self.separator) {
                self.budget.cell("", number, 0, record.len())?;
            }
            let cells = self.cells(record, number)?;
            let origin = if self.prose && !record.contains('\t') { RowOrigin::Paragraph } else { RowOrigin::Table(0) };
            // In a text a line of nothing but spaces may be the blank cell of a form.
            let spaced = self.prose && !record.is_empty();
            if spaced || cells.iter().any(|cell| !cell.text.trim().is_empty()) {
                self.budget.row(number)?;
                rows.push(Row { number, origin, cells });
            }
            let lines = count_lines(record);
            if lines > LONG_QUOTE_LINES {
                let message = format!("第 {number} 行有一格跨了 {lines} 行，请确认引号没有写错。");
                self.warn("long_quoted_cell", number, message);
            }
            number = number.saturating_add(lines as u32).saturating_add(1);
            start = end + line_end(&self.text.as_bytes()[end..]);
        }
        Ok(rows)
    }

    /// The end of the record that begins here, after deciding what its quotes mean.
    fn record_end(&mut self, start: usize, number: u32) -> usize {
        let bytes = self.text.as_bytes();
        let line =
            start + bytes[start..].iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(bytes.len() - start);
        if self.broken >= MOST_BROKEN_QUOTES || !bytes[start..line].contains(&b'"') {
            return line;
        }
        let extent = extent(self.text, start, self.separator, self.budget.limits.cell_bytes);
        let prose = self.prose && !self.text[start..extent.end].contains('\t');
        if extent.quotes == Quotes::Sound && !prose {
            return extent.end;
        }
        let in_table = !self.prose || self.text[start..line].contains('\t');
        if extent.quotes == Quotes::Broken && in_table {
            self.broken += 1;
            let message = format!("第 {number} 行的引号没有配对，该行的引号按普通字符读取，请核对。");
            self.warn("quote_broken", number, message);
        }
        line
    }

    fn cells(&mut self, record: &str, number: u32) -> Result<Vec<Cell>, Refusal> {
        let mut cells = Vec::new();
        let in_table = !self.prose || record.contains('\t');
        let may_be_quoted = in_table && record.contains('"') && self.broken < MOST_BROKEN_QUOTES;
        let quoted = count_lines(record) > 0
            || (may_be_quoted && extent(record, 0, self.separator, usize::MAX).quotes == Quotes::Sound);
        let mut rest = Some(record);
        let mut column = 0;
        while let Some(from) = rest {
            let (raw, after) =
                if quoted { quoted_cell(from, self.separator) } else { plain_cell(from, self.separator) };
            rest = after;
            column += 1;
            let text = if quoted { self.unquote(raw) } else { raw.to_owned() };
            self.budget.cell("", number, column, text.len())?;
            cells.push(Cell { column, rows: 1, columns: 1, text, kind: CellKind::Text });
        }
        cells.shrink_to_fit();
        Ok(cells)
    }

    /// The content of a cell that may stand in quotes. What is pasted from a spreadsheet with tabs is quoted only
    /// where it holds a tab, a line end or a quote, so quotes around anything else are text there.
    fn unquote(&self, raw: &str) -> String {
        let Some(inner) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return raw.to_owned();
        };
        if self.prose && !inner.contains(['\t', '\n', '\r', '"']) {
            return raw.to_owned();
        }
        inner.replace("\"\"", "\"").replace("\r\n", "\n").replace('\r', "\n")
    }

    fn warn(&mut self, code: &str, line: u32, message: String) {
        let same = self.warnings.iter().filter(|w| w.code == code).count();
        if same < 20 {
            self.warnings.push(Warning { code: code.into(), place: Some(format!("{line},1")), message });
        }
    }
}

fn extent(text: &str, start: usize, separator: char, most: usize) -> Extent {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut quotes = Quotes::Sound;
    loop {
        if bytes.get(at) == Some(&b'"') {
            let opened = at;
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return Extent { end: at, quotes: Quotes::Broken },
                    Some(_) if at - opened > most => return Extent { end: at, quotes: Quotes::Broken },
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(_) => at += 1,
                }
            }
            at += 1;
            if !matches!(bytes.get(at), None | Some(b'\n' | b'\r')) && !text[at..].starts_with(separator) {
                quotes = Quotes::Broken;
            }
        }
        while !matches!(bytes.get(at), None | Some(b'\n' | b'\r')) && bytes.get(at) != Some(&(separator as u8)) {
            at += 1;
        }
        if bytes.get(at) != Some(&(separator as u8)) {
            return Extent { end: at, quotes };
        }
        at += 1;
    }
}

/// The first cell of a record whose quotes are sound, and what follows its separator.
fn quoted_cell(record: &str, separator: char) -> (&str, Option<&str>) {
    if !record.starts_with('"') {
        return plain_cell(record, separator);
    }
    let bytes = record.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                break;
            }
            at += 1;
        }
        at += 1;
    }
    let end = (at + 1).min(record.len());
    (&record[..end], record[end..].strip_prefix(separator))
}

fn plain_cell(record: &str, separator: char) -> (&str, Option<&str>) {
    match record.split_once(separator) {
        Some((cell, rest)) => (cell, Some(rest)),
        None => (record, None),
    }
}

fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn count_lines(record: &str) -> usize {
    let bytes = record.as_bytes();
    bytes.iter().enumerate().filter(|(i, b)| **b == b'\n' || (**b == b'\r' && bytes.get(i + 1) != Some(&b'\n'))).count()
}

/// The separator of a text that is a table throughout, or none when it is prose or a page pasted as text.
/// A name that says what it is counts for more than the look of the lines.
pub(crate) fn separator_of(text: &str, extension: &str) -> Option<char> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(200).collect();
    let lines_with = |separator: char| lines.iter().filter(|line| line.contains(separator)).count();
    match extension {
        "tsv" | "tab" => return Some('\t'),
        "csv" => {
            let unquoted = without_quoted(&lines);
            let records_with = |separator: char| unquoted.lines().filter(|line| line.contains(separator)).count();
            let best = [',', '\t', ';'].into_iter().max_by_key(|s| (records_with(*s), *s == ','));
            return Some(best.filter(|s| records_with(*s) > 0).unwrap_or(','));
        }
        _ => {}
    }
    if lines.is_empty() {
        return None;
    }
    if lines_with('\t') > 0 {
        return (lines_with('\t') == lines.len()).then_some('\t');
    }
    [',', ';'].into_iter().find(|separator| is_regular(text, *separator))
}

/// The lines with what stands between quotes left out; all of them as they are when a quote stays open.
fn without_quoted(lines: &[&str]) -> String {
    let whole = lines.join("\n");
    let mut inside = false;
    let kept: String = whole
        .chars()
        .filter(|c| {
            inside ^= *c == '"';
            !inside
        })
        .collect();
    if inside { whole } else { kept }
}

/// Whether every record has the same number of cells, at least three, and there are at least two records.
fn is_regular(text: &str, separator: char) -> bool {
    let (mut start, mut records, mut width) = (0, 0, None);
    while start < text.len() && records < 200 {
        let extent = extent(text, start, separator, 1 << 16);
        let record = &text[start..extent.end];
        start = extent.end + line_end(&text.as_bytes()[extent.end..]);
        if extent.quotes == Quotes::Broken {
            return false;
        }
        if record.trim().is_empty() {
            continue;
        }
        let mut cells = 1;
        let mut rest = quoted_cell(record, separator).1;
        while let Some(from) = rest {
            cells += 1;
            rest = quoted_cell(from, separator).1;
        }
        if cells < 3 || *width.get_or_insert(cells) != cells {
            return false;
        }
        records += 1;
    }
    records >= 2
}
