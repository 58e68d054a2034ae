//! What hits whom: the initial losses of a scenario.

use crate::fault::{Fault, What};
use crate::network::Network;

/// Initial losses, each between 0 (none) and 1 (the firm fails). A shocked firm does not recover.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shock {
    pub(crate) down: Vec<(u32, f64)>,
    pub(crate) up: Option<Vec<(u32, f64)>>,
}

impl Shock {
    /// One firm, by its place, fails fully.
    pub fn failure(firm: usize) -> Self {
        Self { down: vec![(firm as u32, 1.0)], up: None }
    }

    /// Firms by place, each with its loss, in both directions.
    ///
    /// # Errors
    /// A loss outside 0 to 1, a place without a firm, a firm twice.
    pub fn new(network: &Network, losses: &[(usize, f64)]) -> Result<Self, Fault> {
        Ok(Self { down: checked(network, losses)?, up: None })
    }

    /// Losses of output that reach customers and losses of demand that reach suppliers.
    ///
    /// # Errors
    /// As [`Shock::new`].
    pub fn both(network: &Network, down: &[(usize, f64)], up: &[(usize, f64)]) -> Result<Self, Fault> {
        Ok(Self { down: checked(network, down)?, up: Some(checked(network, up)?) })
    }

    pub(crate) fn up(&self) -> &[(u32, f64)] {
        self.up.as_deref().unwrap_or(&self.down)
    }
}

fn checked(network: &Network, losses: &[(usize, f64)]) -> Result<Vec<(u32, f64)>, Fault> {
    let mut kept = Vec::with_capacity(losses.len());
    for (firm, loss) in losses {
        if *firm >= network.firms() {
            return Err(What::UnknownFirm(*firm as u64).into());
        }
        if !(0.0..=1.0).contains(loss) {
            return Err(What::NotAShock(loss.to_string()).into());
        }
        if *loss > 0.0 {
            kept.push((*firm as u32, *loss));
        }
    }
    kept.sort_unstable_by_key(|(firm, _)| *firm);
    if let Some(twice) = kept.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(What::ShockTwice { scenario: 0, firm: network.id(twice[0].0 as usize) }.into());
    }
    Ok(kept)
}
