//! 绩效目标: the list of tables, one table judged, its printed form, its findings, its export, its bindings.

mod changes;
mod export;
mod findings;
mod list;
mod printed;
mod rows;
mod table;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [list::routes, table::routes, printed::routes, findings::routes, export::routes, changes::routes] {
        routes = page(routes);
    }
    routes
}
