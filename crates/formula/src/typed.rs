//! A checked formula: a flat tree whose units, scales and names are settled, which both evaluators read.

use std::sync::Arc;

use domain::{CodeSet, Dimension, MetricDef, Period, SubjectKind};
use jiff::civil::Date;

use crate::measure::Measure;
use crate::names::Stat;
use crate::syntax::Op;

/// Place of a node in the tree.
pub(crate) type Id = usize;

/// A value within a formula; a number is the mantissa at its node's scale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Datum {
    Number(i128),
    Truth(bool),
    Date(Date),
    Codes(CodeSet),
    Text(Arc<str>),
}

/// What a node's values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Number(Measure),
    Truth,
    Date,
    /// Whether several at once.
    Codes {
        many: bool,
    },
    Text,
    /// The word null by itself.
    Null,
}

/// What a node computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Const(Option<Datum>),
    /// Place in [`Typed::metrics`].
    Metric(usize),
    /// Into a finer unit or scale: multiplies the mantissa.
    Times(Id, i128),
    Negative(Id),
    Sum {
        left: Id,
        right: Id,
        subtract: bool,
    },
    Product(Id, Id),
    /// `left · up / (right · down)`, rounded.
    Quotient {
        left: Id,
        right: Id,
        up: i128,
        down: i128,
    },
    Compare {
        op: Op,
        left: Id,
        right: Id,
    },
    And(Vec<Id>),
    Or(Vec<Id>),
    Not(Id),
    IsNull {
        of: Id,
        negated: bool,
    },
    IsTruth {
        of: Id,
        truth: bool,
        negated: bool,
    },
    /// `below`: codes that lie below one of these, by beginning with it, are as good.
    Has {
        of: Id,
        codes: Vec<Arc<str>>,
        below: bool,
    },
    /// Codes cut to so many characters.
    UpperCode {
        of: Id,
        length: usize,
    },
    InPeriod(Id),
    Case {
        arms: Vec<(Id, Id)>,
        otherwise: Option<Id>,
    },
    Coalesce(Vec<Id>),
    Extreme {
        greatest: bool,
        parts: Vec<Id>,
    },
    /// `same` compares the two.
    NullIf {
        of: Id,
        same: Id,
    },
    Abs(Id),
    Round {
        of: Id,
        from: u8,
        to: u8,
    },
    Log10(Id),
    Aggregate {
        stat: Stat,
        of: Option<Id>,
        filter: Option<Id>,
    },
    Prev {
        of: Id,
        steps: i32,
    },
    /// Growth on the year before, or on the period before.
    Growth {
        of: Id,
        year: bool,
    },
    Months {
        of: Id,
        from_january: bool,
        stat: Stat,
    },
    At {
        of: Id,
        period: Period,
    },
    Base {
        of: Id,
        group: Id,
        stat: Stat,
    },
    RankPct {
        of: Id,
        group: Id,
    },
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) ty: Type,
    /// As written, in canonical form.
    pub(crate) text: Arc<str>,
}

/// A formula that makes sense for its definition. Evaluate it with [`Typed::columns`] or [`Typed::trace`].
#[derive(Clone, Debug)]
pub struct Typed {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: Id,
    pub(crate) population: Option<Id>,
    pub(crate) metrics: Vec<MetricDef>,
    /// Chinese and English names of the metrics, shared with every trace.
    pub(crate) names: Vec<(Arc<str>, Arc<str>)>,
    /// The unit of what has none, shared with every trace.
    pub(crate) unitless: Arc<str>,
    pub(crate) subject: SubjectKind,
    pub(crate) total: bool,
    pub(crate) text: Arc<str>,
}

/// What a formula's result is, for whoever stores or shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultType {
    /// A number.
    Number {
        /// What it measures.
        dimension: Dimension,
        /// The unit it comes in.
        unit: Arc<str>,
        /// Decimals it is computed to.
        scale: u8,
    },
    /// Yes, no or unknown.
    Truth,
    /// A calendar day.
    Date,
    /// Codes.
    Codes,
    /// Text.
    Text,
    /// Always unknown.
    Null,
}

impl Typed {
    /// What it yields.
    pub fn result(&self) -> ResultType {
        match &self.node(self.root).ty {
            Type::Number(m) => {
                ResultType::Number { dimension: m.dimension.clone(), unit: m.symbol.clone(), scale: m.scale }
            }
            Type::Truth => ResultType::Truth,
            Type::Date => ResultType::Date,
            Type::Codes { .. } => ResultType::Codes,
            Type::Text => ResultType::Text,
            Type::Null => ResultType::Null,
        }
    }

    /// The metrics it reads, each once, in the order of their first mention.
    pub fn metrics(&self) -> &[MetricDef] {
        &self.metrics
    }

    /// The kind of subject it ranges over.
    pub fn subject(&self) -> &SubjectKind {
        &self.subject
    }

    /// Whether it yields one value for the whole population instead of one for each subject.
    pub fn is_total(&self) -> bool {
        self.total
    }

    /// Whether it compares subjects with one another: what one of them comes to then depends on the others.
    pub fn compares(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.kind, Kind::Base { .. } | Kind::RankPct { .. }))
    }

    /// Whether it is a plain count, so that its result may take a counting unit (家, 场).
    pub fn is_count(&self) -> bool {
        matches!(self.node(self.root).kind, Kind::Aggregate { stat: Stat::Count, .. })
    }

    /// Whether its number is a sum over the months of the period: it grows with every month that comes in.
    pub fn sums_months(&self) -> bool {
        let mut at = self.root;
        loop {
            match self.node(at).kind {
                Kind::Months { stat, .. } => return stat == Stat::Sum,
                Kind::Times(of, _) | Kind::Round { of, .. } => at = of,
                Kind::Aggregate { stat: Stat::Sum, of: Some(of), .. } => at = of,
                _ => return false,
            }
        }
    }

    /// The filters of its aggregates, each once, in canonical form; `None` among them for an aggregate without one.
    pub fn filters(&self) -> Vec<Option<Arc<str>>> {
        let mut found = Vec::new();
        for node in &self.nodes {
            if let Kind::Aggregate { filter, .. } = &node.kind {
                let text = filter.map(|id| self.node(id).text.clone());
                if !found.contains(&text) {
                    found.push(text);
                }
            }
        }
        found
    }

    /// The conditions of each filter of its aggregates as formulas of one subject; no conditions for an aggregate
    /// without a filter. Each filter once, in the order of [`Self::filters`].
    pub fn filter_conditions(&self) -> Vec<Vec<Self>> {
        let mut found: Vec<(Option<Arc<str>>, Vec<Self>)> = Vec::new();
        for node in &self.nodes {
            let Kind::Aggregate { filter, .. } = &node.kind else { continue };
            let text = filter.map(|id| self.node(id).text.clone());
            if found.iter().any(|(known, _)| *known == text) {
                continue;
            }
            let parts = match filter.map(|id| &self.node(id).kind) {
                Some(Kind::And(parts)) => parts.clone(),
                _ => Vec::from_iter(*filter),
            };
            let rooted = |id: Id| Self { root: id, total: false, text: self.node(id).text.clone(), ..self.clone() };
            found.push((text, parts.into_iter().map(rooted).collect()));
        }
        found.into_iter().map(|(_, conditions)| conditions).collect()
    }

    /// The conditions joined by `and` at its top, in canonical form; the whole formula when there is no `and`.
    pub fn condition_texts(&self) -> Vec<Arc<str>> {
        self.conditions().into_iter().map(|id| self.node(id).text.clone()).collect()
    }

    /// The canonical text.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// Unit of a number node; empty for the others.
    pub(crate) fn unit(&self, id: Id) -> &Arc<str> {
        match &self.node(id).ty {
            Type::Number(measure) => &measure.symbol,
            _ => &self.unitless,
        }
    }

    /// Decimals of a number node; 0 for the others.
    pub(crate) fn scale(&self, id: Id) -> u8 {
        match &self.node(id).ty {
            Type::Number(measure) => measure.scale,
            _ => 0,
        }
    }

    /// The conditions joined by `and` at the top of a truth formula; the formula itself when there is no `and`.
    pub(crate) fn conditions(&self) -> Vec<Id> {
        match &self.node(self.root).kind {
            Kind::And(parts) => parts.clone(),
            _ => vec![self.root],
        }
    }
}
