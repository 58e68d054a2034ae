//! Facts held in plain maps: for tests, examples and formulas tried on the command line.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::{
    CodeSet, Column, ColumnData, FactId, FactSource, FactValue, MetricDef, MetricId, MetricKind, Period, Presence,
    Scaled, Subject, SubjectKind, Value,
};
use jiff::civil::Date;

/// A set of facts built row by row. A later fact on the same cell replaces the earlier.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    metrics: Vec<MetricDef>,
    subjects: HashMap<SubjectKind, Vec<Subject>>,
    columns: BTreeMap<(MetricId, Period), Column>,
    periods: BTreeMap<MetricId, Vec<Period>>,
    ids: BTreeMap<(MetricId, Period), Vec<Option<FactId>>>,
    said: i64,
    names: BTreeSet<String>,
}

/// Why a row was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No metric has this name.
    UnknownMetric(String),
    /// The value is not of the metric's kind, or has more digits than its scale.
    Value {
        /// The metric.
        metric: String,
        /// As given.
        text: String,
    },
    /// Another metric has this name already.
    NameTaken(String),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownMetric(name) => write!(f, "no metric is called “{name}”"),
            Self::Value { metric, text } => write!(f, "“{text}” is no value of “{metric}”"),
            Self::NameTaken(name) => write!(f, "two metrics are called “{name}”"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Facts {
    /// No metrics, no subjects, no facts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a metric.
    ///
    /// # Errors
    /// [`LoadError::NameTaken`].
    pub fn declare(&mut self, metric: MetricDef) -> Result<(), LoadError> {
        let names: BTreeSet<&String> = [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases).collect();
        if let Some(taken) = names.iter().find(|name| self.names.contains(**name)) {
            return Err(LoadError::NameTaken((**taken).clone()));
        }
        self.names.extend(names.into_iter().cloned());
        self.metrics.push(metric);
        Ok(())
    }

    /// The row of a subject, added at the end when new.
    pub fn subject(&mut self, kind: &SubjectKind, subject: Subject) -> usize {
        let all = self.subjects.entry(kind.clone()).or_default();
        match all.iter().position(|known| *known == subject) {
            Some(row) => row,
            None => {
                all.push(subject);
                all.len() - 1
            }
        }
    }

    /// Sets the subjects of a kind and their rows at once.
    pub fn subjects_in_order(&mut self, kind: &SubjectKind, subjects: impl IntoIterator<Item = Subject>) {
        self.subjects.insert(kind.clone(), subjects.into_iter().collect());
    }

    /// Says a fact in words: `-` or `/` is not applicable, an empty text is missing, codes are separated by `;`.
    ///
    /// # Errors
    /// [`LoadError`] when the metric is unknown or the text is not of its kind.
    pub fn say(&mut self, metric: &str, subject: Subject, period: Period, text: &str) -> Result<FactId, LoadError> {
        let def = self.metric(metric).ok_or_else(|| LoadError::UnknownMetric(metric.to_owned()))?.clone();
        let wrong = || LoadError::Value { metric: metric.to_owned(), text: text.to_owned() };
        let value = match text.trim() {
            "" => FactValue::Missing,
            "-" | "/" | "—" => FactValue::NotApplicable,
            text => FactValue::Known(read(&def.kind, text).ok_or_else(wrong)?),
        };
        let row = self.subject(&def.subject, subject);
        self.put(&def, row, period, value).ok_or_else(wrong)
    }

    /// Puts a fact; `None` when the value is not of the metric's kind.
    pub fn put(&mut self, metric: &MetricDef, row: usize, period: Period, value: FactValue) -> Option<FactId> {
        let column = self.columns.entry((metric.id, period)).or_insert_with(|| empty(&metric.kind));
        let presence = match &value {
            FactValue::Known(_) => Presence::Known,
            FactValue::NotDue => Presence::NotDue,
            FactValue::Missing => Presence::Missing,
            FactValue::NotApplicable => Presence::NotApplicable,
        };
        if column.presence.len() <= row {
            column.presence.resize(row + 1, Presence::Absent);
        }
        let rows = column.presence.len();
        match &mut column.data {
            ColumnData::Number(values) => values.resize(rows, 0),
            ColumnData::Truth(values) => values.resize(rows, false),
            ColumnData::Date(values) => values.resize(rows, Date::default()),
            ColumnData::Codes(values) => values.resize(rows, CodeSet::default()),
            ColumnData::Text(values) => values.resize(rows, Arc::from("")),
        }
        match (&mut column.data, value) {
            (ColumnData::Number(values), FactValue::Known(Value::Number(value))) => values[row] = value,
            (ColumnData::Truth(values), FactValue::Known(Value::Truth(value))) => values[row] = value,
            (ColumnData::Date(values), FactValue::Known(Value::Date(value))) => values[row] = value,
            (ColumnData::Codes(values), FactValue::Known(Value::Codes(value))) => values[row] = value,
            (ColumnData::Text(values), FactValue::Known(Value::Text(value))) => values[row] = value,
            (_, FactValue::Known(_)) => return None,
            _ => {}
        }
        column.presence[row] = presence;
        let periods = self.periods.entry(metric.id).or_default();
        if !periods.contains(&period) {
            periods.push(period);
            periods.sort();
        }
        self.said += 1;
        let id = FactId(self.said);
        let ids = self.ids.entry((metric.id, period)).or_default();
        ids.resize(ids.len().max(row + 1), None);
        ids[row] = Some(id);
        Some(id)
    }
}

fn empty(kind: &MetricKind) -> Column {
    let data = match kind {
        MetricKind::Number { .. } => ColumnData::Number(Vec::new()),
        MetricKind::Truth => ColumnData::Truth(Vec::new()),
        MetricKind::Date => ColumnData::Date(Vec::new()),
        MetricKind::Code { .. } => ColumnData::Codes(Vec::new()),
        MetricKind::Text => ColumnData::Text(Vec::new()),
    };
    Column { presence: Vec::new(), data }
}

fn read(kind: &MetricKind, text: &str) -> Option<Value> {
    Some(match kind {
        MetricKind::Number { scale, .. } => Value::Number(text.parse::<Scaled>().ok()?.rescale(*scale).ok()?.mantissa),
        MetricKind::Truth => Value::Truth(match text {
            "是" | "true" | "yes" | "1" => true,
            "否" | "false" | "no" | "0" => false,
            _ => return None,
        }),
        MetricKind::Date => Value::Date(text.parse().ok()?),
        MetricKind::Code { .. } => Value::Codes(CodeSet::new(text.split([';', '；']).map(str::trim))),
        MetricKind::Text => Value::Text(text.into()),
    })
}

impl FactSource for Facts {
    fn metric(&self, name: &str) -> Option<&MetricDef> {
        self.metrics.iter().find(|m| m.name == name || m.name_en == name || m.aliases.iter().any(|a| a == name))
    }

    fn subjects(&self, kind: &SubjectKind) -> &[Subject] {
        self.subjects.get(kind).map_or(&[], Vec::as_slice)
    }

    fn column(&self, metric: MetricId, period: Period) -> Option<&Column> {
        self.columns.get(&(metric, period))
    }

    fn column_version(&self, metric: MetricId, period: Period) -> Option<u64> {
        let newest = self.ids.get(&(metric, period)).and_then(|ids| ids.iter().flatten().max());
        newest.map_or(Some(0), |id| u64::try_from(id.0).ok())
    }

    fn periods(&self, metric: MetricId) -> &[Period] {
        self.periods.get(&metric).map_or(&[], Vec::as_slice)
    }

    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId> {
        self.ids.get(&(metric, period)).and_then(|ids| ids.get(row).copied().flatten())
    }

    fn metric_names(&self, kind: &SubjectKind) -> Vec<String> {
        self.metrics.iter().filter(|m| m.subject == *kind).flat_map(|m| [m.name.clone(), m.name_en.clone()]).collect()
    }
}
