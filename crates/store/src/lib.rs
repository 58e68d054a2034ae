//! The system of record.
mod error;
pub mod knowledge;
pub use error::{Result, StoreError};
