//! 绩效目标: the list of tables, one table judged, its printed form, its findings, its export, its bindings.

pub mod answer;
pub mod appraisal;
pub mod attest;
pub mod bind;
pub mod bindings;
pub mod changes;
pub mod draft;
pub mod export;
pub mod findings;
pub mod findings_export;
pub mod history;
pub mod list;
pub mod plan;
pub mod printed;
pub mod rows;
pub mod table;
pub mod trail;
pub mod years;

pub(super) use printed::{PrintedRow, printed_rows};
pub(super) use rows::{actual_figure, amount_figure, promised_text};

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [
        list::routes,
        table::routes,
        printed::routes,
        findings::routes,
        export::routes,
        changes::routes,
        bind::routes,
        attest::routes,
        bindings::routes,
        history::routes,
        plan::routes,
        answer::routes,
        findings_export::routes,
        trail::routes,
        draft::routes,
        years::routes,
        appraisal::routes,
    ] {
        routes = page(routes);
    }
    routes
}
