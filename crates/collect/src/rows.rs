//! The rows under a header, one by one: who, when, which values; every fault with its place.

use std::collections::HashMap;

use domain::{Grain, MetricDef, MetricId, MetricKind, Period, SubjectKind, Unit, Usci};
use tabular::{Row, Sheet};

use crate::heading::{Role, read_period};
use crate::problem::Fault;
use crate::reading::{ReadFact, Reading, SheetReading, SubjectRef};
use crate::{Problem, Registry, value};

/// Longest identifier of a subject, in characters.
const MAX_KEY: usize = 64;

/// A sheet with its headings, by what they are for.
pub(crate) struct Table<'a> {
    sheet: &'a Sheet,
    reading: &'a SheetReading,
    key: Option<(u32, SubjectKind, String)>,
    name: Option<u32>,
    period: Option<u32>,
    /// Column, heading, metric, stated unit.
    metrics: Vec<(u32, &'a str, MetricId, Option<&'a Unit>)>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(sheet: &'a Sheet, reading: &'a SheetReading) -> Self {
        let mut table = Self { sheet, reading, key: None, name: None, period: None, metrics: Vec::new() };
        for column in &reading.columns {
            match &column.role {
                Role::Key { kind, scheme } if table.key.is_none() => {
                    table.key = Some((column.column, kind.clone(), scheme.clone()));
                }
                Role::Name { .. } if table.name.is_none() => table.name = Some(column.column),
                Role::Period if table.period.is_none() => table.period = Some(column.column),
                Role::Metric { metric, unit } => {
                    table.metrics.push((column.column, &column.heading, *metric, unit.as_ref()));
                }
                _ => {}
            }
        }
        table
    }

    pub(crate) fn problem(&self, row: u32, column: u32, seen: &str, fault: Fault, fatal: bool) -> Problem {
        let heading = self.reading.columns.iter().find(|c| c.column == column);
        Problem {
            sheet: self.reading.sheet,
            row,
            column,
            place: self.sheet.locator(row, column.max(1)),
            heading: heading.map(|c| c.heading.clone()).unwrap_or_default(),
            code: fault.code,
            seen: seen.chars().take(80).collect(),
            message: fault.message,
            mend: fault.mend,
            suggestion: fault.suggestion,
            fatal,
        }
    }

    /// Faults of the headings themselves: without them the rows cannot be read.
    pub(crate) fn check(&self, registry: &Registry, problems: &mut Vec<Problem>) {
        let header = self.reading.header;
        let mut add = |column: u32, seen: &str, fault: Fault| {
            problems.push(self.problem(header, column, seen, fault, true));
        };
        let Some((_, kind, _)) = &self.key else {
            add(
                0,
                "",
                Fault::new(
                    "no_key_column",
                    "表里没有编号列，只有名称不能确定是谁",
                    "加一列统一社会信用代码、记录编号或项目编号",
                ),
            );
            return;
        };
        let mut seen: HashMap<MetricId, &str> = HashMap::new();
        for &(column, heading, id, unit) in &self.metrics {
            let Some(metric) = registry.metric(id) else { continue };
            if metric.name == crate::records::metric::COUNTS {
                let message = format!("“{}”由系统按规则判定，不能填报", metric.name);
                add(column, heading, Fault::new("derived_metric", message, "删去这一列"));
            }
            if metric.subject != *kind {
                let message = format!("“{}”是{}的指标，这张表的行是{}", metric.name, metric.subject, kind);
                add(column, heading, Fault::new("wrong_subject", message, "把这一列移到相应的表里"));
            }
            if let Some(first) = seen.insert(id, heading) {
                let message = format!("“{heading}”和“{first}”是同一个指标“{}”", metric.name);
                add(column, heading, Fault::new("metric_twice", message, "只保留一列"));
            }
            if let Some(fault) = unit_fault(metric, unit) {
                add(column, heading, fault);
            }
        }
        if self.period.is_none() && self.reading.period.is_none() {
            add(0, "", Fault::new("no_period", "没有期间列，表头上方也没有写期间", "加一列“期间”，或在导入时选定期间"));
        }
    }
}

fn unit_fault(metric: &MetricDef, unit: Option<&Unit>) -> Option<Fault> {
    let MetricKind::Number { unit: own, .. } = &metric.kind else { return None };
    match unit {
        Some(unit) if unit.dimension() != own.dimension() => {
            let message = format!("“{}”按{own}计，不能用{unit}填报", metric.name);
            Some(Fault::new("wrong_unit", message, format!("改用{own}或可以换算成{own}的单位")))
        }
        // 元 and 万元 are both common in such files: without a word from the file it would be a guess.
        None if own.dimension() == Unit::named("元").dimension() => {
            let message = format!("“{}”没有写明金额单位", metric.name);
            Some(Fault::new(
                "unit_unstated",
                message,
                format!("把列名写成“{}（万元）”或“{}（元）”", metric.name, metric.name),
            ))
        }
        _ => None,
    }
}

/// Subjects by kind, scheme, key and the period in which the key holds.
pub(crate) type Known = HashMap<(SubjectKind, String, String, Option<Period>), usize>;

/// Reads rows into a reading.
pub(crate) struct Rows<'a> {
    pub(crate) table: &'a Table<'a>,
    pub(crate) registry: &'a Registry,
    pub(crate) reading: &'a mut Reading,
    pub(crate) known: &'a mut Known,
    /// First row of each (subject, period, metric).
    pub(crate) seen: HashMap<(usize, Period, MetricId), u32>,
    /// Whether a metric takes a period, found once.
    pub(crate) grains: HashMap<(MetricId, Period), bool>,
}

impl Rows<'_> {
    /// Reads a row; whether it is one of data.
    pub(crate) fn read(&mut self, row: &Row) -> bool {
        let text = |column: u32| row.cells.iter().find(|c| c.column == column).map_or("", |c| c.text.trim());
        if row.cells.iter().all(|cell| cell.text.trim().is_empty()) {
            return false;
        }
        let Some((key_column, kind, scheme)) = &self.table.key else { return false };
        let key = text(*key_column);
        let name = self.table.name.map_or("", text);
        if key.is_empty()
            && ["合计", "总计", "小计"].iter().any(|total| row.cells.iter().any(|c| c.text.trim() == *total))
        {
            return false;
        }
        let said = self.table.period.map(|column| (column, text(column)));
        let period = match said {
            None | Some((_, "")) if self.table.reading.period.is_some() => self.table.reading.period,
            None => None,
            Some((_, said)) => read_period(said),
        };
        let subject = match self.subject(kind, scheme, key, name, period) {
            Ok(subject) => subject,
            Err(fault) => {
                self.fault(row.number, *key_column, key, fault);
                return true;
            }
        };
        let Some(period) = period else {
            if let Some((column, said)) = said {
                let message =
                    if said.is_empty() { "没有填期间".to_owned() } else { format!("“{said}”不是期间") };
                let fault = Fault::new("not_a_period", message, "写成 2024-08、2024Q3 或 2024");
                self.fault(row.number, column, said, fault);
            }
            return true;
        };
        for cell in &row.cells {
            let Some(&(column, _, metric, unit)) = self.table.metrics.iter().find(|m| m.0 == cell.column) else {
                continue;
            };
            self.cell((row.number, column), &cell.text, (subject, period), metric, unit);
        }
        true
    }

    fn cell(&mut self, at: (u32, u32), text: &str, of: (usize, Period), metric: MetricId, unit: Option<&Unit>) {
        let Some(def) = self.registry.metric(metric) else { return };
        let found = match value::read(text, def, unit, self.registry) {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(fault) => return self.fault(at.0, at.1, text, fault),
        };
        let (subject, period) = of;
        if !*self.grains.entry((metric, period)).or_insert_with(|| takes(def.grain, period)) {
            let message = format!("“{}”按{}填报，期间 {period} 不合", def.name, grain_name(def.grain));
            return self.fault(
                at.0,
                at.1,
                text,
                Fault::new("wrong_grain", message, "改正期间，或把这一列移到相应期间的表里"),
            );
        }
        if let Some(first) = self.seen.insert((subject, period, metric), at.0) {
            let message = format!("与第 {first} 行重复：同一对象、同一期间的“{}”", def.name);
            return self.fault(at.0, at.1, text, Fault::new("repeated", message, "只保留一行"));
        }
        let (sheet, row, column) = (self.table.reading.sheet, at.0, at.1);
        self.reading.facts.push(ReadFact { subject, metric, period, value: found, sheet, row, column });
    }

    fn subject(
        &mut self,
        kind: &SubjectKind,
        scheme: &str,
        key: &str,
        name: &str,
        period: Option<Period>,
    ) -> Result<usize, Fault> {
        let of_record = kind.as_str() == crate::records::KIND;
        let key = match scheme {
            "usci" => credit_code(key)?,
            _ if of_record => plain_key(&crate::records::plain_number(key))?,
            _ => plain_key(key)?,
        };
        // Offices number their records from 1 every year.
        let looked = (kind.clone(), scheme.to_owned(), key, period.filter(|_| of_record));
        if let Some(&index) = self.known.get(&looked) {
            if let Some(subject) = self.reading.subjects.get_mut(index) {
                match &subject.name {
                    Some(first) if !name.is_empty() && first != name => {
                        let message = format!("编号 {} 在前面叫“{first}”，这里叫“{name}”", subject.key);
                        return Err(Fault::new("two_names", message, "核对编号和名称"));
                    }
                    None if !name.is_empty() => subject.name = Some(name.to_owned()),
                    _ => {}
                }
            }
            return Ok(index);
        }
        let index = self.reading.subjects.len();
        self.reading.subjects.push(SubjectRef {
            kind: looked.0.clone(),
            scheme: looked.1.clone(),
            key: looked.2.clone(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            within: looked.3,
        });
        self.known.insert(looked, index);
        Ok(index)
    }

    fn fault(&mut self, row: u32, column: u32, seen: &str, fault: Fault) {
        self.reading.problems.push(self.table.problem(row, column, seen, fault, false));
    }
}

fn takes(grain: Grain, period: Period) -> bool {
    period.grain() == grain || (grain == Grain::Days && period.grain() == Grain::Day)
}

fn grain_name(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "日",
        Grain::Month => "月",
        Grain::Quarter => "季度",
        Grain::Year => "年",
        Grain::Months => "累计月份",
        Grain::Days => "起止日期",
    }
}

fn plain_key(key: &str) -> Result<String, Fault> {
    match key.chars().count() {
        0 => Err(Fault::new("no_key", "没有填编号", "填上编号；没有编号的行不能导入")),
        n if n > MAX_KEY => {
            Err(Fault::new("key_too_long", format!("编号有 {n} 个字符，最多 {MAX_KEY} 个"), "核对编号"))
        }
        _ => Ok(key.to_owned()),
    }
}

fn credit_code(text: &str) -> Result<String, Fault> {
    let plain = Usci::normal(text);
    let fault = |code, message: String| {
        let meant = Usci::suggestion(&plain).map(|meant| meant.to_string());
        Fault::new(code, message, "对照营业执照核对（GB 32100-2015）").suggest(meant)
    };
    match plain.parse::<Usci>() {
        Ok(code) => Ok(code.to_string()),
        Err(_) if plain.is_empty() => {
            Err(Fault::new("no_key", "没有填统一社会信用代码", "填18位代码；没有代码的行不能导入"))
        }
        Err(domain::UsciError::Length(n)) => {
            Err(fault("usci_length", format!("统一社会信用代码应为18位，这里是{n}位")))
        }
        Err(domain::UsciError::Character(at)) => Err(fault("usci_character", format!("第{at}位不是代码可用的字符"))),
        Err(domain::UsciError::Organisation { expected }) => {
            Err(fault("usci_organisation", format!("第9至17位的组织机构代码不符：按前8位，第17位应为 {expected}")))
        }
        Err(domain::UsciError::Check { expected }) => {
            Err(fault("usci_check", format!("校验位不符：按前17位应为 {expected}")))
        }
    }
}
