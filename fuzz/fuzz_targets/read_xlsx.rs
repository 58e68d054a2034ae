//! Sheet, shared strings and styles of a workbook.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuanglian_fuzz::{check, workbook};
use tabular::ReadOptions;

fuzz_target!(|data: &[u8]| check("a.xlsx", &workbook(data), &ReadOptions::default()));
