//! 企业: the register and one firm with its facts.

pub mod firm;
pub mod list;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    firm::routes(list::routes(routes))
}
