//! What the three administrators and the auditor use: accounts, grants, the log of acts, the data folder.

pub mod audit;
pub mod grants;
pub mod proposals;
pub mod security;
pub mod system;
pub mod users;

use crate::access::table::Routes;

/// Registers all pages of administration.
pub fn routes(routes: Routes) -> Routes {
    security::routes(system::routes(audit::routes(grants::routes(users::routes(routes)))))
}
