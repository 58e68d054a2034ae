//! A file whose first row names its columns, as rows of wanted columns; everything wrong with it is said with its place.

use std::collections::HashMap;

use tabular::{Document, ReadOptions, Refusal, Row, Sheet};

/// Rows that one side of a linkage may have.
pub const MOST_ROWS: usize = 1_000_000;

/// Rows of a file with the columns that were asked for.
pub struct Table {
    /// Name of the file.
    pub file: String,
    /// Rows in order.
    pub rows: Vec<TableRow>,
}

/// One row.
pub struct TableRow {
    /// Its number in the file, from 1.
    pub number: u32,
    /// The wanted columns in the order they were asked for; empty where the file says nothing.
    pub fields: Vec<String>,
}

/// Reads a file and finds the columns by their headings; case and white space around them do not matter.
///
/// # Errors
/// A [`Refusal`] when the file cannot be read, has no rows, lacks a column or has one twice.
pub fn read(name: &str, bytes: &[u8], wanted: &[&str]) -> Result<Table, Refusal> {
    let document = tabular::read(name, bytes, &ReadOptions::default()).map_err(|refusal| Refusal {
        message: format!("{name}：{}", refusal.message),
        message_en: format!("{name}: {}", refusal.message_en),
        ..refusal
    })?;
    let sheet = first_table(&document).ok_or_else(|| no_rows(name))?;
    let Some((heading, rows)) = sheet.rows.split_first() else { return Err(no_rows(name)) };
    let columns = columns(name, heading, wanted)?;
    if rows.is_empty() {
        return Err(no_rows(name));
    }
    if rows.len() > MOST_ROWS {
        return Err(Refusal::new(
            "too_large",
            format!("{name}：超过 {MOST_ROWS} 行。"),
            "请拆成几个文件分别匹配。",
            format!("{name}: more than {MOST_ROWS} rows. Split the file."),
        ));
    }
    let rows = rows.iter().map(|row| TableRow { number: row.number, fields: fields(row, &columns) }).collect();
    Ok(Table { file: name.to_owned(), rows })
}

/// Refuses an id that is empty.
///
/// # Errors
/// A [`Refusal`] with the row.
pub fn named(table: &Table, field: usize, heading: &str) -> Result<(), Refusal> {
    let file = &table.file;
    let bare = |row: &&TableRow| row.fields.get(field).is_none_or(String::is_empty);
    let Some(row) = table.rows.iter().find(bare) else { return Ok(()) };
    let number = row.number;
    Err(Refusal::new(
        "no_id",
        format!("{file} 第 {number} 行：“{heading}”是空的。"),
        "每一行都要有自己的编号；没有编号时补一列行号。",
        format!("{file}, row {number}: {heading:?} is empty. Give every row an id of its own."),
    ))
}

/// The first id that stands in two rows whose other fields differ; with `always`, in any two rows.
pub fn twice(table: &Table, field: usize, heading: &str, always: bool) -> Option<Refusal> {
    let mut seen: HashMap<&str, &TableRow> = HashMap::with_capacity(table.rows.len());
    let (file, mut found, mut first_found) = (&table.file, 0, None);
    for row in &table.rows {
        let value = row.fields.get(field).map_or("", String::as_str);
        let first = *seen.entry(value).or_insert(row);
        if first.number != row.number && (always || first.fields != row.fields) {
            found += 1;
            first_found = first_found.or(Some((value, first.number, row.number)));
        }
    }
    let (value, first, number) = first_found?;
    Some(Refusal::new(
        "id_twice",
        format!("{file} 第 {number} 行：“{heading}”的值“{value}”在第 {first} 行已经出现；这样的行共 {found} 行。"),
        "编号要各不相同；同一企业的重复行用 enterprises link --dedupe 查找。",
        format!(
            "{file}, row {number}: the id {value:?} in {heading:?} stands in row {first} already; {found} such rows."
        ),
    ))
}

/// The first sheet with more than one row, else the first with any.
fn first_table(document: &Document) -> Option<&Sheet> {
    let mut sheets = document.sheets.iter();
    sheets.find(|sheet| sheet.rows.len() > 1).or_else(|| document.sheets.iter().find(|sheet| !sheet.rows.is_empty()))
}

fn columns(name: &str, heading: &Row, wanted: &[&str]) -> Result<Vec<u32>, Refusal> {
    let plain = |text: &str| text.trim().trim_start_matches('\u{feff}').to_lowercase();
    let mut found = Vec::with_capacity(wanted.len());
    for column in wanted {
        let mut places = heading.cells.iter().filter(|cell| plain(&cell.text) == plain(column)).map(|cell| cell.column);
        let Some(place) = places.next() else {
            let headings: Vec<&str> = heading.cells.iter().take(20).map(|cell| cell.text.trim()).collect();
            let there = shortened(&headings.join("、"));
            let number = heading.number;
            return Err(Refusal::new(
                "no_column",
                format!("{name} 第 {number} 行（表头）没有“{column}”列，有的是：{there}。"),
                "请核对表头，或用参数指定列名。",
                format!("{name}, row {number}: no column {column:?}; there are: {there}. Name the column by its flag."),
            ));
        };
        if places.next().is_some() {
            return Err(Refusal::new(
                "column_twice",
                format!("{name} 第 {} 行（表头）里“{column}”列出现两次。", heading.number),
                "请删去或改名其中一列。",
                format!("{name}, row {}: the column {column:?} stands there twice.", heading.number),
            ));
        }
        found.push(place);
    }
    Ok(found)
}

fn fields(row: &Row, columns: &[u32]) -> Vec<String> {
    let text = |column: &u32| row.cells.iter().find(|cell| cell.column == *column).map(|cell| cell.text.trim());
    columns.iter().map(|column| text(column).unwrap_or_default().to_owned()).collect()
}

/// At most 200 characters, none of them steering a terminal.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn no_rows(name: &str) -> Refusal {
    Refusal::new(
        "no_rows",
        format!("{name}：除表头外没有数据行。"),
        "第一行写列名，从第二行起写数据。",
        format!("{name}: no rows below the heading. The first row names the columns."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_heading_in_any_order() {
        let table = read("a.csv", "名称, ID \n甲公司,1\n乙公司,2\n".as_bytes(), &["id", "名称"]).unwrap();
        assert_eq!(table.rows[1].fields, ["2", "乙公司"]);
        assert_eq!(table.rows[1].number, 3);
        assert!(named(&table, 0, "id").is_ok() && twice(&table, 0, "id", true).is_none());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let code = |text: &str| read("a.csv", text.as_bytes(), &["id", "name"]).err().map(|refusal| refusal.code);
        assert_eq!(code("id,title\n1,a\n"), Some("no_column"));
        assert_eq!(code("id,name,name\n1,a,b\n"), Some("column_twice"));
        assert_eq!(code("id,name\n"), Some("no_rows"));
        assert!(code("").is_some());
        let twice = read("a.csv", b"id,name\n1,a\n2,b\n1,c\n", &["id", "name"]).unwrap();
        let refusal = super::twice(&twice, 0, "id", false).unwrap();
        assert!(refusal.message.contains("第 4 行") && refusal.message.contains("第 2 行"), "{refusal}");
        let bare = read("a.csv", b"id,name\n,a\n", &["id", "name"]).unwrap();
        assert_eq!(named(&bare, 0, "id").unwrap_err().code, "no_id");
        let same = read("a.csv", b"id,name\n1,a\n1,a\n", &["id", "name"]).unwrap();
        assert!(super::twice(&same, 0, "id", false).is_none() && super::twice(&same, 0, "id", true).is_some());
    }
}
