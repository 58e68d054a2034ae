//! The files of the workspace that rules look at: text that people write, without what is built, vendored or recorded.

use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold nothing written here.
const SKIPPED: [&str; 9] =
    ["target", "node_modules", ".git", "vendor", "corpus", "seeds", "artifacts", "coverage", "snapshots"];

/// Endings of files that people write.
const WRITTEN: [&str; 12] = ["rs", "toml", "md", "html", "css", "js", "mjs", "json", "yml", "yaml", "sql", "sh"];

/// One file: its path from the root with `/`, and its text.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

/// Every file that rules look at, by path.
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    /// Reads the workspace.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        walk(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// Files below a folder (`""` for all) with an ending.
    pub(super) fn under<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |f| f.path.starts_with(folder) && f.path.ends_with(ending))
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() });
        Self { files: files.collect() }
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let data = prefix.is_empty() && name.starts_with("data");
            if !data && !SKIPPED.contains(&name.as_str()) {
                walk(&entry.path(), &path, files)?;
            }
            continue;
        }
        let written = path == ".ci/run" || name.rsplit_once('.').is_some_and(|(_, ending)| WRITTEN.contains(&ending));
        if kind.is_file()
            && written
            && name != "package-lock.json"
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            files.push(File { path, text });
        }
    }
    Ok(())
}
