//! The lines of a project in a form: one for each target of its indicators, one for an indicator without any.

use crate::judge::{Actual, Reason};
use crate::model::{Indicator, Project};
use crate::overview::{Overview, TargetView};

/// One line.
#[derive(Clone)]
pub struct FormLine<'a> {
    /// The target's id, or the indicator's.
    pub id: String,
    /// The indicator.
    pub indicator: &'a Indicator,
    /// Its name; of several targets with a circled number.
    pub name: String,
    /// 年度指标值 as published, with the base where it is better than one that is known.
    pub promised: String,
    /// The target judged; `None` where nothing can be measured.
    pub view: Option<&'a TargetView>,
}

impl FormLine<'_> {
    /// The unit of what came out.
    pub fn unit(&self) -> String {
        let Some(view) = self.view else { return String::new() };
        let bound = view.binding.as_ref().map(|binding| binding.unit.clone()).filter(|unit| !unit.is_empty());
        bound.or_else(|| view.target.unit.clone()).unwrap_or_default()
    }

    /// What came out with its unit; what is not due says so; empty where nothing says anything.
    pub fn actual(&self) -> String {
        if let Some(view) = self.view.filter(|view| view.accepted && view.judgement.reason == Reason::DayAhead) {
            return format!("未到期限（{}）", view.target.num.as_deref().unwrap_or_default());
        }
        let Some(value) = self.view.filter(|view| view.accepted).and_then(|view| view.value.as_ref()) else {
            return String::new();
        };
        actual_text(&value.actual, &self.unit())
    }
}

/// A value with its unit; empty for one that is missing.
pub fn actual_text(actual: &Actual, unit: &str) -> String {
    match actual {
        Actual::Number(number) => format!("{number}{unit}"),
        Actual::Day(day) => day.to_string(),
        Actual::Done(true) => "已完成".to_owned(),
        Actual::Done(false) => "未完成".to_owned(),
        Actual::Grade(grade) => grade.clone(),
        Actual::Unknown(_) => String::new(),
        Actual::TooFew { found, least } => format!("不能判断（{found} 份，至少 {least} 份）"),
    }
}

/// A promise to be better than a base, with the base.
fn with_base(published: String, view: &TargetView) -> String {
    let unit = view.binding.as_ref().map(|binding| binding.unit.as_str()).unwrap_or_default();
    match view.base.filter(|_| view.accepted) {
        Some(base) => format!("{published}（基期值 {}{unit}）", base.grouped()),
        None => published,
    }
}

/// The lines of a project, in the order of the table.
pub fn lines<'a>(project: &'a Project, overview: &'a Overview) -> Vec<FormLine<'a>> {
    let mut lines = Vec::new();
    for indicator in &project.indicators {
        let values = [&indicator.target_annual, &indicator.target, &indicator.target_period];
        let published = values.into_iter().flatten().next().cloned().unwrap_or_default();
        let views: Vec<&TargetView> = overview.targets.iter().filter(|view| view.target.of == indicator.id).collect();
        let line = |id: &str, name: String, promised: String, view| FormLine {
            id: id.to_owned(),
            indicator,
            name,
            promised,
            view,
        };
        match views.as_slice() {
            [] => lines.push(line(&indicator.id, indicator.name.clone(), published, None)),
            [only] => {
                lines.push(line(&only.target.id, indicator.name.clone(), with_base(published, only), Some(*only)))
            }
            several => {
                for (n, view) in several.iter().enumerate() {
                    let mark = u32::try_from(n).ok().and_then(|n| char::from_u32(0x2460 + n)).unwrap_or(' ');
                    let name = format!("{}{mark}", indicator.name);
                    lines.push(line(&view.target.id, name, published.clone(), Some(*view)));
                }
            }
        }
    }
    lines
}
