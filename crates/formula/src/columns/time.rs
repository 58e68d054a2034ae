//! Growth, and statistics over months.

use super::Columns;
use super::data::{Cells, Col};
use crate::error::EvalError;
use crate::exact::{QUOTIENT_SCALE, divide, mean, pow10};
use crate::names::Stat;
use crate::typed::Id;
use crate::when::When;

impl<'a> Columns<'a> {
    /// `(now − base) / base`, unknown unless the base is positive.
    pub(super) fn growth(&mut self, of: Id, year: bool, when: When, text: &str) -> Result<Col<'a>, EvalError> {
        let earlier = if year { when.year_earlier()? } else { when.back(1)? };
        let now = self.eval(of, when)?;
        let base = self.eval(of, earlier)?;
        let (length, same) = Col::length(&[&now, &base], self.rows);
        let one = pow10(QUOTIENT_SCALE);
        let mut values = vec![0; length];
        let mut known = vec![false; length];
        for row in 0..length {
            let (Some(now), Some(base)) = (now.number(row), base.number(row)) else { continue };
            if base <= 0 {
                continue;
            }
            let share = now.checked_sub(base).and_then(|more| divide(more.checked_mul(one?)?, base));
            values[row] = share.ok_or_else(|| EvalError::overflow(text))?;
            known[row] = true;
        }
        Ok(Col { cells: Cells::Numbers(values, known), same })
    }

    pub(super) fn months(
        &mut self,
        of: Id,
        from_january: bool,
        stat: Stat,
        when: When,
        text: &str,
    ) -> Result<Col<'a>, EvalError> {
        let months = if from_january { when.year_to_date() } else { when.months() };
        let columns = months.into_iter().map(|month| self.eval(of, month)).collect::<Result<Vec<_>, _>>()?;
        let (length, same) = Col::length(&columns.iter().collect::<Vec<_>>(), self.rows);
        let scale = self.typed.scale(of);
        let mut values = vec![0; length];
        let mut known = vec![false; length];
        for row in 0..length {
            if stat == Stat::Count {
                values[row] = columns.iter().filter(|column| column.is_known(row)).count() as i128;
                known[row] = true;
                continue;
            }
            let Some(numbers) = columns.iter().map(|column| column.number(row)).collect::<Option<Vec<_>>>() else {
                continue;
            };
            if numbers.is_empty() {
                continue;
            }
            let sum = || numbers.iter().try_fold(0_i128, |sum, value| sum.checked_add(*value));
            let value = match stat {
                Stat::Mean => sum().and_then(|sum| mean(sum, numbers.len() as i128, scale)),
                Stat::Least => numbers.iter().min().copied(),
                Stat::Greatest => numbers.iter().max().copied(),
                _ => sum(),
            };
            values[row] = value.ok_or_else(|| EvalError::overflow(text))?;
            known[row] = true;
        }
        Ok(Col { cells: Cells::Numbers(values, known), same })
    }
}
