//! The fast evaluator: whole columns at a time, one value for each subject of the kind.

mod aggregate;
mod arithmetic;
mod data;
mod grouping;
mod groups;
mod logic;
mod read;
mod time;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use domain::FactSource;

use crate::answers::Answers;
use crate::error::EvalError;
use crate::kept::{Kept, Rows, stamp};
use crate::typed::{Id, Kind, Type, Typed};
use crate::when::When;
use data::Col;

pub(crate) use data::Cells;
pub use grouping::Grouping;

/// Truth that is neither yes nor no.
const UNKNOWN: u8 = 2;

struct Columns<'a> {
    typed: &'a Typed,
    source: &'a dyn FactSource,
    /// Rows of a column where evaluation is now: subjects, or groups around the aggregates of [`columns_by`].
    rows: usize,
    groups: Option<&'a Grouping>,
    members: HashMap<When, Rc<Vec<bool>>>,
    kept: Option<&'a Kept>,
    /// Rows that went into an aggregate, of the aggregate that took the most; none where nothing was aggregated.
    most: Option<usize>,
    /// Rows that went into any.
    counted: Rows,
}

pub(crate) fn columns(
    typed: &Typed,
    source: &dyn FactSource,
    when: When,
    kept: Option<&Kept>,
) -> Result<Answers, EvalError> {
    let mut run = Columns::begin(typed, source);
    run.kept = kept;
    let wanted = if typed.total { 1 } else { run.rows };
    run.answers(when, wanted)
}

/// A formula of all subjects for each of some groups of them.
pub(crate) fn columns_by(
    typed: &Typed,
    source: &dyn FactSource,
    when: When,
    groups: &Grouping,
) -> Result<Answers, EvalError> {
    if !typed.total || typed.subject != groups.subject {
        let zh = "只有对全部对象的公式才能按同一类对象的分组计算";
        return Err(EvalError::new("scope", zh, "only a formula of all subjects is taken by groups of the same kind"));
    }
    let mut run = Columns::begin(typed, source);
    run.rows = groups.len();
    run.groups = Some(groups);
    run.answers(when, groups.len())
}

impl<'a> Columns<'a> {
    fn begin(typed: &'a Typed, source: &'a dyn FactSource) -> Self {
        Self {
            typed,
            source,
            rows: source.subjects(&typed.subject).len(),
            groups: None,
            members: HashMap::new(),
            kept: None,
            most: None,
            counted: Rows::default(),
        }
    }

    fn answers(mut self, when: When, wanted: usize) -> Result<Answers, EvalError> {
        let typed = self.typed;
        let node = typed.node(typed.root);
        if node.ty != Type::Truth {
            let column = self.eval(typed.root, when)?;
            let answers = Answers::new(typed, column.cells(wanted), Vec::new(), Vec::new(), wanted);
            return Ok(answers.counting(self.most, self.counted));
        }
        let conditions = typed.conditions();
        let mut first_failed = vec![u16::MAX; wanted];
        let mut truth = vec![1_u8; wanted];
        for (index, id) in conditions.iter().enumerate() {
            let column = self.eval(*id, when)?;
            let place = u16::try_from(index).unwrap_or(u16::MAX - 1);
            for row in 0..wanted {
                let value = column.truth(row);
                if value != 1 && first_failed[row] == u16::MAX {
                    first_failed[row] = place;
                }
                truth[row] = logic::both(truth[row], value);
            }
        }
        let texts = conditions.iter().map(|id| typed.node(*id).text.clone()).collect();
        Ok(Answers::new(typed, Cells::Truths(truth), texts, first_failed, wanted).counting(self.most, self.counted))
    }

    fn eval(&mut self, id: Id, when: When) -> Result<Col<'a>, EvalError> {
        let typed = self.typed;
        let node = typed.node(id);
        let overflow = || EvalError::overflow(&node.text);
        match &node.kind {
            Kind::Const(value) => Ok(Col::constant(value.clone())),
            Kind::Metric(index) => self.read(&typed.metrics[*index], when),
            Kind::Times(of, times) => {
                self.eval(*of, when)?.map_numbers(|x| arithmetic::times(x, *times)).ok_or_else(overflow)
            }
            Kind::Negative(of) => self.eval(*of, when)?.map_numbers(i128::checked_neg).ok_or_else(overflow),
            Kind::Abs(of) => self.eval(*of, when)?.map_numbers(i128::checked_abs).ok_or_else(overflow),
            Kind::Round { of, from, to } => {
                self.eval(*of, when)?.map_numbers(|x| crate::exact::rescale(x, *from, *to)).ok_or_else(overflow)
            }
            Kind::Log10(of) => {
                let scale = typed.scale(*of);
                Ok(self.eval(*of, when)?.maybe_numbers(|x| crate::exact::log10(x, scale)))
            }
            Kind::Sum { left, right, subtract } => {
                let (left, right) = (self.eval(*left, when)?, self.eval(*right, when)?);
                arithmetic::sum(&left, &right, *subtract, self.rows).ok_or_else(overflow)
            }
            Kind::Product(left, right) => {
                let (left, right) = (self.eval(*left, when)?, self.eval(*right, when)?);
                arithmetic::product(&left, &right, self.rows).ok_or_else(overflow)
            }
            Kind::Quotient { left, right, up, down } => {
                let (left, right) = (self.eval(*left, when)?, self.eval(*right, when)?);
                arithmetic::quotient(&left, &right, (*up, *down), self.rows).ok_or_else(overflow)
            }
            Kind::Compare { op, left, right } => {
                let (left, right) = (self.eval(*left, when)?, self.eval(*right, when)?);
                Ok(logic::compare(*op, &left, &right, self.rows))
            }
            Kind::And(parts) => {
                let parts = self.all(parts, when)?;
                Ok(logic::fold(&parts, 1, logic::both, self.rows))
            }
            Kind::Or(parts) => {
                let parts = self.all(parts, when)?;
                Ok(logic::fold(&parts, 0, logic::either, self.rows))
            }
            Kind::Not(of) => {
                Ok(self.eval(*of, when)?.map_truths(|t| if t == UNKNOWN { UNKNOWN } else { 1 - t }, self.rows))
            }
            Kind::IsNull { of, negated } => Ok(logic::is_null(&self.eval(*of, when)?, *negated, self.rows)),
            Kind::IsTruth { of, truth, negated } => {
                let wanted = u8::from(*truth);
                let column = self.eval(*of, when)?;
                Ok(column.map_truths(|t| u8::from((t == wanted) != *negated), self.rows))
            }
            Kind::Has { of, codes, below } => Ok(logic::has(&self.eval(*of, when)?, codes, *below, self.rows)),
            Kind::UpperCode { of, length } => Ok(logic::upper_code(&self.eval(*of, when)?, *length, self.rows)),
            Kind::InPeriod(of) => Ok(logic::in_period(&self.eval(*of, when)?, when.period, self.rows)),
            Kind::Case { arms, otherwise } => {
                let mut columns = Vec::with_capacity(arms.len());
                for (condition, value) in arms {
                    columns.push((self.eval(*condition, when)?, self.eval(*value, when)?));
                }
                let otherwise = otherwise.map(|id| self.eval(id, when)).transpose()?;
                Ok(logic::case(columns, otherwise, &node.ty, self.rows))
            }
            Kind::Coalesce(parts) => {
                let parts = self.all(parts, when)?;
                Ok(logic::coalesce(&parts, &node.ty, self.rows))
            }
            Kind::Extreme { greatest, parts } => {
                let parts = self.all(parts, when)?;
                Ok(logic::extreme(&parts, *greatest, &node.ty, self.rows))
            }
            Kind::NullIf { of, same } => {
                let (of, same) = (self.eval(*of, when)?, self.eval(*same, when)?);
                Ok(logic::null_if(&of, &same, &node.ty, self.rows))
            }
            Kind::Aggregate { stat, of, filter } => self.aggregate(id, (*stat, *of, *filter), when),
            Kind::Base { of, group, stat } => self.base((*of, *group, *stat), when, &node.text),
            Kind::RankPct { of, group } => self.rank((*of, *group), when, &node.text),
            Kind::Prev { of, steps } => self.eval(*of, when.back(*steps)?),
            Kind::At { of, period } => self.eval(*of, when.at(*period)),
            Kind::Growth { of, year } => self.growth(*of, *year, when, &node.text),
            Kind::Months { of, from_january, stat } => self.months(*of, *from_january, *stat, when, &node.text),
        }
    }

    fn all(&mut self, ids: &[Id], when: When) -> Result<Vec<Col<'a>>, EvalError> {
        ids.iter().map(|id| self.eval(*id, when)).collect()
    }

    /// For which rows a condition is true.
    fn met(&mut self, id: Id, when: When) -> Result<Arc<Rows>, EvalError> {
        if let Kind::And(parts) = &self.typed.node(id).kind {
            let mut rows: Option<Rows> = None;
            for part in parts {
                let own = self.met(*part, when)?;
                match &mut rows {
                    Some(rows) => rows.keep(&own),
                    None => rows = Some(own.as_ref().clone()),
                }
            }
            return Ok(Arc::new(rows.unwrap_or_default()));
        }
        let stamp = match self.kept {
            Some(_) => stamp(self.typed, id, when, self.source)?,
            None => None,
        };
        if let (Some(kept), Some(stamp)) = (self.kept, &stamp)
            && let Some(rows) = kept.get(self.typed, id, when, stamp)
        {
            return Ok(rows);
        }
        let column = self.eval(id, when)?;
        let rows = Arc::new(Rows::of(self.rows, |row| column.truth(row) == 1));
        if let (Some(kept), Some(stamp)) = (self.kept, stamp) {
            kept.put(self.typed, id, when, stamp, rows.clone());
        }
        Ok(rows)
    }

    /// Which subjects aggregates and groups range over.
    fn members(&mut self, when: When) -> Result<Rc<Vec<bool>>, EvalError> {
        if let Some(known) = self.members.get(&when) {
            return Ok(known.clone());
        }
        let members = match self.typed.population {
            None => vec![true; self.rows],
            Some(id) => {
                let column = self.eval(id, when)?;
                (0..self.rows).map(|row| column.truth(row) == 1).collect()
            }
        };
        let members = Rc::new(members);
        self.members.insert(when, members.clone());
        Ok(members)
    }
}
