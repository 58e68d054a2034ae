//! Moments as people read them: to the minute, by China's clock.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};

/// China has one time zone without summer time.
const CHINA: TimeZone = TimeZone::fixed(tz::offset(8));

/// `2024-09-25 18:00`.
#[must_use]
pub fn minute(at: Timestamp) -> String {
    at.to_zoned(CHINA).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2024-09-25`.
#[must_use]
pub fn day(at: Timestamp) -> String {
    at.to_zoned(CHINA).strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_at_night_in_london_is_the_next_day_in_china() {
        let at: Timestamp = "2024-09-24T16:30:00Z".parse().unwrap();
        assert_eq!(minute(at), "2024-09-25 00:30");
        assert_eq!(day(at), "2024-09-25");
    }
}
