//! Findings of checks of facts: each failed rule on one thing, from the run that first found it to the run that did not.

use std::collections::BTreeMap;

use domain::{EntityId, MetricId, Period, RunId};
use rusqlite::Row;
use serde::Serialize;

use crate::{FindingState, Reader, Result, StoreError, Writer};

/// Lineage of the answers people give, in [`Reader::finding_answers`].
pub const CHECKS: &str = "checks";

/// A failed rule on one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewCheckFinding {
    /// The rule.
    pub rule: String,
    /// Its version.
    pub version: u32,
    /// `must_fix` or `must_explain`.
    pub severity: &'static str,
    /// The firm.
    pub entity: EntityId,
    /// What it stands at.
    pub metric: MetricId,
    /// For which period.
    pub period: Period,
    /// What was found, in words.
    pub observed: String,
    /// What the rule would have, in words.
    pub expected: String,
}

/// How often a rule was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckTally {
    /// The rule.
    pub rule: String,
    /// Things it could be asked of.
    pub asked: i64,
    /// Of these, failed.
    pub failed: i64,
    /// Things of which facts were missing.
    pub unknown: i64,
}

/// A finding on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckFinding {
    /// Its number.
    pub id: i64,
    /// The rule.
    pub rule: String,
    /// The version that found it.
    pub version: u32,
    /// `must_fix` or `must_explain`.
    pub severity: String,
    /// The firm.
    pub entity: EntityId,
    /// What it stands at.
    pub metric: MetricId,
    /// For which period.
    pub period: Period,
    /// What was found.
    pub observed: String,
    /// What the rule would have.
    pub expected: String,
    /// The run that first found it.
    pub first_run: RunId,
    /// The last run that found it.
    pub last_run: RunId,
    /// The run that did not find it any more.
    pub gone_run: Option<RunId>,
}

/// What a run of checks changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Found for the first time, or again after it was gone.
    pub new: usize,
    /// Found before and still there.
    pub still: usize,
    /// No longer found.
    pub gone: usize,
}

fn read_finding(row: &Row) -> Result<CheckFinding> {
    let period: String = row.get("period")?;
    Ok(CheckFinding {
        id: row.get("id")?,
        rule: row.get("rule")?,
        version: row.get("version")?,
        severity: row.get("severity")?,
        entity: EntityId(row.get("entity")?),
        metric: MetricId(row.get("metric")?),
        period: period.parse().map_err(|_| StoreError::Damaged(format!("period “{period}” of a finding")))?,
        observed: row.get("observed")?,
        expected: row.get("expected")?,
        first_run: RunId(row.get("first_run")?),
        last_run: RunId(row.get("last_run")?),
        gone_run: row.get::<_, Option<i64>>("gone_run")?.map(RunId),
    })
}

impl Reader<'_> {
    /// Findings of a period, those still there first, by rule and firm.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn check_findings(&self, period: Period) -> Result<Vec<CheckFinding>> {
        let sql = "select * from check_finding where period = ?1 order by gone_run is not null, rule, entity, id";
        self.some_findings(sql, period.to_string())
    }

    /// Findings about one firm, the newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn check_findings_about(&self, entity: EntityId) -> Result<Vec<CheckFinding>> {
        self.some_findings("select * from check_finding where entity = ?1 order by id desc", entity.0)
    }

    /// One finding.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn check_finding(&self, id: i64) -> Result<CheckFinding> {
        let found = self.some_findings("select * from check_finding where id = ?1", id)?;
        found.into_iter().next().ok_or_else(|| StoreError::missing("finding", id))
    }

    fn some_findings(&self, sql: &str, key: impl rusqlite::ToSql) -> Result<Vec<CheckFinding>> {
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query([key])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_finding(row)?);
        }
        Ok(found)
    }

    /// Periods with findings, the latest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn checked_periods(&self) -> Result<Vec<Period>> {
        let mut some = self.conn.prepare_cached("select distinct period from check_tally")?;
        let mut rows = some.query(())?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            found.push(text.parse::<Period>().map_err(|_| StoreError::Damaged(format!("period “{text}”")))?);
        }
        found.sort_by_key(|period| std::cmp::Reverse((period.end(), period.start())));
        Ok(found)
    }

    /// How often each rule was asked of a period, by the last run that asked it.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn check_tallies(&self, period: Period) -> Result<Vec<CheckTally>> {
        let sql = "select rule, asked, failed, unknown from check_tally t where period = ?1
                   and run = (select max(run) from check_tally o where o.rule = t.rule and o.period = t.period)
                   order by rule";
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query([period.to_string()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (rule, asked, failed, unknown) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            found.push(CheckTally { rule, asked, failed, unknown });
        }
        Ok(found)
    }

    /// Of all findings a rule ever had: how many, and how many people explained away or waived.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn check_record(&self) -> Result<BTreeMap<String, (usize, usize)>> {
        let answers = self.finding_answers(CHECKS)?;
        let mut some = self.conn.prepare_cached("select id, rule from check_finding")?;
        let mut rows = some.query(())?;
        let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (id, rule): (i64, String) = (row.get(0)?, row.get(1)?);
            let answer = answers.get(&id.to_string()).map(|answer| answer.state);
            let away = matches!(answer, Some(FindingState::Explained | FindingState::Waived));
            let of_rule = found.entry(rule).or_default();
            *of_rule = (of_rule.0 + 1, of_rule.1 + usize::from(away));
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Records what a run of checks of one period found. Findings of the rules asked that are not among these are gone:
    /// what was wrong was mended. Where facts have gone missing since (`undecided`), what was found stays.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_checks(
        &self,
        run: RunId,
        period: Period,
        tallies: &[CheckTally],
        found: &[NewCheckFinding],
        undecided: &[(&str, EntityId)],
    ) -> Result<Checked> {
        let period_text = period.to_string();
        let mut changed = Checked::default();
        let mut tally = self.conn.prepare_cached(
            "insert into check_tally (run, rule, period, asked, failed, unknown) values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for one in tallies {
            tally.execute((run.0, &one.rule, &period_text, one.asked, one.failed, one.unknown))?;
        }
        let mut again = self.conn.prepare_cached(
            "update check_finding set last_run = ?1, observed = ?2, expected = ?3, version = ?4
             where rule = ?5 and entity = ?6 and period = ?7 and gone_run is null",
        )?;
        let mut add = self.conn.prepare_cached(
            "insert into check_finding (rule, version, severity, entity, metric, period, observed, expected,
                                        first_run, last_run)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        )?;
        for one in found {
            let known = again.execute((
                run.0,
                &one.observed,
                &one.expected,
                one.version,
                &one.rule,
                one.entity.0,
                &period_text,
            ))?;
            if known > 0 {
                changed.still += 1;
                continue;
            }
            let (entity, metric) = (one.entity.0, one.metric.0);
            add.execute((
                &one.rule,
                one.version,
                one.severity,
                entity,
                metric,
                &period_text,
                &one.observed,
                &one.expected,
                run.0,
            ))?;
            changed.new += 1;
        }
        let mut kept = self.conn.prepare_cached(
            "update check_finding set last_run = ?1
             where rule = ?2 and entity = ?3 and period = ?4 and gone_run is null",
        )?;
        for (rule, entity) in undecided {
            changed.still += kept.execute((run.0, rule, entity.0, &period_text))?;
        }
        let mut gone = self.conn.prepare_cached(
            "update check_finding set gone_run = ?1
             where rule = ?2 and period = ?3 and gone_run is null and last_run <> ?1",
        )?;
        for one in tallies {
            changed.gone += gone.execute((run.0, &one.rule, &period_text))?;
        }
        self.note("findings", serde_json::json!({ "new": changed.new, "still": changed.still, "gone": changed.gone }));
        Ok(changed)
    }
}
