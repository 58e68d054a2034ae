//! The totals a list states against the sums of its rows.

use super::amounts;
use crate::model::{Amount, Checks, Project};

/// Whether two rows state the same amounts.
pub(super) fn equal(a: &[Amount], b: &[Amount]) -> bool {
    let mut any = false;
    for (a, b) in a.iter().zip(b) {
        match (&a.value, &b.value) {
            (Some(a), Some(b)) if amounts::same(a, b) => any = true,
            (None, None) => {}
            _ => return false,
        }
    }
    any
}

/// Stated totals against the sums of the rows; amounts that stand blank in the total row are not stated.
pub(super) fn checks(projects: &[Project], stated: Vec<Vec<Amount>>, doubtful: bool) -> Checks {
    let mut out = Checks::default();
    // A list with several subtotals has its grand total first or last: the largest holds for all rows.
    let total = stated.iter().find(|row| {
        !row.iter().all(|a| a.value.is_none())
            && stated.iter().all(|other| row.iter().zip(other).all(|(a, b)| at_least(a, b)))
    });
    let Some(total) = total else { return out };
    for amount in total.iter().filter(|a| a.value.is_some()) {
        let mut values: Vec<&str> = Vec::new();
        for project in projects {
            let same = |a: &&Amount| a.item == amount.item && a.column == amount.column;
            if let Some(value) = project.amounts.iter().find(same).and_then(|a| a.value.as_deref()) {
                values.push(value);
            }
        }
        let values_of = values.len();
        let Some(sum) = amounts::sum(values.into_iter()) else { continue };
        let agrees = amount.value.as_deref().is_some_and(|v| amounts::same(v, &sum));
        // Amounts left blank for doubt may be what is missing.
        if !agrees && doubtful && values_of < projects.len() {
            continue;
        }
        out.adds_up = Some(out.adds_up.unwrap_or(true) && agrees);
        out.stated.push(amount.clone());
        out.computed.push(Amount {
            item: amount.item.clone(),
            column: amount.column.clone(),
            raw: sum.clone(),
            value: Some(sum),
            source: None,
        });
    }
    out
}

fn at_least(a: &Amount, b: &Amount) -> bool {
    let number = |v: &Option<String>| v.as_deref().and_then(|v| v.split('.').next()?.parse::<i128>().ok());
    match (number(&a.value), number(&b.value)) {
        (Some(a), Some(b)) => a >= b,
        (None, Some(_)) => false,
        _ => true,
    }
}
