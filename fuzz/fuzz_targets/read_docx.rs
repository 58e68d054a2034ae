//! Main part of a document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuanglian_fuzz::{check, document};
use tabular::ReadOptions;

fuzz_target!(|data: &[u8]| check("a.docx", &document(data), &ReadOptions::default()));
