//! Words that must not stay: notes to oneself, leftovers of debugging, paths of one machine, rooms without a purpose.

use super::tree::Tree;

/// Written in two halves, so that this file does not complain of itself.
const WORDS: [&str; 11] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX:"),
    concat!("dbg", "!("),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("allow(dead", "_code)"),
    concat!("/wo", "rk/"),
    concat!("/home", "/"),
    concat!("/fa", "rm/"),
    concat!(".lib", "rary/"),
];

/// Names of files and folders that say nothing.
const NAMES: [&str; 5] = ["utils", "util", "common", "helpers", "manager"];

/// Places of such words and names.
pub(super) fn complaints(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in &tree.files {
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        if parts.any(|part| NAMES.contains(&part)) {
            found.push(format!("{}: a name that says nothing", file.path));
        }
        for (number, line) in file.text.lines().enumerate() {
            for word in WORDS {
                if line.contains(word) {
                    found.push(format!("{}:{}: {word}", file.path, number + 1));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_named_with_their_line() {
        let note = concat!("fn a() {}\n// TO", "DO later\n");
        let tree = Tree::of(&[("a.rs", note), ("crates/x/src/utils.rs", ""), ("b.rs", "fn b() {}\n")]);
        let found = complaints(&tree);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("a.rs:2:"), "{found:?}");
    }
}
