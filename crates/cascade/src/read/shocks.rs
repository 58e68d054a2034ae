//! Scenario files: `scenario`, `firm`, `shock`; firms that are not named are not hit.

use std::collections::BTreeMap;
use std::io::Read;

use super::table::{Table, shortened};
use crate::fault::{Fault, What};
use crate::network::Network;
use crate::shock::Shock;

/// Scenarios by number, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenarios {
    /// Their numbers.
    pub numbers: Vec<u64>,
    /// What each does.
    pub shocks: Vec<Shock>,
}

type Losses = BTreeMap<u64, BTreeMap<usize, f64>>;

/// Reads scenarios; without a second file the shocks hold in both directions.
///
/// # Errors
/// Unknown firms, shocks outside 0 to 1, a firm shocked twice in one scenario, no rows.
pub fn scenarios<A: Read, B: Read>(
    network: &Network,
    down: (A, &str),
    up: Option<(B, &str)>,
) -> Result<Scenarios, Fault> {
    let down = losses(network, down.0, down.1)?;
    let up = up.map(|(reader, file)| losses(network, reader, file)).transpose()?;
    let mut numbers: Vec<u64> = down.keys().chain(up.iter().flat_map(BTreeMap::keys)).copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let list = |losses: &Losses, number: &u64| -> Vec<(usize, f64)> {
        losses.get(number).into_iter().flatten().map(|(firm, loss)| (*firm, *loss)).collect()
    };
    let mut shocks = Vec::with_capacity(numbers.len());
    for number in &numbers {
        shocks.push(match &up {
            None => Shock::new(network, &list(&down, number))?,
            Some(up) => Shock::both(network, &list(&down, number), &list(up, number))?,
        });
    }
    Ok(Scenarios { numbers, shocks })
}

fn losses(network: &Network, reader: impl Read, file: &str) -> Result<Losses, Fault> {
    let mut table = Table::new(reader, file)?;
    let columns = (table.column("scenario")?, table.column("firm")?, table.column("shock")?);
    let mut losses = Losses::new();
    while table.next()? {
        let (scenario, firm) = (table.id(columns.0)?, table.id(columns.1)?);
        let place = network.place(firm).ok_or_else(|| table.fault(What::UnknownFirm(firm)))?;
        let not_a_shock = || table.fault(What::NotAShock(shortened(&table.text(columns.2))));
        let loss = table.amount(columns.2).map_err(|_| not_a_shock())?;
        if loss > 1.0 {
            return Err(not_a_shock());
        }
        if losses.entry(scenario).or_default().insert(place, loss).is_some() {
            return Err(table.fault(What::ShockTwice { scenario, firm }));
        }
    }
    if losses.is_empty() {
        return Err(Fault::new(What::Empty).at(file, 0));
    }
    Ok(losses)
}
