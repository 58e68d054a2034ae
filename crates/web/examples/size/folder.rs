//! Makes the folder: records of one year, and tables of twenty offices over several years, each bound to formulas of
//! its own that count the office's records.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use collect::{CommitOptions, ReadOptions, Registry, commit};
use store::{Act, Actor, FolderKind, NewUser, Store};
use targets::binding::{Binding, Feed};

pub(crate) const PASSWORD: &str = "a-quiet-river-at-dawn";
/// Offices, each with a table a year.
const OFFICES: usize = 20;
/// The last year of tables, and the year of the records.
const YEAR: usize = 2024;
const TABLE: &str = include_str!("../../../../knowledge/demo/table.txt");
const BINDINGS: &str = include_str!("../../../../knowledge/demo/bindings.yaml");

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

pub(crate) fn make(dir: &Path, count: usize, tables: usize) -> Store {
    let store = Store::create(dir, FolderKind::Demo).unwrap();
    store.write(&Act::new(Actor::System("setup"), "declare", "knowledge"), collect::declare_supplied).unwrap();
    let (lin, wang) = (account(&store, "lin"), account(&store, "wang"));
    let begun = Instant::now();
    let (register, accepted) = records(count);
    import(&store, &lin, "登记.csv", &register);
    println!("{count} records imported in {:.1?}", begun.elapsed());
    let begun = Instant::now();
    import(&store, &wang, "采纳.csv", &accepted);
    println!("accepted by a list and judged in {:.1?}", begun.elapsed());
    let begun = Instant::now();
    for nth in 0..tables {
        table(&store, &lin, &wang, nth % OFFICES, YEAR - nth / OFFICES);
    }
    println!("{tables} tables imported and bound in {:.1?}", begun.elapsed());
    store
}

/// A register, and a list that accepts all but the last five hundred; every tenth group comes twice on its day.
fn records(count: usize) -> (String, String) {
    let mut register =
        String::from("记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号,关联项目\n");
    let mut accepted = String::from("记录编号,期间,已采纳\n");
    for nth in 0..count {
        let again = nth % 10 == 9;
        let group = if again { nth - 8 } else { nth };
        let on = format!("{YEAR}-{:02}-{:02}", group % 8 + 1, group / 8 % 28 + 1);
        let (office, project) = (nth % 40, nth % 11 + 1);
        writeln!(
            register,
            "JL-{nth:06},接待第{nth}批,{YEAR},枢纽接待,{on},12,团组{group},演示中心{office},DA-{nth},P{project:02}"
        )
        .unwrap();
        if nth + 500 < count {
            writeln!(accepted, "JL-{nth:06},{YEAR},是").unwrap();
        }
    }
    (register, accepted)
}

fn table(store: &Store, lin: &Actor, wang: &Actor, office: usize, year: usize) {
    let text = TABLE.replace("2024", &year.to_string()).replace("年项目", &format!("年第{office}局项目"));
    let name = format!("{office}-{year}.txt");
    let options = tabular::ReadOptions::default();
    let done = targets::import::import(store, lin.clone(), &name, text.as_bytes(), &options, None).unwrap();
    let read = targets::import::table(store, done.table).unwrap();
    let mut bindings = targets::binding::read_file(&BINDINGS.replace("\"2024", &format!("\"{year}")), &read).unwrap();
    bindings.retain(|binding| matches!(binding.feed, Feed::Formula { .. }));
    for binding in &mut bindings {
        own(binding, office);
    }
    targets::proposals::propose(store, lin.clone(), done.table, &bindings, &[]).unwrap();
    let (row, open) = targets::proposals::open(store, done.table).unwrap();
    let chosen: Vec<(String, u32)> = open.iter().map(|one| (one.binding.target.clone(), one.version)).collect();
    targets::proposals::accept(store, wang.clone(), &row.lineage, &chosen).unwrap();
}

/// Counts the records of this office only: no two offices have a formula in common.
fn own(binding: &mut Binding, office: usize) {
    if let Feed::Formula { subject, formula } = &mut binding.feed
        && subject.as_str() == "record"
    {
        *formula = formula.replace("where 记录类型", &format!("where 承办单位 = '演示中心{office}' and 记录类型"));
    }
}
