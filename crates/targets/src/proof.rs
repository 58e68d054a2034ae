//! Files that may prove an attestation: what kind a file is, by its bytes. Nothing that a browser would run is taken.

use crate::Refusal;

/// Largest file, in bytes.
pub const LARGEST: usize = 32 << 20;

/// How much of a text is looked at.
const LOOK: usize = 4096;

/// A file brought as proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofFile {
    /// Its name as it came, without folders.
    pub name: String,
    /// Its media type, by its bytes.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

const BEGINNINGS: [(&[u8], &str); 8] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    // Word and Excel before 2007, WPS.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
];

/// Takes a file as proof.
///
/// # Errors
/// A [`Refusal`] for an empty or a too large file and for what is neither a document nor a picture.
pub fn take(name: &str, bytes: Vec<u8>) -> Result<ProofFile, Refusal> {
    let refuse = |code, message: String, hint: &str| Refusal { code, message, hint: hint.to_owned() };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("proof_empty", "证明文件是空的。".into(), "请选对文件后重新上传。"));
    }
    if bytes.len() > LARGEST {
        let message = format!("证明文件有 {} MB，上限是 {} MB。", bytes.len() >> 20, LARGEST >> 20);
        return Err(refuse("proof_too_large", message, "请压缩扫描件，或只留需要的几页。"));
    }
    let known = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, media)| *media);
    let Some(media) = known.or_else(|| plain_text(&bytes).then_some("text/plain")) else {
        let hint = "请另存为 PDF、图片（png、jpg）、Word、Excel 或纯文本后再上传。";
        return Err(refuse("proof_kind", "这种文件不能作为证明：它不是文档、图片或纯文本。".into(), hint));
    };
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let own: String = own.chars().filter(|c| !c.is_control()).take(200).collect();
    let name = if own.trim().is_empty() { "证明文件".to_owned() } else { own };
    Ok(ProofFile { name, media, bytes })
}

/// Text without markup that a browser would act on.
fn plain_text(bytes: &[u8]) -> bool {
    if bytes.contains(&0) || bytes.starts_with(b"MZ") || bytes.starts_with(b"#!") {
        return false;
    }
    let head = bytes.get(..LOOK.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let markup = ["<html", "<!doctype", "<script", "<svg", "<?xml", "<body", "<iframe"];
    !markup.iter().any(|tag| head.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_pictures_and_text_are_taken_by_their_bytes() {
        for (bytes, media) in [
            (&b"%PDF-1.7 ..."[..], "application/pdf"),
            (b"\x89PNG\r\n\x1a\n....", "image/png"),
            (b"PK\x03\x04....", "application/zip"),
            ("评价表 10 份，满意".as_bytes(), "text/plain"),
        ] {
            assert_eq!(take("a.html", bytes.to_vec()).unwrap().media, media);
        }
    }

    #[test]
    fn what_a_browser_or_a_machine_would_run_is_refused_and_so_is_nothing() {
        for bytes in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"  <svg onload=alert(1)>",
            b"MZ\x90\0\x03",
            b"#!/bin/sh\nrm",
            b"abc\0def",
        ] {
            assert_eq!(take("a.pdf", bytes.to_vec()).unwrap_err().code, "proof_kind");
        }
        assert_eq!(take("a.pdf", b" \n".to_vec()).unwrap_err().code, "proof_empty");
    }

    #[test]
    fn a_name_carries_no_folder_and_no_control_character() {
        assert_eq!(take("..\\..\\a\nb.txt", b"text".to_vec()).unwrap().name, "ab.txt");
        assert_eq!(take("/", b"text".to_vec()).unwrap().name, "证明文件");
    }
}
