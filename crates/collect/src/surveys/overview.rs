//! How every questionnaire about every record stands, and what was answered question by question.

use domain::{Cell, EntityId, FactSource, FactValue, Subject, SubjectKind, Value};
use jiff::Timestamp;
use store::{Reader, Snapshot};

use super::{KIND, Share, Survey, share};

/// The metrics an answer says.
const SATISFIED: &str = "总体满意";
const CHOSEN: &str = "逐题回答";
const COMMENT: &str = "意见";

/// One questionnaire about one record.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The questionnaire.
    pub survey: Survey,
    /// The record.
    pub record: EntityId,
    /// Links handed out.
    pub links: u32,
    /// Links that nobody answered in time.
    pub expired: u32,
    /// When the last of them were made.
    pub made_at: Timestamp,
    /// What the answers come to; `None` without one.
    pub share: Option<Share>,
}

impl Asked {
    /// Answers that stand.
    pub fn answers(&self) -> u32 {
        self.share.map_or(0, |share| share.answers)
    }

    /// Where it stands.
    pub fn stands(&self) -> Stands {
        match self.share {
            Some(share) if share.too_few => Stands::TooFew,
            Some(_) => Stands::Sayable,
            None => Stands::Unanswered,
        }
    }
}

/// What can be said of a questionnaire about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// There are enough answers.
    Sayable,
    /// There are some, and too few.
    TooFew,
    /// There is none.
    Unanswered,
}

impl Stands {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sayable, Self::TooFew, Self::Unanswered];

    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sayable => "sayable",
            Self::TooFew => "too_few",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Every questionnaire about every record, the latest links first.
///
/// # Errors
/// The store's refusal.
pub fn overview(reader: &Reader<'_>, facts: &Snapshot, now: Timestamp) -> store::Result<Vec<Asked>> {
    let surveys = super::all(reader)?;
    let kind = SubjectKind::new(KIND);
    let mut columns = Vec::new();
    if let Some(metric) = facts.metric(SATISFIED) {
        columns.extend(facts.periods(metric.id).iter().filter_map(|period| facts.column(metric.id, *period)));
    }
    // An answer whose batch was undone says nothing any more.
    let satisfied = |answer: EntityId| {
        let row = facts.row_of(&kind, Subject::One(answer))?;
        columns.iter().find_map(|column| match column.cell(row) {
            Cell::Known(Value::Truth(truth)) => Some(truth),
            _ => None,
        })
    };
    let mut all = Vec::new();
    for asked in reader.surveys_asked(now)? {
        let Some(survey) = surveys.iter().find(|survey| survey.code == asked.survey) else { continue };
        let said: Vec<bool> = asked.answers.iter().filter_map(|answer| satisfied(*answer)).collect();
        let yes = said.iter().filter(|yes| **yes).count();
        all.push(Asked {
            survey: survey.clone(),
            record: asked.about,
            links: asked.links,
            expired: asked.expired,
            made_at: asked.made_at,
            share: share(count(yes), count(said.len()), survey.least),
        });
    }
    Ok(all)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// What was answered about one record.
#[derive(Clone, Debug)]
pub struct Results {
    /// How it stands.
    pub asked: Asked,
    /// Of each question how often each choice was taken, in the order of the questionnaire.
    pub chosen: Vec<Vec<u32>>,
    /// What people wrote, the first first; nobody is named.
    pub comments: Vec<String>,
}

/// What was answered to a questionnaire about a record.
///
/// # Errors
/// [`store::StoreError::NotFound`] when it was never asked about it.
pub fn results(
    reader: &Reader<'_>,
    facts: &Snapshot,
    now: Timestamp,
    record: EntityId,
    survey: &str,
) -> store::Result<Results> {
    let missing = || store::StoreError::NotFound { what: "survey", key: format!("{survey} {record}") };
    let all = overview(reader, facts, now)?;
    let asked = all.into_iter().find(|one| one.record == record && one.survey.code == survey).ok_or_else(missing)?;
    let answers = reader.surveys_about(record)?.into_iter().find(|count| count.survey == survey);
    let mut chosen: Vec<Vec<u32>> = Vec::new();
    for question in &asked.survey.questions {
        chosen.push(vec![0; question.choices.len()]);
    }
    let mut comments = Vec::new();
    for answer in answers.map(|count| count.answers).unwrap_or_default() {
        let said = reader.facts_about(Subject::One(answer))?;
        let text = |name: &str| {
            let metric = facts.metric(name)?.id;
            said.iter().find_map(|fact| match &fact.value {
                FactValue::Known(Value::Text(text)) if fact.metric == metric => Some(text.to_string()),
                _ => None,
            })
        };
        for ((nth, question), label) in
            asked.survey.questions.iter().enumerate().zip(text(CHOSEN).unwrap_or_default().split('、'))
        {
            let place = question.choices.iter().position(|choice| choice.label == label);
            if let Some(times) = place.and_then(|place| chosen.get_mut(nth)?.get_mut(place)) {
                *times += 1;
            }
        }
        comments.extend(text(COMMENT));
    }
    Ok(Results { asked, chosen, comments })
}

/// The share of satisfied answers to a questionnaire about whatever record.
pub fn together(all: &[Asked], survey: &Survey) -> Option<Share> {
    let of = |count: fn(&Share) -> u32| {
        let own = all.iter().filter(|asked| asked.survey.code == survey.code);
        own.filter_map(|asked| asked.share.as_ref().map(count)).fold(0_u32, u32::saturating_add)
    };
    share(of(|share| share.satisfied), of(|share| share.answers), survey.least)
}
