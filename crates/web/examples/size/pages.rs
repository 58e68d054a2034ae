//! Every kind of page, asked for alone and by twenty at once; then records accepted one after another.

use std::time::{Duration, Instant};

use axum::http::Method;
use store::Store;

use crate::asked::{Client, field, token};
use crate::say;

const ALONE: usize = 100;
const IN_FLIGHT: usize = 20;
/// Pages that each of the twenty asks for.
const EACH: usize = 10;

/// Every kind of page that an officer opens, with what is in it.
fn kinds(store: &Store) -> Vec<(&'static str, String)> {
    let kind = domain::SubjectKind::new("record");
    let records = store.read(|r| r.entities(&kind)).unwrap();
    let middle = records[records.len() / 2].id;
    let last = records.len().saturating_sub(100);
    let mut kinds = vec![
        ("home", "/".to_owned()),
        ("search", "/search?q=dz".to_owned()),
        ("search, nothing found", "/search?q=没有的词".to_owned()),
        ("records", "/records".to_owned()),
        ("records, those that do not count", "/records?counts=no".to_owned()),
        ("records, of a project", "/records?project=P07&accepted=yes".to_owned()),
        ("records, the last page", format!("/records?from={last}")),
        ("records, by initials", "/records?q=jd99".to_owned()),
        ("records, by a word of all", "/records?q=接待".to_owned()),
        ("records, by a word of none", "/records?q=没有的词".to_owned()),
        ("a record", format!("/records/{middle}")),
        ("a record that waits", format!("/records/{}", records[records.len() - 1].id)),
        ("types of records", "/records/types".to_owned()),
        ("a type of record", "/records/types/枢纽接待".to_owned()),
        ("a new record: its type", "/records/new".to_owned()),
        ("a new record: its form", "/records/new/枢纽接待".to_owned()),
        ("tables", "/targets".to_owned()),
        ("years side by side", "/targets/years".to_owned()),
        ("enterprises", "/enterprises".to_owned()),
        ("metrics", "/definitions".to_owned()),
        ("imports", "/batches".to_owned()),
        ("an import of all records", "/batches/1".to_owned()),
        ("import", "/import".to_owned()),
    ];
    let tables = store.read(|r| r.target_tables()).unwrap();
    let Some(table) = tables.iter().find(|table| table.year == Some(2024)) else { return kinds };
    let reception = {
        let (_, open) = targets::proposals::open(store, table.id).unwrap();
        let counts = |one: &&targets::binding::Bound| one.binding.why.contains("接待");
        open.iter().find(counts).or(open.first()).map(|one| one.binding.target.clone()).unwrap()
    };
    let id = table.id;
    kinds.push(("records, counted by a target", format!("/records?table={id}&target={reception}")));
    kinds.push(("the proof of a target", format!("/evidence/{}", encoded(id, &reception))));
    kinds.push(("the binding of a target", format!("/targets/{id}/bind/{reception}")));
    kinds.push(("the history of a target", format!("/targets/{id}/history/{reception}")));
    for (what, rest) in [
        ("a table", ""),
        ("a table as printed", "/printed"),
        ("findings", "/findings"),
        ("bindings", "/bindings"),
        ("trail", "/trail"),
        ("changes", "/changes"),
        ("monitoring", "/monitoring"),
        ("scores", "/scores/10"),
        ("department", "/department/10"),
        ("draft", "/draft"),
        ("issued forms", "/issued"),
    ] {
        kinds.push((what, format!("/targets/{id}{rest}")));
    }
    kinds
}

fn encoded(table: i64, target: &str) -> String {
    web::evidence::Token::Target { table, target: target.to_owned() }.to_string()
}

/// The letters of a path as a browser sends them.
fn sent(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii() { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

pub(crate) async fn each(store: &Store, client: &mut Client) {
    println!(
        "{:<34} {:>9}   {:>8} {:>8}   {:>8} {:>8}  {:>8}  {:>9}",
        "", "first", "p50 · 1", "p99 · 1", "p50 · 20", "p99 · 20", "cpu", "bytes"
    );
    for (what, path) in kinds(store) {
        let path = sent(&path);
        let begun = Instant::now();
        let (status, page) = client.ask(Method::GET, &path, String::new()).await;
        let first = begun.elapsed();
        if status != 200 {
            println!("{what:<34} answers {status}: {path}");
            continue;
        }
        let mut alone = Vec::new();
        for _ in 0..ALONE {
            let begun = Instant::now();
            client.ask(Method::GET, &path, String::new()).await;
            alone.push(begun.elapsed());
        }
        let worked = cpu();
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let (mut own, path) = (client.clone(), path.clone());
            all.spawn(async move {
                let mut times = Vec::new();
                for _ in 0..EACH {
                    let begun = Instant::now();
                    own.ask(Method::GET, &path, String::new()).await;
                    times.push(begun.elapsed());
                }
                times
            });
        }
        let crowded: Vec<Duration> = all.join_all().await.into_iter().flatten().collect();
        let worked = (cpu() - worked) / (IN_FLIGHT * EACH) as f64;
        let line = [at(&mut alone, 50), at(&mut alone, 99), at(&mut crowded.clone(), 50), at(&mut crowded.clone(), 99)];
        let over = if line[3] >= 100.0 { "  over" } else { "" };
        println!(
            "{what:<34} {:>6.1} ms   {:>8.1} {:>8.1}   {:>8.1} {:>8.1}  {worked:>5.1} ms  {:>9}{over}",
            first.as_secs_f64() * 1e3,
            line[0],
            line[1],
            line[2],
            line[3],
            page.len()
        );
    }
}

/// Milliseconds of processor this process has used, of all its threads: what the machine does besides is not in it.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |nth: usize| fields.get(nth).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    // The kernel counts in hundredths of a second.
    (ticks(11) + ticks(12)) * 10.0
}

/// Milliseconds at a percentile.
fn at(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

/// Accepts records that wait, and asks for pages right after each acceptance.
pub(crate) async fn accepting(store: &Store, client: &mut Client) {
    let kind = domain::SubjectKind::new("record");
    let records = store.read(|r| r.entities(&kind)).unwrap();
    let waits = |page: &str| page.contains("name=\"seen\"") && page.contains("/accept\"");
    let table = store.read(|r| r.target_tables()).unwrap().into_iter().find(|table| table.year == Some(2024));
    let mut times: [Vec<Duration>; 5] = Default::default();
    for record in records.iter().rev() {
        let path = format!("/records/{}", record.id);
        let page = client.ask(Method::GET, &path, String::new()).await.1;
        if !waits(&page) {
            continue;
        }
        let form = format!("_csrf={}&seen={}&note=", token(&page), field(&page, "seen"));
        let mut afterwards = vec![(0, Method::POST, format!("{path}/accept"), form)];
        // In turn another page is the first to be asked for.
        let mut pages = vec![(1, path), (2, "/records".to_owned()), (3, "/".to_owned())];
        pages.extend(table.iter().map(|table| (4, format!("/targets/{}", table.id))));
        let turn = times[0].len() % pages.len();
        pages.rotate_left(turn);
        afterwards.extend(pages.into_iter().map(|(nth, path)| (nth, Method::GET, path, String::new())));
        for (nth, method, path, body) in afterwards {
            let begun = Instant::now();
            let (status, _) = client.ask(method, &path, body).await;
            times[nth].push(begun.elapsed());
            assert!([200, 303].contains(&status), "{path}: {status}");
        }
        if times[0].len() == 60 {
            break;
        }
    }
    let names = ["accepting a record", "  its page then", "  the register then", "  home then", "  a table then"];
    for (name, times) in names.into_iter().zip(times).filter(|(_, times)| !times.is_empty()) {
        say(name, times);
    }
}
