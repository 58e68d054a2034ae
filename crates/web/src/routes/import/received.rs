//! What a browser sent: a file, or text pasted instead.

use axum::extract::Multipart;

use crate::failure::Failure;
use crate::i18n::Lang;

/// Largest upload, in bytes: the importer's own limit and room for the form around it.
pub(super) const UPLOAD_LIMIT: usize = 65 * 1024 * 1024;

/// Name and bytes of what was sent.
pub(super) async fn received(lang: Lang, mut form: Multipart) -> Result<(String, Vec<u8>), Failure> {
    let broken = |_| Failure::unusable("import.broken_upload", lang.t("import.broken"), lang.t("import.broken_hint"));
    let (mut name, mut bytes) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("file") => {
                let given = field.file_name().unwrap_or_default().to_owned();
                let content = field.bytes().await.map_err(broken)?;
                if !content.is_empty() {
                    (name, bytes) = (given, content.to_vec());
                }
            }
            Some("text") if bytes.is_empty() => {
                let text = field.text().await.map_err(broken)?;
                if !text.trim().is_empty() {
                    (name, bytes) = (lang.t("import.pasted_name").to_owned(), text.into_bytes());
                }
            }
            _ => {}
        }
    }
    if bytes.is_empty() {
        return Err(Failure::unusable("import.nothing", lang.t("import.nothing"), lang.t("import.nothing_hint")));
    }
    Ok((name, bytes))
}
