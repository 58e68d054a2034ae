//! Encodings, separated values and pasted text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuanglian_fuzz::check;
use tabular::{ReadOptions, TextEncoding};

fuzz_target!(|data: &[u8]| {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let encoding = match first % 5 {
        0 => Some(TextEncoding::Utf8),
        1 => Some(TextEncoding::Utf16Le),
        2 => Some(TextEncoding::Utf16Be),
        3 => Some(TextEncoding::Gb18030),
        _ => None,
    };
    let name = ["a.csv", "a.tsv", "a.txt"][usize::from(first / 5 % 3)];
    check(name, rest, &ReadOptions { encoding, ..ReadOptions::default() });
});
