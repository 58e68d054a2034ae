//! What was answered about one record, question by question, with what people wrote; nobody is named.

use askama::Template;
use axum::extract::{Path, State};
use collect::surveys;
use domain::EntityId;

use super::overview::{Line, said, title};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/{id}/surveys/{survey}", Need::May("records.read"), show)
}

struct Question {
    asks: String,
    /// Choice and how often it was taken.
    choices: Vec<(String, Figure)>,
}

#[derive(Template)]
#[template(path = "surveys/results.html")]
struct Results {
    shell: Shell,
    record: i64,
    line: Line,
    says: String,
    citation: String,
    questions: Vec<Question>,
    comments: Vec<String>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, survey)): Path<(i64, String)>,
) -> Result<Page<Results>, Failure> {
    let (lang, zh) = (visit.lang, visit.lang == Lang::Zh);
    let (results, name, number) = app
        .run(move |store| {
            let facts = store.snapshot()?;
            store.read(|r| {
                let results = surveys::results(r, &facts, jiff::Timestamp::now(), EntityId(id), &survey)?;
                let name = r.entity(EntityId(id))?.name;
                Ok((results, name, r.identified_by("record_no", &[EntityId(id)])?.remove(&EntityId(id))))
            })
        })
        .await?;
    let asked = results.asked;
    let mut questions = Vec::new();
    for (question, chosen) in asked.survey.questions.iter().zip(&results.chosen) {
        let label = |choice: &surveys::Choice| if zh { choice.label.clone() } else { choice.label_en.clone() };
        let times = chosen.iter().map(|times| Figure::count(lang, *times as usize));
        questions.push(Question {
            asks: if zh { question.asks.clone() } else { question.asks_en.clone() },
            choices: question.choices.iter().map(label).zip(times).collect(),
        });
    }
    let says = match asked.share {
        Some(share) => said(lang, &asked.survey, share),
        None => lang.fill("survey.no_answer", &[("least", &asked.survey.least.to_string())]),
    };
    Ok(Page(Results {
        shell: Shell::new(&app, &visit, title(lang, &asked.survey)),
        record: id,
        says,
        citation: asked.survey.citation.clone(),
        line: Line::new(lang, asked, number.unwrap_or_default(), name),
        questions,
        comments: results.comments,
    }))
}
