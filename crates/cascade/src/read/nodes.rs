//! The nodes file: `id`, `sector` and whatever columns are asked for.

use std::collections::HashMap;
use std::io::Read;

use super::table::Table;
use crate::fault::{Fault, What};
use crate::network::{Firm, MAX_FIRMS};

/// Columns to read beside `id` and `sector`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// A column whose texts name markets.
    pub market: Option<String>,
    /// Columns of weights.
    pub weights: Vec<String>,
    /// Column of revenue.
    pub revenue: Option<String>,
    /// Column of costs.
    pub costs: Option<String>,
}

/// What a nodes file says; vectors in the order of its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nodes {
    /// The file as the caller named it.
    pub file: String,
    /// The firms.
    pub firms: Vec<Firm>,
    /// The line of each.
    pub lines: Vec<u64>,
    /// Market of each, numbered as they first come.
    pub market: Option<Vec<u32>>,
    /// Weights, column by column.
    pub weights: Vec<Vec<f64>>,
    /// Revenue of each.
    pub revenue: Option<Vec<f64>>,
    /// Costs of each.
    pub costs: Option<Vec<f64>>,
}

impl Nodes {
    /// Gives a fault about a firm of this file its line.
    pub fn placed(&self, fault: Fault) -> Fault {
        let id = match &fault.what {
            What::FirmTwice(id) | What::ZeroScale { firm: id, .. } => *id,
            What::UncoveredSector { sector, .. } => {
                let first = self.firms.iter().position(|firm| firm.sector == *sector);
                let line = first.map_or(0, |place| self.lines[place]);
                return fault.at(&self.file, line);
            }
            _ => return fault,
        };
        let mut places = self.firms.iter().zip(&self.lines).filter(|(firm, _)| firm.id == id);
        let line = places.next_back().map_or(0, |(_, line)| *line);
        fault.at(&self.file, line)
    }
}

/// Reads a nodes file.
///
/// # Errors
/// A column that is not there, an id or sector that is no whole number, amounts below 0 or not finite, no rows, more
/// than [`MAX_FIRMS`] rows.
pub fn nodes(reader: impl Read, file: &str, columns: &Columns) -> Result<Nodes, Fault> {
    let mut table = Table::new(reader, file)?;
    let (id, sector) = (table.column("id")?, table.column("sector")?);
    let place = |name: &Option<String>| name.as_ref().map(|name| table.column(name)).transpose();
    let (market, revenue, costs) = (place(&columns.market)?, place(&columns.revenue)?, place(&columns.costs)?);
    let weights = columns.weights.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut nodes = Nodes {
        file: file.to_owned(),
        weights: vec![Vec::new(); weights.len()],
        market: market.map(|_| Vec::new()),
        revenue: revenue.map(|_| Vec::new()),
        costs: costs.map(|_| Vec::new()),
        ..Nodes::default()
    };
    let mut markets: HashMap<String, u32> = HashMap::new();
    while table.next()? {
        if nodes.firms.len() >= MAX_FIRMS {
            return Err(table.fault(What::TooMany { of: "firms", limit: MAX_FIRMS as u64 }));
        }
        nodes.firms.push(Firm { id: table.id(id)?, sector: table.code(sector)? });
        nodes.lines.push(table.line());
        if let (Some(column), Some(list)) = (market, &mut nodes.market) {
            let count = markets.len() as u32;
            list.push(*markets.entry(table.text(column).into_owned()).or_insert(count));
        }
        for (column, list) in weights.iter().zip(&mut nodes.weights) {
            list.push(table.amount(*column)?);
        }
        if let (Some(column), Some(list)) = (revenue, &mut nodes.revenue) {
            list.push(table.amount(column)?);
        }
        if let (Some(column), Some(list)) = (costs, &mut nodes.costs) {
            list.push(table.amount(column)?);
        }
    }
    if nodes.firms.is_empty() {
        return Err(Fault::new(What::Empty).at(file, 0));
    }
    Ok(nodes)
}

/// Reads a list of firms: their ids, one a line, under the heading `id` or none.
///
/// # Errors
/// A line that is no whole number.
pub fn firms(reader: impl Read, file: &str) -> Result<Vec<u64>, Fault> {
    let mut table = Table::new(reader, file)?;
    let mut ids = Vec::new();
    let column = match table.column("id") {
        Ok(column) => column,
        Err(_) => {
            ids.push(table.id(0)?);
            0
        }
    };
    while table.next()? {
        ids.push(table.id(column)?);
    }
    Ok(ids)
}
