//! 记录与凭证: the register of records, one record with what it proves and whether it counts, the register as a
//! workbook, the types with their rules, the form.

mod decide;
mod entry;
mod export;
mod list;
mod record;
mod register;
mod rules;
mod types;

use crate::access::table::Routes;

pub(super) use register::{Waiting, waiting};

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [list::routes, export::routes, types::routes, entry::routes, record::routes, decide::routes] {
        routes = page(routes);
    }
    routes
}

/// The register narrowed to the records that a target counts.
pub fn counted_address(table: i64, target: &str) -> String {
    format!("/records?table={table}&target={}", crate::links::encode(target))
}
