//! Makes a folder with many records and prints how long the pages of records take:
//! `cargo run --release -p shuanglian-web --example many_records -- 100000`.
// What cannot be made or asked ends the example.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use collect::{CommitOptions, ReadOptions, Registry, commit};
use http_body_util::BodyExt;
use store::{Act, Actor, FolderKind, NewUser, Store};
use tower::ServiceExt;

const PASSWORD: &str = "a-quiet-river-at-dawn";

fn account(store: &Store, name: &str) -> Actor {
    let user = NewUser {
        name: name.into(),
        display: name.into(),
        roles: vec!["dual_chain_office".into()],
        section: None,
        password: web::session::password::hash(PASSWORD).unwrap(),
        must_change: false,
    };
    Actor::User(store.write(&Act::new(Actor::System("setup"), "user.create", name), |w| w.add_user(&user)).unwrap())
}

fn import(store: &Store, by: &Actor, name: &str, text: &str) {
    let document = tabular::read(name, text.as_bytes(), &tabular::ReadOptions::default()).unwrap();
    let registry = store.read(Registry::load).unwrap();
    let reading = collect::read(&document, &registry, &ReadOptions::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems.first());
    commit(store, by, &reading, text.as_bytes(), &CommitOptions::default()).unwrap();
}

struct Client {
    router: Router,
    cookie: String,
}

impl Client {
    async fn ask(&mut self, method: Method, path: &str, body: String) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned();
            let mut kept: Vec<String> = self.cookie.split("; ").map(str::to_owned).collect();
            kept.retain(|own| !own.is_empty() && !own.starts_with(&format!("{name}=")));
            kept.push(pair);
            self.cookie = kept.join("; ");
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status.as_u16(), String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn token(page: &str) -> String {
    page.split("name=\"_csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what:<42} p50 {:>7.1} ms  p99 {:>7.1} ms  ({} times)", at(0.5), at(0.99), times.len());
}

#[tokio::main]
async fn main() {
    let count: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path().join("data"), FolderKind::Demo).unwrap();
    store.write(&Act::new(Actor::System("setup"), "declare", "knowledge"), collect::declare_supplied).unwrap();
    let (lin, wang) = (account(&store, "lin"), account(&store, "wang"));
    let start = Instant::now();
    let mut register =
        String::from("记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号,关联项目\n");
    let mut accepted = String::from("记录编号,期间,已采纳\n");
    for nth in 0..count {
        // The last five hundred wait; every tenth group comes twice on its day.
        let (month, day) = (nth % 8 + 1, nth / 8 % 28 + 1);
        let group = if nth % 10 == 9 { nth - 8 } else { nth };
        let on = if nth % 10 == 9 {
            format!("2024-{:02}-{:02}", (nth - 8) % 8 + 1, (nth - 8) / 8 % 28 + 1)
        } else {
            format!("2024-{month:02}-{day:02}")
        };
        writeln!(
            register,
            "JL-{nth:06},接待第{nth}批,2024,枢纽接待,{on},12,团组{group},演示中心{},DA-{nth},P07",
            nth % 40
        )
        .unwrap();
        if nth + 500 < count {
            writeln!(accepted, "JL-{nth:06},2024,是").unwrap();
        }
    }
    import(&store, &lin, "登记.csv", &register);
    println!("{count} records imported in {:.1?}", start.elapsed());
    let start = Instant::now();
    import(&store, &wang, "采纳.csv", &accepted);
    println!("accepted by a list and judged in {:.1?}", start.elapsed());
    let mut state = web::AppState::new(store.clone());
    state.secure_cookies = false;
    let mut client = Client { router: web::app(state), cookie: String::new() };
    let page = client.ask(Method::GET, "/sign-in", String::new()).await.1;
    let form = format!("_csrf={}&name=wang&password={PASSWORD}", token(&page));
    client.ask(Method::POST, "/sign-in", form).await;
    let records = store.read(|r| r.entities(&domain::SubjectKind::new("record"))).unwrap();
    let pages = [
        ("the register", "/records".to_owned()),
        ("the register, those that do not count", "/records?counts=no".to_owned()),
        ("the register, the last page", format!("/records?from={}", count.saturating_sub(100))),
        ("the register, by words", "/records?q=jd99".to_owned()),
        ("home", "/".to_owned()),
        ("a record", format!("/records/{}", records[count / 2].id)),
    ];
    for (what, path) in &pages {
        let mut times = Vec::new();
        for _ in 0..100 {
            let start = Instant::now();
            let (status, _) = client.ask(Method::GET, path, String::new()).await;
            assert_eq!(status, 200, "{path}");
            times.push(start.elapsed());
        }
        say(what, times);
    }
    let (mut accepting, mut listing) = (Vec::new(), Vec::new());
    for record in records.iter().rev().take(100) {
        let page = client.ask(Method::GET, &format!("/records/{}", record.id), String::new()).await.1;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let form = format!("_csrf={}&seen={seen}&note=", token(&page));
        let start = Instant::now();
        let (status, _) = client.ask(Method::POST, &format!("/records/{}/accept", record.id), form).await;
        accepting.push(start.elapsed());
        assert_eq!(status, 303);
        let start = Instant::now();
        client.ask(Method::GET, "/records", String::new()).await;
        listing.push(start.elapsed());
    }
    say("accepting a record", accepting);
    say("the register right after an acceptance", listing);
}
