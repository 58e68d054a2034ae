//! Which type of record: those there are, with what each counts.

use askama::Template;
use axum::extract::State;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::records::types;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/new", Need::May("records.write"), show)
}

#[derive(Template)]
#[template(path = "records/choose.html")]
struct Choose {
    shell: Shell,
    /// Name, what counts, address.
    lines: Vec<(String, String, String)>,
    drafts: Vec<super::form::DraftLine>,
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Page<Choose>, Failure> {
    let (lang, user) = (visit.lang, visit.user_id());
    let declared = app.declared.clone();
    let (registry, drafts) = app
        .run(move |store| {
            // What is wrong with a file is said on the page of types.
            let registry = declared.get(store)?.0;
            let drafts = super::form::drafts(store, lang, user, registry.types())?;
            Ok::<_, Failure>((registry, drafts))
        })
        .await?;
    let mut lines = Vec::new();
    for kind in registry.types().all().filter(|kind| !kind.retired) {
        let counts = if lang == Lang::Zh { kind.counts.clone() } else { kind.counts_en.clone() };
        let address = format!("/records/new/{}", crate::links::encode(&kind.code));
        lines.push((types::name(lang, kind), counts, address));
    }
    Ok(Page(Choose { shell: Shell::new(&app, &visit, lang.t("entry.choose")), lines, drafts }))
}
