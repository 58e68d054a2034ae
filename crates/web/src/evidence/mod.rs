//! The way from a figure to its source: addresses of evidence, and excerpts of files with the cell marked.

mod documents;
mod sheet;
mod token;

pub use documents::Documents;
pub use sheet::{Excerpt, Piece};
pub use token::Token;
