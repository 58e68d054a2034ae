//! Step 1: a file or a pasted text becomes a draft, with what was chosen before for files of its template.

use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::Registry;
use serde_json::json;
use store::Act;

use super::{KIND, Kept, read_file};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::routes::import::received::{UPLOAD_LIMIT, received};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this act.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.upload("/import/facts", Need::May("collect.import"), UPLOAD_LIMIT, take)
}

async fn take(State(app): State<AppState>, visit: Visit, form: Multipart) -> Result<Response, Failure> {
    let (name, bytes) = received(visit.lang, form).await?;
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "collect.draft", name.clone());
    let draft = app
        .run(move |store| {
            let document = read_file(&name, &bytes, None)?;
            let registry = store.read(Registry::load)?;
            let mut kept = Kept::default();
            store.read(|r| collect::recall(r, &document, &registry, &mut kept.read))?;
            let digest = store.put_bytes(&bytes)?;
            Ok::<_, Failure>(store.write(&act, |w| w.add_draft(KIND, user, &name, digest, &json!(kept)))?)
        })
        .await?;
    Ok(Redirect::to(&format!("/import/facts/{draft}")).into_response())
}
