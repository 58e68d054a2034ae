//! A plain table with a title and one header row, as an office sends it.

use domain::Scaled;
use jiff::civil::Date;
use tabular::{CellContent, CellOut, Look, SheetOut, Workbook, write_csv, write_xlsx};

use crate::DemoError;

pub(crate) struct Plain {
    out: SheetOut,
}

impl Plain {
    /// `above` are lines over the headings, the title first.
    pub(crate) fn new(name: &str, above: &[&str], headings: &[&str]) -> Self {
        let mut rows: Vec<Vec<CellOut>> = Vec::new();
        for (i, line) in above.iter().enumerate() {
            let look = if i == 0 { Look::Title } else { Look::Note };
            rows.push(vec![CellOut::text(*line).with_look(look)]);
        }
        rows.push(headings.iter().map(|h| CellOut::text(*h).with_look(Look::Header)).collect());
        let header_rows = rows.len() as u32;
        Self { out: SheetOut { name: name.to_owned(), header_rows, rows, ..SheetOut::default() } }
    }

    pub(crate) fn push(&mut self, row: Vec<CellOut>) {
        self.out.rows.push(row);
    }

    pub(crate) fn xlsx(self) -> Result<Vec<u8>, DemoError> {
        Ok(write_xlsx(&Workbook { sheets: vec![self.out] })?)
    }

    pub(crate) fn csv(self) -> Vec<u8> {
        write_csv(&self.out)
    }
}

pub(crate) fn text(text: impl Into<String>) -> CellOut {
    CellOut::text(text)
}

pub(crate) fn number(mantissa: i64, scale: u8) -> CellOut {
    CellOut::number(Scaled::new(mantissa, scale))
}

pub(crate) fn day(date: Date) -> CellOut {
    CellOut::new(CellContent::Date(date))
}
