//! The address of one figure's evidence: `/evidence/{token}`.

use std::fmt;
use std::str::FromStr;

use domain::{FactId, Period, Sha256Digest};

/// What a figure says, by where it can be proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// One recorded fact.
    Fact(FactId),
    /// One target of a stored table: its value and state.
    Target {
        /// The stored table.
        table: i64,
        /// `P02.I03.T1`.
        target: String,
    },
    /// Characters of a cell of an evidence file.
    Cell {
        /// The file.
        file: Sha256Digest,
        /// `Sheet1!B7` or `row,column`.
        cell: String,
        /// Start and end, in characters of the cell.
        span: [usize; 2],
    },
    /// How many of something a stored table holds: `projects`, `targets`, `state.met`, `findings.warn` …
    Count {
        /// The stored table.
        table: i64,
        /// What is counted.
        what: String,
    },
    /// Stated totals against the sum of rows.
    Sum {
        /// The stored table.
        table: i64,
        /// Which total, by its place among the stated ones.
        total: usize,
    },
    /// What was spent of a project of a stored table.
    Spent {
        /// The stored table.
        table: i64,
        /// `P02`.
        project: String,
    },
    /// An indicator or clause in which nothing can be measured.
    Unprovable {
        /// The stored table.
        table: i64,
        /// `P02.G03`.
        id: String,
    },
    /// Something of a table monitored until the end of a month: `P03.rate`, `P03.goal`, a target.
    Monitored {
        /// The stored table.
        table: i64,
        /// The month.
        month: Period,
        /// What of it.
        what: String,
    },
    /// Points of a self-evaluation: a line, a project, or `all` of the department.
    Scored {
        /// The stored table.
        table: i64,
        /// The rule set.
        rules: String,
        /// What of it.
        what: String,
    },
    /// How far the table's year has gone.
    Elapsed {
        /// The stored table.
        table: i64,
    },
}

/// The text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenError;

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(id) => write!(f, "fact:{id}"),
            Self::Target { table, target } => write!(f, "target:{table}:{target}"),
            Self::Unprovable { table, id } => write!(f, "unprovable:{table}:{id}"),
            Self::Cell { file, cell, span } => write!(f, "cell:{file}:{}:{}:{cell}", span[0], span[1]),
            Self::Count { table, what } => write!(f, "count:{table}:{what}"),
            Self::Sum { table, total } => write!(f, "sum:{table}:{total}"),
            Self::Spent { table, project } => write!(f, "spent:{table}:{project}"),
            Self::Monitored { table, month, what } => write!(f, "monitored:{table}:{month}:{what}"),
            Self::Scored { table, rules, what } => write!(f, "scored:{table}:{rules}:{what}"),
            Self::Elapsed { table } => write!(f, "elapsed:{table}"),
        }
    }
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let (kind, rest) = text.split_once(':').ok_or(TokenError)?;
        let number = |text: &str| text.parse::<i64>().map_err(|_| TokenError);
        let pair = || rest.split_once(':').ok_or(TokenError);
        match kind {
            "fact" => Ok(Self::Fact(FactId(number(rest)?))),
            "elapsed" => Ok(Self::Elapsed { table: number(rest)? }),
            "target" => pair().and_then(|(t, r)| Ok(Self::Target { table: number(t)?, target: r.to_owned() })),
            "unprovable" => pair().and_then(|(t, id)| Ok(Self::Unprovable { table: number(t)?, id: id.to_owned() })),
            "count" => pair().and_then(|(t, w)| Ok(Self::Count { table: number(t)?, what: w.to_owned() })),
            "spent" => pair().and_then(|(t, p)| Ok(Self::Spent { table: number(t)?, project: p.to_owned() })),
            "sum" => {
                pair().and_then(|(t, n)| Ok(Self::Sum { table: number(t)?, total: n.parse().map_err(|_| TokenError)? }))
            }
            "monitored" | "scored" => {
                let mut parts = rest.splitn(3, ':');
                let mut next = || parts.next().ok_or(TokenError);
                let (table, of, what) = (number(next()?)?, next()?, next()?.to_owned());
                if kind == "scored" {
                    return Ok(Self::Scored { table, rules: of.to_owned(), what });
                }
                Ok(Self::Monitored { table, month: of.parse().map_err(|_| TokenError)?, what })
            }
            "cell" => {
                let mut parts = rest.splitn(4, ':');
                let mut next = || parts.next().ok_or(TokenError);
                let file = next()?.parse().map_err(|_| TokenError)?;
                let start = next()?.parse().map_err(|_| TokenError)?;
                let end = next()?.parse().map_err(|_| TokenError)?;
                Ok(Self::Cell { file, span: [start, end], cell: next()?.to_owned() })
            }
            _ => Err(TokenError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_reads_back() {
        let file = Sha256Digest([7; 32]);
        for token in [
            Token::Fact(FactId(7)),
            Token::Target { table: 1, target: "P02.I03.T1".into() },
            Token::Cell { file, cell: "表:1!B7".into(), span: [3, 9] },
            Token::Unprovable { table: 1, id: "P02.G03".into() },
            Token::Count { table: 1, what: "state.met".into() },
            Token::Sum { table: 1, total: 0 },
            Token::Spent { table: 1, project: "P02".into() },
            Token::Elapsed { table: 1 },
            Token::Monitored { table: 1, month: "2024-07".parse().unwrap(), what: "P03.rate".into() },
            Token::Scored { table: 1, rules: "101".into(), what: "P03.I01.T1".into() },
        ] {
            assert_eq!(token.to_string().parse(), Ok(token));
        }
        for bad in ["", "fact", "fact:x", "cell:00:1:2:B7", "cell:", "target:1", "other:1", "monitored:1:July:P03"] {
            assert_eq!(bad.parse::<Token>(), Err(TokenError), "{bad}");
        }
    }
}
