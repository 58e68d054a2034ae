//! Records of firms with several fields: which are one firm (Fellegi and Sunter 1969, weights learnt by EM).

mod blocking;
mod compare;
mod em;
mod field;
mod grouping;
mod linking;
mod reasons;
mod similar;

pub use blocking::{MOST_OF_BLOCK, MOST_PAIRS, Pass};
pub use em::{Chances, MOST_FIELDS};
pub use field::{Field, FirmName, Kind, LEVELS, MISSING, Value};
pub use linking::{Held, Link, Linked, Terms, link};
pub use reasons::{Reasons, reasons};
pub use similar::{jaro_winkler, one_slip};
