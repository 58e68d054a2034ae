//! Components that every page uses: the figure, the form's complaints, states and findings, progress.

pub mod figure;
pub mod form;
pub mod marks;
pub mod qr;
