//! Which crate of ours may know which, and which may know nothing of HTTP or SQL, from `cargo metadata`.

use std::collections::BTreeMap;

use serde_json::Value;

/// Each crate of ours and the crates of ours it may depend on: `shuanglian → web → features → collect →
/// {store, formula, tabular} → domain`. A crate that is not listed fails, so that its place is decided here.
const HOUSE: [(&str, &[&str]); 12] = [
    ("shuanglian-cascade", &[]),
    ("shuanglian-domain", &[]),
    ("shuanglian-tabular", &["shuanglian-domain"]),
    ("shuanglian-formula", &["shuanglian-domain"]),
    ("shuanglian-store", &["shuanglian-domain"]),
    ("shuanglian-collect", &["shuanglian-domain", "shuanglian-tabular", "shuanglian-store", "shuanglian-formula"]),
    (
        "shuanglian-targets",
        &["shuanglian-domain", "shuanglian-tabular", "shuanglian-store", "shuanglian-formula", "shuanglian-collect"],
    ),
    (
        "shuanglian-enterprises",
        &["shuanglian-domain", "shuanglian-tabular", "shuanglian-store", "shuanglian-formula", "shuanglian-collect"],
    ),
    (
        "shuanglian-demo",
        &[
            "shuanglian-domain",
            "shuanglian-tabular",
            "shuanglian-store",
            "shuanglian-formula",
            "shuanglian-collect",
            "shuanglian-targets",
            "shuanglian-enterprises",
        ],
    ),
    (
        "shuanglian-web",
        &[
            "shuanglian-domain",
            "shuanglian-tabular",
            "shuanglian-store",
            "shuanglian-formula",
            "shuanglian-collect",
            "shuanglian-targets",
            "shuanglian-enterprises",
            "shuanglian-cascade",
        ],
    ),
    (
        "shuanglian",
        &[
            "shuanglian-domain",
            "shuanglian-tabular",
            "shuanglian-store",
            "shuanglian-formula",
            "shuanglian-collect",
            "shuanglian-targets",
            "shuanglian-enterprises",
            "shuanglian-cascade",
            "shuanglian-demo",
            "shuanglian-web",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that speak HTTP or SQL.
const SPOKEN: [&str; 10] =
    ["axum", "tower", "tower-http", "tower-sessions", "hyper", "reqwest", "ureq", "rusqlite", "sqlx", "tokio"];

/// Crates of ours that know neither; `store` and `collect` may know SQL only through `store`.
const SILENT: [&str; 8] = [
    "shuanglian-cascade",
    "shuanglian-domain",
    "shuanglian-tabular",
    "shuanglian-formula",
    "shuanglian-collect",
    "shuanglian-targets",
    "shuanglian-enterprises",
    "shuanglian-demo",
];

/// Dependencies against the direction.
pub(super) fn complaints(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let ours = members(metadata);
    for (name, dependencies) in &ours {
        let Some((_, allowed)) = HOUSE.iter().find(|(crate_name, _)| crate_name == name) else {
            found.push(format!("{name} has no place in the house: add it to xtask/src/tidy/direction.rs"));
            continue;
        };
        for dependency in dependencies {
            if ours.contains_key(dependency) && !allowed.contains(dependency) {
                found.push(format!("{name} must not depend on {dependency}: what it needs should be a fact"));
            }
        }
    }
    found
}

/// Dependencies of crates that must know no HTTP or SQL on crates that speak it.
pub(super) fn strangers(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, dependencies) in members(metadata) {
        let store = name == "shuanglian-store";
        if !SILENT.contains(&name) && !store {
            continue;
        }
        for dependency in dependencies {
            if SPOKEN.contains(&dependency) && !(store && dependency == "rusqlite") {
                found.push(format!("{name} must not know {dependency}"));
            }
        }
    }
    found
}

/// Members of the workspace with the names they depend on, those of tests left out.
fn members(metadata: &Value) -> BTreeMap<&str, Vec<&str>> {
    let ids: Vec<&str> =
        metadata["workspace_members"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut found = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let (Some(id), Some(name)) = (package["id"].as_str(), package["name"].as_str()) else { continue };
        if !ids.contains(&id) {
            continue;
        }
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let kept = dependencies.filter(|d| d["kind"] != "dev").filter_map(|d| d["name"].as_str()).collect();
        found.insert(name, kept);
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace(members: &[(&str, &[&str])]) -> Value {
        let packages: Vec<Value> = members
            .iter()
            .map(|(name, dependencies)| {
                let dependencies: Vec<Value> = dependencies.iter().map(|d| json!({"name": d, "kind": null})).collect();
                json!({"id": name, "name": name, "dependencies": dependencies})
            })
            .collect();
        let ids: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
        json!({"packages": packages, "workspace_members": ids})
    }

    #[test]
    fn a_feature_that_imports_the_web_is_named() {
        let good = workspace(&[("shuanglian-web", &["shuanglian-targets", "axum"]), ("shuanglian-targets", &[])]);
        assert_eq!(complaints(&good), Vec::<String>::new());
        let bad = workspace(&[("shuanglian-web", &[]), ("shuanglian-targets", &["shuanglian-web"])]);
        assert_eq!(complaints(&bad).len(), 1);
        assert_eq!(complaints(&workspace(&[("shuanglian-new", &[])])).len(), 1);
    }

    #[test]
    fn a_parser_that_opens_a_database_is_named() {
        let house = workspace(&[("shuanglian-tabular", &["rusqlite", "zip"]), ("shuanglian-store", &["rusqlite"])]);
        assert_eq!(strangers(&house), ["shuanglian-tabular must not know rusqlite"]);
    }
}
