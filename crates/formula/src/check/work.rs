//! How much work a formula asks for: parts that are looked at several times multiply.

use crate::error::TypeError;
use crate::typed::{Id, Kind, Node};

/// Most evaluations of a node for one subject. A year of months in a year of months is 144.
pub(super) const MAX_WORK: u64 = 20_000;

/// Refuses a formula whose nesting multiplies beyond [`MAX_WORK`]. Parts stand before the nodes they belong to.
pub(super) fn check_work(nodes: &[Node], roots: impl IntoIterator<Item = Id>) -> Result<(), TypeError> {
    let mut work: Vec<u64> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let of = |id: &Id| work.get(*id).copied().unwrap_or(u64::MAX);
        let all = |ids: &[Id]| ids.iter().fold(0_u64, |sum, id| sum.saturating_add(of(id)));
        let inner = match &node.kind {
            Kind::Const(_) | Kind::Metric(_) => 0,
            Kind::Times(id, _) | Kind::Negative(id) | Kind::Not(id) | Kind::InPeriod(id) | Kind::Abs(id) => of(id),
            Kind::Log10(id) => of(id),
            Kind::IsNull { of: id, .. }
            | Kind::IsTruth { of: id, .. }
            | Kind::Has { of: id, .. }
            | Kind::UpperCode { of: id, .. }
            | Kind::Round { of: id, .. }
            | Kind::Prev { of: id, .. }
            | Kind::At { of: id, .. } => of(id),
            Kind::Sum { left, right, .. } | Kind::Quotient { left, right, .. } | Kind::Compare { left, right, .. } => {
                all(&[*left, *right])
            }
            Kind::Product(left, right) => all(&[*left, *right]),
            Kind::And(parts) | Kind::Or(parts) | Kind::Coalesce(parts) | Kind::Extreme { parts, .. } => all(parts),
            Kind::Case { arms, otherwise } => {
                let arms = arms.iter().fold(0_u64, |sum, (when, then)| sum.saturating_add(all(&[*when, *then])));
                arms.saturating_add(otherwise.as_ref().map_or(0, of))
            }
            Kind::NullIf { of: id, same } => all(&[*id, *same]),
            Kind::Aggregate { of: id, filter, .. } => {
                id.as_ref().map_or(0, of).saturating_add(filter.as_ref().map_or(0, of))
            }
            Kind::Growth { of: id, .. } => of(id).saturating_mul(2),
            Kind::Months { of: id, .. } => of(id).saturating_mul(12),
            Kind::Base { of: id, group, .. } | Kind::RankPct { of: id, group } => all(&[*id, *group]),
        };
        work.push(inner.saturating_add(1));
    }
    let total = roots.into_iter().fold(0_u64, |sum, id| sum.saturating_add(work.get(id).copied().unwrap_or(u64::MAX)));
    if total <= MAX_WORK {
        return Ok(());
    }
    Err(TypeError::new(
        "too_complex",
        format!("公式嵌套后每个对象要算 {total} 步，超过 {MAX_WORK} 步"),
        format!("nested like this the formula takes {total} steps for each subject, more than {MAX_WORK}"),
    )
    .hint("把里面的部分定义成指标", "define metrics for the inner parts"))
}
