//! Networks, matrices and scenarios from csv and csv.gz, every fault with its file and line.

mod edges;
mod matrix;
mod nodes;
mod shocks;
mod table;

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::fault::{Fault, What};

pub use edges::network;
pub use matrix::essential;
pub use nodes::{Columns, Nodes, firms, nodes};
pub use shocks::{Scenarios, scenarios};
pub use table::MAX_LINE;

/// Opens a csv file, unpacked when it begins as gzip does.
///
/// # Errors
/// The file cannot be opened.
pub fn open(path: &Path) -> Result<Box<dyn Read>, Fault> {
    let unreadable =
        |error: std::io::Error| Fault::new(What::Unreadable(error.to_string())).at(&path.display().to_string(), 0);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut reader = std::io::BufReader::with_capacity(1 << 18, file);
    let start = std::io::BufRead::fill_buf(&mut reader).map_err(unreadable)?;
    if start.starts_with(&[0x1f, 0x8b]) { Ok(Box::new(MultiGzDecoder::new(reader))) } else { Ok(Box::new(reader)) }
}
