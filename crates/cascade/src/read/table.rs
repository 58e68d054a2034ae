//! A csv table with a heading: a row on each line, columns by name, numbers checked, the line known.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;

use crate::fault::{Fault, What};

/// Longest line that is read, in bytes: no file can fill the memory with one.
pub const MAX_LINE: u64 = 1 << 20;

/// A table that is being read.
pub(super) struct Table<R> {
    file: String,
    reader: BufReader<R>,
    heads: Vec<String>,
    row: Vec<u8>,
    fields: Vec<Range<usize>>,
    line: u64,
}

impl<R: Read> Table<R> {
    /// Reads the heading.
    pub(super) fn new(reader: R, file: &str) -> Result<Self, Fault> {
        let reader = BufReader::with_capacity(1 << 18, reader);
        let (heads, row, fields) = Default::default();
        let mut table = Self { file: file.to_owned(), reader, heads, row, fields, line: 0 };
        if !table.next()? {
            return Err(Fault::new(What::Empty).at(file, 0));
        }
        let heads = (0..table.fields.len()).map(|column| table.text(column).into_owned()).collect();
        table.heads = heads;
        if let Some(first) = table.heads.first_mut() {
            *first = first.trim_start_matches('\u{feff}').trim().trim_matches('"').to_owned();
        }
        Ok(table)
    }

    /// Headings from left to right.
    pub(super) fn heads(&self) -> &[String] {
        &self.heads
    }

    /// Place of a column that must be there.
    pub(super) fn column(&self, name: &str) -> Result<usize, Fault> {
        let mut places = self.heads.iter().enumerate().filter(|(_, head)| *head == name).map(|(place, _)| place);
        let place = places.next().ok_or_else(|| self.fault(What::NoColumn(name.to_owned())))?;
        match places.next() {
            None => Ok(place),
            Some(_) => Err(self.fault(What::ColumnTwice(name.to_owned()))),
        }
    }

    /// Goes to the next row that is not empty; false at the end.
    pub(super) fn next(&mut self) -> Result<bool, Fault> {
        loop {
            self.row.clear();
            self.line += 1;
            let read = self.reader.by_ref().take(MAX_LINE + 1).read_until(b'\n', &mut self.row);
            let read = read.map_err(|error| self.fault(What::Unreadable(error.to_string())))?;
            if read == 0 {
                return Ok(false);
            }
            if read as u64 > MAX_LINE {
                return Err(self.fault(What::LongLine(MAX_LINE)));
            }
            self.split();
            if self.fields.iter().any(|field| !field.is_empty()) {
                return Ok(true);
            }
        }
    }

    /// Finds the fields of the row, without the blanks around them. Commas between quotes do not part.
    fn split(&mut self) {
        self.fields.clear();
        let (mut start, mut quoted) = (0, false);
        for (place, byte) in self.row.iter().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                b',' if !quoted => {
                    self.fields.push(trimmed(&self.row, start..place));
                    start = place + 1;
                }
                _ => {}
            }
        }
        self.fields.push(trimmed(&self.row, start..self.row.len()));
    }

    /// Number of fields of the current row.
    pub(super) fn fields(&self) -> usize {
        self.fields.len()
    }

    /// Line of the current row.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// A fault in the current row.
    pub(super) fn fault(&self, what: What) -> Fault {
        Fault::new(what).at(&self.file, self.line)
    }

    /// The fault with the place of the current row.
    pub(super) fn placed(&self, fault: Fault) -> Fault {
        self.fault(fault.what)
    }

    /// A field as text; empty when the row is too short.
    pub(super) fn text(&self, column: usize) -> Cow<'_, str> {
        let field = String::from_utf8_lossy(self.bytes(column));
        match field.strip_prefix('"').and_then(|field| field.strip_suffix('"')) {
            Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
            None => field,
        }
    }

    /// An id.
    pub(super) fn id(&self, column: usize) -> Result<u64, Fault> {
        self.number(column).ok_or_else(|| self.not_whole(column))
    }

    /// A code of a sector.
    pub(super) fn code(&self, column: usize) -> Result<i64, Fault> {
        self.number(column).ok_or_else(|| self.not_whole(column))
    }

    /// A finite number of at least 0.
    pub(super) fn amount(&self, column: usize) -> Result<f64, Fault> {
        let value: Option<f64> = self.number(column);
        value.filter(|value| value.is_finite() && *value >= 0.0).ok_or_else(|| {
            self.fault(What::NotAnAmount { column: self.head(column), value: shortened(&self.text(column)) })
        })
    }

    fn number<T: std::str::FromStr>(&self, column: usize) -> Option<T> {
        let bytes = self.bytes(column);
        let inner = bytes.strip_prefix(b"\"").and_then(|bytes| bytes.strip_suffix(b"\""));
        std::str::from_utf8(inner.unwrap_or(bytes)).ok()?.parse().ok()
    }

    fn bytes(&self, column: usize) -> &[u8] {
        self.fields.get(column).map_or(&[], |field| &self.row[field.clone()])
    }

    fn not_whole(&self, column: usize) -> Fault {
        self.fault(What::NotWhole { column: self.head(column), value: shortened(&self.text(column)) })
    }

    fn head(&self, column: usize) -> String {
        self.heads.get(column).cloned().unwrap_or_default()
    }
}

/// A field as far as it helps to find it.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn trimmed(row: &[u8], field: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (field.start, field.end);
    while start < end && row[start].is_ascii_whitespace() {
        start += 1;
    }
    while end > start && row[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    start..end
}
