//! Sheets of facts in the browser: the wizard, batches and their undoing, the register of records, definitions.

mod checks;
mod money;
mod pages;
mod wizard;

use store::{Act, Actor};

use crate::app::TestApp;

/// Two credit codes with right check characters, of a division that does not exist.
pub(crate) const ONE: &str = "91990000DM0000005K";
pub(crate) const TWO: &str = "91990000DM0000013E";

/// A product whose folder knows the supplied metrics.
pub(crate) fn product() -> TestApp {
    let app = TestApp::new();
    app.store.write(&Act::new(Actor::System("test"), "declare", "knowledge"), collect::declare_supplied).unwrap();
    app
}

/// Commits a sheet as somebody and gives its batch.
pub(crate) fn committed(app: &TestApp, by: domain::UserId, text: &str) -> domain::BatchId {
    let document = tabular::read("表.csv", text.as_bytes(), &tabular::ReadOptions::default()).unwrap();
    let registry = app.store.read(collect::Registry::load).unwrap();
    let reading = collect::read(&document, &registry, &collect::ReadOptions::default());
    let how =
        collect::CommitOptions { conflicts: collect::ConflictChoice::Replace, ..collect::CommitOptions::default() };
    collect::commit(&app.store, &Actor::User(by), &reading, text.as_bytes(), &how).unwrap().appended.batch
}
