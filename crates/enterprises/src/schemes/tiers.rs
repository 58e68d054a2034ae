//! Places within a group and the tiers they lead to.

use super::decimal::Fixed;
use super::score::Standing;
use super::{Counts, Scheme, Tier, Ties};

/// A firm to be placed.
pub(super) struct Placed<'g> {
    pub(super) member: usize,
    pub(super) total: Fixed,
    pub(super) parts: Vec<(&'g str, Fixed)>,
    /// A tier it reaches by a condition of its own: tier and which.
    pub(super) direct: Option<(usize, usize)>,
    pub(super) vetoes: &'g [bool],
}

/// Places the firms of a group; `None` is an overflow.
pub(super) fn place(scheme: &Scheme, firms: &[Placed<'_>]) -> Option<Vec<(usize, Standing)>> {
    let mut order: Vec<usize> = (0..firms.len()).collect();
    order.sort_by(|one, other| firms[*other].total.cmp(&firms[*one].total));
    let mut ranks = vec![0; firms.len()];
    let mut from = 0;
    while from < order.len() {
        let total = firms[order[from]].total;
        let same = order[from..].iter().take_while(|nth| firms[**nth].total == total).count();
        let rank = match scheme.ties {
            Ties::Better => from + 1,
            Ties::Worse => from + same,
        };
        for nth in &order[from..from + same] {
            ranks[*nth] = rank;
        }
        from += same;
    }
    let mut reach = Vec::with_capacity(scheme.tiers.len());
    for tier in &scheme.tiers {
        reach.push(match tier.rank_to {
            None => None,
            Some(share) => {
                let exact = share.fixed()?.times(Fixed::whole(firms.len())?)?;
                Some(match scheme.counts {
                    Counts::Floor => exact.floor(),
                    Counts::Nearest => exact.nearest(),
                    Counts::Ceiling => exact.ceiling(),
                })
            }
        });
    }
    let mut placed = Vec::with_capacity(firms.len());
    for (firm, rank) in firms.iter().zip(ranks) {
        let last = scheme.tiers.len().saturating_sub(1);
        let earned = scheme.tiers.iter().zip(&reach).position(|(tier, reach)| takes(tier, *reach, firm, rank));
        let mut tier = earned.unwrap_or(last);
        let direct = firm.direct.filter(|(reached, _)| *reached < tier);
        if let Some((reached, _)) = direct {
            tier = reached;
        }
        let mut vetoed = None;
        for (nth, veto) in scheme.vetoes.iter().enumerate() {
            let most = scheme.tier(&veto.at_most).unwrap_or(last);
            if firm.vetoes.get(nth) == Some(&true) && tier < most {
                (tier, vetoed) = (most, Some(nth));
            }
        }
        let standing = Standing { rank, of: firms.len(), tier, vetoed, direct: direct.map(|(_, nth)| nth) };
        placed.push((firm.member, standing));
    }
    Some(placed)
}

fn takes(tier: &Tier, reach: Option<usize>, firm: &Placed<'_>, rank: usize) -> bool {
    let part = |name: &str| firm.parts.iter().find(|(known, _)| *known == name).map_or(Fixed::ZERO, |part| part.1);
    reach.is_none_or(|reach| rank <= reach)
        && tier.score_from.is_none_or(|from| from.fixed().is_some_and(|from| firm.total >= from))
        && tier.parts.iter().all(|(name, least)| least.fixed().is_some_and(|least| part(name) >= least))
}
