//! The YAML file of bindings: read, written, and where it cannot be read, told by line what is wrong and how to mend it.

use serde::{Deserialize, Serialize};
use serde_norway::Value;

use crate::binding::{Binding, BindingError, check_all};
use crate::model::TargetTable;

/// The YAML file of bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingFile {
    /// In any order.
    pub bindings: Vec<Binding>,
}

/// Why a binding file cannot be read, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{zh} {hint_zh}")]
pub struct Misread {
    /// Line of the file, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and where, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How to mend it, in Chinese.
    pub hint_zh: &'static str,
    /// The same in English.
    pub hint_en: &'static str,
}

/// Reads a binding file and demands that every target exists, once, with a reason and a value that fits it.
///
/// # Errors
/// [`BindingError`] names the first binding that cannot be taken.
pub fn read_file(yaml: &str, table: &TargetTable) -> Result<Vec<Binding>, BindingError> {
    let file: BindingFile = serde_norway::from_str(yaml).map_err(|error| misread(yaml, &error))?;
    check_all(&file.bindings, table)?;
    Ok(file.bindings)
}

/// Writes bindings as a file that [`read_file`] reads.
///
/// # Errors
/// [`BindingError::Unwritable`] when they cannot be written.
pub fn write_file(bindings: &[Binding]) -> Result<String, BindingError> {
    Ok(serde_norway::to_string(&BindingFile { bindings: bindings.to_vec() })?)
}

/// How a wrong entry is mended.
const ENTRY: (&str, &str) = (
    "每一条写 ref、feed（formula 或 attestation）、period、why；可用 targets bindings 编号 --export 文件.yaml 导出现有的作样本。",
    "Every entry has ref, feed (formula or attestation), period and why; targets bindings ID --export FILE.yaml writes a sample.",
);

/// How a wrong file is mended.
const FILE: (&str, &str) = (
    "文件第一行应为 bindings:，其下每一条以“- ref: 目标编号”开头；可用 targets bindings 编号 --export 文件.yaml 导出现有的作样本。",
    "The first line is bindings:, below it every entry begins with \"- ref: TARGET\"; targets bindings ID --export FILE.yaml writes a sample.",
);

/// Says why a file is none of bindings.
fn misread(yaml: &str, error: &serde_norway::Error) -> Misread {
    let line = error.location().map(|at| at.line());
    let (zh, en, (hint_zh, hint_en)) = match serde_norway::from_str::<Value>(yaml) {
        Ok(Value::Null) => ("绑定文件是空的，里面没有任何绑定。".into(), "The file of bindings is empty.".into(), FILE),
        Ok(value) if !value.get("bindings").is_some_and(Value::is_sequence) => {
            ("绑定文件里没有 bindings 清单。".into(), "The file has no list called bindings.".into(), FILE)
        }
        Ok(_) => {
            let (zh, en) = told(&error.to_string());
            let (at_zh, at_en) = places(line);
            (format!("绑定文件{at_zh}{zh}。"), format!("{at_en}{en}."), ENTRY)
        }
        Err(_) => {
            let (at_zh, at_en) = places(line);
            (
                format!("绑定文件{at_zh}不是合格的 YAML：缩进、冒号或引号有误。"),
                format!("{at_en}not valid YAML: an indent, a colon or a quote is wrong."),
                (
                    "请检查这一行和上一行：缩进用空格不用制表符，冒号用半角并后跟空格，引号成对。",
                    "Look at this line and the one above: indent by spaces, a colon and a space, quotes in pairs.",
                ),
            )
        }
    };
    Misread { line, zh, en, hint_zh, hint_en }
}

fn places(line: Option<usize>) -> (String, String) {
    match line {
        Some(line) => (format!("第 {line} 行起的一条："), format!("The entry at line {line}: ")),
        None => ("：".into(), "The file: ".into()),
    }
}

/// What the parser says of an entry, in both languages.
fn told(said: &str) -> (String, String) {
    let name = |lead: &str| said.split_once(lead).and_then(|(_, rest)| rest.split_once('`')).map(|(name, _)| name);
    if let Some(name) = name("missing field `") {
        return (format!("缺少 {name}"), format!("{name} is missing"));
    }
    if let Some(name) = name("unknown field `") {
        return (format!("有不认识的栏目 {name}"), format!("{name} is not a known field"));
    }
    if let Some(name) = name("unknown variant `") {
        return (format!("有不认识的写法 {name}"), format!("{name} is none of the known words"));
    }
    if let Some(name) = name("duplicate field `").or_else(|| name("duplicate entry with key \"")) {
        return (format!("{name} 写了两次"), format!("{name} stands twice"));
    }
    // The place is told already.
    let bare = said.split(" at line ").next().unwrap_or(said).trim_end_matches('.');
    (format!("有一处的值不对（{bare}）"), format!("a value is wrong ({bare})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(yaml: &str) -> Misread {
        let table = serde_json::json!({
            "schema": "", "source": {"file": "", "sha256": "", "encoding": null}, "layout": "project-list",
            "document": {}, "projects": [], "targets": [], "findings": [],
            "checks": {"stated": [], "computed": [], "adds_up": null},
        });
        match read_file(yaml, &serde_json::from_value(table).unwrap()) {
            Err(BindingError::Unreadable(misread)) => misread,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_binding_file_says_so_in_both_languages_and_how_to_mend_it() {
        for (yaml, zh, en) in [
            ("", "是空的", "empty"),
            ("# 只有注释\n", "是空的", "empty"),
            ("targets: []\n", "没有 bindings 清单", "no list called bindings"),
            ("bindings:\n  ref: P01\n", "没有 bindings 清单", "no list called bindings"),
            ("bindings:\n\t- ref: P01.I01.T1\n", "不是合格的 YAML", "not valid YAML"),
            ("bindings:\n- ref: P01.I01.T1\n  why: 统计\n  period: 2024\n", "缺少 feed", "feed is missing"),
            ("bindings:\n- ref: P01.I01.T1\n  reason: 统计\n", "不认识的栏目 reason", "reason is not a known field"),
        ] {
            let misread = refused(yaml);
            assert!(misread.zh.contains(zh) && misread.en.contains(en), "{yaml}: {misread:?}");
            assert!(!misread.hint_zh.is_empty() && !misread.hint_en.is_empty());
        }
    }

    #[test]
    fn the_line_of_a_wrong_entry_is_told() {
        let file = "bindings:\n- ref: P01.I01.T1\n  reason: 统计\n";
        assert!(refused(file).zh.contains("第 3 行"), "{:?}", refused(file));
        assert_eq!(refused("bindings:\n\t- ref: P01.I01.T1\n").line, Some(2));
    }
}
