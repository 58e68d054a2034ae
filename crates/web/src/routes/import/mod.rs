//! 填报与导入: upload or paste, look at what was understood beside the original, commit as one batch, undo.

pub mod batches;
pub mod check;
pub mod upload;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [upload::routes, check::routes, batches::routes] {
        routes = page(routes);
    }
    routes
}
