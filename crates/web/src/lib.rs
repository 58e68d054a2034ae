//! Pages and API of the platform: axum, server-rendered, readable without script.
//!
//! To add a page, read this crate's README.

pub mod access;
pub mod appraised;
pub mod assets;
pub mod declared;
pub mod download;
pub mod evidence;
pub mod failure;
pub mod i18n;
pub mod judged;
pub mod links;
pub mod moment;
pub mod names;
pub mod parts;
pub mod people;
pub mod pinyin;
pub mod registered;
pub mod routes;
pub mod said;
mod serve;
pub mod session;
pub mod shell;
pub mod state;
pub mod targets_workbook;
pub mod texts;
pub mod uploaded;
pub mod visit;

pub use serve::{app, serve};
pub use state::AppState;
