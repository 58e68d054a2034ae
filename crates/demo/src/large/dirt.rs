//! Faults as people make them, put into returns on purpose; what would have been right is kept beside.

use std::io::{self, Write};

use domain::{Period, Scaled};

use super::measures::MEASURES;
use super::{LargeDistrict, values};

/// Sorts of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DirtKind {
    /// In another unit: ten times as much or as little.
    Tenfold,
    /// 元 for 千元 or the other way round.
    Thousandfold,
    /// 元 for 万元 or the other way round.
    TenThousandfold,
    /// The cell was left open.
    Missing,
    /// The firm stands twice in the file, the second time with another value.
    Duplicate,
    /// Two neighbouring digits changed places.
    Swapped,
    /// The wrong sign.
    Sign,
    /// Year to date instead of the month.
    YearToDate,
    /// The whole return of the month before, once more.
    Stale,
    /// The whole return of the same month a year before.
    WrongPeriod,
}

impl DirtKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Tenfold,
        Self::Thousandfold,
        Self::TenThousandfold,
        Self::Missing,
        Self::Duplicate,
        Self::Swapped,
        Self::Sign,
        Self::YearToDate,
        Self::Stale,
        Self::WrongPeriod,
    ];

    /// As written in the side file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tenfold => "tenfold",
            Self::Thousandfold => "thousandfold",
            Self::TenThousandfold => "ten_thousandfold",
            Self::Missing => "missing",
            Self::Duplicate => "duplicate",
            Self::Swapped => "swapped_digits",
            Self::Sign => "sign",
            Self::YearToDate => "year_to_date",
            Self::Stale => "stale_repeat",
            Self::WrongPeriod => "wrong_period",
        }
    }
}

/// One cell that says something else than the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dirt {
    /// What happened.
    pub kind: DirtKind,
    /// Place of the firm in the register.
    pub firm: usize,
    /// Place of the metric in [`MEASURES`].
    pub measure: usize,
    /// Month of the file.
    pub month: Period,
    /// Row of the file, from 0.
    pub row: u32,
    /// Column of the file, from 0.
    pub column: u32,
    /// What would have been right, at the metric's scale.
    pub truth: i64,
    /// What the file says; nothing for a missing cell.
    pub written: Option<i64>,
}

/// First line of the side file.
pub(super) const HEADING: &str = "kind,file,row,column,usci,metric,period,truth,written";

impl LargeDistrict {
    /// Writes the heading of the side file.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_dirt_heading(out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{HEADING}")
    }

    /// Writes one line of the side file for each fault of a month; rows and columns count from 0.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_dirt(&self, out: &mut impl Write, file: &str, dirt: &[Dirt]) -> io::Result<()> {
        for d in dirt {
            let Some(measure) = MEASURES.get(d.measure) else { continue };
            let (kind, code, month) = (d.kind.as_str(), self.code(d.firm), d.month);
            let truth = Scaled::new(d.truth, measure.scale);
            let written = d.written.map(|number| Scaled::new(number, measure.scale).to_string()).unwrap_or_default();
            let (row, column, name) = (d.row, d.column, measure.name);
            writeln!(out, "{kind},{file},{row},{column},{code},{name},{month},{truth},{written}")?;
        }
        Ok(())
    }

    /// What befalls a whole return.
    pub(super) fn befalls_return(&self, firm: usize, month: i64) -> Option<DirtKind> {
        let roll = values::dice_for(self.options.seed, 5, firm, month, 0).between(0, 9_999);
        match roll {
            0..=39 => Some(DirtKind::Missing),
            40..=54 => Some(DirtKind::Stale),
            55..=64 => Some(DirtKind::WrongPeriod),
            65..=74 => Some(DirtKind::Duplicate),
            _ => None,
        }
    }

    /// What befalls one cell of a return, and what is then written.
    pub(super) fn befalls_cell(
        &self,
        firm: usize,
        measure: usize,
        month: i64,
        truth: i64,
    ) -> Option<(DirtKind, Option<i64>)> {
        let mut dice = values::dice_for(self.options.seed, 6, firm, month, measure);
        let kind = match dice.between(0, 99_999) {
            0..=49 => DirtKind::Tenfold,
            50..=119 => DirtKind::Thousandfold,
            120..=219 => DirtKind::TenThousandfold,
            220..=419 => DirtKind::Missing,
            420..=499 => DirtKind::Swapped,
            500..=529 => DirtKind::Sign,
            530..=579 => DirtKind::YearToDate,
            _ => return None,
        };
        let up = dice.permille(500);
        let scaled = |factor: i64| if up { truth.checked_mul(factor) } else { Some(truth / factor) };
        let written = match kind {
            DirtKind::Missing => return Some((kind, None)),
            DirtKind::Tenfold => scaled(10),
            DirtKind::Thousandfold => scaled(1_000),
            DirtKind::TenThousandfold => scaled(10_000),
            DirtKind::Swapped => Some(swapped(truth)),
            DirtKind::Sign => truth.checked_neg(),
            _ => {
                let january = month - month.rem_euclid(12);
                (january..=month).try_fold(0_i64, |sum, month| sum.checked_add(self.truth(firm, measure, month)))
            }
        }?;
        // A fault that changes nothing is none.
        (written != truth).then_some((kind, Some(written)))
    }
}

/// The two leading digits that differ change places.
pub(super) fn swapped(value: i64) -> i64 {
    let mut digits: Vec<u8> = value.unsigned_abs().to_string().into_bytes();
    let place = digits.windows(2).position(|pair| matches!(pair, [a, b] if a != b));
    if let Some(place) = place {
        digits.swap(place, place + 1);
    }
    let changed = String::from_utf8_lossy(&digits).parse().unwrap_or(0_i64);
    if value < 0 { -changed } else { changed }
}
