//! All routes. One file a page; each has a `routes` function that registers what it serves.

pub mod account;
pub mod admin;
pub mod api;
pub mod batches;
pub mod definitions;
pub mod enterprises;
pub mod errors;
pub mod evidence;
pub mod health;
pub mod home;
pub mod import;
pub mod records;
pub mod search;
pub mod surveys;
pub mod targets;

use crate::access::table::{Need, Routes};

/// Every route of the product.
#[must_use]
pub fn all() -> Routes {
    let mut routes = Routes::default().get("/assets/{name}", Need::Open, crate::assets::serve);
    for area in [
        account::sign_in::routes,
        account::password::routes,
        account::second_factor::routes,
        home::routes,
        admin::routes,
        api::routes,
        health::routes,
        targets::routes,
        evidence::routes,
        import::routes,
        batches::routes,
        records::routes,
        surveys::routes,
        definitions::routes,
        search::routes,
        enterprises::routes,
    ] {
        routes = area(routes);
    }
    routes
}
