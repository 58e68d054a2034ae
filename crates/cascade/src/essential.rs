//! Which sector's goods a sector cannot do without: the essential matrix.

use crate::fault::{Fault, What};

/// What an input means to its buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Its loss reaches the buyer only through the upstream direction (0).
    Negligible,
    /// Its loss adds to the buyer's loss by its share of all purchases (1).
    NonEssential,
    /// The worst of these losses limits the buyer (2).
    Essential,
}

impl Class {
    /// The class of a code 0, 1 or 2.
    pub fn of_code(code: &str) -> Option<Self> {
        match code.trim() {
            "0" => Some(Self::Negligible),
            "1" => Some(Self::NonEssential),
            "2" => Some(Self::Essential),
            _ => None,
        }
    }

    /// Its code.
    pub fn code(self) -> u8 {
        match self {
            Self::Negligible => 0,
            Self::NonEssential => 1,
            Self::Essential => 2,
        }
    }
}

/// A class for every pair of supplying sector (row) and buying sector (column). Rows and columns may stand in any order
/// and may know more sectors than the network has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Essential {
    rows: Vec<i64>,
    columns: Vec<i64>,
    classes: Vec<Class>,
}

impl Essential {
    /// A matrix from its codes and its classes, row after row.
    ///
    /// # Errors
    /// A code that stands there twice, or not as many classes as rows × columns.
    pub fn new(rows: Vec<i64>, columns: Vec<i64>, classes: Vec<Class>) -> Result<Self, Fault> {
        for codes in [&rows, &columns] {
            let mut sorted = codes.clone();
            sorted.sort_unstable();
            if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(What::SectorTwice(twice[0]).into());
            }
        }
        if rows.len() * columns.len() != classes.len() {
            return Err(What::Setting("the matrix has not as many entries as rows times columns").into());
        }
        Ok(Self { rows, columns, classes })
    }

    /// The same class for every pair of sectors.
    pub fn uniform(sectors: &[i64], class: Class) -> Self {
        let classes = vec![class; sectors.len() * sectors.len()];
        Self { rows: sectors.to_vec(), columns: sectors.to_vec(), classes }
    }

    /// The class of a pair of codes.
    pub fn class(&self, supplying: i64, buying: i64) -> Option<Class> {
        let row = self.rows.iter().position(|code| *code == supplying)?;
        let column = self.columns.iter().position(|code| *code == buying)?;
        self.classes.get(row * self.columns.len() + column).copied()
    }

    /// Another class for a pair of codes; false when the matrix does not know the pair. For sensitivity runs.
    pub fn set(&mut self, supplying: i64, buying: i64, class: Class) -> bool {
        let row = self.rows.iter().position(|code| *code == supplying);
        let column = self.columns.iter().position(|code| *code == buying);
        let (Some(row), Some(column)) = (row, column) else { return false };
        match self.classes.get_mut(row * self.columns.len() + column) {
            Some(entry) => *entry = class,
            None => return false,
        }
        true
    }

    /// Codes of the supplying sectors.
    pub fn rows(&self) -> &[i64] {
        &self.rows
    }

    /// Codes of the buying sectors.
    pub fn columns(&self) -> &[i64] {
        &self.columns
    }

    /// The classes for exactly these sectors, row after row.
    pub(crate) fn fitted(&self, sectors: &[i64]) -> Result<Vec<Class>, Fault> {
        let place = |codes: &[i64], sector: i64| codes.iter().position(|code| *code == sector);
        let mut columns = Vec::with_capacity(sectors.len());
        for sector in sectors {
            let missing = What::UncoveredSector { sector: *sector, supplying: false };
            columns.push(place(&self.columns, *sector).ok_or(missing)?);
        }
        let mut fitted = Vec::with_capacity(sectors.len() * sectors.len());
        for sector in sectors {
            let missing = What::UncoveredSector { sector: *sector, supplying: true };
            let row = place(&self.rows, *sector).ok_or(missing)?;
            fitted.extend(columns.iter().map(|column| self.classes[row * self.columns.len() + column]));
        }
        Ok(fitted)
    }
}
