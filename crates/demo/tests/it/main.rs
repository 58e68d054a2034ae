//! The demo district: the same seed gives the same files, everything imports, every promise that is bound has a value.

mod bindings;
mod district;
