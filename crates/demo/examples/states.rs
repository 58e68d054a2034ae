//! Makes the full demo in a temporary folder; prints how long it took and the state of every target.

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let start = Instant::now();
    let options = shuanglian_demo::DemoOptions::default();
    let files = shuanglian_demo::files(&options)?;
    println!("{} files written in {:?}", files.len(), start.elapsed());
    let start = Instant::now();
    let path = dir.path().join("demo");
    let (store, made) = shuanglian_demo::build(&path, &options, &|p| Ok(p.to_owned()), &mut |_| {})?;
    println!("{} facts from {} files in {:?}", made.facts, made.files, start.elapsed());
    let start = Instant::now();
    let facts = store.snapshot()?;
    println!("snapshot in {:?}", start.elapsed());
    let start = Instant::now();
    let by = |name: &str| store::Actor::User(made.users[name]);
    let (name, bytes) = (shuanglian_demo::TABLE_NAME, shuanglian_demo::TABLE.as_bytes());
    let imported = targets::import::import(&store, by("office"), name, bytes, &tabular::ReadOptions::default(), None)?;
    let table = targets::import::table(&store, imported.table)?;
    let bindings = targets::binding::read_file(shuanglian_demo::BINDINGS, &table)?;
    targets::proposals::propose(&store, by("office"), imported.table, &bindings, &[])?;
    let (row, open) = targets::proposals::open(&store, imported.table)?;
    let all: Vec<_> = open.iter().map(|bound| (bound.binding.target.clone(), bound.version)).collect();
    targets::proposals::accept(&store, by("finance"), &row.lineage, &all)?;
    let (_, open) = targets::proposals::open(&store, imported.table)?;
    let today = store.read(|r| r.today())?;
    let overview = targets::feed::overview(&table, &open, today, &*facts);
    println!("judged in {:?}", start.elapsed());
    for view in &overview.targets {
        let judged = &view.judgement;
        let actual = view.value.as_ref().map(|value| format!("{:?}", value.actual));
        println!(
            "{:12} {:?} {} {} {} → {} ({:?})",
            view.target.id,
            judged.state,
            view.target.op.map(|op| format!("{op:?}")).unwrap_or_default(),
            view.target.num.as_deref().unwrap_or(""),
            view.target.unit.as_deref().unwrap_or(""),
            actual.as_deref().unwrap_or("—"),
            judged.reason,
        );
    }
    println!("{:?}", overview.counts);
    Ok(())
}
