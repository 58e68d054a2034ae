//! 监控 and 自评 of a table: what the facts say, what people say of it, the second person's review, forms and issues.

pub mod department;
pub mod forms;
pub mod monitoring;
pub mod remark;
pub mod rows;
pub mod said;
pub mod scores;
pub mod weights;

use domain::{Period, Scaled};
use targets::appraisal::AppraisalError;
use targets::budgets::{self, Budget};

use crate::access::table::Routes;
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;

pub(in crate::routes) use remark::row_name;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [
        monitoring::routes,
        remark::routes,
        scores::routes,
        said::routes,
        weights::routes,
        department::routes,
        forms::routes,
    ] {
        routes = page(routes);
    }
    routes
}

/// The refusal of an act on a form.
fn refused(error: AppraisalError) -> Failure {
    let code = match &error {
        AppraisalError::NoRow(_) | AppraisalError::NoMonth(_) | AppraisalError::NoQuestion(_) => {
            return Failure::NotFound;
        }
        AppraisalError::Write(_) => return Failure::internal(error.to_string()),
        AppraisalError::NoWord(_) => "appraisal_no_word",
        AppraisalError::Empty => "appraisal_empty",
        AppraisalError::Said(_) => "appraisal_said",
        AppraisalError::Opinion => "appraisal_opinion",
        AppraisalError::NoOwner => "appraisal_no_owner",
        AppraisalError::Due(_) => "appraisal_due",
        AppraisalError::Weights(_) => "appraisal_weights",
        AppraisalError::NotReady(_) => "appraisal_not_ready",
        AppraisalError::Store(_) => "",
    };
    match error {
        AppraisalError::Store(error) => error.into(),
        other => Failure::unusable(code, other.to_string(), ""),
    }
}

/// A month out of an address.
fn month(text: &str) -> Result<Period, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// `2024年1–8月`, `January to August 2024`.
pub(in crate::routes) fn months_name(lang: Lang, last: Period) -> String {
    let values = [("year", last.calendar_year().to_string()), ("last", last.end().month().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lang.fill(if last.end().month() == 1 { "appraisal.january" } else { "appraisal.months" }, &values)
}

/// A budget in the table's unit; opens to its fact or its cell.
fn budget_figure(lang: Lang, appraised: &Appraised, budget: Option<&Budget>) -> Figure {
    let Some(budget) = budget else { return Figure::missing(lang) };
    let (shown, unit) = budgets::shown(&appraised.judged.table, budget.amount);
    let figure = Figure::number(lang, shown).unit(&unit);
    match (budget.fact, &budget.place) {
        (Some(fact), _) => figure.evidence(&Token::Fact(fact).to_string()),
        (None, Some(place)) => {
            let file = appraised.judged.row.evidence;
            figure.evidence(&Token::Cell { file, cell: place.cell.clone(), span: place.span }.to_string())
        }
        (None, None) => figure,
    }
}

/// An amount of 元 in the table's unit.
fn money_figure(lang: Lang, appraised: &Appraised, amount: Option<Scaled>, token: &Token) -> Figure {
    let Some(amount) = amount else { return Figure::missing(lang) };
    let (shown, unit) = budgets::shown(&appraised.judged.table, amount);
    Figure::number(lang, shown).unit(&unit).evidence(&token.to_string())
}

/// A share in per cent, or —.
fn share_figure(lang: Lang, share: Option<Scaled>, token: &Token) -> Figure {
    share.map_or_else(
        || Figure::missing(lang),
        |share| Figure::number(lang, share).unit("%").evidence(&token.to_string()),
    )
}

/// The key under which a word of the library stands in the message files.
pub(in crate::routes) fn key(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
