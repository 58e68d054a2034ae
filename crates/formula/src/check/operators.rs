//! Types of operators: arithmetic, comparison, and/or/not, case.

use domain::CodeSet;

use super::Checker;
use super::align::too_fine;
use crate::error::TypeError;
use crate::exact::{self, MAX_SCALE, QUOTIENT_SCALE, pow10};
use crate::measure::{Measure, reduce};
use crate::syntax::{Expr, Op};
use crate::typed::{Datum, Id, Kind, Type};

impl Checker<'_> {
    pub(super) fn negative(&mut self, of: &Expr, text: &str) -> Result<Id, TypeError> {
        let of = self.infer(of)?;
        let measure = self.measure(of, "-")?;
        let kind = match self.constant(of) {
            Some(Datum::Number(value)) => Kind::Const(value.checked_neg().map(Datum::Number)),
            _ => Kind::Negative(of),
        };
        Ok(self.push(kind, Type::Number(measure), text))
    }

    pub(super) fn binary(&mut self, op: Op, left: &Expr, right: &Expr, text: &str) -> Result<Id, TypeError> {
        match op {
            Op::And | Op::Or => {
                let mut parts = Vec::new();
                self.chain(op, left, &mut parts)?;
                self.chain(op, right, &mut parts)?;
                let kind = if op == Op::And { Kind::And(parts) } else { Kind::Or(parts) };
                Ok(self.push(kind, Type::Truth, text))
            }
            Op::Add | Op::Subtract => {
                let (left, right) = (self.infer(left)?, self.infer(right)?);
                self.measure(left, if op == Op::Add { "+" } else { "-" })?;
                self.measure(right, if op == Op::Add { "+" } else { "-" })?;
                let (ids, ty) = self.align(&[left, right], "相加减", "added or subtracted")?;
                let subtract = op == Op::Subtract;
                if let (Some(Datum::Number(a)), Some(Datum::Number(b))) = (self.constant(ids[0]), self.constant(ids[1]))
                {
                    let sum = if subtract { a.checked_sub(*b) } else { a.checked_add(*b) };
                    let sum = sum.ok_or_else(|| TypeError::overflow(text))?;
                    return Ok(self.push(Kind::Const(Some(Datum::Number(sum))), ty, text));
                }
                Ok(self.push(Kind::Sum { left: ids[0], right: ids[1], subtract }, ty, text))
            }
            Op::Multiply => self.product(left, right, text),
            Op::Divide => self.quotient(left, right, text),
            _ => {
                let (left, right) = (self.infer(left)?, self.infer(right)?);
                self.compare(op, left, right, text)
            }
        }
    }

    fn chain(&mut self, op: Op, expr: &Expr, parts: &mut Vec<Id>) -> Result<(), TypeError> {
        if let Expr::Binary { op: own, left, right } = expr
            && *own == op
        {
            self.chain(op, left, parts)?;
            return self.chain(op, right, parts);
        }
        let id = self.infer(expr)?;
        self.demand_truth(id, if op == Op::And { "and" } else { "or" })?;
        parts.push(id);
        Ok(())
    }

    fn product(&mut self, left: &Expr, right: &Expr, text: &str) -> Result<Id, TypeError> {
        let (left, right) = (self.infer(left)?, self.infer(right)?);
        let (a, b) = (self.measure(left, "*")?, self.measure(right, "*")?);
        let mut measure = a.combine(&b, 1).ok_or_else(|| TypeError::overflow(text))?;
        measure.scale = a.scale + b.scale;
        if measure.scale > MAX_SCALE {
            return Err(too_fine(text));
        }
        let kind = match (self.constant(left), self.constant(right)) {
            (Some(Datum::Number(a)), Some(Datum::Number(b))) => {
                Kind::Const(Some(Datum::Number(a.checked_mul(*b).ok_or_else(|| TypeError::overflow(text))?)))
            }
            _ => Kind::Product(left, right),
        };
        let id = self.push(kind, Type::Number(measure), text);
        self.without_percent(id)
    }

    fn quotient(&mut self, left: &Expr, right: &Expr, text: &str) -> Result<Id, TypeError> {
        let (left, right) = (self.infer(left)?, self.infer(right)?);
        let (a, b) = (self.measure(left, "/")?, self.measure(right, "/")?);
        if self.constant(right) == Some(&Datum::Number(0)) {
            return Err(TypeError::new("zero", format!("“{text}”除以零"), format!("“{text}” divides by zero")));
        }
        let overflow = || TypeError::overflow(text);
        let mut measure = a.combine(&b, -1).ok_or_else(overflow)?;
        measure.scale = QUOTIENT_SCALE;
        let (mut up, mut down) = (1, 1);
        if measure.dimension.is_none() {
            (up, down) = measure.factor;
            measure = Measure::plain(QUOTIENT_SCALE);
        }
        let lift = i16::from(QUOTIENT_SCALE) + i16::from(b.scale) - i16::from(a.scale);
        let power = u8::try_from(lift.unsigned_abs()).ok().and_then(pow10).ok_or_else(overflow)?;
        if lift >= 0 {
            up = up.checked_mul(power).ok_or_else(overflow)?;
        } else {
            down = down.checked_mul(power).ok_or_else(overflow)?;
        }
        let (up, down) = reduce(up, down).ok_or_else(overflow)?;
        let kind = match (self.constant(left), self.constant(right)) {
            (Some(Datum::Number(a)), Some(Datum::Number(b))) => {
                let (a, b) = (a.checked_mul(up).ok_or_else(overflow)?, b.checked_mul(down).ok_or_else(overflow)?);
                Kind::Const(Some(Datum::Number(exact::divide(a, b).ok_or_else(overflow)?)))
            }
            _ => Kind::Quotient { left, right, up, down },
        };
        Ok(self.push(kind, Type::Number(measure), text))
    }

    pub(super) fn compare(&mut self, op: Op, left: Id, right: Id, text: &str) -> Result<Id, TypeError> {
        let (ids, ty) = self.align(&[left, right], "比较", "compared")?;
        let ordered = matches!(ty, Type::Number(_) | Type::Date | Type::Null);
        if !ordered && !matches!(op, Op::Equal | Op::NotEqual) {
            return Err(TypeError::new(
                "order",
                format!("“{text}”：代码、文字和是否只能比较相等，不能比大小"),
                format!("“{text}”: codes, texts and truths are equal or not, never greater or less"),
            ));
        }
        Ok(self.push(Kind::Compare { op, left: ids[0], right: ids[1] }, Type::Truth, text))
    }

    /// A text in quotes read as what it is compared with: a date or a code.
    pub(super) fn literal_as(&mut self, id: Id, other: Id) -> Result<Id, TypeError> {
        let Some(Datum::Text(literal)) = self.constant(id).cloned() else { return Ok(id) };
        let text = self.text(id);
        match self.ty(other).clone() {
            Type::Date => {
                let day = literal.parse().map_err(|_| {
                    TypeError::new("date", format!("“{literal}”不是日期"), format!("“{literal}” is not a date"))
                        .hint("写成 '2024-09-25'", "write '2024-09-25'")
                })?;
                Ok(self.push(Kind::Const(Some(Datum::Date(day))), Type::Date, &text))
            }
            Type::Codes { many: false } => {
                let codes = Datum::Codes(CodeSet::new([&*literal]));
                Ok(self.push(Kind::Const(Some(codes)), Type::Codes { many: false }, &text))
            }
            Type::Codes { many: true } => {
                let name = self.text(other);
                Err(TypeError::new(
                    "many_codes",
                    format!("“{name}”可以同时有几个代码，不能用等号"),
                    format!("“{name}” may hold several codes at once and equals none"),
                )
                .hint(format!("写 含有({name}, {text})"), format!("write has({name}, {text})")))
            }
            _ => Ok(id),
        }
    }

    pub(super) fn case(
        &mut self,
        operand: Option<&Expr>,
        arms: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        text: &str,
    ) -> Result<Id, TypeError> {
        let operand = operand.map(|expr| self.infer(expr)).transpose()?;
        let mut conditions = Vec::with_capacity(arms.len());
        let mut values = Vec::with_capacity(arms.len() + 1);
        for (when, then) in arms {
            let when = self.infer(when)?;
            conditions.push(match operand {
                Some(operand) => {
                    let text = format!("{} = {}", self.text(operand), self.text(when));
                    self.compare(Op::Equal, operand, when, &text)?
                }
                None => {
                    self.demand_truth(when, "when")?;
                    when
                }
            });
            values.push(self.infer(then)?);
        }
        if let Some(otherwise) = otherwise {
            values.push(self.infer(otherwise)?);
        }
        let (values, ty) = self.align(&values, "作为同一个 case 的结果", "results of one case")?;
        let otherwise = otherwise.and(values.last().copied());
        let arms = conditions.into_iter().zip(values).collect();
        Ok(self.push(Kind::Case { arms, otherwise }, ty, text))
    }
}
