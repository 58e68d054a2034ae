//! Whose hands are in the proof of a project: they do not give the second opinion on its score.

use std::collections::BTreeSet;

use domain::FactId;
use store::{Reader, StoreError};

use crate::binding::Bound;
use crate::budgets::Money;

/// Who proposed what feeds the targets of a project, and who brought in its money.
///
/// # Errors
/// The store's refusal.
pub fn hands(
    reader: &Reader<'_>,
    bindings: &[Bound],
    money: Option<&Money>,
    project: &str,
) -> Result<BTreeSet<String>, StoreError> {
    let mut hands = BTreeSet::new();
    for bound in bindings {
        if bound.accepted.is_some() && bound.binding.target.split('.').next() == Some(project) {
            hands.insert(bound.by.clone());
        }
    }
    let mut facts: Vec<FactId> = Vec::new();
    if let Some(money) = money {
        facts.extend(money.adjusted.iter().filter_map(|budget| budget.fact));
        facts.extend(money.spent.iter().flat_map(|spent| spent.months.iter().map(|month| month.1)));
    }
    for fact in facts {
        hands.insert(reader.fact_trail(fact)?.source.actor);
    }
    Ok(hands)
}
