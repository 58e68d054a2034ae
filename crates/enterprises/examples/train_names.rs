//! Learns the weights of short names from a csv of short and full names, calibrates them and reports on a part kept apart.

use std::collections::HashMap;
use std::error::Error;

use shuanglian_enterprises::linkage::names::{
    FEATURES, probability, Name, Pair, Registry, Settings, Weights, learn, match_names,
};
use shuanglian_enterprises::linkage::split::{Fold, fold_of};

/// Precision that the threshold is to keep on the calibration part.
const TARGET: f64 = 0.992;

struct Row {
    code: String,
    short: String,
    full: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a csv with stock_code, short_name, full_name")?;
    let show = std::env::args().nth(2).is_some_and(|word| word == "--errors");
    let rows = rows(&path)?;
    let mut weights = Weights::guess();
    weights.whole = Weights::learnt().whole.clone();
    let all: Vec<Vec<&str>> = rows.iter().map(|row| vec![row.full.as_str()]).collect();
    let registry = Registry::new(&all, &weights);
    let pairs: Vec<Pair> = rows
        .iter()
        .filter(|row| fold_of(&row.code) == Fold::Learn)
        .map(|row| Pair { query: Name::parse(&row.short), name: Name::parse(&row.full) })
        .collect();
    weights.short = learn(&pairs, registry.background(), &Weights::guess().short, 2.0);
    println!("{} pairs to learn from", pairs.len());
    calibrate(&rows, &mut weights);
    report(&rows, &weights, Fold::Learn, 4, "learning part, one in four absent", show);
    report(&rows, &weights, Fold::Calibrate, 0, "calibration part", show);
    report(&rows, &weights, Fold::Calibrate, 4, "calibration part, one in four absent", show);
    for (title, gone) in [("all in the registry", 0), ("one in four not in the registry", 4)] {
        report(&rows, &weights, Fold::Report, gone, title, show && gone > 0);
    }
    std::fs::write("knowledge/company-names/weights.tsv", weights.written())?;
    println!("{}", weights.written());
    Ok(())
}

fn rows(path: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let document = tabular::read("names.csv", &bytes, &tabular::ReadOptions::default())?;
    let mut rows = Vec::new();
    for row in document.sheets.iter().flat_map(|sheet| &sheet.rows).skip(1) {
        let text = |column: u32| {
            row.cells.iter().find(|cell| cell.column == column).map(|cell| cell.text.clone()).unwrap_or_default()
        };
        rows.push(Row { code: text(1), short: text(2), full: text(3) });
    }
    Ok(rows)
}

/// Queries of a fold against the registry without the firms of every `gone`-th of them; (log-odds, right, in it).
struct Judged {
    features: [f64; FEATURES],
    probability: f64,
    automatic: bool,
    right: bool,
    present: bool,
    line: String,
}

fn judged(rows: &[Row], weights: &Weights, fold: Fold, gone: u64) -> Vec<Judged> {
    let away = |row: &Row| {
        gone > 0 && fold_of(&row.code) == fold && shuanglian_enterprises::linkage::split::hash(&row.full) % gone == 0
    };
    let kept: Vec<&Row> = rows.iter().filter(|row| !away(row)).collect();
    let names: Vec<Vec<&str>> = kept.iter().map(|row| vec![row.full.as_str()]).collect();
    let registry = Registry::new(&names, weights);
    let place: HashMap<&str, usize> = kept.iter().enumerate().map(|(at, row)| (row.full.as_str(), at)).collect();
    let asked: Vec<&Row> = rows.iter().filter(|row| fold_of(&row.code) == fold).collect();
    let queries: Vec<Name> = asked.iter().map(|row| Name::parse(&row.short)).collect();
    let settings = Settings { one_to_one: std::env::var_os("MANY").is_none(), ..Settings::default() };
    let matched = match_names(&queries, &registry, weights, &settings, &|| {});
    println!("share estimated {:.3}, compared {}, left out {}", matched.share, matched.compared, matched.left_out);
    let mut found = Vec::new();
    for (row, answer) in asked.iter().zip(&matched.answers) {
        let truth = place.get(row.full.as_str()).copied();
        let best = answer.ranked.first();
        let right = best.is_some_and(|(candidate, _)| Some(candidate.firm as usize) == truth);
        let guess = best.map_or("", |(candidate, _)| kept[candidate.firm as usize].full.as_str());
        let rank = truth.and_then(|t| answer.ranked.iter().position(|(c, _)| c.firm as usize == t));
        let bits: Vec<String> = answer.ranked.iter().take(3).map(|(c, p)| format!("{:.1}/{p:.2}", c.bits)).collect();
        found.push(Judged {
            features: answer.evidence.features(answer.log_odds, best.is_some_and(|(candidate, _)| candidate.exact)),
            probability: best.map_or(0.0, |(_, p)| *p),
            automatic: answer.hold == shuanglian_enterprises::linkage::names::Hold::None,
            right,
            present: truth.is_some(),
            line: format!("{} -> {guess} {:?} | truth {} rank {rank:?} {:?} {}", row.short, answer.evidence, row.full, answer.hold, bits.join(" ")),
        });
    }
    found
}

/// Fits the calibration by logistic regression where one firm in four is absent, and finds the threshold.
fn calibrate(rows: &[Row], weights: &mut Weights) {
    weights.calibration = Weights::guess().calibration;
    weights.ceiling = 0.9999;
    let mut examples: Vec<([f64; FEATURES], bool)> = Vec::new();
    for fold in [Fold::Learn, Fold::Calibrate] {
        for gone in [0, 4, 3] {
            examples.extend(judged(rows, weights, fold, gone).iter().map(|one| (one.features, one.right)));
        }
    }
    let mut fitted = weights.calibration;
    for _ in 0..6000 {
        let mut slope = [0.0; FEATURES];
        for (features, right) in &examples {
            let error = f64::from(u8::from(*right)) - probability(&fitted, features);
            for (slope, feature) in slope.iter_mut().zip(features) {
                *slope += error * feature;
            }
        }
        for (feature, (weight, slope)) in fitted.iter_mut().zip(&slope).enumerate() {
            let rate = if feature < 2 { 0.02 } else { 0.1 };
            *weight += rate * (slope / examples.len() as f64 - 0.0005 * *weight);
        }
    }
    weights.calibration = fitted;
    let mut scored: Vec<(f64, bool)> = Vec::new();
    for fold in [Fold::Learn, Fold::Calibrate] {
        for gone in [0, 4, 3] {
            scored.extend(judged(rows, weights, fold, gone).iter().map(|one| (one.probability, one.right)));
        }
    }
    // The least probability from which this share are right.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut least) = (0, 1.0);
    for (n, (p, ok)) in scored.iter().enumerate() {
        right += usize::from(*ok);
        if n >= 200 && right as f64 / (n + 1) as f64 >= TARGET {
            least = *p;
        }
    }
    weights.automatic = least;
    weights.ceiling = 0.9990;
    println!("threshold {least:.4}");
}

fn report(rows: &[Row], weights: &Weights, fold: Fold, gone: u64, title: &str, show: bool) {
    let found = judged(rows, weights, fold, gone);
    let count = |test: fn(&Judged) -> bool| found.iter().filter(|one| test(one)).count();
    let automatic = count(|one| one.automatic);
    let right = count(|one| one.automatic && one.right);
    let present = count(|one| one.present);
    let best = count(|one| one.right);
    println!(
        "{title}: {} queries, {present} in the registry; best guess right {best} ({:.4}); automatic {automatic}, precision {:.4}, recall {:.4}; absent and automatic {}",
        found.len(),
        best as f64 / present as f64,
        right as f64 / automatic.max(1) as f64,
        right as f64 / present as f64,
        count(|one| one.automatic && !one.present),
    );
    for from in [0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99] {
        let to = [0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01][[0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99].iter().position(|f| *f == from).unwrap_or(0)];
        let bin: Vec<&Judged> = found.iter().filter(|one| one.probability >= from && one.probability < to).collect();
        let right = bin.iter().filter(|one| one.right).count();
        println!("  p {from:.2}..{to:.2}: {} queries, {:.3} right", bin.len(), right as f64 / bin.len().max(1) as f64);
    }
    if show {
        for one in found.iter().filter(|one| one.automatic && !one.right) {
            println!("WRONG {}", one.line);
        }
        for one in found.iter().filter(|one| !one.automatic) {
            println!("{} {}", if one.right { "HELD " } else { "MISS " }, one.line);
        }
    }
}
