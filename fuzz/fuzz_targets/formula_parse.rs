//! Any text as a formula: never a panic, and what parses prints as something that parses to the same.
#![no_main]

use formula::Formula;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::parse(text) else { return };
    let printed = formula.to_string();
    match Formula::parse(&printed) {
        Ok(again) => assert_eq!(again.to_string(), printed),
        // Printing may add brackets and blanks, and so pass a limit.
        Err(error) => assert!(matches!(error.code, "too_complex" | "too_long"), "{printed}: {error}"),
    }
});
