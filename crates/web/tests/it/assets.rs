//! Styles and scripts are kept by browsers, no page needs an inline one, and the tokens have contrast.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode, header};

use crate::app::TestApp;

#[tokio::test]
async fn an_asset_is_kept_by_its_tag() {
    let app = TestApp::new();
    let mut browser = app.browser();
    let first = browser.get(&web::assets::address("app.css")).await;
    assert!(first.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    let again =
        browser.ask(Method::GET, "/assets/app.css", &[("if-none-match", &tag)], axum::body::Body::empty()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(browser.get("/assets/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[test]
fn no_template_has_inline_style_or_script() {
    for (path, text) in crate::i18n::files_under("templates", "html") {
        for bad in [" style=\"", "<style", " onclick=", " onload=", "<script>", "javascript:"] {
            assert!(!text.contains(bad), "{path} has {bad}");
        }
    }
}

#[test]
fn colours_stand_in_the_token_file_only() {
    for (path, text) in crate::i18n::files_under("assets/css", "css") {
        for (number, line) in text.lines().enumerate() {
            let hex = line.split('#').skip(1).any(|rest| {
                let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
                (digits == 3 || digits == 6) && !line.contains("url(#")
            });
            assert!(!hex && !line.contains("rgb"), "{path}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn every_pair_of_text_and_ground_can_be_read() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tokens.css")).unwrap();
    let dark_at = text.find("[data-theme=\"dark\"]").unwrap();
    for part in [&text[..dark_at], &text[dark_at..]] {
        let tokens = colours(part);
        for (ink, ground) in [
            ("--ink", "--page"),
            ("--ink", "--surface"),
            ("--ink", "--sunken"),
            ("--ink", "--mark"),
            ("--ink-2", "--page"),
            ("--ink-2", "--surface"),
            ("--ink-2", "--sunken"),
            ("--ink", "--accent-tint"),
            ("--accent", "--surface"),
            ("--accent", "--page"),
            ("--accent-strong", "--accent-tint"),
            ("--on-accent", "--accent"),
            ("--on-accent", "--accent-strong"),
        ] {
            let contrast = contrast(tokens[ink], tokens[ground]);
            assert!(contrast >= 4.5, "{ink} on {ground}: {contrast:.2}");
        }
        for shape in ["--line-control", "--accent", "--w1", "--w2", "--w3", "--w4"] {
            let contrast = contrast(tokens[shape], tokens["--surface"]);
            assert!(contrast >= 3.0, "{shape}: {contrast:.2}");
        }
    }
}

fn colours(text: &str) -> BTreeMap<&str, [f64; 3]> {
    let mut found = BTreeMap::new();
    for piece in text.split(';') {
        let Some((name, value)) = piece.split_once(": #") else { continue };
        let name = name.rsplit(|c: char| c.is_whitespace() || c == '{' || c == '/').next().unwrap();
        let byte = |at: usize| f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap()) / 255.0;
        found.insert(name, [byte(0), byte(2), byte(4)]);
    }
    found
}

/// WCAG 2.2 contrast of two colours.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |colour: [f64; 3]| {
        let linear = colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
