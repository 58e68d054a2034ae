//! What a firm would truly have filed: a function of seed, firm, metric and month alone, so that any cell can be asked
//! for at any time.

use domain::Period;

use super::LargeDistrict;
use super::measures::{Draw, MEASURES};
use crate::dice::Dice;
use crate::monthly::SEASON;

/// Dice of their own for a purpose and three numbers.
pub(super) fn dice_for(seed: u64, purpose: u64, firm: usize, month: i64, measure: usize) -> Dice {
    let mut state = seed;
    for part in [purpose, firm as u64, month.unsigned_abs(), measure as u64] {
        state = Dice::new(state ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15)).next();
    }
    Dice::new(state)
}

/// Months since year 0, for counting.
pub(super) fn month_number(month: Period) -> i64 {
    i64::from(month.start().year()) * 12 + i64::from(month.start().month()) - 1
}

impl LargeDistrict {
    /// An ordinary month's revenue of a firm in 分: from some 10 to some 300 万元 a month, larger for firms of weight.
    fn ordinary(&self, firm: usize) -> i64 {
        self.firms.get(firm).map_or(0, |firm| firm.weight.saturating_mul(9_000_000) + 5_000_000)
    }

    /// Whether a metric applies to a firm.
    pub(super) fn applies(&self, firm: usize, measure: usize) -> bool {
        let one_in = MEASURES.get(measure).map_or(1, |measure| measure.one_in);
        one_in == 1 || dice_for(self.options.seed, 1, firm, 0, measure).next().is_multiple_of(one_in)
    }

    /// The true value, at the metric's scale.
    pub(super) fn truth(&self, firm: usize, measure: usize, month: i64) -> i64 {
        let Some(of) = MEASURES.get(measure) else { return 0 };
        let mut dice = dice_for(self.options.seed, 2, firm, month, measure);
        match of.draw {
            Draw::Revenue => self.revenue(firm, month),
            Draw::Share(low, high) => self.revenue(firm, month) / 1_000 * dice.between(low, high),
            Draw::Stock(low, high) => {
                let level = dice_for(self.options.seed, 3, firm, 0, measure).between(low, high);
                self.ordinary(firm) / 1_000 * level / 1_000 * dice.between(970, 1_030)
            }
            Draw::Sum(a, b) => self.truth(firm, a, month).saturating_add(self.truth(firm, b, month)),
            Draw::Per(fen) => self.ordinary(firm) / fen * dice.between(960, 1_040) / 1_000 + 3,
        }
    }

    /// Revenue follows season, growth and some noise.
    fn revenue(&self, firm: usize, month: i64) -> i64 {
        let season = SEASON.get(usize::try_from(month.rem_euclid(12)).unwrap_or(0)).copied().unwrap_or(1_000);
        let growth = self.firms.get(firm).map_or(0, |firm| firm.growth);
        let years = (month - 2024 * 12).div_euclid(12);
        let level = 1_000 + growth * years / 2;
        let noise = dice_for(self.options.seed, 4, firm, month, 0).between(950, 1_050);
        let exact =
            i128::from(self.ordinary(firm)) * i128::from(season) * i128::from(level.max(200)) * i128::from(noise);
        i64::try_from(exact / 1_000_000_000).unwrap_or(0)
    }
}
