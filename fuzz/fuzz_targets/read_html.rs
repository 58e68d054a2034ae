//! Web pages, whole and cut off.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuanglian_fuzz::check;
use tabular::ReadOptions;

fuzz_target!(|data: &[u8]| check("a.html", &[b"<html>", data].concat(), &ReadOptions::default()));
