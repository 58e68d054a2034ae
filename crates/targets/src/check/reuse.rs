//! The same words used again: names that fit anything, values copied between projects, two periods with one value.

use std::collections::BTreeSet;

use super::context::{Context, short};
use super::{Raised, finding};
use crate::model::Severity;

pub(super) fn check(context: &Context, found: &mut Raised) {
    same_period(context, found);
    generic_names(context, found);
    duplicate_values(context, found);
}

fn same_period(context: &Context, found: &mut Raised) {
    let mut both = 0;
    let mut refs = Vec::new();
    for entry in context.entries() {
        let indicator = entry.indicator;
        if let (Some(period), Some(annual)) = (&indicator.target_period, &indicator.target_annual) {
            both += 1;
            if bare(period) == bare(annual) {
                refs.push(indicator.id.clone());
            }
        }
    }
    // Single equal values are what a one-year project looks like; a habit is worth a note.
    if refs.len() > 1 && refs.len() * 2 > both {
        let message =
            format!("{both} 项指标中有 {} 项的实施周期指标值与年度指标值完全相同；跨年项目应分别填写。", refs.len());
        found.push(finding("period_equals_annual", Severity::Info, refs, message));
    }
}

/// From how many projects on a shared name is taken to be generic.
const GENERIC: usize = 3;

fn generic_names(context: &Context, found: &mut Raised) {
    for (name, uses) in groups(context, |entry| Some(entry.indicator.name.as_str())) {
        let projects: BTreeSet<&str> = uses.iter().map(|(project, _)| *project).collect();
        if projects.len() >= GENERIC {
            let refs: Vec<String> = uses.iter().map(|(_, id)| (*id).to_owned()).collect();
            let message =
                format!("指标名称“{name}”在 {} 个项目中使用，没有说明衡量什么；应按项目内容命名。", projects.len());
            found.push(finding("generic_name_reused", Severity::Warn, refs, message));
        }
    }
}

fn duplicate_values(context: &Context, found: &mut Raised) {
    for (value, uses) in groups(context, |entry| entry.value) {
        let projects: BTreeSet<&str> = uses.iter().map(|(project, _)| *project).collect();
        // 100% or 1次 may stand anywhere; a sentence may not.
        let words = value.chars().filter(|c| c.is_alphabetic()).count();
        if projects.len() >= 2 && words >= 4 {
            let refs: Vec<String> = uses.iter().map(|(_, id)| (*id).to_owned()).collect();
            let message =
                format!("指标值“{}”在 {} 个不同项目中一字不差；须核对是否照抄。", short(&value, 30), projects.len());
            found.push(finding("duplicate_value_across_projects", Severity::Warn, refs, message));
        }
    }
}

type Group<'c> = (String, Vec<(&'c str, &'c str)>);

/// Indicators by a text, in order of first use: project id and indicator id of each.
fn groups<'c>(context: &'c Context, text: impl Fn(&'c super::context::Entry<'c>) -> Option<&'c str>) -> Vec<Group<'c>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for entry in context.entries() {
        let Some(key) = text(entry).map(bare).filter(|k| !k.is_empty()) else { continue };
        let at = *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push((&entry.project.id, &entry.indicator.id));
    }
    groups
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().trim_end_matches(['。', ';', '；']).to_owned()
}
