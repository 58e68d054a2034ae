//! What a file is, by its first bytes and, for text, by what stands in it; the name only breaks ties.

use crate::Refusal;
use crate::package::Package;

/// What the first bytes show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A zip archive: xlsx, docx or something else.
    Zip,
    /// No container: text in some encoding.
    Text,
}

/// The lower-case extension of a file name, empty when there is none.
pub(crate) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// Tells containers from text and refuses what is known not to be read.
pub(crate) fn container(name: &str, bytes: &[u8]) -> Result<Container, Refusal> {
    let extension = extension(name);
    if bytes.iter().all(u8::is_ascii_whitespace) || bytes == [0xEF, 0xBB, 0xBF] {
        return Err(Refusal::new(
            "empty_file",
            "文件是空的，没有任何内容。",
            "请确认选对了文件、文件已保存并已完整传送，然后重新上传。",
            "The file is empty. Check that the right file was saved and sent.",
        ));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Container::Zip);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Err(compound(&extension, bytes));
    }
    if let Some(refusal) = known_binary(bytes) {
        return Err(refusal);
    }
    Ok(Container::Text)
}

fn save_as(code: &'static str, what: &str, hint: &str, what_en: &str) -> Refusal {
    Refusal::new(
        code,
        format!("这是{what}，本系统不能直接读取。"),
        hint,
        format!("This is {what_en}, which is not read. Save it as xlsx or docx and send that."),
    )
}

/// Compound files: the formats of Office 97–2003 and WPS, and every password-protected new one.
fn compound(extension: &str, bytes: &[u8]) -> Refusal {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = &bytes[..bytes.len().min(8 << 20)];
        let tail = &bytes[bytes.len().saturating_sub(8 << 20)..];
        [head, tail].iter().any(|part| part.windows(wide.len()).any(|window| window == wide))
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return locked();
    }
    if matches!(extension, "et" | "ett") {
        return save_as(
            "wps_table",
            "WPS 表格文件（.et）",
            "请用 WPS 打开，选“文件 → 另存为 → Excel 文件（*.xlsx）”后上传。",
            "a WPS table (.et)",
        );
    }
    if matches!(extension, "wps" | "wpt") {
        return save_as(
            "wps_text",
            "WPS 文字文件（.wps）",
            "请用 WPS 打开，选“文件 → 另存为 → Word 文件（*.docx）”后上传。",
            "a WPS text (.wps)",
        );
    }
    if has("WordDocument") || extension == "doc" {
        return save_as(
            "old_word",
            "旧版 Word 文件（.doc）",
            "请用 Word 或 WPS 打开，选“文件 → 另存为 → Word 文档（*.docx）”后上传。",
            "an old Word file (.doc)",
        );
    }
    if has("Workbook") || has("Book") || extension == "xls" {
        return save_as(
            "old_excel",
            "旧版 Excel 文件（.xls）",
            "请用 Excel 或 WPS 打开，选“文件 → 另存为 → Excel 工作簿（*.xlsx）”后上传。",
            "an old Excel file (.xls)",
        );
    }
    save_as(
        "old_office",
        "旧版办公软件的文件",
        "请用 Office 或 WPS 打开，另存为 xlsx 或 docx 后上传。",
        "a file of an old office program",
    )
}

pub(crate) fn locked() -> Refusal {
    Refusal::new(
        "locked",
        "文件加了打开密码，内容已加密，无法读取。",
        "请打开文件，在“文件 → 信息 → 保护”（WPS：文件 → 文档加密）中去掉密码，保存后再上传。",
        "The file is locked with a password. Remove the password, save and send it again.",
    )
}

fn known_binary(bytes: &[u8]) -> Option<Refusal> {
    let starts = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    let unpack = "请先解压，把其中的 xlsx、docx、csv 或网页文件逐个上传。";
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        let hint = "请向发文单位要原表（xlsx 或 docx）；只有 PDF 时，用 WPS 或 Acrobat 转换为 xlsx 并逐格核对后上传。";
        return Some(save_as("pdf", " PDF 文件", hint, "a PDF file"));
    }
    if starts(&[b"Rar!", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B", b"BZh", b"\xFD7zXZ", b"PK\x07\x08"])
        || bytes.get(257..262) == Some(b"ustar")
    {
        return Some(archive(unpack));
    }
    if starts(&[b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"II*\0", b"MM\0*"])
        || (starts(&[b"BM"]) && bytes.get(6..10) == Some(&[0; 4]))
        || (starts(&[b"RIFF"]) && bytes.get(8..12) == Some(b"WEBP"))
    {
        let hint = "请向发文单位要原表（xlsx 或 docx），或把表中内容录入 xlsx 后上传；本系统不做文字识别。";
        return Some(save_as("image", "图片", hint, "a picture"));
    }
    if starts(&[b"{\\rtf"]) {
        let hint = "请用 Word 或 WPS 打开，另存为 docx 后上传。";
        return Some(save_as("rtf", " RTF 文件", hint, "a rich text file (RTF)"));
    }
    if starts(&[b"MZ\x90", b"\x7FELF"]) {
        let hint = "请不要打开来路不明的程序，重新选择表格文件上传。";
        return Some(save_as("program", "程序文件", hint, "a program"));
    }
    None
}

pub(crate) fn archive(hint: &str) -> Refusal {
    save_as("archive", "压缩包", hint, "an archive: unpack it first and send the files in it one by one")
}

/// Zip containers that office programs write but that are no workbook or document in Office Open XML.
pub(crate) fn refuse_other_packages(package: &Package<'_>) -> Result<(), Refusal> {
    if package.is_empty() {
        return Err(archive("压缩包是空的，请确认选对了文件。"));
    }
    if package.any(|name| name.ends_with("workbook.bin")) {
        let hint = "请用 Excel 打开，选“文件 → 另存为 → Excel 工作簿（*.xlsx）”后上传。";
        return Err(save_as("binary_excel", "二进制 Excel 文件（.xlsb）", hint, "a binary workbook (.xlsb)"));
    }
    if package.any(|name| name.starts_with("ppt/")) {
        let hint = "请把其中的表格复制到 xlsx 或 docx 后上传。";
        return Err(save_as("slides", "演示文稿（.pptx）", hint, "a slide deck (.pptx)"));
    }
    if package.has("mimetype") && package.has("content.xml") {
        let hint = "请打开后另存为 xlsx 或 docx 再上传。";
        return Err(save_as(
            "open_document",
            "开放文档格式的文件（.ods/.odt）",
            hint,
            "an OpenDocument file (.ods, .odt)",
        ));
    }
    if package.has("document.xml") && package.any(|name| name.starts_with("doc_0/") || name.ends_with("ofd.xml")) {
        let hint = "请向发文单位要原表（xlsx 或 docx）后上传。";
        return Err(save_as("ofd", "版式文件（.ofd）", hint, "a fixed-layout file (.ofd)"));
    }
    Ok(())
}

/// Whether decoded text is a web page. Tags inside the cells of separated text do not make it one.
pub(crate) fn is_html(text: &str, extension: &str) -> bool {
    let lower = text[..floor(text, 1 << 20)].to_ascii_lowercase();
    let start = lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let page = ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| start.starts_with(tag))
        || (start.starts_with("<?xml") && lower.contains("<html"));
    if page || extension == "csv" || extension == "tsv" {
        return page;
    }
    if lower.contains("<table") && lower.contains("<tr") {
        return true;
    }
    if start.starts_with("<!--") {
        return lower.contains("</");
    }
    let tag = start.strip_prefix('<').unwrap_or_default();
    let tag = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len())];
    // Text between tabs, but not lines that are merely indented with them.
    let separated = start.lines().filter(|line| line.trim().contains('\t')).take(2).count();
    let known = matches!(tag, "p" | "div" | "h1" | "h2" | "h3" | "span" | "center" | "font" | "section" | "ul" | "ol");
    separated == 0 && (known || (!tag.is_empty() && lower.contains("</") && !lower.starts_with("<?xml")))
}

/// Files that are text by their bytes but not meant as text.
pub(crate) fn refuse_marked_text(text: &str) -> Result<(), Refusal> {
    let head = &text[..floor(text, 4096)];
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
        let hint = "请用 Excel 或 WPS 打开，另存为 xlsx 后上传。";
        return Err(save_as("xml_table", " XML 表格（Excel 2003）", hint, "an XML spreadsheet of Excel 2003"));
    }
    if head.starts_with("MIME-Version:") || head.contains("\nMIME-Version:") {
        let hint = "请用浏览器打开，另存为“网页，仅 HTML”，或复制表格粘贴到 xlsx 后上传。";
        return Err(save_as("web_archive", "网页归档文件（mht）", hint, "a web archive (mht)"));
    }
    Ok(())
}

fn floor(text: &str, most: usize) -> usize {
    let mut at = most.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
