//! Precision and recall of linking tables of firms with codes, names, addresses and people, as the names and codes go
//! wrong in named ways; the names come from a csv (stock_code, full_name), everything else is made from a seed.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

use domain::Usci;
use shuanglian_enterprises::linkage::records::{Field, Held, Kind, Terms, link};
use shuanglian_enterprises::linkage::slips::{Dice, Slip, SlipMaker};
use shuanglian_enterprises::linkage::table;

/// A row: code, name, address, representative.
type Row = [String; 4];

const KINDS: [(&str, Kind); 4] =
    [("code", Kind::Code), ("name", Kind::Firm), ("address", Kind::Text), ("representative", Kind::Text)];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a csv with stock_code, full_name")?;
    let table = table::read("names.csv", &std::fs::read(path)?, &["stock_code", "full_name"])?;
    let names: Vec<String> = table.rows.into_iter().map(|row| row.fields[1].clone()).collect();
    let maker = SlipMaker::new(names.iter().map(String::as_str));
    let mut dice = Dice::new(11);
    let left: Vec<Row> = names.iter().enumerate().map(|(at, name)| firm(at, name, &mut dice)).collect();
    let (mut right, mut truth): (Vec<Row>, Vec<(Option<usize>, String)>) = (Vec::new(), Vec::new());
    for (at, row) in left.iter().enumerate() {
        let slip = *dice.one(&Slip::ALL).ok_or("no slips")?;
        let Some(name) = maker.make(&row[1], slip, &mut dice) else { continue };
        // A branch or another firm has its own address and people, and its own code or none.
        let mut made = if slip.is_another() && slip != Slip::Branch {
            firm(left.len() + at, &name, &mut dice)
        } else {
            [row[0].clone(), name, row[2].clone(), row[3].clone()]
        };
        let code = match dice.below(10) {
            _ if slip == Slip::Branch => "no code",
            0..3 => "no code",
            3 | 4 => "code wrong in one character",
            _ => "code",
        };
        match code {
            "no code" => made[0].clear(),
            "code" => {}
            _ => made[0] = wrong(&made[0], &mut dice),
        }
        if dice.below(5) == 0 {
            made[2].clear();
        }
        if dice.below(5) == 0 {
            made[3] = format!("演示{}", dice.below(900));
        }
        right.push(made);
        truth.push(((!slip.is_another()).then_some(at), format!("{} / {code}", slip.title().1)));
    }
    let begun = Instant::now();
    let fields: Vec<Field> = KINDS
        .iter()
        .enumerate()
        .map(|(at, (title, kind))| {
            Field::new(title, *kind, left.iter().map(|row| row[at].as_str()), right.iter().map(|row| row[at].as_str()))
        })
        .collect();
    let linked = link(&fields, left.len(), &Terms::default());
    let seconds = begun.elapsed().as_secs_f64();
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (of, title) in &truth {
        kinds.entry(title).or_default()[0] += usize::from(of.is_some());
    }
    let (mut automatic, mut right_ones, mut reported) = (0, 0, 0);
    for pair in &linked.links {
        let (of, title) = &truth[pair.right];
        let good = *of == Some(pair.left);
        reported += usize::from(good);
        if pair.held == Held::No {
            automatic += 1;
            right_ones += usize::from(good);
            let counts = kinds.entry(title).or_default();
            counts[1] += 1;
            counts[2] += usize::from(good);
        }
    }
    let present = truth.iter().filter(|(of, _)| of.is_some()).count();
    println!(
        "{} × {} rows, {} pairs compared in {seconds:.2} s ({:.0} ns each); {present} true; automatic {automatic}, precision {:.4}, recall {:.4}; reported at all {:.4}",
        left.len(),
        right.len(),
        linked.compared,
        seconds * 1e9 / linked.compared.max(1) as f64,
        right_ones as f64 / f64::from(u32::try_from(automatic.max(1))?),
        right_ones as f64 / f64::from(u32::try_from(present.max(1))?),
        reported as f64 / f64::from(u32::try_from(present.max(1))?),
    );
    println!("{:<54} {:>6} {:>10} {:>6}", "slip of the name / of the code", "true", "automatic", "right");
    for (title, [of, automatic, right]) in kinds {
        println!("{title:<54} {of:>6} {automatic:>10} {right:>6}");
    }
    Ok(())
}

/// A made-up firm of a name (演示数据).
fn firm(at: usize, name: &str, dice: &mut Dice) -> Row {
    let number = format!("{:08}", 10_000_000 + at);
    let code = Usci::complete(&format!("91440112{number}")).map_or_else(|_| String::new(), |code| code.to_string());
    let address =
        format!("演示区{}路{}号{}栋", ["科学", "开创", "香雪", "伴河", "瑞和"][dice.below(5)], dice.below(400), at % 7);
    [code, name.to_owned(), address, format!("演示{}", dice.below(900))]
}

/// One character of a code becomes another.
fn wrong(code: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = code.chars().collect();
    if let Some(c) = chars.get_mut(8 + dice.below(8)) {
        *c = if *c == '7' { '1' } else { '7' };
    }
    chars.into_iter().collect()
}
