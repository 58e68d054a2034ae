//! Dual monitoring: a project's money and its goals on one day against the time gone, and where both will end.

mod goal;
mod row;
mod rules;
mod until;

pub use goal::{Counted, Goal, Share};
pub use row::{Execution, Pace, Quadrant, Row, execution, rows};
pub use rules::{Rules, Word, in_force, supplied};
pub use until::{explain_until, judged_until};
