//! Learns the weights of names from a csv of short and full names (stock_code, short_name, full_name) and writes them.

use std::collections::HashMap;
use std::error::Error;

use shuanglian_enterprises::linkage::names::{
    Case, FEATURES, Name, Pair, Registry, Settings, Weights, fit, judge, learn, threshold,
};
use shuanglian_enterprises::linkage::slips::{Dice, Slip, SlipMaker};
use shuanglian_enterprises::linkage::split::{Fold, fold_of, hash};
use shuanglian_enterprises::linkage::table;

/// Precision that the thresholds keep on what they are chosen from: short names, whole names.
const TARGETS: [f64; 2] = [0.993, 0.997];
/// One firm in so many is missing from the registry; 0 for none.
const MISSING: [u64; 3] = [0, 4, 3];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a csv with stock_code, short_name, full_name")?;
    let table = table::read("names.csv", &std::fs::read(path)?, &["stock_code", "short_name", "full_name"])?;
    let rows: Vec<[String; 3]> = table.rows.into_iter().filter_map(|row| row.fields.try_into().ok()).collect();
    // What is kept for the report is a name of the registry, never a query.
    let kept = |fold: Fold| rows.iter().filter(move |row| fold_of(&row[0]) == fold);
    let mut weights = Weights::guess();
    let all: Vec<Vec<&str>> = rows.iter().map(|row| vec![row[2].as_str()]).collect();
    let registry = Registry::new(&all, &weights);
    let short: Vec<Pair> = kept(Fold::Learn).map(|row| pair(&row[1], &row[2])).collect();
    weights.short = learn(&short, registry.background(), &weights.short, 2.0);
    let whole: Vec<Pair> = slips(&rows, Fold::Learn, false).iter().map(|(made, full)| pair(made, full)).collect();
    weights.whole = learn(&whole, registry.background(), &weights.whole, 2.0);
    println!("learnt from {} short names and {} whole ones with slips", short.len(), whole.len());

    let mut examples: [Vec<([f64; FEATURES], bool)>; 2] = [Vec::new(), Vec::new()];
    for fold in [Fold::Learn, Fold::Calibrate] {
        for one in cases(&rows, fold, &weights) {
            examples[usize::from(one.whole)].push((one.features, one.right));
        }
    }
    for (style, examples) in examples.iter().enumerate() {
        weights.calibration[style] = fit(examples, &weights.calibration[style]);
    }
    let mut scored: [Vec<(f64, bool)>; 2] = [Vec::new(), Vec::new()];
    for fold in [Fold::Learn, Fold::Calibrate] {
        for one in cases(&rows, fold, &weights) {
            scored[usize::from(one.whole)].push((one.probability, one.right));
        }
    }
    for (style, scored) in scored.into_iter().enumerate() {
        println!("{} examples for threshold {style}", scored.len());
        weights.automatic[style] = threshold(scored, TARGETS[style], 200);
    }
    println!("automatic from {:?}", weights.automatic);
    std::fs::write("knowledge/company-names/weights.tsv", weights.written())?;
    Ok(())
}

fn pair(query: &str, full: &str) -> Pair {
    Pair { query: Name::parse(query), name: Name::parse(full) }
}

/// Whole names of a fold with slips that keep them whole, and what they were; or names of other firms made of them.
fn slips(rows: &[[String; 3]], fold: Fold, another: bool) -> Vec<(String, String)> {
    let maker = SlipMaker::new(rows.iter().map(|row| row[2].as_str()));
    let mut made = Vec::new();
    for row in rows.iter().filter(|row| fold_of(&row[0]) == fold) {
        let mut dice = Dice::new(hash(&row[0]));
        let kinds: Vec<Slip> =
            Slip::ALL.into_iter().filter(|slip| another == slip.is_another() && *slip != Slip::Former).collect();
        for _ in 0..if another { 1 } else { 4 } {
            let slip = dice.one(&kinds).copied();
            if let Some(text) = slip.and_then(|slip| maker.make(&row[2], slip, &mut dice))
                && Name::parse(&text).whole
            {
                made.push((text, row[2].clone()));
            }
        }
    }
    made
}

/// Short and whole names of a fold against registries with firms missing.
fn cases(rows: &[[String; 3]], fold: Fold, weights: &Weights) -> Vec<shuanglian_enterprises::linkage::names::Judged> {
    let (whole, others) = (slips(rows, fold, false), slips(rows, fold, true));
    let mut found = Vec::new();
    for missing in MISSING {
        let gone = |full: &str| missing > 0 && hash(full).is_multiple_of(missing);
        let names: Vec<Vec<&str>> =
            rows.iter().map(|row| row[2].as_str()).filter(|n| !gone(n)).map(|n| vec![n]).collect();
        let place: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name[0], at)).collect();
        let registry = Registry::new(&names, weights);
        let case = |query: &str, full: &str| Case { query: query.to_owned(), truth: place.get(full).copied() };
        let short = rows.iter().filter(|row| fold_of(&row[0]) == fold).map(|row| case(&row[1], &row[2])).collect();
        // One slip of a firm at a time: otherwise its slips would compete.
        let mut batches: [Vec<Case>; 3] = [short, Vec::new(), Vec::new()];
        for (at, (made, full)) in whole.iter().enumerate() {
            batches[1 + at % 2].push(case(made, full));
        }
        batches[1].extend(others.iter().map(|(made, _)| Case { query: made.clone(), truth: None }));
        for (kind, batch) in batches.iter().enumerate() {
            let settings = Settings { one_to_one: kind == 0, ..Settings::default() };
            found.extend(judge(batch, &registry, weights, &settings));
        }
    }
    found
}
