//! 满意度: every questionnaire with what may be said of it, links handed out for a record, the public page behind a
//! link, and what was answered.

mod links;
mod overview;
mod public;
mod results;

use domain::Sha256Digest;

use crate::access::table::Routes;
use crate::failure::Failure;

pub(in crate::routes) use overview::{address, said};

/// Most links made at once.
pub const MOST: usize = 500;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    results::routes(overview::routes(public::routes(links::routes(routes))))
}

/// New links, each the end of an address `/s/…`, with what is kept of them.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn fresh(count: usize) -> Result<Vec<(String, Sha256Digest)>, Failure> {
    let mut links = Vec::with_capacity(count);
    for _ in 0..count {
        // Half of it, 128 bits, is more than anybody can guess and fits a message.
        let token: String = crate::session::ticket::secret()?.chars().take(32).collect();
        let digest = digest(&token);
        links.push((token, digest));
    }
    Ok(links)
}

/// What is kept of a link.
fn digest(token: &str) -> Sha256Digest {
    store::digest_of(format!("survey link {token}").as_bytes())
}
