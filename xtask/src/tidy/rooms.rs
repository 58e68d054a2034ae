//! A file is a room: not too long, and its purpose said in its first line.

use super::tree::Tree;

/// Lines of a source file.
const ROOM: usize = 400;
/// Lines of a test file.
const TEST_ROOM: usize = 500;

/// Files with a second room in them.
pub(super) fn length(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in &tree.files {
        let script = file.path.ends_with(".js") || file.path.ends_with(".mjs");
        if !file.path.ends_with(".rs") && !script {
            continue;
        }
        let tests = file.path.contains("tests/") || file.path.ends_with("tests.rs");
        let limit = if tests { TEST_ROOM } else { ROOM };
        let lines = file.text.lines().count();
        if lines > limit {
            found.push(format!("{}: {lines} lines, at most {limit}: look for the second room in it", file.path));
        }
    }
    found
}

/// Files that do not say what they are for.
pub(super) fn purpose(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.under("", ".rs") {
        let first = file.text.lines().next().unwrap_or("");
        // A fuzz target begins with `#![no_main]`; its purpose follows.
        let first = if first == "#![no_main]" { file.text.lines().nth(1).unwrap_or("") } else { first };
        if first.strip_prefix("//! ").is_none_or(|purpose| purpose.chars().count() < 8) {
            found.push(format!("{}: the first line must say its purpose (`//! …`)", file.path));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_named() {
        let (long, longer) = ("x\n".repeat(401), "x\n".repeat(501));
        let tree = Tree::of(&[("a/src/a.rs", &long), ("a/tests/it/a.rs", &long), ("a/tests/it/b.rs", &longer)]);
        let found = length(&tree);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("a/src/a.rs") && found[1].starts_with("a/tests/it/b.rs"));
    }

    #[test]
    fn files_without_a_purpose_are_named() {
        let tree = Tree::of(&[
            ("good.rs", "//! Reads the clock of the data folder.\n"),
            ("bad.rs", "use std::fmt;\n"),
            ("worse.rs", "//!\n"),
            ("fuzz.rs", "#![no_main]\n//! Bytes of a workbook.\n"),
        ]);
        assert_eq!(purpose(&tree).len(), 2);
    }
}
