//! The server: how long from start to first page on an existing folder, and how fast pages come under load.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Row;
use super::http::Client;

const IN_FLIGHT: usize = 20;
const SECONDS: u64 = 10;
const PAGES: [&str; 7] =
    ["/", "/targets", "/targets/1", "/targets/1/printed", "/targets/1/findings", "/enterprises", "/search?q=dz"];

/// A running server; stopped when dropped.
struct Server {
    child: Child,
    address: String,
    password: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn start(binary: &Path, folder: &Path) -> Result<Server> {
    let mut child = Command::new(binary)
        .args(["serve", "--demo", "--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().context("no standard output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let ready: Value = serde_json::from_str(&line).context("the server did not say where it listens")?;
    let accounts = ready["accounts"].as_array().into_iter().flatten();
    let office = accounts.into_iter().find(|account| account["name"] == "office");
    let password = office.and_then(|account| account["password"].as_str()).context("no account named office")?;
    let address = ready["address"].as_str().context("no address")?.trim_start_matches("http://").to_owned();
    Ok(Server { child, address, password: password.to_owned() })
}

/// Makes the demo, starts the server again on it, and asks for pages.
pub(super) fn rows(binary: &Path, scratch: &Path) -> Result<Vec<Row>> {
    let folder = scratch.join("data-demo");
    let begun = Instant::now();
    drop(start(binary, &folder)?);
    let made = begun.elapsed();
    let begun = Instant::now();
    let server = start(binary, &folder)?;
    let mut client = Client::open(&server.address)?;
    let first = client.get("/sign-in")?;
    let served = begun.elapsed();
    if first.status != 200 {
        bail!("the first page is {}", first.status);
    }
    let session = client.sign_in("office", &server.password)?;
    let mut rows = vec![
        Row { what: "making the demo district", measured: format!("{:.1} s", made.as_secs_f64()), asked: "—" },
        Row {
            what: "serve on an existing demo folder, to the first page",
            measured: format!("{:.0} ms", served.as_secs_f64() * 1e3),
            asked: "< 1 s",
        },
    ];
    let mut slowest = Duration::ZERO;
    client.cookie.clone_from(&session);
    for page in PAGES {
        let begun = Instant::now();
        client.get(page)?;
        slowest = slowest.max(begun.elapsed());
    }
    rows.push(Row {
        what: "  the slowest first visit of a page after the start",
        measured: format!("{:.0} ms", slowest.as_secs_f64() * 1e3),
        asked: "—",
    });
    let mut times = load(&server.address, &session)?;
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    rows.push(Row {
        what: "pages at 20 requests in flight, p50 / p99",
        measured: format!("{:.1} / {:.1} ms", at(0.5), at(0.99)),
        asked: "p99 < 100 ms",
    });
    let each = times.len() as u64 / SECONDS;
    rows.push(Row { what: "  pages a second, the client on the same cores", measured: each.to_string(), asked: "—" });
    Ok(rows)
}

/// Asks for every page in turn from as many connections as requests may be in flight.
fn load(address: &str, session: &str) -> Result<Vec<Duration>> {
    let times = Mutex::new(Vec::new());
    let failures = Mutex::new(Vec::new());
    let end = Instant::now() + Duration::from_secs(SECONDS);
    std::thread::scope(|scope| {
        for first in 0..IN_FLIGHT {
            let (times, failures) = (&times, &failures);
            scope.spawn(move || match visit(address, session, first, end) {
                Ok(own) => times.lock().unwrap_or_else(|e| e.into_inner()).extend(own),
                Err(error) => failures.lock().unwrap_or_else(|e| e.into_inner()).push(error),
            });
        }
    });
    if let Some(error) = failures.into_inner().unwrap_or_else(|e| e.into_inner()).pop() {
        return Err(error);
    }
    let times = times.into_inner().unwrap_or_else(|e| e.into_inner());
    if times.is_empty() { bail!("no page was answered") } else { Ok(times) }
}

fn visit(address: &str, session: &str, first: usize, end: Instant) -> Result<Vec<Duration>> {
    let mut client = Client::open(address)?;
    client.cookie = session.to_owned();
    let mut times = Vec::new();
    for page in PAGES.iter().cycle().skip(first) {
        let begun = Instant::now();
        if begun >= end {
            break;
        }
        let answer = client.get(page)?;
        if answer.status != 200 {
            bail!("{page} is {}", answer.status);
        }
        times.push(begun.elapsed());
    }
    Ok(times)
}
