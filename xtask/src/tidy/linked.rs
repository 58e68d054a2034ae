//! Native libraries: one crate of ours opens SQLite, and nothing brings aws-lc.

use serde_json::Value;

/// More than one crate that links SQLite, or a crate of ours other than `store` that opens it.
pub(super) fn sqlite(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let linking: Vec<&str> =
        packages(metadata).filter(|p| p["links"] == "sqlite3").filter_map(|p| p["name"].as_str()).collect();
    if linking.len() > 1 {
        found.push(format!("linked more than once: {}", linking.join(", ")));
    }
    for package in packages(metadata) {
        let name = package["name"].as_str().unwrap_or("?");
        if package["source"].is_null() && name != "shuanglian-store" {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            if dependencies.filter_map(|d| d["name"].as_str()).any(|d| d == "rusqlite" || d == "libsqlite3-sys") {
                found.push(format!("{name} opens SQLite itself: only shuanglian-store may"));
            }
        }
    }
    found
}

/// Anything that builds aws-lc (slow to build and not needed: rustls runs on ring).
pub(super) fn aws_lc(metadata: &Value) -> Vec<String> {
    let names = packages(metadata).filter_map(|p| p["name"].as_str());
    names.filter(|name| name.starts_with("aws-lc")).map(|name| format!("{name} is among the dependencies")).collect()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_second_opener_of_the_database_is_named() {
        let metadata = json!({"packages": [
            {"name": "libsqlite3-sys", "links": "sqlite3", "source": "registry", "dependencies": []},
            {"name": "sqlite3-src", "links": "sqlite3", "source": "registry", "dependencies": []},
            {"name": "shuanglian-store", "source": null, "dependencies": [{"name": "rusqlite"}]},
            {"name": "shuanglian-web", "source": null, "dependencies": [{"name": "rusqlite"}]}]});
        let found = sqlite(&metadata);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with("shuanglian-web"));
    }

    #[test]
    fn aws_lc_is_named() {
        assert!(aws_lc(&json!({"packages": [{"name": "ring"}]})).is_empty());
        assert_eq!(aws_lc(&json!({"packages": [{"name": "aws-lc-sys"}]})).len(), 1);
    }
}
