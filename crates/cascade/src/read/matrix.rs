//! The essential matrix: a row for each supplying sector, a column for each buying sector.

use std::io::Read;

use super::table::{Table, shortened};
use crate::essential::{Class, Essential};
use crate::fault::{Fault, What};

/// Most sectors of a matrix.
const MAX_SECTORS: usize = 5_000;

/// Reads a matrix: the first column holds the supplying sectors, the heading the buying ones.
///
/// # Errors
/// Codes that are no whole numbers or stand there twice, entries other than 0, 1, 2, a row too short or too long.
pub fn essential(reader: impl Read, file: &str) -> Result<Essential, Fault> {
    let mut table = Table::new(reader, file)?;
    let mut columns = Vec::new();
    for head in table.heads().iter().skip(1) {
        let code = head
            .parse()
            .map_err(|_| table.fault(What::NotWhole { column: "buying sector".to_owned(), value: shortened(head) }))?;
        if columns.contains(&code) {
            return Err(table.fault(What::SectorTwice(code)));
        }
        columns.push(code);
    }
    if columns.len() > MAX_SECTORS {
        return Err(table.fault(What::TooMany { of: "sectors", limit: MAX_SECTORS as u64 }));
    }
    let (mut rows, mut classes) = (Vec::new(), Vec::new());
    while table.next()? {
        let code = table.code(0)?;
        if rows.contains(&code) {
            return Err(table.fault(What::SectorTwice(code)));
        }
        if rows.len() >= MAX_SECTORS {
            return Err(table.fault(What::TooMany { of: "sectors", limit: MAX_SECTORS as u64 }));
        }
        rows.push(code);
        // A row too short reads an empty entry, one too long a nameless one.
        let entries = columns.len().max(table.fields().saturating_sub(1));
        for column in 1..=entries {
            let text = table.text(column);
            let class = Class::of_code(&text).filter(|_| column <= columns.len());
            classes.push(class.ok_or_else(|| table.fault(What::NotAClass(shortened(&text))))?);
        }
    }
    Essential::new(rows, columns, classes).map_err(|fault| fault.at(file, 0))
}
