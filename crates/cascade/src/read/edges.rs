//! The edges file: `supplier`, `buyer`, `weight`.

use std::io::Read;

use super::nodes::Nodes;
use super::table::Table;
use crate::fault::{Fault, What};
use crate::network::{Link, Network, NetworkBuilder};

/// Reads the links of the firms of a nodes file.
///
/// # Errors
/// A firm declared twice; a link that names an unknown firm, a weight below 0 or not finite; too many links.
pub fn network(nodes: &Nodes, reader: impl Read, file: &str) -> Result<Network, Fault> {
    let mut builder = NetworkBuilder::new(&nodes.firms).map_err(|fault| nodes.placed(fault))?;
    let mut table = Table::new(reader, file)?;
    let (supplier, buyer) = (table.column("supplier")?, table.column("buyer")?);
    let weight = table.column("weight")?;
    while table.next()? {
        let link = Link { supplier: table.id(supplier)?, buyer: table.id(buyer)?, weight: table.amount(weight)? };
        builder.link(link, table.line()).map_err(|fault| table.placed(fault))?;
    }
    let network = builder.finish();
    if network.links() == 0 {
        return Err(Fault::new(What::Empty).at(file, 0));
    }
    Ok(network)
}
