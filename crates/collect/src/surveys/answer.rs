//! Links for a record, and the answer that a link brings: an entity of its own with facts, and its sheet as evidence.

use domain::{EntityId, FactStatus, FactValue, MetricId, Sha256Digest, Subject, SubjectKind, Value};
use store::{Act, Actor, FactDraft, NewBatch, Reader, Store, StoreError, SurveyLink};
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{KIND, Share, Survey, share};
use crate::CollectError;

/// Longest comment, in characters.
const LONGEST: usize = 1_000;

/// What somebody answered: of each question the number of the choice, and a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// From 0; `None` where nothing was chosen.
    pub choices: Vec<Option<usize>>,
    /// In their words.
    pub comment: String,
}

fn refuse<T>(code: &'static str, message: impl Into<String>) -> store::Result<T> {
    Err(StoreError::refused(code, message.into()))
}

/// Makes links for a record, each for one answer, from their digests.
///
/// # Errors
/// [`StoreError::Refused`] (`record.no_survey`) when the questionnaire does not ask about records of this type.
pub fn links(
    store: &Store,
    actor: &Actor,
    record: EntityId,
    survey: &str,
    digests: &[Sha256Digest],
) -> Result<(), CollectError> {
    let act = Act::new(actor.clone(), "survey.links", format!("record:{record}"))
        .detail(serde_json::json!({ "survey": survey, "links": digests.len() }));
    store.write(&act, |w| {
        let (case, _) = crate::records::explain(w, record)?;
        let known = super::all(w)?.into_iter().find(|one| one.code == survey);
        if known.is_none_or(|known| !known.about.contains(&case.kind)) {
            return refuse("record.no_survey", format!("问卷“{survey}”不问“{}”", case.kind));
        }
        for digest in digests {
            w.add_survey_link(*digest, survey, record)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Whether a link takes no answer any more: its time is over, its questionnaire is out of use, or the record it asks
/// about was taken back.
///
/// # Errors
/// The store's refusal.
pub fn is_over(reader: &Reader<'_>, link: &SurveyLink) -> store::Result<bool> {
    let gone = match crate::records::explain(reader, link.about) {
        Ok((case, _)) => case.kind.is_empty(),
        Err(StoreError::NotFound { .. }) => true,
        Err(error) => return Err(error),
    };
    let known = super::all(reader)?.iter().any(|survey| survey.code == link.survey);
    Ok(gone || !known || link.expires < jiff::Timestamp::now())
}

/// Takes an answer by a link. Nobody is named, neither an account nor an address.
///
/// # Errors
/// `store.answered` when the link was used before, `record.survey_over` when it has expired,
/// `record.survey_open` when a question has no answer.
pub fn answer(store: &Store, link: Sha256Digest, given: &Given) -> Result<(), CollectError> {
    let (found, over) = store.read(|r| {
        let found = r.survey_link(link)?;
        let over = is_over(r, &found)?;
        Ok((found, over))
    })?;
    if found.answered_at.is_some() {
        return Ok(refuse("store.answered", "这个链接已经答过")?);
    }
    if over {
        return Ok(refuse("record.survey_over", "这份问卷已经结束，不再收答卷")?);
    }
    let (survey, about, period) = store.read(|r| {
        let survey = super::all(r)?.into_iter().find(|one| one.code == found.survey);
        let (case, _) = crate::records::explain(r, found.about)?;
        let number = r.identified_by("record_no", &[found.about])?.remove(&found.about);
        Ok((survey, number.unwrap_or_default(), case.period))
    })?;
    let Some(survey) = survey else { return Ok(refuse("record.survey_over", "问卷已停用")?) };
    let mut labels = Vec::new();
    let mut satisfied = false;
    for (nth, question) in survey.questions.iter().enumerate() {
        let choice = given.choices.get(nth).copied().flatten().and_then(|choice| question.choices.get(choice));
        let Some(choice) = choice else { return Ok(refuse("record.survey_open", "还有题没有答")?) };
        if nth == 0 {
            satisfied = choice.satisfied;
        }
        labels.push(choice.label.clone());
    }
    let comment: String = given.comment.trim().chars().take(LONGEST).collect();
    let row = [survey.code.clone(), about, if satisfied { "是" } else { "否" }.into(), labels.join("、"), comment];
    let heads = ["问卷", "评价对象", "总体满意", "逐题回答", "意见"];
    let bytes = sheet(&heads, &row)?;
    let digest = store.put_bytes(&bytes)?;
    let act = Act::new(Actor::System("survey"), "survey.answer", survey.code.clone());
    store.write(&act, |w| {
        let entity = w.add_entity(&SubjectKind::new(KIND), &survey.title, &[])?;
        w.use_survey_link(link, entity)?;
        let name = format!("{}-{entity}.xlsx", survey.code);
        w.register_evidence(digest, &name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")?;
        let mut drafts = Vec::new();
        for ((nth, head), text) in heads.iter().enumerate().zip(&row).filter(|(_, text)| !text.is_empty()) {
            let metric: Option<MetricId> = w.metric_named(head)?.map(|metric| metric.id);
            let Some(metric) = metric else {
                return refuse("record.no_metric", format!("指标“{head}”没有登记"));
            };
            let value = if nth == 2 { Value::Truth(satisfied) } else { Value::Text(text.as_str().into()) };
            drafts.push(FactDraft {
                subject: Subject::One(entity),
                metric,
                period,
                value: FactValue::Known(value),
                status: FactStatus::Accepted,
                place: Some(store::FactPlace { sheet: 0, row: 1, column: u32::try_from(nth).unwrap_or(0) }),
            });
        }
        w.import_batch(&NewBatch::import(digest, name), drafts)?;
        Ok(())
    })?;
    Ok(())
}

fn sheet(heads: &[&str], row: &[String]) -> Result<Vec<u8>, CollectError> {
    let head = heads.iter().map(|head| CellOut::text(*head).with_look(Look::Header)).collect();
    let rows = vec![head, row.iter().map(|text| CellOut::text(text.as_str())).collect()];
    let sheet = SheetOut { name: "答卷".into(), header_rows: 1, rows, ..SheetOut::default() };
    let written = tabular::write_xlsx(&Workbook { sheets: vec![sheet] });
    Ok(written.map_err(|error| StoreError::refused("record.unreadable", error.to_string()))?)
}

/// What the answers about a record allow to be said, by questionnaire: links made, and the share.
///
/// # Errors
/// The store's refusal.
pub fn tally(reader: &Reader<'_>, record: EntityId) -> store::Result<Vec<(Survey, usize, Option<Share>)>> {
    let surveys = super::all(reader)?;
    let satisfied = reader.metric_named("总体满意")?.map(|metric| metric.id);
    let mut found = Vec::new();
    for count in reader.surveys_about(record)? {
        let Some(survey) = surveys.iter().find(|one| one.code == count.survey) else { continue };
        let (mut answers, mut yes) = (0, 0);
        for answer in count.answers {
            for fact in reader.facts_about(Subject::One(answer))? {
                // An answer whose batch was undone says nothing any more.
                if Some(fact.metric) == satisfied {
                    answers += 1;
                    yes += u32::from(fact.value == FactValue::Known(Value::Truth(true)));
                }
            }
        }
        found.push((survey.clone(), count.links, share(yes, answers, survey.least)));
    }
    Ok(found)
}
