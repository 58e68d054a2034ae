//! What offices send and want back: xlsx, csv, html, docx and pasted text become one shape, a grid of cells with
//! locators, and go out again; with guards against hostile files.

mod grid;

pub use grid::{Cell, CellKind, Document, Format, Row, RowOrigin, Sheet, SheetKind, Warning};
