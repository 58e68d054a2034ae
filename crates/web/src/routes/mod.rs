//! All routes. One file a page; each has a `routes` function that registers what it serves.

pub mod account;
pub mod errors;
pub mod home;

use crate::access::table::{Need, Routes};

/// Every route of the product.
#[must_use]
pub fn all() -> Routes {
    let mut routes = Routes::default().get("/assets/{name}", Need::Open, crate::assets::serve);
    for area in [account::sign_in::routes, account::password::routes, home::routes] {
        routes = area(routes);
    }
    routes
}
