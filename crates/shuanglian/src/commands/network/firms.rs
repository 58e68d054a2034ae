//! Which firms to let fail: all, a list such as `1,2,3`, or a file of ids.

use std::path::Path;

use cascade::{Network, read};

use super::refused::refused;
use crate::failure::Failure;
use crate::shell::Shell;

/// Places of the firms that are asked for.
pub(super) fn places(asked: Option<&str>, network: &Network, shell: &Shell) -> Result<Vec<usize>, Failure> {
    let Some(asked) = asked else { return Ok((0..network.firms()).collect()) };
    let ids = match listed(asked) {
        Some(ids) => ids,
        None => {
            let reader = read::open(Path::new(asked)).map_err(|fault| refused(&fault, shell.lang))?;
            read::firms(reader, asked).map_err(|fault| refused(&fault, shell.lang))?
        }
    };
    let mut places = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(place) = network.place(id) else {
            return Err(Failure::refused(
                "unknown_firm",
                format!("--firms: {} {id}", shell.say("节点表里没有企业", "the nodes know no firm")),
                "",
            ));
        };
        places.push(place);
    }
    Ok(places)
}

/// Ids with commas between them; `None` when it must be a file.
fn listed(asked: &str) -> Option<Vec<u64>> {
    asked.split(',').map(|id| id.trim().parse().ok()).collect()
}
