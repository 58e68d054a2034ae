//! Types, dimensions and names: turns a parsed formula into one the evaluators can trust.

mod align;
mod calls;
mod operators;
mod work;

use std::sync::Arc;

use domain::{FactSource, MetricDef, MetricKind, SubjectKind, Unit};

use crate::Formula;
use crate::error::TypeError;
use crate::exact::pow10;
use crate::measure::Measure;
use crate::suggest::nearest;
use crate::syntax::{Expr, Op};
use crate::typed::{Datum, Id, Kind, Node, Type, Typed};

/// In what a formula stands: the kind of subject it speaks of, and whether it yields one value for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The kind of subject.
    pub subject: SubjectKind,
    /// One value for the whole population (`sum(税收)`) instead of one for each subject (`税收`).
    pub aggregate: bool,
    /// A condition on subjects: which of them aggregates and groups range over. `None` is all of the kind.
    pub population: Option<Formula>,
}

impl Definition {
    /// One value for each subject.
    pub fn each(subject: &str) -> Self {
        Self { subject: SubjectKind::new(subject), aggregate: false, population: None }
    }

    /// One value for all subjects.
    pub fn total(subject: &str) -> Self {
        Self { subject: SubjectKind::new(subject), aggregate: true, population: None }
    }

    /// Restricts aggregates and groups to the subjects for which a condition is true.
    #[must_use]
    pub fn among(self, population: Formula) -> Self {
        Self { population: Some(population), ..self }
    }
}

/// Where in the formula a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Speaks of each subject.
    Row,
    /// Speaks of all subjects together.
    Total,
    /// Within an aggregate or a group function: of each subject, and no further aggregates.
    Inside,
}

pub(crate) fn check(formula: &Formula, definition: &Definition, source: &dyn FactSource) -> Result<Typed, TypeError> {
    let mut checker =
        Checker { source, subject: &definition.subject, nodes: Vec::new(), metrics: Vec::new(), place: Place::Inside };
    let population = match &definition.population {
        Some(population) => {
            let id = checker.infer(&population.root)?;
            checker.demand_truth(id, "population")?;
            Some(id)
        }
        None => None,
    };
    checker.place = if definition.aggregate { Place::Total } else { Place::Row };
    let root = checker.infer(&formula.root)?;
    work::check_work(&checker.nodes, population.into_iter().chain([root]))?;
    Ok(Typed {
        nodes: checker.nodes,
        root,
        population,
        names: checker.metrics.iter().map(|m| (m.name.as_str().into(), m.name_en.as_str().into())).collect(),
        unitless: "".into(),
        metrics: checker.metrics,
        subject: definition.subject.clone(),
        total: definition.aggregate,
        text: formula.to_string().into(),
    })
}

struct Checker<'a> {
    source: &'a dyn FactSource,
    subject: &'a SubjectKind,
    nodes: Vec<Node>,
    metrics: Vec<MetricDef>,
    place: Place,
}

impl Checker<'_> {
    fn push(&mut self, kind: Kind, ty: Type, text: &str) -> Id {
        self.nodes.push(Node { kind, ty, text: text.into() });
        self.nodes.len() - 1
    }

    fn ty(&self, id: Id) -> &Type {
        &self.nodes[id].ty
    }

    fn text(&self, id: Id) -> Arc<str> {
        self.nodes[id].text.clone()
    }

    /// The value of a constant node.
    fn constant(&self, id: Id) -> Option<&Datum> {
        match &self.nodes[id].kind {
            Kind::Const(value) => value.as_ref(),
            _ => None,
        }
    }

    fn measure(&self, id: Id, wanted_by: &str) -> Result<Measure, TypeError> {
        match self.ty(id) {
            Type::Number(measure) => Ok(measure.clone()),
            Type::Null => Ok(Measure::plain(0)),
            other => Err(TypeError::new(
                "type",
                format!("{wanted_by} 要数字，“{}”是{}", self.text(id), name_zh(other)),
                format!("{wanted_by} wants a number, “{}” is a {}", self.text(id), name_en(other)),
            )),
        }
    }

    fn demand_truth(&self, id: Id, wanted_by: &str) -> Result<(), TypeError> {
        match self.ty(id) {
            Type::Truth | Type::Null => Ok(()),
            other => Err(TypeError::new(
                "type",
                format!("{wanted_by} 要条件（是或否），“{}”是{}", self.text(id), name_zh(other)),
                format!("{wanted_by} wants a condition, “{}” is a {}", self.text(id), name_en(other)),
            )
            .hint("写成比较，如 x > 0", "write a comparison such as x > 0")),
        }
    }

    fn infer(&mut self, expr: &Expr) -> Result<Id, TypeError> {
        let text = expr.to_string();
        match expr {
            Expr::Number { mantissa, scale } => {
                let value = Some(Datum::Number(*mantissa));
                Ok(self.push(Kind::Const(value), Type::Number(Measure::plain(*scale)), &text))
            }
            Expr::Text(value) => {
                Ok(self.push(Kind::Const(Some(Datum::Text(value.as_str().into()))), Type::Text, &text))
            }
            Expr::Truth(value) => Ok(self.push(Kind::Const(Some(Datum::Truth(*value))), Type::Truth, &text)),
            Expr::Null => Ok(self.push(Kind::Const(None), Type::Null, &text)),
            Expr::Name { name, position } => self.name(name, *position, &text),
            Expr::Negative(of) => self.negative(of, &text),
            Expr::Not(of) => {
                let of = self.infer(of)?;
                self.demand_truth(of, "not")?;
                Ok(self.push(Kind::Not(of), Type::Truth, &text))
            }
            Expr::Binary { op, left, right } => self.binary(*op, left, right, &text),
            Expr::IsNull { of, negated } => {
                let of = self.infer(of)?;
                Ok(self.push(Kind::IsNull { of, negated: *negated }, Type::Truth, &text))
            }
            Expr::IsTruth { of, truth, negated } => {
                let of = self.infer(of)?;
                self.demand_truth(of, "is true")?;
                Ok(self.push(Kind::IsTruth { of, truth: *truth, negated: *negated }, Type::Truth, &text))
            }
            Expr::In { of, list, negated } => {
                let left = self.infer(of)?;
                let mut parts = Vec::with_capacity(list.len());
                for item in list {
                    let right = self.infer(item)?;
                    let text = format!("{} = {}", self.text(left), self.text(right));
                    parts.push(self.compare(Op::Equal, left, right, &text)?);
                }
                Ok(self.maybe_not(Kind::Or(parts), *negated, &text))
            }
            Expr::Between { of, low, high, negated } => {
                let (of, low, high) = (self.infer(of)?, self.infer(low)?, self.infer(high)?);
                let from = format!("{} >= {}", self.text(of), self.text(low));
                let to = format!("{} <= {}", self.text(of), self.text(high));
                let parts =
                    vec![self.compare(Op::GreaterEqual, of, low, &from)?, self.compare(Op::LessEqual, of, high, &to)?];
                Ok(self.maybe_not(Kind::And(parts), *negated, &text))
            }
            Expr::Case { operand, arms, otherwise } => self.case(operand.as_deref(), arms, otherwise.as_deref(), &text),
            Expr::Call { function, args, star, filter, position } => self
                .call(*function, args, *star, filter.as_deref(), &text)
                .map_err(|error| if error.position.is_none() { error.at(*position) } else { error }),
        }
    }

    fn maybe_not(&mut self, kind: Kind, negated: bool, text: &str) -> Id {
        let id = self.push(kind, Type::Truth, text);
        if negated { self.push(Kind::Not(id), Type::Truth, text) } else { id }
    }

    /// A metric, or else a unit.
    fn name(&mut self, name: &str, position: usize, text: &str) -> Result<Id, TypeError> {
        let Some(metric) = self.source.metric(name) else {
            let Some(unit) = Measure::unit_named(name) else {
                return Err(self.unknown_name(name).at(position));
            };
            let one = self.push(Kind::Const(Some(Datum::Number(1))), Type::Number(Measure::of(&unit, 0)), text);
            return self.without_percent(one);
        };
        if metric.subject != *self.subject {
            return Err(TypeError::new(
                "other_subject",
                format!("“{name}”说的是 {}，这个公式说的是 {}", metric.subject, self.subject),
                format!("“{name}” speaks of {}, the formula of {}", metric.subject, self.subject),
            )
            .at(position)
            .hint("先为它定义一个本对象的指标", "define a metric of this kind of subject from it first"));
        }
        if self.place == Place::Total {
            return Err(TypeError::new(
                "row_value",
                format!("“{name}”是逐个对象的值，这里要汇总值"),
                format!("“{name}” has one value for each subject, here one value for all is wanted"),
            )
            .at(position)
            .hint(format!("写 合计({name}) 或 平均({name})"), format!("write sum({name}) or avg({name})")));
        }
        let ty = match &metric.kind {
            MetricKind::Number { unit, scale } => Type::Number(Measure::of(unit, *scale)),
            MetricKind::Truth => Type::Truth,
            MetricKind::Date => Type::Date,
            MetricKind::Code { many, .. } => Type::Codes { many: *many },
            MetricKind::Text => Type::Text,
        };
        let index = match self.metrics.iter().position(|known| known.id == metric.id) {
            Some(index) => index,
            None => {
                self.metrics.push(metric.clone());
                self.metrics.len() - 1
            }
        };
        let id = self.push(Kind::Metric(index), ty, text);
        self.without_percent(id)
    }

    /// A pure number in % or 万 becomes one in units, where that is exact.
    fn without_percent(&mut self, id: Id) -> Result<Id, TypeError> {
        let Type::Number(measure) = self.ty(id) else { return Ok(id) };
        let (n, d) = measure.factor;
        if !measure.dimension.is_none() || (n, d) == (1, 1) {
            return Ok(id);
        }
        let power = (0..=8).find_map(|shift| {
            let lifted = n.checked_mul(pow10(shift)?)?;
            (lifted % d == 0).then_some((shift, lifted / d))
        });
        let Some((shift, times)) = power else { return Ok(id) };
        let plain = Measure::plain(measure.scale + shift);
        self.times(id, times, plain)
    }

    fn unknown_name(&self, name: &str) -> TypeError {
        let error = TypeError::new(
            "unknown_metric",
            format!("没有指标或单位“{name}”"),
            format!("no metric or unit is called “{name}”"),
        );
        let mut names: Vec<String> = self.source.metric_names(self.subject);
        names.extend(["万元", "亿元", "元", "亩", "人", "家", "百分点"].map(str::to_owned));
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("是不是“{near}”？"), format!("did you mean “{near}”?")),
            None if name.chars().next().is_some_and(|c| c.is_ascii_digit()) => error,
            None => error.hint("文字要用单引号：'集成电路'", "put text in single quotes: '集成电路'"),
        }
    }
}

/// Whether a unit symbol may stand in a formula: 万元, 亩, 元/人.
pub fn is_unit(symbol: &str) -> bool {
    Measure::unit_named(symbol).is_some_and(|unit: Unit| !unit.symbol().is_empty())
}

fn name_zh(ty: &Type) -> &'static str {
    match ty {
        Type::Number(_) => "数字",
        Type::Truth => "条件",
        Type::Date => "日期",
        Type::Codes { .. } => "代码",
        Type::Text => "文字",
        Type::Null => "空值",
    }
}

fn name_en(ty: &Type) -> &'static str {
    match ty {
        Type::Number(_) => "number",
        Type::Truth => "condition",
        Type::Date => "date",
        Type::Codes { .. } => "code",
        Type::Text => "text",
        Type::Null => "null",
    }
}
