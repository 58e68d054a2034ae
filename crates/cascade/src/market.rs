//! What a market still offers while its firms fail, and how far that replaces them.

use crate::sweep::EMPTY_MARKET;

/// What the market of a firm still offers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Market {
    pub(crate) offered: f64,
    /// 1 / offered, or what stands for it in an empty market.
    pub(crate) inverse: f64,
    /// The offer when it was last summed.
    pub(crate) summed: f64,
    /// Whether it changed in this iteration, and in this scenario.
    pub(crate) changed: bool,
    pub(crate) used: bool,
}

impl Market {
    /// A market in which nobody has failed.
    pub(crate) fn new(offered: f64, compat: bool) -> Self {
        let mut market = Self { offered, inverse: 0.0, summed: offered, changed: false, used: false };
        market.invert(compat);
        market
    }

    /// Brings the inverse in line with the offer.
    pub(crate) fn invert(&mut self, compat: bool) {
        self.inverse = if compat && self.offered <= EMPTY_MARKET {
            1.0
        } else if self.offered > 0.0 {
            1.0 / self.offered
        } else {
            f64::INFINITY
        };
    }
}
