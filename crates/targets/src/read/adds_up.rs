//! Whether the parts of a form's budget add up to its stated total.

use super::amounts;
use crate::model::{Amount, Checks};

/// Parts beyond this are not tried in every combination.
const MOST: usize = 10;

fn is_total(amount: &Amount) -> bool {
    amounts::item(&amount.item).is_some_and(|item| item.total)
}

/// Stated totals that no choice of their parts gives, column by column. Forms do not print which part is contained in which
/// (财政拨款, 其中上年结转): where some of the parts add up, the total is right and says nothing of the others.
pub(crate) fn checks(found: &[Amount]) -> Checks {
    let mut out = Checks::default();
    // Parts in a column without a total belong to one that was read elsewhere.
    let totals: Vec<&str> = found.iter().filter(|a| is_total(a)).map(|a| a.column.as_str()).collect();
    if found.iter().any(|a| !totals.contains(&a.column.as_str())) {
        return out;
    }
    for stated in found.iter().filter(|amount| is_total(amount)) {
        let Some(total) = stated.value.as_deref() else { continue };
        let others = found.iter().filter(|a| a.column == stated.column);
        let totals = others.clone().filter(|a| is_total(a)).count();
        let parts: Vec<&str> = others.filter(|a| !is_total(a)).filter_map(|a| a.value.as_deref()).collect();
        if totals != 1 || parts.is_empty() || parts.len() > MOST {
            continue;
        }
        let Some(sum) = amounts::sum(parts.iter().copied()) else { continue };
        let some = (1..1usize << parts.len()).any(|choice| {
            let chosen = parts.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, part)| *part);
            amounts::sum(chosen).is_some_and(|sum| amounts::same(&sum, total))
        });
        if some {
            continue;
        }
        out.adds_up = Some(false);
        out.stated.push(stated.clone());
        out.computed.push(Amount { value: Some(sum.clone()), raw: sum, source: None, ..stated.clone() });
    }
    out
}
