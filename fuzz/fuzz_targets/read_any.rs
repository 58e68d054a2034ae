//! Any bytes under several names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuanglian_fuzz::check;
use tabular::ReadOptions;

fuzz_target!(|data: &[u8]| {
    for name in ["-", "a.csv", "a.xlsx"] {
        check(name, data, &ReadOptions::default());
    }
});
