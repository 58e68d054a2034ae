//! The output contract of the importer and the checker: `shuanglian.target-table/1`, one object per file.
//!
//! Amounts are decimal strings in the document's own unit; a blank is `None`, a published zero is `"0"`.
//! Published text is never altered beyond collapsed white space and, in `target*`, one closing full stop.

use serde::{Deserialize, Serialize};

/// Name and version of the contract.
pub const SCHEMA: &str = "shuanglian.target-table/1";

/// The layouts a performance table comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One row per project, with totals (项目支出绩效目标表).
    ProjectList,
    /// One form per project (项目支出绩效目标申报表).
    SingleProject,
    /// One form per department (部门整体支出绩效目标申报表).
    Department,
    /// What was reached at the end (绩效自评表).
    SelfEvaluation,
    /// What was reached at mid-year (绩效运行监控表).
    Monitoring,
}

/// Everything read from one table, its targets and what the checker found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetTable {
    /// [`SCHEMA`].
    pub schema: String,
    /// The file.
    pub source: FileSource,
    /// Which layout it was recognised as.
    pub layout: Layout,
    /// What the head of the table says.
    pub document: Head,
    /// In the order of the table.
    pub projects: Vec<Project>,
    /// Every promise of an indicator or a goal clause.
    pub targets: Vec<Target>,
    /// Stated against computed totals.
    pub checks: Checks,
    /// What the checker found.
    pub findings: Vec<Finding>,
}

/// The file a table was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSource {
    /// File name.
    pub file: String,
    /// Digest of its bytes, hexadecimal.
    pub sha256: String,
    /// Text encoding, where there is one.
    pub encoding: Option<String>,
    /// What a person should know of the file: dropped macros, replaced characters, cells far away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<tabular::Warning>,
}

/// The head of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Title as printed.
    pub title: Option<String>,
    /// The department that answers for the table.
    pub department: Option<String>,
    /// Budget year.
    pub year: Option<i16>,
    /// Unit of the amounts as stated: 万元 or 元; never assumed.
    pub unit: Option<String>,
}

/// A place in the file: a cell and the characters in its raw text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// `Sheet1!B7`, or `row,column`.
    pub cell: String,
    /// Start and end, in Unicode characters of the cell's raw text, from 0, end exclusive.
    pub span: [usize; 2],
}

/// One project, or the one department of a department table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// `P01` …
    pub id: String,
    /// Name without a leading code.
    pub name: String,
    /// Its own department or unit, where the form names one.
    pub department: Option<String>,
    /// All amounts of the form, blanks included.
    pub amounts: Vec<Amount>,
    /// Goal text of the year (of the whole period where there is no other).
    pub goal: Option<String>,
    /// The goal cut at its own numbering; one clause when it has none.
    pub goal_clauses: Vec<GoalClause>,
    /// In the order of the table.
    pub indicators: Vec<Indicator>,
    /// Total score of a self-evaluation.
    pub score_total: Option<String>,
    /// Where the name stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Place>,
}

/// One amount of money as published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// 总计, 财政拨款, 资金总额 …
    pub item: String,
    /// 年度, 全周期, 年初预算 …: the column head, or the period the label names.
    pub column: String,
    /// Decimal in the document's unit; `None` when blank.
    pub value: Option<String>,
    /// As printed.
    pub raw: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Place>,
}

/// One numbered clause of a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalClause {
    /// `P02.G03`.
    pub id: String,
    /// Its printed number.
    pub no: Option<u32>,
    /// Its text without the number.
    pub text: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Place>,
}

/// Comparison operators of published targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// ≥, 不少于, 不低于, 至少, 达到, 以上.
    #[serde(rename = ">=")]
    AtLeast,
    /// 超, 超过, 优于.
    #[serde(rename = ">")]
    MoreThan,
    /// ≤, 不晚于, 不超过, 以内.
    #[serde(rename = "<=")]
    AtMost,
    /// 低于, 小于.
    #[serde(rename = "<")]
    LessThan,
    /// =, and a bare number.
    #[serde(rename = "=")]
    Exactly,
}

/// One indicator (三级指标).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// `P02.I03`.
    pub id: String,
    /// `1`, `2`, `3` where the document prints codes.
    pub level1_code: Option<String>,
    /// 产出指标 …
    pub level1: String,
    /// `11` … where the document prints codes.
    pub level2_code: Option<String>,
    /// 数量指标 …
    pub level2: String,
    /// Its name.
    pub name: String,
    /// Target of tables with one value column.
    pub target: Option<String>,
    /// 实施周期指标值 of tables with two.
    pub target_period: Option<String>,
    /// 年度指标值 of tables with two.
    pub target_annual: Option<String>,
    /// 实际完成值.
    pub actual: Option<String>,
    /// 权重, 分值.
    pub weight: Option<String>,
    /// 得分.
    pub score: Option<String>,
    /// 备注.
    pub note: Option<String>,
    /// 全年预计完成情况.
    pub forecast: Option<String>,
    /// 完成可能性.
    pub likelihood: Option<String>,
    /// 偏差原因.
    pub deviation: Option<String>,
    /// Operator as written; `None` for a bare number.
    pub op: Option<Op>,
    /// Magnitude as written.
    pub num: Option<String>,
    /// Unit as written.
    pub unit: Option<String>,
    /// Where the indicator's own text stands.
    pub source: Option<Place>,
}

/// What sort of promise a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// Operator, number, unit.
    Numeric,
    /// Better than a base period.
    Relative,
    /// By a day.
    Date,
    /// A grade.
    Ordinal,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `P02.G03.T1`.
    pub id: String,
    /// The indicator or clause it stands in.
    #[serde(rename = "ref")]
    pub of: String,
    /// Sort of promise.
    pub kind: TargetKind,
    /// As judged: a bare number is `=`.
    pub op: Option<Op>,
    /// Magnitude as written; a base year for relative, an ISO date for date, the grade for ordinal.
    pub num: Option<String>,
    /// Unit as written, magnitude words included (亿元).
    pub unit: Option<String>,
    /// 计划, 预计, 约…余.
    pub hedge: Option<String>,
    /// The words that make the promise, as printed.
    pub quote: String,
    /// Where the quote stands.
    pub source: Place,
    /// Targets of indicators that repeat this goal target.
    pub covered_by: Vec<String>,
}

/// Stated totals against the sum of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// Totals the document states.
    pub stated: Vec<Amount>,
    /// The same totals added up from the rows.
    pub computed: Vec<Amount>,
    /// Whether they agree; `None` when nothing is stated.
    pub adds_up: Option<bool>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 必须改: the table cannot be trusted or scored as it stands.
    Error,
    /// 须说明: needs an answer.
    Warn,
    /// 提示: a note on form.
    Info,
}

/// One finding of the checker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Type as listed by the contract: `sum_mismatch` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Weight.
    pub severity: Severity,
    /// What it concerns: project, clause, indicator and target ids, `TOTAL`, column names, level-2 codes.
    pub refs: Vec<String>,
    /// For people, in Chinese: what is wrong, expected and seen.
    pub message: String,
}
