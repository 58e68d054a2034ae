//! What visitors see and may do, through the whole router.

mod account;
mod admin;
mod api;
mod app;
mod assets;
mod i18n;
mod roles;
mod shell;
