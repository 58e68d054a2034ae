//! Time and memory of reading one large file: `read_big` makes a workbook of 100,000 rows and reads it in a process of
//! its own; `read_big FILE` reads a file and prints what it took.

#![allow(clippy::unwrap_used, reason = "a measurement has nobody to report errors to")]

use std::process::Command;
use std::time::Instant;

use domain::Scaled;
use tabular::{CellContent, CellOut, ReadOptions, SheetOut, Workbook, read, write_xlsx};

fn main() {
    match std::env::args().nth(1) {
        Some(path) => measure(&path),
        None => {
            let path = std::env::temp_dir().join(format!("read-big-{}.xlsx", std::process::id()));
            let start = Instant::now();
            std::fs::write(&path, hundred_thousand_rows()).unwrap();
            println!("written in {:.2} s", start.elapsed().as_secs_f64());
            Command::new(std::env::current_exe().unwrap()).arg(&path).status().unwrap();
            std::fs::remove_file(&path).unwrap();
        }
    }
}

fn hundred_thousand_rows() -> Vec<u8> {
    let mut rows = vec![(1..=12).map(|i| CellOut::text(format!("指标{i}"))).collect::<Vec<_>>()];
    for i in 0..100_000_i64 {
        let mut row = vec![CellOut::text(format!("企业{i}")), CellOut::text(format!("9144010{i:011}"))];
        row.extend((0..9).map(|j| CellOut::number(Scaled::new(i * 7919 + j, 2))));
        row.push(CellOut::new(CellContent::Percent(Scaled::new(i % 1000, 1))));
        rows.push(row);
    }
    let sheet = SheetOut { name: "月报".into(), header_rows: 1, rows, ..SheetOut::default() };
    write_xlsx(&Workbook { sheets: vec![sheet] }).unwrap()
}

fn measure(path: &str) {
    let bytes = std::fs::read(path).unwrap();
    let start = Instant::now();
    let result = read(path, &bytes, &ReadOptions::default());
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    match result {
        Ok(document) => {
            let rows: usize = document.sheets.iter().map(|sheet| sheet.rows.len()).sum();
            let cells: usize = document.sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.cells.len()).sum();
            println!("{:?}, {rows} rows, {cells} cells", document.format);
            for warning in document.warnings.iter().take(5) {
                println!("  {}: {}", warning.code, warning.message);
            }
        }
        Err(refusal) => println!("refused, {}: {refusal}", refusal.code),
    }
    println!("{} bytes read in {seconds:.2} s, peak memory {peak}", bytes.len());
}
