//! Types of functions: aggregates, time, groups and scalars.

use std::sync::Arc;

use domain::Period;

use super::{Checker, Place};
use crate::error::TypeError;
use crate::exact::{LOG_SCALE, QUOTIENT_SCALE};
use crate::measure::Measure;
use crate::names::{Function, Stat};
use crate::syntax::{Expr, Op};
use crate::typed::{Id, Kind, Type};

/// Furthest step back of `prev`.
const MAX_STEPS: i128 = 240;

/// Longest code above another.
const MAX_CODE: i128 = 32;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        function: Function,
        args: &[Expr],
        star: bool,
        filter: Option<&Expr>,
        text: &str,
    ) -> Result<Id, TypeError> {
        let (least, most) = match function {
            Function::Aggregate(_) if star => (0, 0),
            Function::Aggregate(_)
            | Function::Abs
            | Function::Log10
            | Function::YearOnYear
            | Function::MonthOnMonth
            | Function::YearToDate
            | Function::InPeriod => (1, 1),
            Function::Round | Function::Prev | Function::Over => (1, 2),
            Function::NullIf | Function::At | Function::RankPct | Function::Cap | Function::Upper => (2, 2),
            Function::Base => (3, 3),
            Function::Has | Function::Within => (2, 64),
            Function::Coalesce | Function::LeastOf | Function::GreatestOf => (1, 64),
        };
        if args.len() < least || args.len() > most {
            let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
            return Err(TypeError::new(
                "arguments",
                format!("{}（{}）要 {wanted} 个参数，写了 {} 个", function.name(), function.name_zh(), args.len()),
                format!("{} takes {wanted} arguments, not {}", function.name(), args.len()),
            ));
        }
        match function {
            Function::Aggregate(stat) => self.aggregate(stat, args.first(), filter, text),
            Function::Abs | Function::Log10 | Function::Round | Function::InPeriod => self.scalar(function, args, text),
            Function::Coalesce | Function::LeastOf | Function::GreatestOf | Function::Cap => {
                let ids = args.iter().map(|arg| self.infer(arg)).collect::<Result<Vec<_>, _>>()?;
                let (parts, ty) = self.align(&ids, "放在一起取值", "chosen between")?;
                if function == Function::Coalesce {
                    return Ok(self.push(Kind::Coalesce(parts), ty, text));
                }
                if !matches!(ty, Type::Number(_) | Type::Date | Type::Null) {
                    return Err(self.wants_number(function, ids[0]));
                }
                let greatest = function == Function::GreatestOf;
                Ok(self.push(Kind::Extreme { greatest, parts }, ty, text))
            }
            Function::NullIf => {
                let (of, other) = (self.infer(&args[0])?, self.infer(&args[1])?);
                let same = self.compare(Op::Equal, of, other, &format!("{} = {}", self.text(of), self.text(other)))?;
                let ty = self.ty(of).clone();
                Ok(self.push(Kind::NullIf { of, same }, ty, text))
            }
            Function::Prev => {
                let of = self.infer(&args[0])?;
                let steps = self.whole(args.get(1), 1, MAX_STEPS)?;
                let ty = self.ty(of).clone();
                Ok(self.push(Kind::Prev { of, steps: i32::try_from(steps).unwrap_or(1) }, ty, text))
            }
            Function::YearOnYear | Function::MonthOnMonth => {
                let of = self.infer(&args[0])?;
                self.measure(of, function.name())?;
                let year = function == Function::YearOnYear;
                Ok(self.push(Kind::Growth { of, year }, Type::Number(Measure::plain(QUOTIENT_SCALE)), text))
            }
            Function::YearToDate => {
                let of = self.infer(&args[0])?;
                let measure = self.measure(of, "ytd")?;
                Ok(self.push(Kind::Months { of, from_january: true, stat: Stat::Sum }, Type::Number(measure), text))
            }
            Function::Over => self.over(args, text),
            Function::At => {
                let of = self.infer(&args[0])?;
                let period = self.period(&args[1])?;
                let ty = self.ty(of).clone();
                Ok(self.push(Kind::At { of, period }, ty, text))
            }
            Function::Base | Function::RankPct => self.group(function, args, text),
            Function::Has | Function::Within => self.has(function, args, text),
            Function::Upper => self.upper_code(args, text),
        }
    }

    fn wants_number(&self, function: Function, id: Id) -> TypeError {
        let (name, text) = (function.name(), self.text(id));
        TypeError::new(
            "type",
            format!("{name} 要数字或日期，“{text}”不是"),
            format!("{name} wants numbers or dates, “{text}” is neither"),
        )
    }

    fn aggregate(&mut self, stat: Stat, of: Option<&Expr>, filter: Option<&Expr>, text: &str) -> Result<Id, TypeError> {
        let outer = self.enter_group(text)?;
        let of = of.map(|expr| self.infer(expr)).transpose()?;
        let filter = filter.map(|expr| self.infer(expr)).transpose()?;
        self.place = outer;
        if let Some(filter) = filter {
            self.demand_truth(filter, "filter")?;
        }
        let ty = match (stat, of) {
            (Stat::Count, Some(of)) if *self.ty(of) == Type::Truth => {
                let arg = self.text(of);
                return Err(TypeError::new(
                    "count_truth",
                    format!("“{text}”有歧义：是数有值的，还是数为真的？"),
                    format!("“{text}” is ambiguous: those known, or those true?"),
                )
                .hint(
                    format!("数为真的写 count(*) filter (where {arg})"),
                    format!("for those true write count(*) filter (where {arg})"),
                ));
            }
            (Stat::Count, _) | (_, None) => Type::Number(Measure::plain(0)),
            (Stat::Least | Stat::Greatest, Some(of)) if *self.ty(of) == Type::Date => Type::Date,
            (stat, Some(of)) => {
                let mut measure = self.measure(of, text)?;
                if matches!(stat, Stat::Mean | Stat::Median | Stat::Mad) {
                    measure.scale = QUOTIENT_SCALE;
                }
                Type::Number(measure)
            }
        };
        Ok(self.push(Kind::Aggregate { stat, of, filter }, ty, text))
    }

    /// Steps inside an aggregate or group; aggregates within aggregates have no meaning here.
    fn enter_group(&mut self, text: &str) -> Result<Place, TypeError> {
        if self.place == Place::Inside {
            return Err(TypeError::new(
                "nested_aggregate",
                format!("“{text}”：汇总和分组里面、总体条件里面不能再汇总"),
                format!("“{text}”: no aggregate inside an aggregate, a group or a population"),
            )
            .hint("先为里面的部分定义一个指标", "define a metric for the inner part first"));
        }
        Ok(std::mem::replace(&mut self.place, Place::Inside))
    }

    fn scalar(&mut self, function: Function, args: &[Expr], text: &str) -> Result<Id, TypeError> {
        let of = self.infer(&args[0])?;
        if function == Function::InPeriod {
            if !matches!(self.ty(of), Type::Date | Type::Null) {
                let name = self.text(of);
                return Err(TypeError::new(
                    "type",
                    format!("期内 要日期，“{name}”不是"),
                    format!("in_period wants a date, “{name}” is none"),
                ));
            }
            return Ok(self.push(Kind::InPeriod(of), Type::Truth, text));
        }
        let mut measure = self.measure(of, function.name())?;
        match function {
            Function::Abs => Ok(self.push(Kind::Abs(of), Type::Number(measure), text)),
            Function::Round => {
                let to = u8::try_from(self.whole(args.get(1), 0, 12)?).unwrap_or(0);
                let from = measure.scale;
                measure.scale = to;
                Ok(self.push(Kind::Round { of, from, to }, Type::Number(measure), text))
            }
            _ => {
                if !measure.dimension.is_none() || measure.factor != (1, 1) {
                    let (name, unit) = (self.text(of), &measure.symbol);
                    return Err(TypeError::new(
                        "dimension",
                        format!("对数只能取纯数，“{name}”有单位"),
                        format!("a logarithm is of a pure number, “{name}” has a unit"),
                    )
                    .hint(
                        format!("先除以单位：{name} / \"{unit}\""),
                        format!("divide by the unit first: {name} / \"{unit}\""),
                    ));
                }
                Ok(self.push(Kind::Log10(of), Type::Number(Measure::plain(LOG_SCALE)), text))
            }
        }
    }

    fn over(&mut self, args: &[Expr], text: &str) -> Result<Id, TypeError> {
        let of = self.infer(&args[0])?;
        let stat = match args.get(1) {
            None => Stat::Sum,
            Some(arg) => self.stat(arg)?,
        };
        if matches!(stat, Stat::Median | Stat::Mad) {
            return Err(TypeError::new(
                "arguments",
                "期间 只能取 sum、avg、min、max、count",
                "over takes sum, avg, min, max or count",
            ));
        }
        let mut measure = self.measure(of, "over")?;
        match stat {
            Stat::Count => measure = Measure::plain(0),
            Stat::Mean => measure.scale = QUOTIENT_SCALE,
            _ => {}
        }
        Ok(self.push(Kind::Months { of, from_january: false, stat }, Type::Number(measure), text))
    }

    fn group(&mut self, function: Function, args: &[Expr], text: &str) -> Result<Id, TypeError> {
        if self.place == Place::Total {
            let name = function.name();
            return Err(TypeError::new(
                "row_value",
                format!("{name} 是逐个对象的值，这里要汇总值"),
                format!("{name} has one value for each subject, here one value for all is wanted"),
            )
            .hint("放进 avg(…) 等汇总函数里", "put it inside an aggregate such as avg(…)"));
        }
        let outer = std::mem::replace(&mut self.place, Place::Inside);
        let of = self.infer(&args[0])?;
        let group = self.infer(&args[1])?;
        self.place = outer;
        let mut measure = self.measure(of, function.name())?;
        if !matches!(self.ty(group), Type::Codes { .. } | Type::Text | Type::Truth) {
            let name = self.text(group);
            return Err(TypeError::new(
                "type",
                format!("分组要代码、文字或是否，“{name}”不是"),
                format!("a group is a code, a text or a truth, “{name}” is none"),
            ));
        }
        if function == Function::RankPct {
            return Ok(self.push(Kind::RankPct { of, group }, Type::Number(Measure::plain(QUOTIENT_SCALE)), text));
        }
        let stat = self.stat(&args[2])?;
        match stat {
            Stat::Count => measure = Measure::plain(0),
            Stat::Mean | Stat::Median | Stat::Mad => measure.scale = QUOTIENT_SCALE,
            _ => {}
        }
        Ok(self.push(Kind::Base { of, group, stat }, Type::Number(measure), text))
    }

    fn codes(&mut self, function: Function, arg: &Expr) -> Result<Id, TypeError> {
        let of = self.infer(arg)?;
        if matches!(self.ty(of), Type::Codes { .. }) {
            return Ok(of);
        }
        let (function, name) = (function.name(), self.text(of));
        Err(TypeError::new(
            "type",
            format!("{function} 要代码，“{name}”不是"),
            format!("{function} wants codes, “{name}” is none"),
        ))
    }

    fn has(&mut self, function: Function, args: &[Expr], text: &str) -> Result<Id, TypeError> {
        let of = self.codes(function, &args[0])?;
        let codes = args[1..].iter().map(|arg| self.quoted(arg)).collect::<Result<Vec<_>, _>>()?;
        let below = function == Function::Within;
        Ok(self.push(Kind::Has { of, codes, below }, Type::Truth, text))
    }

    fn upper_code(&mut self, args: &[Expr], text: &str) -> Result<Id, TypeError> {
        let of = self.codes(Function::Upper, &args[0])?;
        let length = self.whole(args.get(1), 1, MAX_CODE)?;
        let ty = self.ty(of).clone();
        Ok(self.push(Kind::UpperCode { of, length: usize::try_from(length).unwrap_or(1) }, ty, text))
    }

    fn quoted(&self, arg: &Expr) -> Result<Arc<str>, TypeError> {
        match arg {
            Expr::Text(text) => Ok(text.as_str().into()),
            other => Err(TypeError::new(
                "literal",
                format!("“{other}”应是单引号里的文字"),
                format!("“{other}” should be a text in single quotes"),
            )),
        }
    }

    fn stat(&self, arg: &Expr) -> Result<Stat, TypeError> {
        let name = self.quoted(arg)?;
        Stat::named(&name).ok_or_else(|| {
            TypeError::new("stat", format!("没有统计量“{name}”"), format!("no statistic “{name}”"))
                .hint("sum avg count min max median mad", "sum avg count min max median mad")
        })
    }

    fn period(&self, arg: &Expr) -> Result<Period, TypeError> {
        let text = self.quoted(arg)?;
        text.parse().map_err(|_| {
            TypeError::new("period", format!("“{text}”不是时期"), format!("“{text}” is not a period")).hint(
                "写 '2024'、'2024Q1'、'2024-03'、'2024-01..07'",
                "write '2024', '2024Q1', '2024-03' or '2024-01..07'",
            )
        })
    }

    /// A whole number written out, `least` when left out.
    fn whole(&self, arg: Option<&Expr>, least: i128, most: i128) -> Result<i128, TypeError> {
        match arg {
            None => Ok(least),
            Some(Expr::Number { mantissa, scale: 0 }) if (least..=most).contains(mantissa) => Ok(*mantissa),
            Some(other) => Err(TypeError::new(
                "literal",
                format!("“{other}”应是 {least} 到 {most} 的整数"),
                format!("“{other}” should be a whole number from {least} to {most}"),
            )),
        }
    }
}
