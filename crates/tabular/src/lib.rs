//! What offices send and want back: xlsx, csv, html, docx and pasted text become one shape, a grid of cells with
//! locators, and go out again; with guards against hostile files.
//!
//! [`read`] is the one way in. It never panics, opens nothing but the bytes it is given and either returns everything
//! that stands in the file, with [`Warning`]s, or a [`Refusal`] that says what to do instead.

mod delimited;
mod detect;
mod docx;
mod encoding;
mod grid;
mod html;
mod limits;
mod oddities;
mod package;
mod page;
mod refusal;
mod write;
mod xlsx;

use domain::Sha256Digest;
use sha2::{Digest, Sha256};

pub use encoding::{TextEncoding, TextEncodingError};
pub use grid::{Cell, CellKind, Document, Format, Row, RowOrigin, Sheet, SheetKind, Warning};
pub use limits::Limits;
pub use refusal::Refusal;
pub use write::{CellContent, CellOut, Look, SheetOut, Workbook, WriteError, write_csv, write_xlsx};

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// Overrules the detected encoding of a text file or page; ignored for xlsx and docx.
    pub encoding: Option<TextEncoding>,
    /// Bounds.
    pub limits: Limits,
}

/// Reads a file of any known format. `name` is its name without folders, or `-`.
///
/// # Errors
/// A [`Refusal`] when the file is of a kind that is not read, locked, damaged or beyond the limits.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, Refusal> {
    let limits = options.limits;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(limits::too_large("文件字节数".into(), limits.file_bytes, "bytes of the file"));
    }
    let sha256 = Sha256Digest(Sha256::digest(bytes).into());
    let mut budget = limits::Budget::new(limits);
    let mut read = match detect::container(name, bytes)? {
        detect::Container::Zip => office_file(bytes, &mut budget)?,
        detect::Container::Text => text_file(name, bytes, options, &mut budget)?,
    };
    if read.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Refusal::new(
            "nothing_in_it",
            "文件能打开，但里面没有任何文字或数字。",
            "请确认表格内容没有放在图片或文本框里，并选对了文件。",
            "The file opens but holds no text or number.",
        ));
    }
    for sheet in &mut read.sheets {
        sheet.rows.shrink_to_fit();
    }
    read.warnings.extend(oddities::oddities(&read.sheets));
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    Ok(Document {
        name,
        sha256,
        format: read.format,
        encoding: read.encoding,
        sheets: read.sheets,
        warnings: read.warnings,
    })
}

/// A document before it has its name and digest.
struct Reading {
    format: Format,
    encoding: Option<String>,
    sheets: Vec<Sheet>,
    warnings: Vec<Warning>,
}

fn text_file(name: &str, bytes: &[u8], options: &ReadOptions, budget: &mut limits::Budget) -> Result<Reading, Refusal> {
    let decoded = encoding::decode(bytes, options.encoding)?;
    let (text, mut warnings) = (decoded.text, decoded.warnings);
    if text.len() > options.limits.text_bytes {
        return Err(limits::too_large("文本的字节数".into(), options.limits.text_bytes as u64, "bytes of text"));
    }
    detect::refuse_marked_text(&text)?;
    let extension = detect::extension(name);
    let encoding = Some(decoded.encoding.name().to_owned());
    let (format, rows) = if detect::is_html(&text, &extension) {
        (Format::Html, html::read_html(&text, budget)?)
    } else if let Some(separator) = delimited::separator_of(&text, &extension) {
        (Format::Delimited, delimited::read_delimited(&text, separator, budget, &mut warnings)?)
    } else {
        (Format::Text, delimited::read_text(&text, budget, &mut warnings)?)
    };
    let sheets = vec![Sheet { name: String::new(), kind: SheetKind::Lines, rows }];
    Ok(Reading { format, encoding, sheets, warnings })
}

fn office_file(bytes: &[u8], budget: &mut limits::Budget) -> Result<Reading, Refusal> {
    let mut package = package::Package::open(bytes, budget.limits)?;
    let (format, sheets) = if package.has("word/document.xml") {
        let rows = docx::read_docx(&mut package, budget)?;
        (Format::Docx, vec![Sheet { name: String::new(), kind: SheetKind::Lines, rows }])
    } else {
        detect::refuse_other_packages(&package)?;
        match xlsx::workbook_path(&mut package)? {
            Some(main) => (Format::Xlsx, xlsx::read_xlsx(&mut package, &main, budget)?),
            None => return Err(detect::archive("请先解压，把其中的 xlsx、docx、csv 或网页文件逐个上传。")),
        }
    };
    Ok(Reading { format, encoding: None, sheets, warnings: package.warnings })
}
