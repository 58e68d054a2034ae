//! Number formats: how a stored number is shown, as far as its text depends on it.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::CellKind;

/// What a format code makes of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NumberFormat {
    /// As it is.
    General,
    /// At least so many decimals, with text before and after.
    Decimal { decimals: usize, percent: bool, before: String, after: String },
    /// A day, a month, a year or a time of day.
    Moment { year: bool, month: bool, day: bool, time: bool, elapsed: bool },
}

impl NumberFormat {
    /// The built-in formats of ECMA-376 part 1, 18.8.30, with the East Asian ones.
    pub(crate) fn built_in(id: u32) -> Self {
        let decimal =
            |decimals, percent| Self::Decimal { decimals, percent, before: String::new(), after: String::new() };
        let moment = |year, month, day, time| Self::Moment { year, month, day, time, elapsed: false };
        match id {
            2 | 4 | 39 | 40 | 43 | 44 => decimal(2, false),
            9 => decimal(0, true),
            10 => decimal(2, true),
            14 | 15 | 27..=31 | 36 | 50 | 51 | 54 | 58 => moment(true, true, true, false),
            16 => moment(false, true, true, false),
            17 | 52 | 55 | 57 => moment(true, true, false, false),
            53 | 56 => moment(false, true, true, false),
            18..=21 | 32..=35 | 45 | 47 => moment(false, false, false, true),
            22 => moment(true, true, true, true),
            46 => Self::Moment { year: false, month: false, day: false, time: true, elapsed: true },
            _ => Self::General,
        }
    }

    /// Reads a format code; of its sections the first counts, which is the one for positive numbers.
    pub(crate) fn parse(code: &str) -> Self {
        let mut seen = Seen::default();
        let mut chars = code.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => {
                    let quoted: String = chars.by_ref().take_while(|c| *c != '"').collect();
                    seen.literal(&quoted);
                }
                '\\' => {
                    if let Some(c) = chars.next() {
                        seen.literal(c.encode_utf8(&mut [0; 4]));
                    }
                }
                '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let unit = inside.to_ascii_lowercase();
                    if !unit.is_empty() && unit.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
                        seen.elapsed = true;
                        seen.time = true;
                    }
                }
                '0' | '#' | '?' => seen.digit(c),
                '.' => seen.point = true,
                '%' => seen.percent = true,
                'E' | 'e' if matches!(chars.peek(), Some('+' | '-')) => return Self::General,
                'G' if code.starts_with("General") || code.starts_with("G/") => return Self::General,
                'y' | 'Y' | 'e' => seen.year = true,
                'm' | 'M' => seen.months += 1,
                'd' | 'D' => seen.day = true,
                'h' | 'H' | 's' | 'S' => seen.time = true,
                '/' if seen.digits => return Self::General,
                '@' => return Self::General,
                c if !c.is_ascii() || matches!(c, '<' | '>' | '=') => seen.literal(c.encode_utf8(&mut [0; 4])),
                _ => {}
            }
        }
        seen.format()
    }
}

#[derive(Default)]
struct Seen {
    digits: bool,
    point: bool,
    decimals: usize,
    percent: bool,
    year: bool,
    months: u32,
    day: bool,
    time: bool,
    elapsed: bool,
    before: String,
    after: String,
}

impl Seen {
    fn digit(&mut self, c: char) {
        self.digits = true;
        self.decimals += usize::from(self.point && c == '0');
    }

    fn literal(&mut self, text: &str) {
        let side = if self.digits { &mut self.after } else { &mut self.before };
        // Currency signs and brackets say nothing that the number does not.
        side.extend(
            text.chars().filter(|c| !matches!(c, '¥' | '￥' | '$' | '€' | '(' | ')' | '-' | '+') && !c.is_whitespace()),
        );
    }

    fn format(self) -> NumberFormat {
        if self.digits && !self.elapsed {
            let (decimals, percent) = (self.decimals.min(30), self.percent);
            return NumberFormat::Decimal { decimals, percent, before: self.before, after: self.after };
        }
        // m is minutes beside hours or seconds, months otherwise.
        let month = self.months > 0 && (!self.time || self.year || self.day);
        if self.year || month || self.day || self.time {
            return NumberFormat::Moment {
                year: self.year,
                month,
                day: self.day,
                time: self.time,
                elapsed: self.elapsed,
            };
        }
        NumberFormat::General
    }
}

/// The text of a stored number and what it is.
pub(crate) fn show(number: f64, format: &NumberFormat, since_1904: bool) -> (String, CellKind) {
    match format {
        NumberFormat::General => (plain(number, 0, 0), CellKind::Number),
        NumberFormat::Decimal { decimals, percent, before, after } => {
            let digits = plain(number, if *percent { 2 } else { 0 }, *decimals);
            let sign = if *percent { "%" } else { "" };
            let kind =
                if before.is_empty() && matches!(after.as_str(), "" | "%") { CellKind::Number } else { CellKind::Text };
            (format!("{before}{digits}{sign}{after}"), kind)
        }
        NumberFormat::Moment { year, month, day, time, elapsed } => {
            moment(number, [*year, *month, *day, *time, *elapsed], since_1904)
                .map_or_else(|| (plain(number, 0, 0), CellKind::Number), |text| (text, CellKind::Date))
        }
    }
}

/// The number times a power of ten as a plain decimal of at most 15 significant digits, which is what spreadsheets
/// keep, with at least so many decimals.
fn plain(number: f64, shift: i32, decimals: usize) -> String {
    let scientific = format!("{:.14e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let mut digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.truncate(digits.trim_end_matches('0').len());
    // Digits before the decimal point.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1 + shift;
    let whole_places = usize::try_from(point).unwrap_or(0);
    let (mut whole, mut fraction) = if digits.len() > whole_places {
        let (whole, fraction) = digits.split_at(whole_places);
        let zeros = usize::try_from(-point).unwrap_or(0);
        (whole.to_owned(), format!("{}{fraction}", "0".repeat(zeros)))
    } else {
        (format!("{digits}{}", "0".repeat(whole_places - digits.len())), String::new())
    };
    if digits.is_empty() {
        (whole, fraction) = (String::new(), String::new());
    }
    while fraction.len() < decimals {
        fraction.push('0');
    }
    let sign = if number < 0.0 && !digits.is_empty() { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { &whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn moment(number: f64, shown: [bool; 5], since_1904: bool) -> Option<String> {
    let [year, month, day, time, elapsed] = shown;
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let mut days = number.trunc() as i64;
    let mut seconds = (number.fract() * 86_400.0).round() as i64;
    if seconds == 86_400 {
        days += 1;
        seconds = 0;
    }
    let clock = |hours: i64| format!("{hours:02}:{:02}:{:02}", seconds / 60 % 60, seconds % 60);
    let dated = year || month || day;
    if !dated {
        let hours = seconds / 3600 + if elapsed { days * 24 } else { 0 };
        return Some(clock(hours));
    }
    let date = calendar_day(days, since_1904)?;
    let date = match (year, month, day) {
        (true, true, false) => date.get(..7)?.to_owned(),
        (true, false, false) => date.get(..4)?.to_owned(),
        _ => date,
    };
    Some(if time { format!("{date}T{}", clock(seconds / 3600)) } else { date })
}

fn calendar_day(days: i64, since_1904: bool) -> Option<String> {
    let (epoch, days) = if since_1904 {
        (Date::constant(1904, 1, 1), days)
    } else {
        match days {
            // Day 60 is 29 February 1900, which never was; the first two months count from one day later.
            60 => return Some("1900-02-29".to_owned()),
            ..60 => (Date::constant(1899, 12, 31), days),
            _ => (Date::constant(1899, 12, 30), days),
        }
    };
    epoch.checked_add(days.days()).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> String {
        show(number, &NumberFormat::parse(code), false).0
    }

    #[test]
    fn numbers_come_out_as_a_clerk_sees_them_but_never_rounded() {
        assert_eq!(shown(0.9, "0%"), "90%");
        assert_eq!(shown(0.995, "0%"), "99.5%");
        assert_eq!(shown(1.0, "0.00%"), "100.00%");
        assert_eq!(shown(154_777.0, "#,##0.00_ "), "154777.00");
        assert_eq!(shown(0.1 + 0.2, "General"), "0.3");
        assert_eq!(shown(190_133.180_000_000_02, "General"), "190133.18");
        assert_eq!(shown(-0.05, "0.00;[Red]-0.00"), "-0.05");
        assert_eq!(shown(0.0, "0.00"), "0.00");
        assert_eq!(shown(1e20, "General"), "100000000000000000000");
        assert_eq!(shown(90.0, "0\"%\""), "90%");
        assert_eq!(shown(15.0, "\"≥\"0\"家\""), "≥15家");
        assert_eq!(shown(56.0, "¥#,##0.00"), "56.00");
        assert_eq!(shown(3.0, "@"), "3");
    }

    #[test]
    fn days_are_written_as_iso() {
        assert_eq!(shown(45_360.0, "yyyy\"年\"m\"月\"d\"日\""), "2024-03-09");
        assert_eq!(shown(45_360.0, "yyyy\"年\"m\"月\""), "2024-03");
        assert_eq!(shown(45_360.5, "yyyy/m/d h:mm"), "2024-03-09T12:00:00");
        assert_eq!(shown(0.75, "h:mm AM/PM"), "18:00:00");
        assert_eq!(shown(1.5, "[h]:mm:ss"), "36:00:00");
        assert_eq!(shown(45_360.0, "[$-804]yyyy/m/d;@"), "2024-03-09");
        assert_eq!(show(1.0, &NumberFormat::built_in(14), true).0, "1904-01-02");
        assert_eq!(shown(-1.0, "yyyy-mm-dd"), "-1");
    }
}
