//! Satisfaction, measured: questionnaires as files, single-use links about a record, answers as facts, and what the
//! answers allow to be said.

mod answer;
mod interval;
mod overview;

pub use answer::{Given, answer, is_over, links, tally};
pub use interval::{Share, share};
pub use overview::{Asked, Results, Stands, overview, results, together};

use serde::{Deserialize, Serialize};
use store::Reader;

use crate::knowledge::{KnowledgeFault, KnowledgeFile};

/// Kind of the declarations.
pub(crate) const DECLARED: &str = "survey";

/// The kind of subject that answers are.
pub const KIND: &str = "answer";

/// With fewer answers nothing is said of them where nobody has said how many it takes.
pub const LEAST: u32 = 10;

/// A questionnaire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What facts hold.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Where it comes from.
    pub citation: String,
    /// Types of records it may be asked about.
    pub about: Vec<String>,
    /// With fewer answers nothing can be said.
    pub least: u32,
    /// The first one is about the whole.
    pub questions: Vec<Question>,
}

/// A question with its choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// In Chinese.
    pub asks: String,
    /// In English.
    pub asks_en: String,
    /// In the order in which they are shown.
    pub choices: Vec<Choice>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// In Chinese.
    pub label: String,
    /// In English.
    pub label_en: String,
    /// Whoever chooses it is satisfied.
    #[serde(default)]
    pub satisfied: bool,
}

/// Reads a questionnaire.
pub(crate) fn read(file: &KnowledgeFile) -> Result<Survey, KnowledgeFault> {
    let survey: Survey = serde_norway::from_str(&file.text).map_err(|error| file.malformed(&error))?;
    if survey.code.trim().is_empty() || survey.title.trim().is_empty() {
        return Err(file.fault("code", "代码和标题不能是空的。", "写上内容。"));
    }
    let Some(whole) = survey.questions.first() else {
        return Err(file.fault("questions", "没有题目。", "第一题问总体是否满意。"));
    };
    let satisfied = whole.choices.iter().filter(|choice| choice.satisfied).count();
    if satisfied == 0 || satisfied == whole.choices.len() {
        return Err(file.fault(&whole.asks, "总体一题没有分出满意和不满意。", "给算满意的选项写 satisfied: true。"));
    }
    if survey.questions.iter().any(|question| question.choices.len() < 2) {
        return Err(file.fault("choices", "每题至少两个选项。", "补上选项。"));
    }
    if survey.least == 0 {
        return Err(file.fault("least", "least 至少是 1。", "写上至少几份才能下结论。"));
    }
    Ok(survey)
}

/// The questionnaires of a data folder, by code.
///
/// # Errors
/// The store's refusal.
pub fn all(reader: &Reader<'_>) -> store::Result<Vec<Survey>> {
    let mut found = Vec::new();
    for declared in reader.declarations(DECLARED)? {
        found.push(
            serde_json::from_value(declared.json)
                .map_err(|e| store::StoreError::Damaged(format!("survey {}: {e}", declared.name)))?,
        );
    }
    Ok(found)
}
