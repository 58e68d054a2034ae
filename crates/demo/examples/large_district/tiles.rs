//! Tiles and group-bys as pages compute them: formulas, checked once, evaluated over columns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::{FactSource, Period};
use formula::{Definition, Formula, Grouping, Typed, When};
use shuanglian_demo::large::MEASURES;
use store::{Snapshot, Store};

use crate::Outcome;
use crate::clock::{Clock, memory, p95, row};

const ROUNDS: usize = 30;

type Failed = Box<dyn std::error::Error>;

/// Formulas by group and month.
pub(crate) struct Tile {
    name: String,
    formulas: Vec<Typed>,
    group: Option<Typed>,
    months: Vec<Period>,
}

impl Tile {
    fn new(facts: &Snapshot, name: &str, texts: &[String], group: &str, months: Vec<Period>) -> Result<Self, Failed> {
        let mut formulas = Vec::new();
        for text in texts {
            formulas.push(Formula::parse(text)?.check(&Definition::total("firm"), facts)?);
        }
        let group = match group {
            "" => None,
            text => Some(Formula::parse(text)?.check(&Definition::each("firm"), facts)?),
        };
        Ok(Self { name: name.to_owned(), formulas, group, months })
    }

    /// Revenue of every industry in every month.
    pub(crate) fn by_industry(facts: &Snapshot) -> Result<Self, Failed> {
        let text = "sum(营业收入)".to_owned();
        Self::new(facts, "sum by industry × month", &[text], "行业代码", months(facts)?)
    }

    /// How many numbers came out: groups, and their answers in all months.
    pub(crate) fn compute(&self, facts: &Snapshot) -> Result<usize, Failed> {
        let mut answers = 0;
        // Industries, parks and chains are declared by year: who belongs where is settled once for each.
        let mut groupings: HashMap<i16, Grouping> = HashMap::new();
        for month in &self.months {
            let when = When::new(*month);
            for formula in &self.formulas {
                let column = match &self.group {
                    None => formula.columns(facts, when)?,
                    Some(group) => {
                        let grouping = match groupings.entry(month.calendar_year()) {
                            Entry::Occupied(known) => known.into_mut(),
                            Entry::Vacant(place) => place.insert(Grouping::by(group, facts, when)?),
                        };
                        formula.columns_by(facts, when, grouping)?
                    }
                };
                answers += (0..column.rows()).filter(|group| column.number(*group).is_some()).count();
            }
        }
        Ok(answers)
    }
}

fn months(facts: &Snapshot) -> Result<Vec<Period>, Failed> {
    Ok(facts.periods(facts.metric("营业收入").ok_or("营业收入")?.id).to_vec())
}

pub(crate) fn run(store: &Store) -> Outcome {
    let facts = store.snapshot()?;
    let all = months(&facts)?;
    let later: Vec<Period> = all.iter().skip(12).copied().collect();
    let last: Vec<Period> = all.last().copied().into_iter().collect();
    let of = |text: &str| vec![text.to_owned()];
    let every: Vec<String> = MEASURES.iter().map(|measure| format!("sum({})", measure.name)).collect();
    let above = of("count(*) filter (where 营业收入 >= 2000 * 万元)");
    let tiles = [
        Tile::new(&facts, "one figure: sum of the last month", &of("sum(营业收入)"), "", last.clone())?,
        Tile::new(&facts, "count above a threshold by park, last month", &above, "园区", last)?,
        Tile::by_industry(&facts)?,
        Tile::new(&facts, "count above a threshold by park × month", &above, "园区", all.clone())?,
        Tile::new(&facts, "yoy by chain × month", &of("yoy(sum(营业收入))"), "产业链", later)?,
        Tile::new(&facts, "median by industry × month", &of("median(营业收入)"), "行业代码", all.clone())?,
        Tile::new(&facts, "sums of all 30 metrics × month: every fact", &every, "", all.clone())?,
        Tile::new(&facts, "the same by industry", &every, "行业代码", all)?,
    ];
    for tile in &tiles {
        let (mut times, mut answers) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let clock = Clock::start();
            answers = tile.compute(&facts)?;
            times.push(clock.read());
        }
        let processor = times.iter().map(|took| took.processor).sum::<f64>() / times.len() as f64 * 1e3;
        let mut walls: Vec<f64> = times.iter().map(|took| took.wall).collect();
        walls.sort_by(f64::total_cmp);
        let median = walls.get(walls.len() / 2).copied().unwrap_or(0.0) * 1e3;
        let what = format!("{}, {answers} answers", tile.name);
        let measured = format!("p95 {:.1} ms (median {median:.1}, {processor:.1} cpu)", p95(&mut walls));
        row(&what, &measured, "< 100 ms");
    }
    row("  memory of the process after them", &format!("{:.0} MB", memory("VmRSS")), "");
    Ok(())
}
