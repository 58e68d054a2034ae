//! Recorded time as the database keeps it, and which day it is in China.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

use crate::{Result, StoreError};

pub(crate) fn now() -> i64 {
    Timestamp::now().as_microsecond()
}

pub(crate) fn timestamp(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Damaged(format!("{micros} is no point in time")))
}

/// China has kept UTC+8 without summer time since 1992, so no time zone file is needed.
pub(crate) fn china() -> TimeZone {
    TimeZone::fixed(offset(8))
}

pub(crate) fn today_in_china() -> Date {
    Timestamp::now().to_zoned(china()).date()
}
