//! A folder with many records and many tables, and how long every kind of page takes on it, alone and at twenty in
//! flight: `cargo run --release -p shuanglian-web --example size -- [RECORDS] [TABLES] [FOLDER]`. A folder that is
//! named is made once and used again.
// What cannot be made or asked ends the example.
#![allow(clippy::unwrap_used)]

mod asked;
mod folder;
mod pages;

use std::path::PathBuf;
use std::time::Duration;

use store::Store;

/// Prints the middle and the slowest hundredth of some times.
fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what:<52} p50 {:>7.1} ms  p99 {:>7.1} ms  ({} times)", at(0.5), at(0.99), times.len());
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |otherwise: usize| args.next().map_or(otherwise, |text| text.parse().unwrap());
    let (records, tables) = (number(100_000), number(200));
    let kept: Option<PathBuf> = args.next().map(PathBuf::from);
    let scratch = tempfile::tempdir().unwrap();
    let dir = kept.unwrap_or_else(|| scratch.path().join("data"));
    let store = if dir.is_dir() { Store::open(&dir).unwrap() } else { folder::make(&dir, records, tables) };
    let mut client = asked::Client::signed_in(&store).await;
    pages::each(&store, &mut client).await;
    pages::accepting(&store, &mut client).await;
}
