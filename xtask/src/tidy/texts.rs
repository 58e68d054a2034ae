//! Every text in both languages: the same keys with a text each in the Chinese and in the English file.

use std::collections::BTreeMap;

use super::tree::Tree;

/// Folders of the two languages, side by side.
const LANGUAGES: [&str; 2] = ["/locales/zh/", "/locales/en/"];

/// Keys that one of the languages lacks or leaves empty.
pub(super) fn complaints(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.under("crates/", ".yml") {
        for (own, other) in [(LANGUAGES[0], LANGUAGES[1]), (LANGUAGES[1], LANGUAGES[0])] {
            if !file.path.contains(own) {
                continue;
            }
            let other_path = file.path.replace(own, other);
            let partner = tree.files.iter().find(|f| f.path == other_path);
            let theirs = partner.map(|partner| keys(&partner.text)).unwrap_or_default();
            for (key, empty) in keys(&file.text) {
                if empty {
                    found.push(format!("{}: {key} is empty", file.path));
                }
                if !theirs.contains_key(&key) {
                    found.push(format!("{other_path}: {key} is missing"));
                }
            }
        }
    }
    found
}

/// Every leaf key of a file of nested `key: text` lines with whether its text is empty.
fn keys(text: &str) -> BTreeMap<String, bool> {
    let mut found: BTreeMap<String, bool> = BTreeMap::new();
    let mut stack: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') || content.starts_with("---") {
            continue;
        }
        let indent = line.len() - content.len();
        let Some((key, value)) = content.split_once(':') else { continue };
        while stack.last().is_some_and(|(depth, _)| *depth >= indent) {
            stack.pop();
        }
        if let Some((_, parent)) = stack.last() {
            found.remove(parent);
        }
        let key = key.trim().trim_matches(['"', '\'']);
        let path = stack.last().map_or_else(|| key.to_owned(), |(_, parent)| format!("{parent}.{key}"));
        let value = value.trim();
        found.insert(path.clone(), value.is_empty() || value == "\"\"" || value == "''");
        stack.push((indent, path));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_empty_text_is_named() {
        let tree = Tree::of(&[
            ("crates/web/locales/zh/home.yml", "home:\n  title: 今日\n  sub: 待办\n"),
            ("crates/web/locales/en/home.yml", "home:\n  title: Today\n  sub: \"\"\n  more: More\n"),
        ]);
        let found = complaints(&tree);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|c| c.contains("home.more is missing")));
        assert!(found.iter().any(|c| c.contains("home.sub is empty")));
    }
}
