//! The period a formula is evaluated for, and which period of a metric it then reads.

use domain::{Grain, MetricDef, Period};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::error::EvalError;

/// The period of evaluation, and the day beyond which nothing can have been reported yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct When {
    /// The period.
    pub period: Period,
    /// Months that start after this day are left out of 累计 and 期间; `None` takes all.
    pub as_of: Option<Date>,
}

/// Which facts of a metric stand for an evaluation period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Those of exactly this period.
    Of(Period),
    /// Per subject the latest whose period overlaps this one.
    LatestIn(Period),
}

impl When {
    /// A whole period.
    pub fn new(period: Period) -> Self {
        Self { period, as_of: None }
    }

    /// Seen on a day: 累计 of 2024 on 25 September 2024 adds January to September.
    #[must_use]
    pub fn as_of(self, day: Date) -> Self {
        Self { as_of: Some(day), ..self }
    }

    /// The period itself changes; the day of looking does not.
    pub(crate) fn at(self, period: Period) -> Self {
        Self { period, ..self }
    }

    /// `steps` periods earlier, seen as many periods earlier.
    pub(crate) fn back(self, steps: i32) -> Result<Self, EvalError> {
        let months = match self.period.grain() {
            Grain::Day | Grain::Days => 0,
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year | Grain::Months => 12,
        };
        let earlier = self.period.back(steps).ok_or_else(|| no_neighbour(self.period))?;
        let as_of = if months == 0 { self.as_of } else { self.shifted(i64::from(steps).saturating_mul(months)) };
        Ok(Self { period: earlier, as_of })
    }

    /// The same period of the year before, seen a year before.
    pub(crate) fn year_earlier(self) -> Result<Self, EvalError> {
        let earlier = self.period.year_earlier().ok_or_else(|| no_neighbour(self.period))?;
        Ok(Self { period: earlier, as_of: self.shifted(12) })
    }

    fn shifted(self, months: i64) -> Option<Date> {
        let span = jiff::Span::new().try_months(months).unwrap_or_else(|_| 0.months());
        self.as_of.map(|day| day.checked_sub(span).unwrap_or(day))
    }

    /// January to the period's last month, or to the month of the day of looking if that is earlier.
    pub(crate) fn year_to_date(self) -> Vec<Self> {
        self.begun(self.period.year_to_date_months())
    }

    /// The months of the period that had begun on the day of looking.
    pub(crate) fn months(self) -> Vec<Self> {
        self.begun(self.period.months_in())
    }

    fn begun(self, months: Vec<Period>) -> Vec<Self> {
        let begun = months.into_iter().filter(|month| self.as_of.is_none_or(|day| month.start() <= day));
        begun.map(|month| self.at(month)).collect()
    }

    /// Which facts of a metric a formula reads here; see the crate's README for the rule in words.
    pub(crate) fn reading(self, metric: &MetricDef) -> Result<Reading, EvalError> {
        let period = self.period;
        if matches!(metric.grain, Grain::Day | Grain::Days) {
            return Ok(Reading::LatestIn(period));
        }
        enclosing(period, metric.grain).map(Reading::Of).ok_or_else(|| {
            EvalError::new(
                "grain",
                format!("“{}”按{}填报，不能直接取 {period}", metric.name, grain_zh(metric.grain)),
                format!("“{}” is reported by {}, not for {period}", metric.name_en, grain_en(metric.grain)),
            )
            .hint(
                format!("写 累计({0})、期间合计({0}) 或 时点({0}, '2024-03')", metric.name),
                format!("write ytd({0}), over({0}) or at({0}, '2024-03')", metric.name_en),
            )
        })
    }
}

fn no_neighbour(period: Period) -> EvalError {
    EvalError::new("no_neighbour", format!("{period} 没有上一期"), format!("{period} has no earlier neighbour"))
        .hint("用 时点(x, '2023') 指明", "name the period: at(x, '2023')")
}

/// The period of a grain that has the same days as, or encloses, the given one.
fn enclosing(period: Period, grain: Grain) -> Option<Period> {
    if period.grain() == grain {
        return Some(period);
    }
    let (start, end) = (period.start(), period.end());
    if start.year() != end.year() {
        return None;
    }
    let (year, first, last) = (start.year(), start.month(), end.month());
    let whole_months = !matches!(period.grain(), Grain::Day | Grain::Days);
    match grain {
        Grain::Month if first == last => Period::month(year, first),
        Grain::Quarter if (first - 1) / 3 == (last - 1) / 3 => Period::quarter(year, (first - 1) / 3 + 1),
        Grain::Year => Period::year(year),
        Grain::Months if whole_months => Period::months(year, first, last),
        _ => None,
    }
}

fn grain_zh(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "日",
        Grain::Month => "月",
        Grain::Quarter => "季",
        Grain::Year => "年",
        Grain::Months => "若干月",
        Grain::Days => "起止日期",
    }
}

fn grain_en(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
        Grain::Months => "run of months",
        Grain::Days => "stretch of days",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_reads_the_one_that_encloses_it_and_never_a_part() {
        assert_eq!(enclosing(p("2024-03"), Grain::Year), Some(p("2024")));
        assert_eq!(enclosing(p("2024-03-05"), Grain::Month), Some(p("2024-03")));
        assert_eq!(enclosing(p("2024-01..03"), Grain::Quarter), Some(p("2024Q1")));
        assert_eq!(enclosing(p("2024"), Grain::Month), None);
        assert_eq!(enclosing(p("2024-01..04"), Grain::Quarter), None);
        assert_eq!(enclosing(p("2024"), Grain::Months), Some(p("2024-01..12")));
    }

    #[test]
    fn the_year_to_date_stops_at_the_day_of_looking_and_so_does_its_base() {
        let when = When::new(p("2024")).as_of(date(2024, 9, 25));
        assert_eq!(when.year_to_date().last().map(|w| w.period), Some(p("2024-09")));
        let base = when.year_earlier().unwrap();
        assert_eq!(base.year_to_date().last().map(|w| w.period), Some(p("2023-09")));
    }
}
