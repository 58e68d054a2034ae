//! Numbers of facts by row, in half the room while they are small.

/// 0 where there is no fact.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    /// All below four thousand million.
    Narrow(Vec<u32>),
    /// Any.
    Wide(Vec<i64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Narrow(own), Self::Narrow(other)) => own == other,
            _ => self.len() == other.len() && (0..self.len()).all(|row| self.get(row) == other.get(row)),
        }
    }
}

impl FromIterator<i64> for Numbers {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        let mut all = Self::default();
        for number in numbers {
            let row = all.len();
            all.grow(row + 1);
            all.put(row, number);
        }
        all
    }
}

impl Numbers {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Narrow(numbers) => numbers.len(),
            Self::Wide(numbers) => numbers.len(),
        }
    }

    /// 0 past the end.
    pub(super) fn get(&self, row: usize) -> i64 {
        match self {
            Self::Narrow(numbers) => numbers.get(row).copied().map_or(0, i64::from),
            Self::Wide(numbers) => numbers.get(row).copied().unwrap_or(0),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = i64> + Clone + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Puts a number into a row that is there.
    pub(super) fn put(&mut self, row: usize, number: i64) {
        match (&mut *self, u32::try_from(number)) {
            (Self::Narrow(numbers), Ok(narrow)) => {
                if let Some(place) = numbers.get_mut(row) {
                    *place = narrow;
                }
            }
            (Self::Narrow(numbers), Err(_)) => {
                *self = Self::Wide(numbers.iter().map(|number| i64::from(*number)).collect());
                self.put(row, number);
            }
            (Self::Wide(numbers), _) => {
                if let Some(place) = numbers.get_mut(row) {
                    *place = number;
                }
            }
        }
    }

    pub(super) fn grow(&mut self, rows: usize) {
        match self {
            Self::Narrow(numbers) if numbers.len() < rows => numbers.resize(rows, 0),
            Self::Wide(numbers) if numbers.len() < rows => numbers.resize(rows, 0),
            _ => {}
        }
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        match self {
            Self::Narrow(numbers) => numbers.truncate(rows),
            Self::Wide(numbers) => numbers.truncate(rows),
        }
    }

    /// Rows for which there is room.
    pub(super) fn capacity(&self) -> usize {
        match self {
            Self::Narrow(numbers) => numbers.capacity(),
            Self::Wide(numbers) => numbers.capacity(),
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        match self {
            Self::Narrow(numbers) => numbers.shrink_to_fit(),
            Self::Wide(numbers) => numbers.shrink_to_fit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_great_number_widens_all_and_changes_none() {
        let mut numbers: Numbers = [0, 7, i64::from(u32::MAX)].into_iter().collect();
        assert!(matches!(numbers, Numbers::Narrow(_)));
        numbers.put(0, 5_000_000_000);
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [5_000_000_000, 7, i64::from(u32::MAX)]);
        numbers.put(0, 1);
        assert_eq!(numbers, [1, 7, i64::from(u32::MAX)].into_iter().collect());
        assert_eq!(numbers.get(9), 0);
    }
}
