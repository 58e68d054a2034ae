//! What is wrong with data from outside, and where: every refusal of this crate is a `Fault`.

use std::fmt;

/// A refusal: what is wrong, and the file and line where it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The file as the caller named it; empty for data that came from memory.
    pub file: String,
    /// Line of the file, from 1; 0 where no single line is at fault.
    pub line: u64,
    /// What is wrong.
    pub what: What,
}

/// What can be wrong with a network, a matrix, a scenario or a setting.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum What {
    /// The file cannot be opened, unpacked or split into fields.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A line beyond [`crate::read::MAX_LINE`].
    #[error("a line is longer than {0} bytes")]
    LongLine(u64),
    /// More rows than the crate takes.
    #[error("more than {limit} {of}")]
    TooMany {
        /// What there is too much of.
        of: &'static str,
        /// How many are taken.
        limit: u64,
    },
    /// A heading that must be there is not.
    #[error("there is no column `{0}`")]
    NoColumn(String),
    /// The same heading twice.
    #[error("the column `{0}` stands there twice")]
    ColumnTwice(String),
    /// No rows below the heading.
    #[error("there are no rows")]
    Empty,
    /// A field that must be a whole number.
    #[error("`{column}` must be a whole number, not `{value}`")]
    NotWhole {
        /// Heading of the field.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A field that must be a number of at least 0.
    #[error("`{column}` must be a finite number of at least 0, not `{value}`")]
    NotAnAmount {
        /// Heading of the field.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A firm declared twice.
    #[error("firm {0} is declared twice")]
    FirmTwice(u64),
    /// A link or a shock that names nobody.
    #[error("firm {0} is not among the nodes")]
    UnknownFirm(u64),
    /// An entry of the matrix other than 0, 1, 2.
    #[error("an entry must be 2 (essential), 1 (non-essential) or 0 (negligible), not `{0}`")]
    NotAClass(String),
    /// A row or column of the matrix that stands there twice.
    #[error("sector {0} stands there twice")]
    SectorTwice(i64),
    /// A sector of the firms that the matrix does not know.
    #[error("sector {sector} has firms but no {} in the matrix", if *.supplying { "row" } else { "column" })]
    UncoveredSector {
        /// Code of the sector.
        sector: i64,
        /// Whether the row (supplying side) is missing; else the column (buying side).
        supplying: bool,
    },
    /// A shock outside 0 to 1.
    #[error("a shock must lie between 0 and 1, not `{0}`")]
    NotAShock(String),
    /// A firm shocked twice in one scenario.
    #[error("scenario {scenario} shocks firm {firm} twice")]
    ShockTwice {
        /// Number of the scenario.
        scenario: u64,
        /// The firm's id.
        firm: u64,
    },
    /// A vector with another length than there are firms.
    #[error("`{name}` has {found} entries for {firms} firms")]
    Length {
        /// Which vector.
        name: &'static str,
        /// Its length.
        found: usize,
        /// Number of firms.
        firms: usize,
    },
    /// Revenue or costs of 0 where something is divided by it.
    #[error("firm {firm} has {} of 0 but {}", if *.revenue { "revenue" } else { "costs" }, if *.revenue { "sells" } else { "buys" })]
    ZeroScale {
        /// The firm's id.
        firm: u64,
        /// Revenue; else costs.
        revenue: bool,
    },
    /// Weights that add up to nothing.
    #[error("the weights add up to 0")]
    NoWeight,
    /// A setting that makes no sense.
    #[error("{0}")]
    Setting(&'static str),
}

impl Fault {
    /// A fault of data in memory.
    pub(crate) fn new(what: What) -> Self {
        Self { file: String::new(), line: 0, what }
    }

    /// The same fault with its place.
    pub(crate) fn at(mut self, file: &str, line: u64) -> Self {
        if self.file.is_empty() {
            file.clone_into(&mut self.file);
            self.line = line;
        }
        self
    }

    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self.what {
            What::Unreadable(_) => "unreadable",
            What::LongLine(_) => "long_line",
            What::TooMany { .. } => "too_many",
            What::NoColumn(_) => "no_column",
            What::ColumnTwice(_) => "column_twice",
            What::Empty => "empty",
            What::NotWhole { .. } => "not_a_whole_number",
            What::NotAnAmount { .. } => "not_an_amount",
            What::FirmTwice(_) => "firm_twice",
            What::UnknownFirm(_) => "unknown_firm",
            What::NotAClass(_) => "not_a_class",
            What::SectorTwice(_) => "sector_twice",
            What::UncoveredSector { .. } => "uncovered_sector",
            What::NotAShock(_) => "not_a_shock",
            What::ShockTwice { .. } => "shock_twice",
            What::Length { .. } => "length",
            What::ZeroScale { .. } => "zero_scale",
            What::NoWeight => "no_weight",
            What::Setting(_) => "setting",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.is_empty(), self.line) {
            (true, _) => write!(f, "{}", self.what),
            (false, 0) => write!(f, "{}: {}", self.file, self.what),
            (false, line) => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for Fault {}

impl From<What> for Fault {
    fn from(what: What) -> Self {
        Self::new(what)
    }
}
