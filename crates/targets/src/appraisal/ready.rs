//! A stored table with all that monitoring and self-evaluation read of it, and the two computed.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Period, Scaled};
use jiff::civil::Date;
use store::{FolderKind, Snapshot, Store, StoreError, TargetTableRow};
use tabular::Workbook;

use super::weighing::{self, Importance, Weighed};
use super::{Answer, Entry, Form, GivenFor, Opinion, Remark};
use crate::binding::Bound;
use crate::budgets::{self, Money};
use crate::forms::{self, Head};
use crate::model::TargetTable;
use crate::monitoring::{self, Row, Rules};
use crate::overview::Overview;
use crate::scoring::{self, RuleSet, Said, SaidOf, Scored};
use crate::wording;

/// A stored table and its facts at one moment.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Number, version, file.
    pub row: TargetTableRow,
    /// The reading.
    pub table: TargetTable,
    /// Open bindings.
    pub bindings: Vec<Bound>,
    /// The business date.
    pub today: Date,
    /// The facts.
    pub facts: Arc<Snapshot>,
    /// The money of its projects.
    pub money: BTreeMap<String, Money>,
    /// Whether the folder holds simulated data.
    pub demo: bool,
    /// The rules of monitoring for its year.
    pub rules: Rules,
}

/// A table monitored until the end of a month.
#[derive(Clone, Debug)]
pub struct Monitored {
    /// The month.
    pub last: Period,
    /// The rules.
    pub rules: Rules,
    /// The table judged at the month's end.
    pub overview: Overview,
    /// Money and goals, in the order of the projects.
    pub rows: Vec<Row>,
}

/// A table scored.
#[derive(Clone, Debug)]
pub struct Selfscored {
    /// The rule set.
    pub rules: RuleSet,
    /// What people said, by line.
    pub said: BTreeMap<String, Entry<Said>>,
    /// The same without who and when.
    pub bare: SaidOf,
    /// Points people entered, by indicator, those that no longer hold among them.
    pub weighed: Weighed,
    /// Second opinions by project.
    pub opinions: BTreeMap<String, Entry<Opinion>>,
    /// In the order of the projects.
    pub scored: Vec<Scored>,
    /// What an opinion would be given for now, by project.
    pub now: BTreeMap<String, GivenFor>,
    /// Lines of which something was said before a version changed their words: they wait for a decision.
    pub lapsed: Vec<String>,
}

impl Ready {
    /// Loads a table.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Damaged`].
    pub fn load(store: &Store, id: i64) -> Result<Self, StoreError> {
        let facts = store.snapshot()?;
        let table = crate::import::table(store, id)?;
        let (row, bindings) = crate::proposals::open(store, id)?;
        let (today, money) = store.read(|r| Ok((r.today()?, budgets::all(r, &facts, &table)?)))?;
        let demo = store.kind() == FolderKind::Demo;
        let rules = monitoring_rules(store, row.year)?;
        Ok(Self { row, table, bindings, today, facts, money, demo, rules })
    }

    /// The head of its forms.
    pub fn head(&self) -> Head<'_> {
        Head { table: &self.table, demo: self.demo }
    }
}

/// The rules of monitoring in force for a year.
///
/// # Errors
/// [`StoreError::Damaged`] when not even those that come with the program read.
pub fn monitoring_rules(store: &Store, year: Option<i16>) -> Result<Rules, StoreError> {
    monitoring::in_force(store.dir(), year).0.ok_or_else(|| StoreError::Damaged("the rules of monitoring".into()))
}

/// The rule set of a name in force for a year.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn rule_set(store: &Store, rules: &str, year: Option<i16>) -> Result<RuleSet, StoreError> {
    let found = scoring::rules::in_force(store.dir(), year).0.into_iter().find(|set| set.rules == rules);
    found.ok_or_else(|| StoreError::NotFound { what: "rule set", key: rules.to_owned() })
}

/// The last month of a year that is over on a day; `None` before the end of its January.
pub fn last_whole_month(year: Period, day: Date) -> Option<Period> {
    year.months_in().into_iter().rfind(|month| month.end() <= day)
}

impl Monitored {
    /// Monitors a table until the end of `last`.
    pub fn until(
        rules: &Rules,
        table: &TargetTable,
        bindings: &[Bound],
        facts: &Snapshot,
        money: &BTreeMap<String, Money>,
        last: Period,
    ) -> Self {
        let overview = monitoring::judged_until(table, bindings, last.end(), facts);
        let rows = monitoring::rows(rules, table, &overview, money, last);
        Self { last, rules: rules.clone(), overview, rows }
    }

    /// The statutory form.
    pub fn workbook(
        &self,
        head: Head<'_>,
        remarks: &BTreeMap<String, Entry<Remark>>,
        answers: &BTreeMap<String, Entry<Answer>>,
    ) -> Workbook {
        let (rules, last, overview, rows) = (&self.rules, self.last, &self.overview, self.rows.as_slice());
        forms::monitoring(&forms::Monitoring { head, rules, last, overview, rows, remarks, answers })
    }
}

impl Selfscored {
    /// Scores a judged table with what people said of it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a rule set there is none of; the store's refusal.
    pub fn load(
        store: &Store,
        lineage: &str,
        table: &TargetTable,
        overview: &Overview,
        money: &BTreeMap<String, Money>,
        rules: &str,
    ) -> Result<Self, StoreError> {
        let set = rule_set(store, rules, table.document.year)?;
        let form = Form::SelfEvaluation(rules.to_owned());
        let (said, opinions, weighed, lapsed) = store.read(|r| {
            let weighed = weighing::weighed(r, lineage, rules)?;
            let lapsed = super::lapsed(r, lineage, &form, table)?;
            Ok((super::said(r, lineage, &form)?, super::opinions(r, lineage, &form)?, weighed, lapsed))
        })?;
        let bare = super::bare(&said, &opinions);
        let entered = weighing::holding(table, &weighed);
        let source = scoring::Source { table, overview, money, said: &bare, entered: &entered };
        let scored = scoring::score(&set, &source);
        let words = wording::words(table);
        let now = scored.iter().map(|one| (one.project.clone(), GivenFor::now(one, &words))).collect();
        Ok(Self { rules: set, said, bare, weighed, opinions, scored, now, lapsed })
    }

    /// Whether the opinion of a project was given for the score that stands, with nothing said or weighed since.
    pub fn is_reviewed(&self, project: &str) -> bool {
        self.opinions.get(project).is_some_and(|opinion| {
            let given_for = opinion.value.given_for.as_ref();
            given_for.is_some_and(|given| self.now.get(project) == Some(given))
                && !self.changed_after(project, opinion.order)
        })
    }

    /// Whether something of a project was said or weighed after a moment of the order of saying.
    pub fn changed_after(&self, project: &str, order: i64) -> bool {
        super::said_after(&self.said, project, order) || super::said_after(&self.weighed, project, order)
    }

    /// Who entered the points of the indicator of a line, where they are used.
    pub fn weighed_by(&self, line: &scoring::Line) -> Option<&Entry<Importance>> {
        let entered = line.weight_from == scoring::Origin::Entered;
        if entered { self.weighed.get(&line.indicator) } else { None }
    }

    /// What its forms are made from.
    pub fn source<'a>(
        &'a self,
        head: Head<'a>,
        overview: &'a Overview,
        money: &'a BTreeMap<String, Money>,
    ) -> forms::SelfEvaluation<'a> {
        let (rules, scored, said, opinions) = (&self.rules, self.scored.as_slice(), &self.bare, &self.opinions);
        forms::SelfEvaluation { head, rules, overview, money, scored, said, opinions }
    }

    /// A line by its id.
    pub fn line(&self, id: &str) -> Option<&scoring::Line> {
        self.scored.iter().flat_map(|one| &one.lines).find(|line| line.id == id)
    }

    /// Points over all projects that are not decided yet.
    pub fn open(&self) -> Scaled {
        let sum = |sum: i64, one: &Scored| sum.saturating_add(one.open.mantissa);
        Scaled::new(self.scored.iter().fold(0, sum), 2)
    }
}
