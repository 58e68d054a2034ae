//! The files officers may edit: those that come with the program, and those of the data folder, which add to them or
//! replace the one of the same name. A file that cannot be used says where and why and keeps nothing else out.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Serialize;

include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// Largest file read, in bytes.
const LARGEST: u64 = 256 << 10;

/// Most files read from one folder of a data folder.
const MOST: usize = 1_000;

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeFile {
    /// Folder and name: `record-types/reception.yaml`.
    pub name: String,
    /// What stands in it.
    pub text: String,
    /// Whether it is of the data folder.
    pub own: bool,
}

/// Why a file cannot be used: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnowledgeFault {
    /// The file, below `knowledge/`.
    pub file: String,
    /// From 1, where one line is to blame.
    pub line: Option<usize>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// How to mend it, in Chinese.
    pub mend: String,
}

impl fmt::Display for KnowledgeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "knowledge/{} 第 {line} 行：{} {}", self.file, self.message, self.mend),
            None => write!(f, "knowledge/{}：{} {}", self.file, self.message, self.mend),
        }
    }
}

impl KnowledgeFile {
    /// A fault of this file, at the first line that holds some words; none where they stand nowhere.
    pub fn fault(&self, words: &str, message: impl Into<String>, mend: impl Into<String>) -> KnowledgeFault {
        let holds = |line: &str| !words.is_empty() && line.contains(words);
        let line = self.text.lines().position(holds).map(|nth| nth + 1);
        KnowledgeFault { file: self.name.clone(), line, message: message.into(), mend: mend.into() }
    }

    /// The fault of a file that is no YAML, or not of the form it should have.
    pub fn malformed(&self, error: &serde_norway::Error) -> KnowledgeFault {
        let said = error.to_string();
        let mend = match said.split_once('`') {
            Some((start, rest)) if start.contains("unknown field") => {
                format!("删去或改正“{}”。", rest.split('`').next().unwrap_or_default())
            }
            Some((start, rest)) if start.contains("missing field") => {
                format!("补上“{}”。", rest.split('`').next().unwrap_or_default())
            }
            _ => "对照同一文件夹里的其他文件改正格式。".to_owned(),
        };
        KnowledgeFault {
            file: self.name.clone(),
            line: error.location().map(|place| place.line()),
            message: format!("读不懂：{said}。"),
            mend,
        }
    }
}

/// The files of a folder that come with the program, by name.
pub fn supplied(folder: &str) -> Vec<KnowledgeFile> {
    let own = |name: &str| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let of_folder = FILES.iter().filter(|(name, _)| own(name));
    of_folder.map(|(name, text)| KnowledgeFile { name: (*name).into(), text: (*text).into(), own: false }).collect()
}

/// The files of a folder with those of a data folder's `knowledge/` beside them, by name. What cannot be read is said
/// among the faults.
pub fn files(data: &Path, folder: &str, faults: &mut Vec<KnowledgeFault>) -> Vec<KnowledgeFile> {
    let mut all: BTreeMap<String, KnowledgeFile> =
        supplied(folder).into_iter().map(|file| (file.name.clone(), file)).collect();
    let path = data.join("knowledge").join(folder);
    // Most data folders have none.
    let Ok(entries) = fs::read_dir(&path) else { return all.into_values().collect() };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".yaml") || name.ends_with(".yml"));
    names.sort();
    let mut fault = |file: String, message: String, mend: &str| {
        faults.push(KnowledgeFault { file, line: None, message, mend: mend.to_owned() });
    };
    if names.len() > MOST {
        fault(folder.to_owned(), format!("有 {} 个文件，只读前 {MOST} 个。", names.len()), "合并或移走一些文件。");
        names.truncate(MOST);
    }
    for own in names {
        let (file, path) = (format!("{folder}/{own}"), path.join(&own));
        match fs::metadata(&path) {
            Ok(about) if about.len() > LARGEST => {
                fault(file, format!("有 {} KB，最多 {} KB。", about.len() >> 10, LARGEST >> 10), "拆成几个文件。");
            }
            Ok(_) => match fs::read(&path).map(String::from_utf8) {
                Ok(Ok(text)) => {
                    let name = file.strip_suffix(".yml").map_or(file.clone(), |stem| format!("{stem}.yaml"));
                    all.insert(name, KnowledgeFile { name: file, text, own: true });
                }
                Ok(Err(_)) => fault(file, "不是 UTF-8 文本。".into(), "另存为 UTF-8。"),
                Err(error) => fault(file, format!("不能读：{error}。"), "检查权限。"),
            },
            Err(error) => fault(file, format!("不能读：{error}。"), "检查权限。"),
        }
    }
    all.into_values().collect()
}

/// Names of the roles of `roles.yaml`, in its order.
pub(crate) fn role_names() -> Vec<String> {
    let text = FILES.iter().find(|(name, _)| *name == "roles.yaml").map_or("", |(_, text)| text);
    let Ok(all) = serde_norway::from_str::<serde_json::Value>(text) else { return Vec::new() };
    all.get("roles")
        .and_then(serde_json::Value::as_object)
        .map_or_else(Vec::new, |roles| roles.keys().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_data_folder_add_to_and_replace_those_supplied() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("knowledge/lists");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("levels.yaml"), "replaced").unwrap();
        fs::write(folder.join("own.yml"), "added").unwrap();
        fs::write(folder.join("broken.yaml"), b"\xff\xfe").unwrap();
        fs::write(folder.join("readme.txt"), "not read").unwrap();
        let mut faults = Vec::new();
        let all = files(data.path(), "lists", &mut faults);
        let text = |name: &str| all.iter().find(|file| file.name == name).map(|file| file.text.as_str());
        assert_eq!(text("lists/levels.yaml"), Some("replaced"));
        assert_eq!(text("lists/own.yml"), Some("added"));
        assert!(text("lists/sections.yaml").is_some_and(|text| text.contains("双链办")));
        assert_eq!(all.len(), supplied("lists").len() + 1);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].to_string().starts_with("knowledge/lists/broken.yaml：不是 UTF-8"), "{}", faults[0]);
    }

    #[test]
    fn a_fault_names_the_line_it_stands_in() {
        let file = KnowledgeFile { name: "lists/a.yaml".into(), text: "name: a\ncodes: [x]\n".into(), own: true };
        assert_eq!(file.fault("codes", "不对。", "改正。").line, Some(2));
        assert_eq!(file.fault("nowhere", "不对。", "改正。").line, None);
        let error = serde_norway::from_str::<store::knowledge::CodeList>(&file.text).unwrap_err();
        let fault = file.malformed(&error);
        assert!(fault.line.is_some(), "{fault}");
    }
}
