//! What the three administrators and the auditor use: accounts, grants, the log of acts, the data folder.

pub mod audit;
pub mod grants;
pub mod proposals;
pub mod system;
pub mod users;

use crate::access::table::Routes;

/// Registers all pages of administration.
pub fn routes(routes: Routes) -> Routes {
    system::routes(audit::routes(grants::routes(users::routes(routes))))
}

/// A moment as administrators read it, in China's time: `2024-09-25 18:00`.
pub(crate) fn moment(at: jiff::Timestamp) -> String {
    let china = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    at.to_zoned(china).strftime("%Y-%m-%d %H:%M").to_string()
}
