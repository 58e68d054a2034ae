//! The tree of a parsed formula: only what the language has, printed back in one canonical way.

use std::fmt;

use crate::names::Function;

/// An expression as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    /// Digits and decimals.
    Number {
        mantissa: i128,
        scale: u8,
    },
    Text(String),
    Truth(bool),
    Null,
    /// A metric or a unit.
    Name {
        name: String,
        position: usize,
    },
    Negative(Box<Expr>),
    Not(Box<Expr>),
    Binary {
        op: Op,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    IsNull {
        of: Box<Expr>,
        negated: bool,
    },
    IsTruth {
        of: Box<Expr>,
        truth: bool,
        negated: bool,
    },
    In {
        of: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    Between {
        of: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    Case {
        operand: Option<Box<Expr>>,
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Call {
        function: Function,
        args: Vec<Expr>,
        star: bool,
        filter: Option<Box<Expr>>,
        position: usize,
    },
}

/// Operators with two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

impl Op {
    fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::And => "and",
            Self::Or => "or",
        }
    }

    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual => 4,
            Self::Add | Self::Subtract => 6,
            Self::Multiply | Self::Divide => 7,
        }
    }
}

impl Expr {
    /// How tightly it holds together; weaker parts get brackets.
    fn strength(&self) -> u8 {
        match self {
            Self::Binary { op, .. } => op.strength(),
            Self::Not(_) => 3,
            Self::IsNull { .. } | Self::IsTruth { .. } | Self::In { .. } | Self::Between { .. } => 4,
            Self::Negative(_) => 8,
            _ => 9,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        if self.strength() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = |negated: &bool| if *negated { "not " } else { "" };
        match self {
            Self::Number { mantissa, scale } => f.write_str(&crate::exact::print(*mantissa, *scale)),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Null => f.write_str("null"),
            Self::Name { name, .. } => {
                let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
                    && name.chars().next().is_some_and(char::is_alphabetic);
                if plain { f.write_str(name) } else { write!(f, "\"{}\"", name.replace('"', "\"\"")) }
            }
            Self::Negative(of) => {
                f.write_str("-")?;
                of.write(f, 9)
            }
            Self::Not(of) => {
                f.write_str("not ")?;
                of.write(f, 4)
            }
            Self::Binary { op, left, right } => {
                let strength = op.strength();
                left.write(f, strength)?;
                write!(f, " {} ", op.symbol())?;
                right.write(f, strength + 1)
            }
            Self::IsNull { of, negated } => {
                of.write(f, 5)?;
                write!(f, " is {}null", not(negated))
            }
            Self::IsTruth { of, truth, negated } => {
                of.write(f, 5)?;
                write!(f, " is {}{truth}", not(negated))
            }
            Self::In { of, list, negated } => {
                of.write(f, 5)?;
                write!(f, " {}in (", not(negated))?;
                write_list(f, list)?;
                f.write_str(")")
            }
            Self::Between { of, low, high, negated } => {
                of.write(f, 5)?;
                write!(f, " {}between ", not(negated))?;
                low.write(f, 5)?;
                f.write_str(" and ")?;
                high.write(f, 5)
            }
            Self::Case { operand, arms, otherwise } => {
                f.write_str("case")?;
                if let Some(operand) = operand {
                    write!(f, " {operand}")?;
                }
                for (when, then) in arms {
                    write!(f, " when {when} then {then}")?;
                }
                if let Some(otherwise) = otherwise {
                    write!(f, " else {otherwise}")?;
                }
                f.write_str(" end")
            }
            Self::Call { function, args, star, filter, .. } => {
                write!(f, "{}(", function.name())?;
                if *star {
                    f.write_str("*")?;
                }
                write_list(f, args)?;
                f.write_str(")")?;
                if let Some(filter) = filter {
                    write!(f, " filter (where {filter})")?;
                }
                Ok(())
            }
        }
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, list: &[Expr]) -> fmt::Result {
    for (index, item) in list.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}
