//! A form with files, read whole: its text fields and its files by the names of their fields.

use std::collections::BTreeMap;

use axum::extract::Multipart;

use crate::failure::Failure;
use crate::i18n::Lang;

/// A file as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The name the browser gave.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The form.
#[derive(Debug, Clone, Default)]
pub struct Uploaded {
    texts: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<File>>,
}

impl Uploaded {
    /// Reads a form to its end.
    ///
    /// # Errors
    /// [`Failure::Unusable`] when it breaks off or is no such form.
    pub async fn read(mut form: Multipart, lang: Lang) -> Result<Self, Failure> {
        let broken =
            |_| Failure::unusable("import.broken_upload", lang.t("import.broken"), lang.t("import.broken_hint"));
        let mut all = Self::default();
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let Some(key) = field.name().map(str::to_owned) else { continue };
            match field.file_name().map(str::to_owned) {
                Some(name) => {
                    let bytes = field.bytes().await.map_err(broken)?.to_vec();
                    if !bytes.is_empty() {
                        all.files.entry(key).or_default().push(File { name, bytes });
                    }
                }
                None => {
                    all.texts.insert(key, field.text().await.map_err(broken)?);
                }
            }
        }
        Ok(all)
    }

    /// A text field without white space around it; empty when it is not there.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.texts.get(key).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    /// The first file of a field that holds something.
    pub fn file(&mut self, key: &str) -> Option<File> {
        self.files(key).into_iter().next()
    }

    /// All files of a field that hold something.
    pub fn files(&mut self, key: &str) -> Vec<File> {
        self.files.remove(key).unwrap_or_default()
    }

    /// Text fields whose names begin with some words, without those words.
    pub fn named<'a>(&'a self, start: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.keys().filter_map(move |key| key.strip_prefix(start))
    }
}
