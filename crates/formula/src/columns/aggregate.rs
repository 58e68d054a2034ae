//! One value from the subjects of the population.

use domain::CodeSet;

use super::Columns;
use super::data::Col;
use crate::error::EvalError;
use crate::exact;
use crate::kept::Rows;
use crate::names::Stat;
use crate::typed::{Datum, Id, Type};
use crate::when::When;

impl<'a> Columns<'a> {
    pub(super) fn aggregate(
        &mut self,
        id: Id,
        (stat, of, filter): (Stat, Option<Id>, Option<Id>),
        when: When,
    ) -> Result<Col<'a>, EvalError> {
        let mut rows = match self.typed.population {
            Some(population) => self.met(population, when)?.as_ref().clone(),
            None => Rows::of(self.rows, |_| true),
        };
        if let Some(filter) = filter {
            rows.keep(&*self.met(filter, when)?);
        }
        let column = of.map(|id| self.eval(id, when)).transpose()?;
        let count = rows.count();
        self.most = Some(self.most.map_or(count, |most| most.max(count)));
        self.counted.add(&rows);
        let node = self.typed.node(id);
        let (Some(column), Some(of)) = (column, of) else {
            return Ok(Col::constant(Some(Datum::Number(count as i128))));
        };
        let rows = rows.iter();
        if stat == Stat::Count {
            let known = rows.filter(|row| column.is_known(*row)).count();
            return Ok(Col::constant(Some(Datum::Number(known as i128))));
        }
        if node.ty == Type::Date {
            let days = rows.filter_map(|row| match column.datum(row) {
                Some(Datum::Date(day)) => Some(day),
                _ => None,
            });
            let found = if stat == Stat::Least { days.min() } else { days.max() };
            return Ok(Col::constant(found.map(Datum::Date)));
        }
        let mut seen = false;
        let mut values = Vec::new();
        for row in rows {
            seen = true;
            values.extend(column.number(row));
        }
        if !seen && stat == Stat::Sum {
            return Ok(Col::constant(Some(Datum::Number(0))));
        }
        let value = statistic(stat, values, self.typed.scale(of)).ok_or_else(|| EvalError::overflow(&node.text))?;
        Ok(Col::constant(value.map(Datum::Number)))
    }
}

/// The statistic of known numbers at a scale; the inner `None` when there is none of them.
pub(super) fn statistic(stat: Stat, mut values: Vec<i128>, scale: u8) -> Option<Option<i128>> {
    let count = values.len() as i128;
    if stat == Stat::Count {
        return Some(Some(count));
    }
    if values.is_empty() {
        return Some(None);
    }
    let total = |values: &[i128]| values.iter().try_fold(0_i128, |sum, v| sum.checked_add(*v));
    let value = match stat {
        Stat::Sum => total(&values)?,
        Stat::Mean => exact::mean(total(&values)?, count, scale)?,
        Stat::Least => *values.iter().min()?,
        Stat::Greatest => *values.iter().max()?,
        Stat::Median => median(&mut values, scale)?,
        _ => {
            let middle = median(&mut values, scale)?;
            let fine = scale.max(exact::QUOTIENT_SCALE);
            let middle = exact::rescale(middle, exact::QUOTIENT_SCALE, fine)?;
            for value in &mut values {
                *value = exact::rescale(*value, scale, fine)?.checked_sub(middle)?.checked_abs()?;
            }
            median(&mut values, fine)?
        }
    };
    Some(Some(value))
}

/// The middle number, or the mean of the two in the middle, at the scale of quotients.
fn median(values: &mut [i128], scale: u8) -> Option<i128> {
    values.sort_unstable();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        exact::mean(*values.get(middle)?, 1, scale)
    } else {
        exact::mean(values.get(middle.checked_sub(1)?)?.checked_add(*values.get(middle)?)?, 2, scale)
    }
}

/// What a subject is grouped by.
pub(super) fn group_key(value: Option<Datum>) -> Option<Datum> {
    value.filter(|value| *value != Datum::Codes(CodeSet::default()))
}
