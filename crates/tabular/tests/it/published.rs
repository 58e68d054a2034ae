//! The published tables, where they are at hand.

use std::path::{Path, PathBuf};

use tabular::{Format, RowOrigin};

use crate::fixture::open;

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/performance-table");
    if !path.is_dir() {
        println!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn the_published_table_is_placed_line_by_line() {
    let Some(folder) = folder() else { return };
    let bytes = std::fs::read(folder.join("table.txt")).unwrap();
    let document = open("table.txt", &bytes);
    assert_eq!((document.format, document.encoding.as_deref()), (Format::Text, Some("UTF-8")));
    assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut tables = 0;
    for row in &document.sheets[0].rows {
        let line = lines[row.number as usize - 1];
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(cells.join("\t"), line, "line {}", row.number);
        assert_eq!(row.origin == RowOrigin::Paragraph, !line.contains('\t'));
        tables += usize::from(row.origin == RowOrigin::Table(0));
    }
    // The heading, two rows of totals and eleven projects.
    assert_eq!(tables, 14);
    assert_eq!(document.sheets[0].rows.len(), lines.iter().filter(|line| !line.trim().is_empty()).count());
}

#[test]
fn other_published_tables_are_text_without_loss() {
    let Some(folder) = folder() else { return };
    for entry in std::fs::read_dir(folder.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let document = open(&path.file_name().unwrap().to_string_lossy(), text.as_bytes());
        let filled: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let rows = &document.sheets[0].rows;
        assert_eq!(rows.len(), filled.len(), "{}", path.display());
        for (row, line) in rows.iter().zip(filled) {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            assert_eq!(cells.join("\t"), line);
        }
    }
}
