//! A QR picture that is drawn without script or colour of its own.

use askama::Template;
use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode};

/// Dark modules as unit squares, with the quiet edge of four that readers want.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<svg class="qr" viewBox="0 0 {{ side }} {{ side }}" role="img" aria-label="{{ label }}"><rect class="light" width="100%" height="100%"></rect><path class="dark" d="{{ path }}"></path></svg>"#
)]
pub struct Qr {
    path: String,
    side: usize,
    label: String,
}

impl HtmlSafe for Qr {}

impl Qr {
    /// The picture of a text; nothing for one that is too long.
    #[must_use]
    pub fn new(text: &str, label: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, colour) in code.to_colors().into_iter().enumerate() {
            if colour == Color::Dark {
                path.push_str(&format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4));
            }
        }
        Some(Self { path, side: width + 8, label: label.to_owned() })
    }
}
