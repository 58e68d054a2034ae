//! 绩效目标: the list of tables, one table judged, its printed form, its findings, its export, its bindings.

pub mod bind;
pub mod changes;
pub mod export;
pub mod findings;
pub mod list;
pub mod printed;
pub mod rows;
pub mod table;

pub(super) use printed::{PrintedRow, printed_rows};
pub(super) use rows::{actual_figure, promised_text};

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in
        [list::routes, table::routes, printed::routes, findings::routes, export::routes, changes::routes, bind::routes]
    {
        routes = page(routes);
    }
    routes
}
