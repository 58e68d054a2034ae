//! Links to questionnaires: made for a record, used for one answer each.

use std::collections::HashMap;

use domain::{EntityId, Sha256Digest};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row};

use crate::{Reader, Result, StoreError, Writer, clock};

/// How long a link may be used.
const LASTS: SignedDuration = SignedDuration::from_hours(24 * 90);

/// One link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyLink {
    /// Code of the questionnaire.
    pub survey: String,
    /// The record it asks about.
    pub about: EntityId,
    /// From when on it is of no use.
    pub expires: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// How many links there are for a record, and how many were answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyCount {
    /// Code of the questionnaire.
    pub survey: String,
    /// Links made.
    pub links: usize,
    /// Answers given.
    pub answers: Vec<EntityId>,
}

/// How a questionnaire about a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyAsked {
    /// Code of the questionnaire.
    pub survey: String,
    /// The record it asks about.
    pub about: EntityId,
    /// Links made.
    pub links: u32,
    /// Links that nobody answered in time.
    pub expired: u32,
    /// When the last of them were made.
    pub made_at: Timestamp,
    /// Answers given.
    pub answers: Vec<EntityId>,
}

fn read_link(row: &Row) -> Result<SurveyLink> {
    let answered: Option<i64> = row.get("answered_at")?;
    Ok(SurveyLink {
        survey: row.get("survey")?,
        about: EntityId(row.get("about")?),
        expires: clock::timestamp(row.get("expires")?)?,
        answered_at: answered.map(clock::timestamp).transpose()?,
    })
}

impl Reader<'_> {
    /// The link of a digest.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn survey_link(&self, digest: Sha256Digest) -> Result<SurveyLink> {
        let mut find = self.conn.prepare_cached("select * from survey_link where digest = ?1")?;
        let found = find.query_row([digest.0.as_slice()], |row| Ok(read_link(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("survey link", digest)))
    }

    /// Links and answers about a record, by questionnaire.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn surveys_about(&self, record: EntityId) -> Result<Vec<SurveyCount>> {
        let sql = "select survey, answer from survey_link where about = ?1 order by survey, answer";
        let mut all = self.conn.prepare_cached(sql)?;
        let mut rows = all.query([record.0])?;
        let mut found: Vec<SurveyCount> = Vec::new();
        while let Some(row) = rows.next()? {
            let survey: String = row.get(0)?;
            if found.last().is_none_or(|last| last.survey != survey) {
                found.push(SurveyCount { survey, ..SurveyCount::default() });
            }
            let answer: Option<i64> = row.get(1)?;
            if let Some(last) = found.last_mut() {
                last.links += 1;
                last.answers.extend(answer.map(EntityId));
            }
        }
        Ok(found)
    }
}

impl Reader<'_> {
    /// Every questionnaire with the record it was asked about, the latest links first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn surveys_asked(&self, now: Timestamp) -> Result<Vec<SurveyAsked>> {
        let mut all = self.conn.prepare_cached(
            "select survey, about, count(*), sum(answered_at is null and expires <= ?1), max(made_at)
             from survey_link group by survey, about order by max(made_at) desc, about, survey",
        )?;
        let mut rows = all.query([now.as_microsecond()])?;
        let mut found: Vec<SurveyAsked> = Vec::new();
        let mut place_of: HashMap<(String, i64), usize> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (survey, about): (String, i64) = (row.get(0)?, row.get(1)?);
            place_of.insert((survey.clone(), about), found.len());
            found.push(SurveyAsked {
                survey,
                about: EntityId(about),
                links: row.get(2)?,
                expired: row.get(3)?,
                made_at: clock::timestamp(row.get(4)?)?,
                answers: Vec::new(),
            });
        }
        let mut answers = self.conn.prepare_cached(
            "select survey, about, answer from survey_link where answer is not null order by answered_at, answer",
        )?;
        let mut rows = answers.query([])?;
        while let Some(row) = rows.next()? {
            let place = place_of.get(&(row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
            if let Some(asked) = place.and_then(|place| found.get_mut(*place)) {
                asked.answers.push(EntityId(row.get(2)?));
            }
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Makes a link for one answer; the link itself is told nobody but who made it.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn add_survey_link(&self, digest: Sha256Digest, survey: &str, about: EntityId) -> Result<()> {
        let sql = "insert into survey_link (digest, survey, about, made_at, made_by, expires)
                   values (?1, ?2, ?3, ?4, ?5, ?6)";
        let expires = self.stamp.at + LASTS.as_micros() as i64;
        self.conn.execute(sql, (digest.0.as_slice(), survey, about.0, self.stamp.at, &self.actor, expires))?;
        Ok(())
    }

    /// Uses a link for an answer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] (`store.answered`) when it was used before.
    pub fn use_survey_link(&self, digest: Sha256Digest, answer: EntityId) -> Result<()> {
        let sql = "update survey_link set answered_at = ?2, answer = ?3 where digest = ?1 and answered_at is null";
        match self.conn.execute(sql, (digest.0.as_slice(), self.stamp.at, answer.0))? {
            1 => Ok(()),
            _ => Err(StoreError::refused("store.answered", "this link was answered before")),
        }
    }
}
