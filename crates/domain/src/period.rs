//! Valid time: the day, month, quarter, year or run of months a fact speaks of.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a period is; coarser is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// One calendar day.
    Day,
    /// One calendar month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// One calendar year, which is also the fiscal year.
    Year,
    /// A run of months in one year, such as 1–7月.
    Months,
    /// A stretch of days; the end may be open (a title without expiry).
    Days,
}

/// A period as written in formulas and files: `2024`, `2024Q1`, `2024-03`, `2024-03-05`, `2024-01..07`,
/// `2024-03-05..2026-03-04`, `2024-03-05..`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    start: Date,
    end: Date,
    grain: Grain,
}

/// The text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period; write 2024, 2024Q1, 2024-03, 2024-03-05 or 2024-01..07")]
pub struct PeriodError(pub String);

impl Period {
    /// A calendar year between 1900 and 2999.
    pub fn year(year: i16) -> Option<Self> {
        Self::months_of(year, 1, 12, Grain::Year)
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let first = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
        Self::months_of(year, first, first.checked_add(2)?, Grain::Quarter)
    }

    /// A month, 1 to 12.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Self::months_of(year, month, month, Grain::Month)
    }

    /// A run of months in one year: `months(2024, 1, 7)` is 2024年1–7月.
    pub fn months(year: i16, first: i8, last: i8) -> Option<Self> {
        Self::months_of(year, first, last, Grain::Months)
    }

    /// One day.
    pub fn day(date: Date) -> Self {
        Self { start: date, end: date, grain: Grain::Day }
    }

    /// From one day to another, or without end.
    pub fn days(from: Date, to: Option<Date>) -> Option<Self> {
        let end = to.unwrap_or(Date::MAX);
        (from <= end).then_some(Self { start: from, end, grain: Grain::Days })
    }

    fn months_of(year: i16, first: i8, last: i8, grain: Grain) -> Option<Self> {
        if !(1900..=2999).contains(&year) || first > last {
            return None;
        }
        let start = Date::new(year, first, 1).ok()?;
        let end = Date::new(year, last, 1).ok()?.last_of_month();
        Some(Self { start, end, grain })
    }

    /// First day.
    pub fn start(self) -> Date {
        self.start
    }

    /// Last day, inclusive; `Date::MAX` when open.
    pub fn end(self) -> Date {
        self.end
    }

    /// Its length class.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// The calendar year of its first day.
    pub fn calendar_year(self) -> i16 {
        self.start.year()
    }

    /// Whether every day of the other lies in this one.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The period `n` steps earlier (later when negative) of the same grain: month by month, year by year.
    /// A run of months steps by years. Stretches of days have no neighbour.
    pub fn back(self, n: i32) -> Option<Self> {
        let months = match self.grain {
            Grain::Day => {
                return self.start.checked_sub(i64::from(n).days()).ok().map(Self::day);
            }
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year | Grain::Months => 12,
            Grain::Days => return None,
        };
        self.shift_months(n.checked_mul(months)?)
    }

    /// The same period one year earlier: the base of 同比.
    pub fn year_earlier(self) -> Option<Self> {
        match self.grain {
            Grain::Day => self.start.checked_sub(1.years()).ok().map(Self::day),
            Grain::Days => None,
            _ => self.shift_months(12),
        }
    }

    fn shift_months(self, back: i32) -> Option<Self> {
        let shift = i64::from(back).months();
        let start = self.start.checked_sub(shift).ok()?;
        let end = self.end.first_of_month().checked_sub(shift).ok()?.last_of_month();
        (1900..=2999).contains(&start.year()).then_some(Self { start, end, grain: self.grain })
    }

    /// From 1 January of its year to its end, month by month: the months of 累计.
    pub fn year_to_date_months(self) -> Vec<Self> {
        let last = if self.end.year() == self.start.year() { self.end.month() } else { 12 };
        (1..=last).filter_map(|month| Self::month(self.start.year(), month)).collect()
    }

    /// The months it is made of; empty for days.
    pub fn months_in(self) -> Vec<Self> {
        if matches!(self.grain, Grain::Day | Grain::Days) {
            return Vec::new();
        }
        (self.start.month()..=self.end.month()).filter_map(|m| Self::month(self.start.year(), m)).collect()
    }

    /// Days of it gone when `today` ends, and days in all; `(0, n)` before it starts.
    pub fn elapsed(self, today: Date) -> (i64, i64) {
        let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1;
        let all = days(self.start, self.end);
        if today < self.start { (0, all) } else { (days(self.start, today.min(self.end)), all) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.start.year(), self.start.month());
        match self.grain {
            Grain::Day => write!(f, "{}", self.start),
            Grain::Month => write!(f, "{year:04}-{month:02}"),
            Grain::Quarter => write!(f, "{year:04}Q{}", (month - 1) / 3 + 1),
            Grain::Year => write!(f, "{year:04}"),
            Grain::Months => write!(f, "{year:04}-{month:02}..{:02}", self.end.month()),
            Grain::Days if self.end == Date::MAX => write!(f, "{}..", self.start),
            Grain::Days => write!(f, "{}..{}", self.start, self.end),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        read(text).ok_or_else(|| PeriodError(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<Period> {
    if let Some((from, to)) = text.split_once("..") {
        if let Some(start) = date(from) {
            return if to.is_empty() { Period::days(start, None) } else { Period::days(start, Some(date(to)?)) };
        }
        let (year, first) = from.split_once('-')?;
        return Period::months(number(year, 4)?, number(first, 2)?.try_into().ok()?, number(to, 2)?.try_into().ok()?);
    }
    if let Some((year, quarter)) = text.split_once(['Q', 'q']) {
        return Period::quarter(number(year, 4)?, number(quarter, 1)?.try_into().ok()?);
    }
    match text.len() {
        4 => Period::year(number(text, 4)?),
        7 => {
            let (year, month) = text.split_once('-')?;
            Period::month(number(year, 4)?, number(month, 2)?.try_into().ok()?)
        }
        _ => date(text).map(Period::day),
    }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(number(year, 4)?, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn p(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn every_way_to_write_a_period_reads_back() {
        for text in ["2024", "2024Q1", "2024-03", "2024-03-05", "2024-01..07", "2024-03-05..", "2024-03-05..2026-03-04"]
        {
            assert_eq!(p(text).to_string(), text);
        }
        for bad in ["", "24", "2024Q5", "2024-13", "2024-00", "2024-02-30", "2024-07..01", "2024..", "0001", "2024-3"] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn stepping_back_keeps_the_grain() {
        assert_eq!(p("2024-01").back(1), Some(p("2023-12")));
        assert_eq!(p("2024Q1").back(1), Some(p("2023Q4")));
        assert_eq!(p("2024-01..07").year_earlier(), Some(p("2023-01..07")));
        assert_eq!(p("2024-02").year_earlier().map(Period::end), Some(date(2023, 2, 28)));
        assert_eq!(p("2024-03-05..").back(1), None);
    }

    #[test]
    fn elapsed_time_counts_days_and_stops_at_the_end() {
        assert_eq!(p("2024").elapsed(date(2024, 9, 25)), (269, 366));
        assert_eq!(p("2024").elapsed(date(2025, 3, 1)), (366, 366));
        assert_eq!(p("2024").elapsed(date(2023, 3, 1)), (0, 366));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            if let Ok(period) = text.parse::<Period>() {
                prop_assert_eq!(p(&period.to_string()), period);
                let _ = (period.back(3), period.year_earlier(), period.months_in());
            }
        }
    }
}
