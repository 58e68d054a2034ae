//! The explaining evaluator: walks the tree for one subject or for a total and writes down every node.

mod decimal;
mod group;
mod model;
mod over;
mod walk;

use std::collections::HashMap;
use std::rc::Rc;

use domain::{Column, FactSource, Period, Subject};

pub use model::{FactPresence, FactUse, Member, Members, Trace, TraceNode, Why};

use crate::answers::Answer;
use crate::error::EvalError;
use crate::typed::{Datum, Id, Typed};
use crate::when::When;

/// Subjects of an aggregate that a trace shows in detail unless told otherwise; all are kept by id.
pub const DETAIL: usize = 50;

/// A value and, when it was written down, its node.
type Step = (Option<Datum>, Option<u32>);

/// The columns a metric is read from, the one that speaks last first.
type Readings<'a> = Rc<[(Period, &'a Column)]>;

/// Walks one formula. Groups and the readings of metrics are remembered between subjects.
struct Walk<'a> {
    typed: &'a Typed,
    source: &'a dyn FactSource,
    subjects: &'a [Subject],
    when: When,
    nodes: Vec<TraceNode>,
    /// Whether nodes are written down.
    recording: bool,
    detail: usize,
    readings: Vec<(usize, When, Readings<'a>)>,
    groups: HashMap<(Id, When), Rc<group::Groups>>,
}

pub(crate) fn trace(
    typed: &Typed,
    source: &dyn FactSource,
    when: When,
    row: Option<usize>,
    detail: usize,
) -> Result<Trace, EvalError> {
    let subjects = source.subjects(&typed.subject);
    let subject = match row {
        Some(row) => Some(*subjects.get(row).ok_or_else(|| {
            EvalError::new(
                "no_subject",
                format!("没有第 {} 个对象", row + 1),
                format!("there is no subject {}", row + 1),
            )
        })?),
        None => None,
    };
    if typed.total != subject.is_none() {
        return Err(if typed.total {
            EvalError::new("scope", "这是总体的公式，不对单个对象求值", "this formula is of all subjects, not of one")
        } else {
            EvalError::new("scope", "这个公式逐个对象求值，请指明对象", "this formula is of each subject: say which")
        });
    }
    let mut walk = Walk {
        typed,
        source,
        subjects,
        when,
        nodes: Vec::with_capacity(typed.nodes.len()),
        recording: true,
        detail,
        readings: Vec::with_capacity(typed.metrics.len()),
        groups: HashMap::new(),
    };
    walk.visible(typed.root, row.unwrap_or(0), when)?;
    Ok(Trace { formula: typed.text.clone(), subject, period: when.period, as_of: when.as_of, nodes: walk.nodes })
}

impl Walk<'_> {
    /// Evaluates the root; a hidden step at the top is written down as itself.
    fn visible(&mut self, root: Id, row: usize, when: When) -> Result<(), EvalError> {
        let (value, node) = self.step(root, row, when)?;
        let scale = self.typed.scale(root);
        let answer = Answer::of(value.clone(), scale);
        let shown = node.and_then(|place| self.nodes.get(place as usize));
        if shown.is_none_or(|shown| shown.value != answer) {
            self.write(root, when, &value, Vec::from_iter(node), Extra::default());
        }
        Ok(())
    }

    /// Writes a node down when recording.
    fn write(&mut self, id: Id, when: When, value: &Option<Datum>, parts: Vec<u32>, extra: Extra) -> Option<u32> {
        if !self.recording {
            return None;
        }
        self.nodes.push(TraceNode {
            text: self.typed.node(id).text.clone(),
            value: Answer::of(value.clone(), self.typed.scale(id)),
            unit: self.typed.unit(id).clone(),
            period: (when.period != self.when.period).then_some(when.period),
            why: extra.why,
            fact: extra.fact,
            members: extra.members,
            parts,
        });
        u32::try_from(self.nodes.len() - 1).ok()
    }

    /// Runs without writing anything down.
    fn quietly<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T, EvalError>) -> Result<T, EvalError> {
        let before = std::mem::replace(&mut self.recording, false);
        let result = run(self);
        self.recording = before;
        result
    }
}

/// What a node carries besides its value and parts.
#[derive(Default)]
struct Extra {
    why: Option<Why>,
    fact: Option<Box<FactUse>>,
    members: Option<Box<Members>>,
}

impl Extra {
    fn because(why: Option<Why>) -> Self {
        Self { why, ..Self::default() }
    }
}
