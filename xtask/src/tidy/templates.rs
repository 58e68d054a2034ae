//! Templates hold no text and no number of their own: texts come by key, numbers through the figure component.

use super::tree::{File, Tree};

/// Templates of pages.
const TEMPLATES: &str = "crates/web/templates/";

/// Attributes that people read or hear.
const SPOKEN: [&str; 5] = [" title=\"", " aria-label=\"", " placeholder=\"", " alt=\"", " aria-description=\""];

/// Digits written into a page outside the figure component.
pub(super) fn figures(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in pages(tree) {
        for (line, text) in text_nodes(&file.text) {
            if text.chars().any(char::is_numeric) {
                found.push(format!("{}:{line}: a number outside the figure component: {text:?}", file.path));
            }
        }
    }
    found
}

/// Words written into a page instead of a key.
pub(super) fn texts(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.under(TEMPLATES, ".html") {
        for (line, text) in text_nodes(&file.text) {
            if text.chars().any(char::is_alphabetic) {
                found.push(format!("{}:{line}: a text without a key: {text:?}", file.path));
            }
        }
        let bare = blanked(&file.text);
        for attribute in SPOKEN {
            for (at, _) in bare.match_indices(attribute) {
                let value = bare[at + attribute.len()..].split('"').next().unwrap_or("");
                if value.chars().any(char::is_alphabetic) {
                    let line = bare[..at].matches('\n').count() + 1;
                    found.push(format!("{}:{line}: a text without a key: {value:?}", file.path));
                }
            }
        }
    }
    found
}

/// Every template but the figure component itself.
fn pages(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.under(TEMPLATES, ".html").filter(|file| !file.path.ends_with("/figure.html"))
}

/// Stretches of text between tags, with the line each begins on; what lies in `kbd` (names of keys) is left out.
fn text_nodes(template: &str) -> Vec<(usize, String)> {
    let bare = blanked(template);
    let mut nodes = Vec::new();
    let (mut line, mut start_line) = (1, 1);
    let mut node = String::new();
    let mut tag: Option<String> = None;
    let mut keys = false;
    for c in bare.chars() {
        match (&mut tag, c) {
            (None, '<') => {
                if !node.trim().is_empty() && !keys {
                    nodes.push((start_line, node.trim().to_owned()));
                }
                node.clear();
                tag = Some(String::new());
            }
            (Some(name), '>') => {
                keys = name.starts_with("kbd");
                tag = None;
            }
            (Some(name), c) => name.push(c),
            (None, c) => {
                if node.trim().is_empty() {
                    start_line = line;
                }
                node.push(c);
            }
        }
        if c == '\n' {
            line += 1;
        }
    }
    if !node.trim().is_empty() {
        nodes.push((start_line, node.trim().to_owned()));
    }
    nodes
}

/// The template with expressions, statements, comments and entities blanked and every line break kept.
fn blanked(template: &str) -> String {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("<!--", "-->")] {
        text = without(&text, open, close);
    }
    for entity in ["&nbsp;", "&middot;", "&amp;", "&times;"] {
        text = text.replace(entity, " ");
    }
    text
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        kept.push_str(&rest[..at]);
        let inner = &rest[at..];
        let end = inner.find(close).map_or(inner.len(), |end| end + close.len());
        kept.extend(inner[..end].chars().filter(|c| *c == '\n'));
        rest = &inner[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_page_is_named_and_one_in_the_component_is_not() {
        let page = "<h2>{{ t(\"a.3\") }}</h2>\n<p class=\"w4\">{{ figure }} 57 </p>{# 9 #}{% if x > 3 %}{% endif %}";
        let tree = Tree::of(&[
            ("crates/web/templates/home.html", page),
            ("crates/web/templates/parts/figure.html", "<b>0</b>"),
            ("crates/web/templates/wide.html", "<td>１２</td>"),
        ]);
        let found = figures(&tree);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("crates/web/templates/home.html:2:"), "{found:?}");
    }

    #[test]
    fn words_without_a_key_are_named() {
        let page =
            "<p>{{ t(\"home\") }}</p>\n<a title=\"{{ t(\"b\") }}\"><kbd>Ctrl K</kbd></a>\n<p>绩效</p>\n<img alt=\"x\">";
        let found = texts(&Tree::of(&[("crates/web/templates/home.html", page)]));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains(":3:") && found[1].contains(":4:"), "{found:?}");
    }
}
