//! Tiles and group-bys as pages compute them: formulas, checked once, evaluated over columns.

use domain::{FactSource, Period};
use formula::{Definition, Formula, Typed, When};
use store::{Snapshot, Store};

use crate::Outcome;
use crate::clock::{Clock, p95, row};

const ROUNDS: usize = 30;

type Failed = Box<dyn std::error::Error>;

/// A formula by group and month.
pub(crate) struct Tile {
    name: String,
    typed: Typed,
    months: Vec<Period>,
}

impl Tile {
    fn new(facts: &Snapshot, name: &str, text: &str, skip: usize) -> Result<Self, Failed> {
        let typed = Formula::parse(text)?.check(&Definition::each("firm"), facts)?;
        let metric = facts.metric("营业收入").ok_or("营业收入")?.id;
        let months: Vec<Period> = facts.periods(metric).iter().skip(skip).copied().collect();
        Ok(Self { name: format!("{name} × {} months", months.len()), typed, months })
    }

    /// Revenue of every industry in every month.
    pub(crate) fn by_industry(facts: &Snapshot) -> Result<Self, Failed> {
        Self::new(facts, "sum by industry", "base(营业收入, 行业代码, 'sum')", 0)
    }

    pub(crate) fn compute(&self, facts: &Snapshot) -> Result<(), Failed> {
        for month in &self.months {
            std::hint::black_box(self.typed.columns(facts, When::new(*month))?);
        }
        Ok(())
    }
}

pub(crate) fn run(store: &Store) -> Outcome {
    let facts = store.snapshot()?;
    let tiles = [
        Tile::by_industry(&facts)?,
        Tile::new(
            &facts,
            "count above a threshold by park",
            "base(case when 营业收入 >= 2000 * 万元 then 1 end, 园区, 'count')",
            0,
        )?,
        Tile::new(
            &facts,
            "yoy by chain",
            "base(营业收入, 产业链, 'sum') / base(上期(营业收入, 12), 产业链, 'sum') - 1",
            12,
        )?,
    ];
    for tile in &tiles {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let clock = Clock::start();
            tile.compute(&facts)?;
            times.push(clock.read().wall);
        }
        row(&format!("{}, p95 of {ROUNDS}", tile.name), &format!("{:.1} ms", p95(&mut times)), "< 100 ms");
    }
    Ok(())
}
