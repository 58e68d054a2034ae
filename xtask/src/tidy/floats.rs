//! Money and facts are never floats: the crates that hold them do not name the types.

use super::tree::Tree;

/// Crates that hold money or facts.
const EXACT: [&str; 4] = ["crates/domain/src/", "crates/store/src/", "crates/collect/src/", "crates/targets/src/"];

/// Places where a float type is named, comments left out.
pub(super) fn complaints(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for folder in EXACT {
        for file in tree.under(folder, ".rs") {
            for (number, line) in file.text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or("");
                let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
                if words.any(|word| word == "f32" || word == "f64" || word.ends_with("_f64")) {
                    found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
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
    fn a_float_in_a_fact_is_named() {
        let tree = Tree::of(&[
            ("crates/store/src/fact.rs", "// never an f64\nlet x = value as f64;\n"),
            ("crates/tabular/src/xlsx.rs", "fn number(value: f64) {}\n"),
        ]);
        assert_eq!(complaints(&tree), ["crates/store/src/fact.rs:2: let x = value as f64;"]);
    }
}
