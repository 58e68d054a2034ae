//! Texts of a workbook: the shared table, inline strings and rich text, without phonetic guides.

use std::io::BufRead;

use quick_xml::events::Event;

use crate::Refusal;
use crate::limits::Budget;
use crate::package::{Xml, push_reference};

/// The table of shared strings.
pub(super) fn shared<R: BufRead>(xml: &mut Xml<R>, budget: &mut Budget) -> Result<Vec<Box<str>>, Refusal> {
    let mut strings = Vec::new();
    loop {
        let item = match xml.next()? {
            Event::Start(tag) => tag.local_name().as_ref() == "si",
            Event::Eof => return Ok(strings),
            _ => false,
        };
        if item {
            let text = rich_text(xml, "si", budget.limits.cell_bytes)?;
            budget.memory((size_of::<Box<str>>() + text.len().next_multiple_of(16).max(16)) as u64)?;
            strings.push(text.into_boxed_str());
        }
    }
}

/// The text of a string item up to its end.
pub(super) fn rich_text<R: BufRead>(xml: &mut Xml<R>, element: &str, most: usize) -> Result<String, Refusal> {
    let part = xml.part().to_owned();
    let mut text = String::new();
    let mut in_text = false;
    loop {
        let phonetic = match xml.next()? {
            Event::Start(tag) => {
                let name = tag.local_name();
                in_text = name.as_ref() == "t";
                matches!(name.as_ref(), "rPh" | "phoneticPr")
            }
            Event::Text(piece) if in_text => {
                text.push_str(&piece.xml10_content());
                false
            }
            Event::CData(piece) if in_text => {
                text.push_str(&piece.xml10_content());
                false
            }
            Event::GeneralRef(reference) if in_text => {
                push_reference(&reference, &part, &mut text)?;
                false
            }
            Event::End(tag) => {
                in_text = false;
                if tag.local_name().as_ref() == element {
                    return Ok(unescaped(text));
                }
                false
            }
            Event::Eof => return Ok(unescaped(text)),
            _ => false,
        };
        if text.len() > most {
            let limit = most as u64;
            return Err(crate::limits::too_large("一格内容的字节数".into(), limit, "bytes in one cell"));
        }
        if phonetic {
            xml.skip()?;
        }
    }
}

/// Undoes `_x000D_`, by which workbooks write characters that XML cannot hold, and makes line ends uniform.
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") && !text.contains('\r') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.as_bytes().get(6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                if c != '\0' {
                    out.push(c);
                }
                rest = &from[7..];
            }
            None => {
                out.push_str("_x");
                rest = &from[2..];
            }
        }
    }
    out.push_str(rest);
    out.replace("\r\n", "\n").replace('\r', "\n")
}
