//! Classes by rule (size class, above scale, titles): branches by industry, in each the first class whose condition
//! holds. What is unknown is said, never taken for the class below.

mod classify;

use std::collections::BTreeMap;

use collect::{KnowledgeFault, KnowledgeFile, Registry};
use domain::{Grain, Period};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use classify::{Classes, Outcome, Step, Steps};

use crate::definitions::{Citation, Definition};
use crate::examples::{self, Given};
use crate::terms;

/// A scheme of classes: one file of `knowledge/classes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassScheme {
    /// What people call it by.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Raised with every change.
    pub version: u32,
    /// In force from this day.
    pub valid_from: Date,
    /// In force until this day.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Where it comes from and how far that was checked.
    pub citation: Vec<Citation>,
    /// The period it is judged for.
    pub grain: Grain,
    /// The metric its result is published as; none where it is only shown.
    #[serde(default)]
    pub publishes: Option<String>,
    /// Classes, the highest first.
    pub classes: Vec<Class>,
    /// Branches, the first that applies decides.
    pub branches: Vec<Branch>,
    /// Worked examples.
    pub examples: Vec<Example>,
}

/// One class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// As facts hold it: a code of the metric's list; 是 or 否 for a truth.
    pub code: String,
    /// Chinese name.
    pub label: String,
    /// English name.
    pub label_en: String,
}

/// Firms of one sort, and their bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// As the document calls it: 软件和信息技术服务业.
    pub name: String,
    /// Which firms.
    pub when: String,
    /// Conditions of the classes, tried in this order.
    pub rules: Vec<Rule>,
    /// The class of those that meet none.
    pub otherwise: String,
    /// How far it was checked, where that differs from the rest of the file.
    #[serde(default)]
    pub note: Option<String>,
}

/// The condition of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The class.
    pub class: String,
    /// Its condition.
    pub when: String,
}

/// A worked example; `gives` is a class, 不能判断 or 不适用.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Facts in words.
    pub given: Given,
    /// What comes out.
    pub gives: String,
    /// Where it comes from, or what it shows.
    #[serde(default)]
    pub note: Option<String>,
}

/// What an example gives where facts are missing.
pub const UNKNOWN: &str = "不能判断";
/// What an example gives where no branch applies.
pub const OUTSIDE: &str = "不适用";

impl ClassScheme {
    /// Place of a class.
    pub fn class(&self, code: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.code == code)
    }

    /// A class by its place.
    pub fn class_at(&self, place: usize) -> Option<&Class> {
        self.classes.get(place)
    }

    /// The period of an example: one of the scheme's grain, when it is in force.
    fn example_period(&self) -> Option<Period> {
        let year = self.valid_from.year().saturating_add(1);
        match self.grain {
            Grain::Month => Period::month(year, 6),
            Grain::Quarter => Period::quarter(year, 2),
            _ => Period::year(year),
        }
    }

    fn try_example(&self, example: &Example, registry: &Registry) -> Result<(), String> {
        let period = self.example_period().ok_or("没有可用的时期")?;
        let facts = examples::facts(registry, &[&example.given], period)?;
        let found = Classes::of(self, &facts, formula::When::new(period)).map_err(|error| error.message)?;
        let got = match found.outcome(0) {
            Outcome::Class { class, .. } => self.class_at(class).map_or("", |class| class.code.as_str()),
            Outcome::Unknown { .. } => UNKNOWN,
            Outcome::Outside => OUTSIDE,
        };
        if got == example.gives {
            return Ok(());
        }
        Err(format!("例子写的是“{}”，按规则是“{got}”", example.gives))
    }
}

impl Definition for ClassScheme {
    const FOLDER: &'static str = "classes";

    fn code(&self) -> &str {
        &self.code
    }

    fn in_force(&self) -> (Date, Option<Date>) {
        (self.valid_from, self.valid_until)
    }

    fn check(&self, file: &KnowledgeFile, registry: &Registry) -> Result<(), KnowledgeFault> {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for class in &self.classes {
            *names.entry(&class.code).or_default() += 1;
        }
        if let Some((code, _)) = names.iter().find(|(_, count)| **count > 1) {
            return Err(file.fault(code, format!("等级“{code}”写了两次。"), "删去一个。"));
        }
        if let Some(metric) = &self.publishes
            && registry.named(metric).is_none()
        {
            return Err(file.fault(metric, format!("没有指标“{metric}”。"), "在 knowledge/metrics 里登记它。"));
        }
        let facts = examples::blank(registry).map_err(|error| file.fault("", format!("{error}。"), ""))?;
        for branch in &self.branches {
            terms::condition(file, &branch.when, &facts)?;
            for class in branch.rules.iter().map(|rule| &rule.class).chain([&branch.otherwise]) {
                if self.class(class).is_none() {
                    return Err(file.fault(class, format!("没有等级“{class}”。"), "写 classes 里的一个。"));
                }
            }
            for rule in &branch.rules {
                terms::condition(file, &rule.when, &facts)?;
            }
        }
        if self.examples.is_empty() {
            return Err(file.fault("", "没有算例。", "在 examples 里至少写一个。"));
        }
        for example in &self.examples {
            let first = example.given.values().next().map_or("", String::as_str);
            self.try_example(example, registry)
                .map_err(|error| file.fault(first, format!("{error}。"), "核对规则或例子。"))?;
        }
        Ok(())
    }
}
