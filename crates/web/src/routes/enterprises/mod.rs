//! 企业: the register and one firm with its facts.

mod checks;
pub mod firm;
pub mod list;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    checks::routes(firm::routes(list::routes(routes)))
}
