//! How much of a file is taken in before it is refused, and the counting that goes with it.

use crate::{Cell, Refusal, Row};

/// Bounds on one file. Exceeding any of them refuses the file; nothing is cut off silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of a text file once decoded to UTF-8.
    pub text_bytes: usize,
    /// Bytes of all parts of a zip container after unpacking.
    pub unpacked_bytes: u64,
    /// Bytes after unpacking per packed byte, for parts above 1 MiB.
    pub unpack_ratio: u64,
    /// Entries of a zip container.
    pub zip_entries: usize,
    /// Rows of one sheet.
    pub rows: u32,
    /// Columns of one sheet.
    pub columns: u32,
    /// Cells of the whole file, empty ones of separated text included.
    pub cells: u64,
    /// Bytes of one cell or one line of text, in UTF-8. Excel itself stops at 32,767 characters.
    pub cell_bytes: usize,
    /// Depth of elements in XML and HTML.
    pub nesting: usize,
    /// Bytes the cells may take in memory, estimated as they are added. With file, decoded text and shared strings
    /// this keeps a reading under 512 MB.
    pub grid_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            text_bytes: 64 << 20,
            unpacked_bytes: 256 << 20,
            unpack_ratio: 400,
            zip_entries: 2_000,
            rows: 1_048_576,
            columns: 16_384,
            cells: 5_000_000,
            cell_bytes: 1 << 20,
            nesting: 256,
            grid_bytes: 224 << 20,
        }
    }
}

/// What has been taken in so far.
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    cells: u64,
    bytes: u64,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, cells: 0, bytes: 0 }
    }

    /// Counts one cell before it is kept.
    pub(crate) fn cell(&mut self, place: &str, row: u32, column: u32, text_bytes: usize) -> Result<(), Refusal> {
        if text_bytes > self.limits.cell_bytes {
            return Err(too_long(place, row, column, text_bytes, self.limits.cell_bytes));
        }
        if column > self.limits.columns {
            return Err(too_large(
                format!("{place}第{row}行的列数"),
                u64::from(self.limits.columns),
                "columns of a row",
            ));
        }
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(too_large("单元格总数".into(), self.limits.cells, "cells"));
        }
        // The allocator hands out text in steps of 16 bytes, at least 32.
        let text = if text_bytes == 0 { 0 } else { text_bytes.next_multiple_of(16).max(32) };
        self.memory((size_of::<Cell>() + text) as u64)
    }

    /// Counts one row before it is kept; `number` is its number in the sheet.
    pub(crate) fn row(&mut self, number: u32) -> Result<(), Refusal> {
        if number > self.limits.rows {
            return Err(too_large("行数".into(), u64::from(self.limits.rows), "rows"));
        }
        self.memory((size_of::<Row>() + 32) as u64)
    }

    /// Counts memory that stays with the document or beside it.
    pub(crate) fn memory(&mut self, bytes: u64) -> Result<(), Refusal> {
        self.bytes += bytes;
        if self.bytes > self.limits.grid_bytes {
            return Err(too_large(
                "内容占用的内存（字节）".into(),
                self.limits.grid_bytes,
                "bytes of content in memory",
            ));
        }
        Ok(())
    }
}

fn too_long(place: &str, row: u32, column: u32, bytes: usize, limit: usize) -> Refusal {
    let at = if column == 0 { format!("{place}第{row}行") } else { format!("{place}第{row}行第{column}列") };
    Refusal::new(
        "cell_too_long",
        format!("{at}一格（一行）的内容有 {bytes} 字节，超过上限 {limit} 字节，不像是一张表。"),
        "请检查文件是否缺少换行或引号未配对，拆分后再上传。",
        format!("Row {row}, column {column}: {bytes} bytes in one cell or line, the limit is {limit}. Split it."),
    )
}

pub(crate) fn too_large(what: String, limit: u64, what_en: &str) -> Refusal {
    Refusal::new(
        "too_large",
        format!("文件过大：{what}超过上限 {limit}。"),
        "请删去无关的工作表、空行空列，或按年度、部门拆成几个文件后分别上传。",
        format!("Too large: more than {limit} {what_en}. Split the file."),
    )
}
