//! Time, precision, recall and F1 of linking records whose truth is in their ids (rec-N-org, rec-N-dup-M), from csv.

use std::collections::HashSet;
use std::error::Error;
use std::time::Instant;

use shuanglian_enterprises::linkage::records::{Field, Held, Kind, Terms, link};
use shuanglian_enterprises::linkage::table::{self, Table};

const COLUMNS: [(&str, Kind); 10] = [
    ("given_name", Kind::Text),
    ("surname", Kind::Text),
    ("street_number", Kind::Digits),
    ("address_1", Kind::Text),
    ("address_2", Kind::Text),
    ("suburb", Kind::Text),
    ("postcode", Kind::Digits),
    ("state", Kind::Exact),
    ("date_of_birth", Kind::Digits),
    ("soc_sec_id", Kind::Digits),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args().skip(1);
    let left = read(&files.next().ok_or("name one csv, or two to be linked")?)?;
    let right = files.next().map(|file| read(&file)).transpose()?;
    let within = right.is_none();
    let empty = Vec::new();
    let others = right.as_ref().map_or(&empty, |table| &table.rows);
    let begun = Instant::now();
    let fields: Vec<Field> = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, (title, kind))| {
            let ours = left.rows.iter().map(|row| row.fields[at + 1].as_str());
            Field::new(title, *kind, ours, others.iter().map(|row| row.fields[at + 1].as_str()))
        })
        .collect();
    let linked = link(&fields, left.rows.len(), &Terms::default());
    let seconds = begun.elapsed().as_secs_f64();
    let rows = right.as_ref().unwrap_or(&left);
    let person = |id: &str| id.split('-').nth(1).unwrap_or("").to_owned();
    let (ours, theirs): (Vec<String>, Vec<String>) = (
        left.rows.iter().map(|row| person(&row.fields[0])).collect(),
        rows.rows.iter().map(|row| person(&row.fields[0])).collect(),
    );
    let mut truth: HashSet<(usize, usize)> = HashSet::new();
    let mut by_person: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
    for (at, name) in theirs.iter().enumerate() {
        by_person.entry(name).or_default().push(at);
    }
    for (at, name) in ours.iter().enumerate() {
        for other in by_person.get(name.as_str()).into_iter().flatten() {
            if !within || at < *other {
                truth.insert((at, *other));
            }
        }
    }
    let mut found: HashSet<(usize, usize)> = HashSet::new();
    if within {
        for group in &linked.groups {
            for (at, a) in group.iter().enumerate() {
                found.extend(group[at + 1..].iter().map(|b| (*a, *b)));
            }
        }
    } else {
        let kept = linked.links.iter().filter(|link| matches!(link.held, Held::No | Held::Weak));
        found.extend(kept.map(|link| (link.left, link.right)));
    }
    let right_ones = found.intersection(&truth).count();
    let (precision, recall) = (right_ones as f64 / found.len() as f64, right_ones as f64 / truth.len() as f64);
    let automatic: Vec<_> = linked.links.iter().filter(|link| link.held == Held::No).collect();
    let sure = automatic.iter().filter(|link| truth.contains(&(link.left, link.right))).count();
    println!(
        "ours {} {seconds:.3} {:.1} {precision:.5} {recall:.5} {:.5}",
        if within { "dedupe" } else { "link" },
        peak_mb(),
        2.0 * precision * recall / (precision + recall)
    );
    println!(
        "  {} pairs compared, {:.0} ns each; {} true, {} found; automatic {} of which right {sure}",
        linked.compared,
        seconds * 1e9 / linked.compared.max(1) as f64,
        truth.len(),
        found.len(),
        automatic.len()
    );
    if std::env::var_os("SHOW_ERRORS").is_some() {
        for (a, b) in found.symmetric_difference(&truth).take(40) {
            let kind = if truth.contains(&(*a, *b)) { "missed" } else { "wrong" };
            println!("  {kind} {:?}\n    {:?}", left.rows[*a].fields, rows.rows[*b].fields);
        }
    }
    Ok(())
}

fn read(path: &str) -> Result<Table, Box<dyn Error>> {
    let mut wanted = vec!["rec_id"];
    wanted.extend(COLUMNS.iter().map(|(title, _)| *title));
    Ok(table::read(path, &std::fs::read(path)?, &wanted)?)
}

/// The most memory held, in MB.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb: f64 = line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or(0.0);
    kb / 1024.0
}
