//! Why a file was not read: what it is, where it goes wrong and what a clerk can do about it.

use serde::Serialize;

/// A file that is not read at all. Nothing of it has been taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message} {hint}")]
pub struct Refusal {
    /// Stable machine-readable code: `empty_file`, `locked`, `old_excel` …
    pub code: &'static str,
    /// What is the matter and where, in Chinese.
    pub message: String,
    /// What to do instead, in Chinese.
    pub hint: String,
    /// Message and hint in English.
    pub message_en: String,
}

impl Refusal {
    /// A refusal with all its texts.
    pub fn new(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
        message_en: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), hint: hint.into(), message_en: message_en.into() }
    }

    pub(crate) fn damaged_package(part: &str, detail: impl std::fmt::Display) -> Self {
        let detail: String = detail.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
        let part_en = in_english(part);
        let detail_en = if detail.is_ascii() { format!(" ({detail})") } else { String::new() };
        Self::new(
            "damaged",
            format!("文件已损坏或不完整，{part}无法读出（{detail}）。"),
            "请用 Excel 或 WPS 打开原文件（必要时选择“修复”），另存为新的 xlsx 或 docx 后再上传。",
            format!("The file is damaged or cut off: {part_en} cannot be read{detail_en}. Open and save it again."),
        )
    }

    pub(crate) fn entities(part: &str) -> Self {
        let part_en = in_english(part);
        Self::new(
            "xml_dtd",
            format!("{part}里有文档类型声明（DTD）或实体定义，办公软件不会写出这样的文件，已拒绝读取。"),
            "请用 Excel 或 WPS 打开后另存为新文件再上传；来路不明的文件请勿打开。",
            format!("{part_en} declares a document type or entities, which office programs never write. Save it anew."),
        )
    }
}

/// Parts of a container have ASCII paths; what is named in Chinese is not worth naming in English.
fn in_english(part: &str) -> &str {
    if part.is_ascii() { part } else { "a part of it" }
}
