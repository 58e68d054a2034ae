//! 填报与导入: upload or paste, look at what was understood, commit as one batch. A performance table beside the
//! original; a sheet of facts through its columns, its errors and what it would change.

pub mod check;
pub mod facts;
mod received;
pub mod upload;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [upload::routes, check::routes, facts::routes] {
        routes = page(routes);
    }
    routes
}
