//! Categories a project lacks, categories printed without their suffix, and rates filed as quantities.

use std::collections::BTreeMap;

use super::context::{Context, titled};
use super::{Raised, finding, scheme};
use crate::model::Severity;

pub(super) fn check(context: &Context, found: &mut Raised) {
    missing(context, found);
    suffix(context, found);
    mismatch(context, found);
}

fn missing(context: &Context, found: &mut Raised) {
    let Some(scheme) = scheme::current() else { return };
    for project in context.table.projects.iter().filter(|p| !p.indicators.is_empty()) {
        let works = scheme.is_works(project);
        for category in &scheme.categories {
            if project.indicators.iter().any(|i| category.holds(i)) {
                continue;
            }
            let severity = category.severity(works);
            let cited = scheme.citation.first().map(|c| c.document.as_str()).unwrap_or_default();
            let why = if works && severity == Severity::Error {
                format!("工程、装修类项目必须设置成本指标（{cited}）")
            } else {
                format!("应当设置，不设置的须说明理由（{cited}）")
            };
            let message = format!(
                "{}的 {} 项指标中没有{}（{}）；{why}。",
                titled(project),
                project.indicators.len(),
                category.name,
                category.code
            );
            found.push(finding("missing_category", severity, vec![project.id.clone()], message));
        }
    }
}

/// 24-可持续影响 beside 11-数量指标: the printed names do not all end alike.
fn suffix(context: &Context, found: &mut Raised) {
    let mut bare: BTreeMap<&str, &str> = BTreeMap::new();
    let mut suffixed = false;
    for entry in context.entries() {
        let indicator = entry.indicator;
        if indicator.level2.ends_with("指标") {
            suffixed = true;
        } else if let Some(code) = indicator.level2_code.as_deref().filter(|_| !indicator.level2.is_empty()) {
            bare.insert(code, &indicator.level2);
        }
    }
    if bare.is_empty() || !suffixed {
        return;
    }
    let names: Vec<String> = bare.iter().map(|(code, name)| format!("{code}-{name}")).collect();
    let message = format!("二级指标名称写法不一：其他名称以“指标”结尾，{}没有。", names.join("、"));
    let refs = bare.keys().map(|code| (*code).to_owned()).collect();
    found.push(finding("l2_name_without_suffix", Severity::Info, refs, message));
}

fn mismatch(context: &Context, found: &mut Raised) {
    for entry in context.entries() {
        let indicator = entry.indicator;
        let quantity = indicator.level2_code.as_deref() == Some("11")
            || (indicator.level2_code.is_none() && indicator.level2.starts_with("数量"));
        if quantity && super::values::is_rate(&indicator.name) {
            let message = format!(
                "“{}”是比率，却归在数量指标下；数量指标应为个数、次数等，比率应归入质量指标或改写。",
                indicator.name
            );
            found.push(finding("category_mismatch", Severity::Warn, vec![indicator.id.clone()], message));
        }
    }
}
