//! Short names of listed companies that nothing was learnt from: links made without a person are right 99 times in 100.

use std::collections::HashMap;

use shuanglian_enterprises::linkage::names::{Case, Registry, Settings, Weights, judge, score};
use shuanglian_enterprises::linkage::slips::{Dice, Slip, SlipMaker};
use shuanglian_enterprises::linkage::split::{Fold, fold_of, hash};
use shuanglian_enterprises::linkage::table;

/// Code, short name and full name of each row.
fn rows() -> Vec<[String; 3]> {
    let bytes = include_bytes!("../data/a-share-names/names.csv");
    let table = table::read("names.csv", bytes, &["stock_code", "short_name", "full_name"]).unwrap();
    table.rows.into_iter().map(|row| row.fields.try_into().unwrap()).collect()
}

#[test]
fn precision_and_recall_hold_on_names_kept_apart() {
    let rows = rows();
    // Every firm is registered; then one in four is not.
    for (missing, least) in [(0, 0.80), (4, 0.78)] {
        let names: Vec<Vec<&str>> = rows
            .iter()
            .filter(|row| missing == 0 || !hash(&row[2]).is_multiple_of(missing))
            .map(|row| vec![row[2].as_str()])
            .collect();
        let place: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name[0], at)).collect();
        let registry = Registry::new(&names, Weights::learnt());
        let cases: Vec<Case> = rows
            .iter()
            .filter(|row| fold_of(&row[0]) == Fold::Report)
            .map(|row| Case { query: row[1].clone(), truth: place.get(row[2].as_str()).copied() })
            .collect();
        assert!(cases.len() > 900);
        let found = score(&cases, &judge(&cases, &registry, Weights::learnt(), &Settings::default()));
        assert!(found.precision() >= 0.99, "{found:?}");
        assert!(found.recall() >= least, "{found:?}");
    }
}

#[test]
fn slips_find_their_firm_and_neighbours_do_not() {
    let rows = rows();
    let names: Vec<Vec<&str>> = rows.iter().map(|row| vec![row[2].as_str()]).collect();
    let registry = Registry::new(&names, Weights::learnt());
    let maker = SlipMaker::new(rows.iter().map(|row| row[2].as_str()));
    for (slip, least) in [
        (Slip::FormDropped, 0.97),
        (Slip::PlaceMoved, 0.95),
        (Slip::FullWidth, 0.99),
        (Slip::Traditional, 0.99),
        (Slip::Trailing, 0.99),
        (Slip::Lost, 0.9),
        (Slip::Branch, 0.0),
        (Slip::Neighbour, 0.0),
    ] {
        let mut cases = Vec::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| fold_of(&row[0]) == Fold::Report).step_by(5) {
            let mut dice = Dice::new(hash(&row[0]));
            if let Some(query) = maker.make(&row[2], slip, &mut dice) {
                cases.push(Case { query, truth: (!slip.is_another()).then_some(at) });
            }
        }
        let settings = Settings { one_to_one: false, ..Settings::default() };
        let found = score(&cases, &judge(&cases, &registry, Weights::learnt(), &settings));
        if slip.is_another() {
            let most = if slip == Slip::Branch { 0 } else { cases.len() / 50 };
            assert!(found.automatic <= most, "{slip:?} {found:?}");
        } else {
            assert!(found.precision() >= 0.99 && found.recall() >= least, "{slip:?} {found:?}");
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_slip() {
    let maker = SlipMaker::new(["广州云岫软件股份有限公司", "深圳市蓝泽半导体有限公司"].into_iter());
    for slip in Slip::ALL {
        let made = |seed| maker.make("广州云岫软件股份有限公司", slip, &mut Dice::new(seed));
        assert_eq!(made(3), made(3), "{slip:?}");
    }
}
