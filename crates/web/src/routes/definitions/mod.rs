//! 指标口径: every declared metric with its definition, who supplies it, how far it reaches, what uses it.

mod list;
mod metric;

use domain::{Grain, MetricDef, MetricKind};

use crate::access::table::Routes;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    metric::routes(list::routes(routes))
}

/// What its values are, with unit and decimals: 数值（元，2 位小数）.
fn kind_text(lang: Lang, metric: &MetricDef) -> String {
    match &metric.kind {
        MetricKind::Number { unit, scale } => {
            let unit = if unit.symbol().is_empty() { lang.t("metrics.pure") } else { unit.symbol() };
            lang.fill("metrics.number", &[("unit", unit), ("scale", &scale.to_string())])
        }
        MetricKind::Truth => lang.t("metrics.truth").to_owned(),
        MetricKind::Date => lang.t("metrics.date").to_owned(),
        MetricKind::Code { list, .. } => lang.fill("metrics.code", &[("list", list)]),
        MetricKind::Text => lang.t("metrics.text").to_owned(),
    }
}

fn grain_text(lang: Lang, grain: Grain) -> &'static str {
    lang.t(match grain {
        Grain::Day => "metrics.grain_day",
        Grain::Month => "metrics.grain_month",
        Grain::Quarter => "metrics.grain_quarter",
        Grain::Year => "metrics.grain_year",
        Grain::Months => "metrics.grain_months",
        Grain::Days => "metrics.grain_days",
    })
}

/// Its name; in English with the Chinese one that formulas use.
fn name(lang: Lang, metric: &MetricDef) -> String {
    match lang {
        Lang::Zh => metric.name.clone(),
        Lang::En => format!("{} ({})", metric_name(lang, metric), metric.name),
    }
}
