//! 满意度: links handed out for a record, and the public page behind a link.

mod links;
mod public;

use domain::Sha256Digest;

use crate::access::table::Routes;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    public::routes(links::routes(routes))
}

/// What is kept of a link.
fn digest(token: &str) -> Sha256Digest {
    store::digest_of(format!("survey link {token}").as_bytes())
}
