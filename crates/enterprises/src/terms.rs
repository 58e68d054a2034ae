//! Formulas of definitions: parsed, checked against the metrics, and evaluated for every firm at once.

use collect::{KnowledgeFault, KnowledgeFile};
use domain::{FactSource, Unit};
use formula::{Definition, Formula, FormulaError, ResultType, Typed};

/// The kind of subject that definitions speak of.
pub const FIRM: &str = "firm";

/// A formula of each firm.
///
/// # Errors
/// Why it is none.
pub fn each(text: &str, source: &dyn FactSource) -> Result<Typed, FormulaError> {
    Formula::parse(text)?.check(&Definition::each(FIRM), source)
}

/// A condition on each firm; words for what else it yields are the file's fault.
///
/// # Errors
/// The fault, at the line of the formula.
pub fn condition(file: &KnowledgeFile, text: &str, source: &dyn FactSource) -> Result<Typed, KnowledgeFault> {
    let typed = each(text, source).map_err(|error| fault(file, text, &error))?;
    match typed.result() {
        ResultType::Truth | ResultType::Null => Ok(typed),
        _ => Err(file.fault(text, format!("“{text}”不是条件。"), "写成比较，如 x > 0。")),
    }
}

/// A number of each firm that can be said in a unit.
///
/// # Errors
/// The fault, at the line of the formula.
pub fn number(file: &KnowledgeFile, text: &str, unit: &str, source: &dyn FactSource) -> Result<Typed, KnowledgeFault> {
    let typed = each(text, source).map_err(|error| fault(file, text, &error))?;
    match typed.result() {
        ResultType::Number { dimension, .. } if dimension == *Unit::named(unit).dimension() => Ok(typed),
        ResultType::Number { dimension, .. } => {
            let message = format!("“{text}”的量纲是“{dimension}”，不能用“{unit}”表示。");
            Err(file.fault(text, message, "改公式或 unit。"))
        }
        _ => Err(file.fault(text, format!("“{text}”不是数。"), "写成得出数字的公式。")),
    }
}

/// A formula's refusal as a fault of the file it stands in.
pub fn fault(file: &KnowledgeFile, text: &str, error: &FormulaError) -> KnowledgeFault {
    file.fault(text, format!("公式“{text}”：{}。", error.message), error.hint.clone())
}
