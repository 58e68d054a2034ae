//! Bytes to text: which encoding a text file is in, and what had to be replaced.

use std::fmt;
use std::str::FromStr;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

use crate::{Refusal, Warning};

/// An encoding a person can overrule the detection with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// Unicode in one to four bytes.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// Unicode in two-byte units, low byte first ("Unicode text" of Excel).
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// Unicode in two-byte units, high byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
    /// The national standard; covers GB2312 and GBK.
    #[serde(rename = "GB18030")]
    Gb18030,
}

impl TextEncoding {
    /// Name as in [`crate::Document::encoding`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
        }
    }

    fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the four encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("encodings are UTF-8, UTF-16LE, UTF-16BE and GB18030 (or GBK, GB2312)")]
pub struct TextEncodingError;

impl FromStr for TextEncoding {
    type Err = TextEncodingError;

    fn from_str(name: &str) -> Result<Self, TextEncodingError> {
        match name.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" => Ok(Self::Utf8),
            "UTF-16LE" | "UTF-16" => Ok(Self::Utf16Le),
            "UTF-16BE" => Ok(Self::Utf16Be),
            "GB18030" | "GBK" | "GB2312" => Ok(Self::Gb18030),
            _ => Err(TextEncodingError),
        }
    }
}

/// A text file as decoded.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: TextEncoding,
    pub(crate) warnings: Vec<Warning>,
}

/// Decodes a text file, detecting its encoding unless one is forced.
pub(crate) fn decode(bytes: &[u8], forced: Option<TextEncoding>) -> Result<Decoded, Refusal> {
    let (marked, content) = byte_order_mark(bytes);
    let mut warnings = Vec::new();
    let (encoding, mut text) = match forced.or(marked) {
        Some(encoding) => {
            // A mark of another encoding than the forced one is content.
            let content = if marked == Some(encoding) { content } else { bytes };
            (encoding, whole(content, encoding, &mut warnings))
        }
        None => detect(content, &mut warnings),
    };
    refuse_binary(&text)?;
    if let Some(at) = text.find('\0') {
        let (line, count) = (line_of(&text, at), text.matches('\0').count());
        text.retain(|c| c != '\0');
        warnings.push(warning(
            "nul_removed",
            line,
            format!("文本中有 {count} 个空字符（NUL），已去掉，首个在第 {line} 行。"),
        ));
    }
    Ok(Decoded { text, encoding, warnings })
}

fn byte_order_mark(bytes: &[u8]) -> (Option<TextEncoding>, &[u8]) {
    for (mark, encoding) in [
        (&[0xEF, 0xBB, 0xBF][..], TextEncoding::Utf8),
        (&[0xFF, 0xFE], TextEncoding::Utf16Le),
        (&[0xFE, 0xFF], TextEncoding::Utf16Be),
        (&[0x84, 0x31, 0x95, 0x33], TextEncoding::Gb18030),
    ] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return (Some(encoding), rest);
        }
    }
    (None, bytes)
}

fn detect(bytes: &[u8], warnings: &mut Vec<Warning>) -> (TextEncoding, String) {
    if let Some(encoding) = utf16_by_nuls(bytes) {
        let text = whole(bytes, encoding, warnings);
        warnings.push(guessed(encoding, "没有字节顺序标记"));
        return (encoding, text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (TextEncoding::Utf8, text.to_owned());
    }
    // Lines that are valid UTF-8 beyond ASCII against lines that are not.
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for line in bytes.split(|b| *b == b'\n') {
        match std::str::from_utf8(line) {
            Ok(text) if !text.is_ascii() => valid += 1,
            Ok(_) => {}
            Err(_) if mostly_utf8(line) => valid += 1,
            Err(_) => invalid += 1,
        }
    }
    // Short GBK words can pass for UTF-8 by accident, so a few valid lines prove nothing.
    if valid * 10 <= invalid {
        let (text, replaced) = GB18030.decode_without_bom_handling(bytes);
        if replaced {
            warnings.push(guessed(TextEncoding::Gb18030, "有些字节不合编码"));
            note_replaced(&text, None, warnings);
        }
        return (TextEncoding::Gb18030, text.into_owned());
    }
    let encoding = if valid >= invalid { TextEncoding::Utf8 } else { TextEncoding::Gb18030 };
    (encoding, line_by_line(bytes, encoding, warnings))
}

/// A file put together from two encodings: each line by itself.
fn line_by_line(bytes: &[u8], main: TextEncoding, warnings: &mut Vec<Warning>) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut other = Vec::new();
    for (index, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let number = index + 1;
        if let Ok(line) = std::str::from_utf8(line) {
            if main != TextEncoding::Utf8 && !line.is_ascii() {
                other.push(number);
            }
            text.push_str(line);
            continue;
        }
        if mostly_utf8(line) {
            text.push_str(&String::from_utf8_lossy(line));
            continue;
        }
        match GB18030.decode_without_bom_handling_and_without_replacement(line) {
            Some(line) => {
                if main == TextEncoding::Utf8 {
                    other.push(number);
                }
                text.push_str(&line);
            }
            None => text.push_str(&main.decoder().decode_without_bom_handling(line).0),
        }
    }
    if let Some(first) = other.first() {
        let rest = if main == TextEncoding::Utf8 { "GB18030" } else { "UTF-8" };
        let count = other.len();
        warnings.push(warning(
            "encoding_guessed",
            *first,
            format!(
                "文件混用两种编码：按 {main} 读取，其中 {count} 行按 {rest} 读取（首行为第 {first} 行），请核对文字。"
            ),
        ));
    } else {
        warnings.push(guessed(main, "有些字节不合编码"));
    }
    note_replaced(&text, Some(bytes), warnings);
    text
}

/// Whether a line that is not valid UTF-8 is UTF-8 with a few bytes lost: Chinese characters in three bytes, which
/// other encodings do not give by chance, far outnumber what cannot be read.
fn mostly_utf8(line: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for c in String::from_utf8_lossy(line).chars() {
        bad += usize::from(c == '\u{FFFD}');
        good += usize::from(c > '\u{7FF}' && c != '\u{FFFD}');
    }
    good > bad * 4
}

fn whole(bytes: &[u8], encoding: TextEncoding, warnings: &mut Vec<Warning>) -> String {
    let (text, replaced) = encoding.decoder().decode_without_bom_handling(bytes);
    if replaced {
        note_replaced(&text, None, warnings);
    }
    text.into_owned()
}

fn note_replaced(text: &str, written: Option<&[u8]>, warnings: &mut Vec<Warning>) {
    let own = written.map_or(0, |bytes| bytes.windows(3).filter(|w| *w == "\u{FFFD}".as_bytes()).count());
    let count = text.matches('\u{FFFD}').count();
    if let Some(at) = text.find('\u{FFFD}').filter(|_| count > own) {
        let line = line_of(text, at);
        warnings.push(warning(
            "characters_replaced",
            line,
            format!(
                "有 {} 处字节无法识别，已显示为 \u{FFFD}，首处在第 {line} 行；请核对，或改选编码后重读。",
                count - own
            ),
        ));
    }
}

fn guessed(encoding: TextEncoding, why: &str) -> Warning {
    let message = format!("{why}，编码是推断出来的：按 {encoding} 读取；如文字不对，请改选编码后重读。");
    Warning { code: "encoding_guessed".into(), place: None, message }
}

fn warning(code: &str, line: usize, message: String) -> Warning {
    Warning { code: code.into(), place: Some(format!("{line},1")), message }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1
}

/// UTF-16 without a mark shows by NULs (of digits, tabs, line ends) that all stand on one side.
fn utf16_by_nuls(bytes: &[u8]) -> Option<TextEncoding> {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0 && pair[1] != 0);
        odd += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    let units = sample.len() / 2;
    let (encoding, many, few) =
        if odd > even { (TextEncoding::Utf16Le, odd, even) } else { (TextEncoding::Utf16Be, even, odd) };
    if units == 0 || many * 100 < units || few * 10 > many {
        return None;
    }
    let (text, replaced) = encoding.decoder().decode_without_bom_handling(sample);
    // A text file with a few stray NULs would turn into rare characters instead of words.
    let words = text.chars().filter(|c| c.is_ascii() || matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'));
    (!replaced && words.count() * 10 >= units * 9).then_some(encoding)
}

fn refuse_binary(text: &str) -> Result<(), Refusal> {
    let (mut all, mut control) = (0_usize, 0_usize);
    for c in text.chars().take(1 << 16) {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}' | '\u{B}' | '\u{85}'));
    }
    if control > 8 && control * 20 > all {
        return Err(Refusal::new(
            "not_a_table",
            "这不是文本，也不是能识别的表格文件（内容是二进制数据）。",
            "请上传 xlsx、docx、csv 或网页；其他格式请先用 Excel 或 WPS 打开并另存为 xlsx。",
            "Neither text nor a known table file. Save it as xlsx first.",
        ));
    }
    Ok(())
}
