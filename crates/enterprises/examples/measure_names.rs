//! Recall and precision of matching names, on the part of a csv (stock_code, short_name, full_name) that nothing was
//! learnt from: short names, and each kind of slip.

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

use shuanglian_enterprises::linkage::names::{Case, Hold, Registry, Score, Settings, Weights, judge, score};
use shuanglian_enterprises::linkage::slips::{Dice, Slip, SlipMaker};
use shuanglian_enterprises::linkage::split::{Fold, fold_of, hash};
use shuanglian_enterprises::linkage::table;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("name a csv with stock_code, short_name, full_name")?;
    let errors = args.next().is_some_and(|word| word == "--errors");
    let table = table::read("names.csv", &std::fs::read(path)?, &["stock_code", "short_name", "full_name"])?;
    let rows: Vec<[String; 3]> = table.rows.into_iter().filter_map(|row| row.fields.try_into().ok()).collect();
    let asked: Vec<&[String; 3]> = rows.iter().filter(|row| fold_of(&row[0]) == Fold::Report).collect();
    println!("{} firms, {} of them kept apart for this report", rows.len(), asked.len());
    println!(
        "{:<44} {:>6} {:>7} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "queries", "asked", "present", "best", "precision", "recall", "absent", "ms"
    );
    for (title, missing) in [("short names, every firm registered", 0), ("short names, one firm in four missing", 4)] {
        let known: Vec<&[String; 3]> =
            rows.iter().filter(|row| missing == 0 || !hash(&row[2]).is_multiple_of(missing)).collect();
        let place: HashMap<&str, usize> = known.iter().enumerate().map(|(at, row)| (row[2].as_str(), at)).collect();
        let firms: Vec<Vec<&str>> = known.iter().map(|row| vec![row[2].as_str()]).collect();
        let cases: Vec<Case> = asked
            .iter()
            .map(|row| Case { query: row[1].clone(), truth: place.get(row[2].as_str()).copied() })
            .collect();
        measure(title, &cases, &firms, true, errors);
    }
    let maker = SlipMaker::new(rows.iter().map(|row| row[2].as_str()));
    for slip in Slip::ALL {
        let (cases, firms) = slipped(&rows, slip, &maker);
        let (zh, en) = slip.title();
        measure(&format!("{zh} {en}"), &cases, &firms, false, errors);
    }
    Ok(())
}

/// The kept firms with one kind of slip, against all firms; former names are aliases of the registry.
fn slipped(rows: &[[String; 3]], slip: Slip, maker: &SlipMaker) -> (Vec<Case>, Vec<Vec<String>>) {
    let mut firms: Vec<Vec<String>> = rows.iter().map(|row| vec![row[2].clone()]).collect();
    let mut cases = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| fold_of(&row[0]) == Fold::Report) {
        let mut dice = Dice::new(hash(&row[0]) ^ 7);
        let Some(query) = maker.make(&row[2], slip, &mut dice) else { continue };
        if slip == Slip::Former {
            firms[at].push(query.clone());
        }
        cases.push(Case { query, truth: (!slip.is_another()).then_some(at) });
    }
    (cases, firms)
}

fn measure<N: AsRef<str>>(title: &str, cases: &[Case], firms: &[Vec<N>], one_to_one: bool, errors: bool) {
    let weights = Weights::learnt();
    let begun = Instant::now();
    let registry = Registry::new(firms, weights);
    let judged = judge(cases, &registry, weights, &Settings { one_to_one, ..Settings::default() });
    let spent = begun.elapsed().as_secs_f64() * 1e3;
    let Score { asked, present, best, automatic, right, absent } = score(cases, &judged);
    let counted = score(cases, &judged);
    let share = if present == 0 { "-".to_owned() } else { format!("{:.4}", best as f64 / present as f64) };
    let wide = title.chars().filter(|c| !c.is_ascii()).count();
    println!(
        "{title:<width$} {asked:>6} {present:>7} {share:>9} {:>9.4} {:>9.4} {absent:>7} {spent:>7.0}   {right} of {automatic}",
        counted.precision(),
        counted.recall(),
        width = 44 - wide,
    );
    if errors {
        for one in &judged {
            let case = &cases[one.case];
            let wrong = one.hold == Hold::None && !one.right;
            if wrong || (one.hold != Hold::None && case.truth.is_some()) {
                let name = |at: Option<usize>| at.map_or("-", |at| firms[at][0].as_ref());
                println!(
                    "    {} {} -> {} | {} {:.3} {:?}",
                    if wrong { "WRONG" } else { "held" },
                    case.query,
                    name(one.guess),
                    name(case.truth),
                    one.probability,
                    one.hold
                );
            }
        }
    }
}
