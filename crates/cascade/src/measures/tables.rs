//! Input-output tables: flows between sectors and the Leontief and Ghosh linkages.

use crate::fault::{Fault, What};
use crate::network::Network;

/// Backward and forward linkages of each sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Linkages {
    /// Column sums of (I − A)⁻¹: output of all sectors that one unit of final demand for this one calls for.
    pub backward: Vec<f64>,
    /// Row sums of (I − B)⁻¹: output of all sectors that one unit of this one's primary inputs makes possible.
    pub forward: Vec<f64>,
}

/// What each sector sells to each, row after row, in the money unit of the network.
pub fn sector_flows(network: &Network) -> Vec<f64> {
    let count = network.sectors().len();
    let mut flows = vec![0.0; count * count];
    for supplier in 0..network.firms() {
        for (buyer, value) in network.buyers(supplier) {
            flows[network.sector(supplier) * count + network.sector(buyer)] += value;
        }
    }
    flows
}

/// Linkages from flows (supplying sector by row) and the whole output of each sector.
///
/// # Errors
/// Flows that are no square of the outputs, outputs not above 0, or a table whose sectors use up all they make.
pub fn linkages(flows: &[f64], output: &[f64]) -> Result<Linkages, Fault> {
    let count = output.len();
    if flows.len() != count * count {
        return Err(What::Setting("flows must have a row and a column for each output").into());
    }
    if !output.iter().all(|output| output.is_finite() && *output > 0.0) {
        return Err(What::Setting("every sector's output must be above 0").into());
    }
    let share = |divisor: &dyn Fn(usize, usize) -> f64| {
        let mut matrix = vec![0.0; count * count];
        for row in 0..count {
            for column in 0..count {
                let unit = if row == column { 1.0 } else { 0.0 };
                matrix[row * count + column] = unit - flows[row * count + column] / divisor(row, column);
            }
        }
        matrix
    };
    // Column sums of an inverse solve M′ x = 1, row sums M x = 1.
    let leontief = share(&|_, column| output[column]);
    let transposed: Vec<f64> =
        (0..count * count).map(|place| leontief[place % count * count + place / count]).collect();
    let ones = vec![1.0; count];
    let backward = solved(transposed, ones.clone())?;
    let forward = solved(share(&|row, _| output[row]), ones)?;
    if backward.iter().chain(&forward).any(|linkage| !linkage.is_finite() || *linkage < 1.0 - 1e-9) {
        return Err(What::Setting("the sectors use up all they make: the table has no inverse").into());
    }
    Ok(Linkages { backward, forward })
}

/// Solves a dense system by elimination with row exchange.
fn solved(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Result<Vec<f64>, Fault> {
    let count = right.len();
    for step in 0..count {
        let size = |row: usize| matrix[row * count + step].abs();
        let pivot = (step..count).fold(step, |best, row| if size(row) > size(best) { row } else { best });
        if size(pivot) < 1e-12 {
            return Err(What::Setting("the sectors use up all they make: the table has no inverse").into());
        }
        if pivot != step {
            for column in 0..count {
                matrix.swap(step * count + column, pivot * count + column);
            }
            right.swap(step, pivot);
        }
        for row in step + 1..count {
            let factor = matrix[row * count + step] / matrix[step * count + step];
            if factor != 0.0 {
                for column in step..count {
                    matrix[row * count + column] -= factor * matrix[step * count + column];
                }
                right[row] -= factor * right[step];
            }
        }
    }
    for step in (0..count).rev() {
        let known: f64 = (step + 1..count).map(|column| matrix[step * count + column] * right[column]).sum();
        right[step] = (right[step] - known) / matrix[step * count + step];
    }
    Ok(right)
}
