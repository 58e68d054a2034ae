//! What a formula typed on the command line stands in: kind of subject, population, period.

use std::sync::Arc;

use domain::Period;
use formula::{Definition, Formula, FormulaError, ResultType, Typed, When};
use jiff::civil::Date;
use store::{Snapshot, Store};

use crate::commands::folder::{Folder, stored};
use crate::failure::Failure;
use crate::lang::Lang;
use crate::shell::Shell;

/// The formula and its definition.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// 公式，如 "营业收入 >= 2000 * 万元" | the formula, such as "营业收入 >= 2000 * 万元"
    formula: String,
    /// 对象类型（firm、record、project、district …） | kind of subject (firm, record, project, district …)
    #[arg(long, default_value = "firm")]
    subject: String,
    /// 对全体算一个值（sum、count …），而不是每个对象一个值 | one value for all subjects (sum, count …) instead of one for each
    #[arg(long)]
    total: bool,
    /// 只在满足此条件的对象中计算 | only among subjects for which this condition is true
    #[arg(long, value_name = "CONDITION")]
    among: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// The period to compute for.
#[derive(Debug, clap::Args)]
pub(crate) struct Span {
    /// 期间：2024、2024Q1、2024-03、2024-01..07 | period: 2024, 2024Q1, 2024-03, 2024-01..07
    #[arg(long)]
    pub(crate) period: Period,
    /// 站在哪一天看；默认为数据目录的当日 | seen on which day; the data folder's today unless given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// A formula that makes sense, and the facts to compute it on.
pub(crate) struct Ready {
    pub(crate) typed: Typed,
    pub(crate) facts: Arc<Snapshot>,
    pub(crate) store: Store,
}

impl Asked {
    /// Parses and checks the formula against the metrics of the data folder.
    pub(crate) fn ready(&self, shell: &Shell) -> Result<Ready, Failure> {
        let wrong = |error: FormulaError| refused(error, shell.lang);
        let parsed = Formula::parse(&self.formula).map_err(wrong)?;
        let among = self.among.as_deref().map(Formula::parse).transpose().map_err(wrong)?;
        let store = self.folder.open(shell)?;
        let facts = store.snapshot().map_err(|error| stored(error, shell.lang))?;
        let mut definition =
            if self.total { Definition::total(&self.subject) } else { Definition::each(&self.subject) };
        if let Some(among) = among {
            definition = definition.among(among);
        }
        let typed = parsed.check(&definition, facts.as_ref()).map_err(wrong)?;
        Ok(Ready { typed, facts, store })
    }
}

impl Span {
    /// The period as the evaluators want it.
    pub(crate) fn when(&self, store: &Store, shell: &Shell) -> Result<When, Failure> {
        let today = match self.as_of {
            Some(day) => day,
            None => store.read(|r| r.today()).map_err(|error| stored(error, shell.lang))?,
        };
        Ok(When::new(self.period).as_of(today))
    }
}

/// A refusal of the formula crate in the shell's language, with the place.
pub(crate) fn refused(error: FormulaError, lang: Lang) -> Failure {
    let place = error.position.map(|at| match lang {
        Lang::Zh => format!("（第 {} 个字符）", at + 1),
        Lang::En => format!(" (at character {})", at + 1),
    });
    let (message, hint) = match lang {
        Lang::Zh => (error.message, error.hint),
        Lang::En => (error.message_en, error.hint_en),
    };
    Failure::refused(format!("formula.{}", error.code), format!("{message}{}", place.unwrap_or_default()), hint)
}

/// The unit a formula's numbers come in; empty for pure numbers and everything else.
pub(crate) fn unit(typed: &Typed) -> String {
    match typed.result() {
        ResultType::Number { unit, .. } => unit.to_string(),
        _ => String::new(),
    }
}

/// What a formula yields, in a word.
pub(crate) fn kind(typed: &Typed, lang: Lang) -> &'static str {
    match typed.result() {
        ResultType::Number { .. } => lang.pick("数值", "number"),
        ResultType::Truth => lang.pick("是非", "truth"),
        ResultType::Date => lang.pick("日期", "date"),
        ResultType::Codes => lang.pick("代码", "codes"),
        _ => lang.pick("文本", "text"),
    }
}
