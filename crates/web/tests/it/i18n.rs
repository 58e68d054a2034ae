//! Every text exists in both languages, and every key that code or a template names exists.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;
use web::i18n::{FILES, Lang};

use crate::app::TestApp;

/// All files with this ending under a folder of the crate: `(path, text)`.
pub(crate) fn files_under(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing under {folder}");
    found
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_blanks() {
    let (zh, en): (BTreeSet<_>, BTreeSet<_>) = (Lang::Zh.keys().collect(), Lang::En.keys().collect());
    let one_sided: Vec<_> = zh.symmetric_difference(&en).collect();
    assert!(one_sided.is_empty(), "in one language only: {one_sided:?}");
    assert!(zh.len() > 80, "message files did not load");
    let blanks = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    for key in zh {
        assert_eq!(blanks(Lang::Zh.t(key)), blanks(Lang::En.t(key)), "{key}");
        // A quoted formula or name may be Chinese in an English text; a text that is mostly Chinese is not translated.
        let chinese = Lang::En.t(key).chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let latin = Lang::En.t(key).chars().filter(char::is_ascii_alphabetic).count();
        assert!(chinese <= latin || key == "shell.other_lang", "{key} is not in English");
    }
}

#[test]
fn every_key_that_is_named_exists() {
    let areas: Vec<&str> = FILES.iter().map(|file| file.0).collect();
    let mut named = 0;
    for (path, text) in [files_under("templates", "html"), files_under("src", "rs")].concat() {
        let pieces: Vec<&str> = text.split('"').collect();
        for pair in pieces.windows(2) {
            let (before, piece) = (pair[0].trim_end(), pair[1]);
            // Codes of refusals and names of acts look like keys and are none.
            let call = before.rsplit(['\n', ';']).next().unwrap_or_default();
            if before.ends_with("unusable(") || before.ends_with("refused(") || call.contains("Act::new(") {
                continue;
            }
            let Some((area, name)) = piece.split_once('.') else { continue };
            let plain = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !areas.contains(&area) || name.is_empty() || !plain(name) || name == "html" || is_permission(piece) {
                continue;
            }
            named += 1;
            let known = if piece.ends_with('_') {
                // A beginning: the rest comes from data, and some key must begin so.
                Lang::Zh.keys().any(|key| key.starts_with(piece))
            } else {
                Lang::Zh.find(piece).is_some()
            };
            assert!(known, "{path} names {piece}, which has no text");
        }
    }
    assert!(named > 60, "only {named} keys found: the scan is broken");
}

fn is_permission(key: &str) -> bool {
    web::access::roles::Roles::built_in().permissions().any(|permission| permission == key)
}

#[test]
fn every_role_has_a_name() {
    for role in web::access::roles::Roles::built_in().ids() {
        assert!(Lang::Zh.find(&format!("roles.{role}")).is_some(), "{role}");
    }
}

#[tokio::test]
async fn the_language_switch_is_remembered() {
    let app = TestApp::new();
    let mut browser = app.browser();
    assert!(browser.get("/sign-in").await.text.contains("<html lang=\"zh-CN\""));
    let english = browser.get("/sign-in?lang=en").await;
    assert_eq!(english.status, StatusCode::OK);
    assert!(english.text.contains("<html lang=\"en\"") && english.text.contains("User name"));
    assert!(browser.get("/sign-in").await.text.contains("User name"));
}

/// The kinds of findings and the codes of refusals that the rooms below name in their code.
fn codes_of_the_readers() -> Vec<(String, String)> {
    let kinds = ["finding(", "note("];
    let refusals = ["Refusal::new(", "Refusal { code: ", "save_as(", "refuse("];
    let mut found = Vec::new();
    for (folder, starts, key) in [
        ("../targets/src/check", &kinds[..], "kind_"),
        ("../targets/src/read", &kinds[..1], "kind_"),
        ("../targets/src", &refusals[..], "refusal_"),
        ("../tabular/src", &refusals[..], "refusal_"),
    ] {
        for (path, text) in files_under(folder, "rs") {
            let whole: Vec<&str> = text.split("#[cfg(test)]").next().unwrap_or_default().split_whitespace().collect();
            let whole = whole.join(" ").replace("( \"", "(\"");
            for start in starts {
                for (at, _) in whole.match_indices(start) {
                    let Some(rest) = whole[at + start.len()..].strip_prefix('"') else { continue };
                    let code = rest.split('"').next().unwrap_or_default();
                    found.push((path.clone(), format!("said.{key}{code}")));
                }
            }
        }
    }
    found
}

#[test]
fn what_the_readers_and_the_checker_say_has_words_in_english() {
    let codes = codes_of_the_readers();
    assert!(codes.len() > 45, "only {} codes found: the scan is broken", codes.len());
    let without: Vec<_> = codes.iter().filter(|(_, key)| Lang::En.find(key).is_none()).collect();
    assert!(without.is_empty(), "add texts to locales/*/said.yml for {without:#?}");
}
