//! Checks of what firms report: must-pass and must-explain rules as formulas, each failing firm a finding.

mod check;

use collect::{KnowledgeFault, KnowledgeFile, Registry};
use domain::{Grain, MetricKind, Period};
use formula::When;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use check::{Asked, Found, ask};

use crate::definitions::{Citation, Definition};
use crate::examples::{self, Given};
use crate::terms;

/// A book of rules: one file of `knowledge/rules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleBook {
    /// What people call it by.
    pub code: String,
    /// Chinese name: 恒等关系.
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
    /// The rules.
    pub rules: Vec<Rule>,
}

/// What a finding asks of the firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 强制性: wrong until it is mended.
    MustFix,
    /// 核实性: right with an explanation.
    MustExplain,
}

impl Severity {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MustFix => "must_fix",
            Self::MustExplain => "must_explain",
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable: `assets-identity`.
    pub code: String,
    /// Chinese, as a finding says it.
    pub name: String,
    /// English.
    pub name_en: String,
    /// What it asks for.
    pub severity: Severity,
    /// The period it is asked for.
    pub grain: Grain,
    /// The metric the finding stands at.
    pub about: String,
    /// Firms it is asked of; none is all.
    #[serde(default)]
    pub applies: Option<String>,
    /// What must hold.
    pub holds: String,
    /// What the metric would be, where that can be computed.
    #[serde(default)]
    pub expected: Option<String>,
    /// How to mend or explain it, in Chinese.
    pub mend: String,
    /// Worked examples.
    pub examples: Vec<Example>,
}

/// A worked example; `gives` is 通过, 不通过, 不能判断 or 不适用.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Facts in words.
    pub given: Given,
    /// Other firms, where the rule compares.
    #[serde(default)]
    pub peers: Vec<Given>,
    /// What comes out.
    pub gives: String,
}

/// What one rule says of one firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// Facts are missing.
    Unknown,
    /// It is not asked of this firm.
    Outside,
}

impl Said {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "通过",
            Self::Failed => "不通过",
            Self::Unknown => "不能判断",
            Self::Outside => "不适用",
        }
    }
}

impl Rule {
    fn example_period(&self, from: Date) -> Option<Period> {
        let year = from.year().saturating_add(1);
        match self.grain {
            Grain::Month => Period::month(year, 6),
            Grain::Quarter => Period::quarter(year, 2),
            _ => Period::year(year),
        }
    }

    fn try_example(&self, example: &Example, from: Date, registry: &Registry) -> Result<(), String> {
        let period = self.example_period(from).ok_or("没有可用的时期")?;
        let firms: Vec<&Given> = std::iter::once(&example.given).chain(&example.peers).collect();
        let facts = examples::facts(registry, &firms, period)?;
        let asked = ask(self, &facts, When::new(period)).map_err(|error| error.message)?;
        let got = asked.said(0).word();
        if got == example.gives {
            Ok(())
        } else {
            Err(format!("例子写的是“{}”，按规则是“{got}”", example.gives))
        }
    }
}

impl Definition for RuleBook {
    const FOLDER: &'static str = "rules";

    fn code(&self) -> &str {
        &self.code
    }

    fn in_force(&self) -> (Date, Option<Date>) {
        (self.valid_from, self.valid_until)
    }

    fn check(&self, file: &KnowledgeFile, registry: &Registry) -> Result<(), KnowledgeFault> {
        let facts = examples::blank(registry).map_err(|error| file.fault("", format!("{error}。"), ""))?;
        for (nth, rule) in self.rules.iter().enumerate() {
            if self.rules[..nth].iter().any(|other| other.code == rule.code) {
                return Err(file.fault(&rule.code, format!("规则“{}”写了两次。", rule.code), "换一个代码。"));
            }
            let Some(about) = registry.named(&rule.about) else {
                let message = format!("没有指标“{}”。", rule.about);
                return Err(file.fault(&rule.about, message, "写已登记的指标。"));
            };
            if let Some(applies) = &rule.applies {
                terms::condition(file, applies, &facts)?;
            }
            terms::condition(file, &rule.holds, &facts)?;
            match (&rule.expected, &about.kind) {
                (None, _) => {}
                (Some(expected), MetricKind::Number { unit, .. }) => {
                    terms::number(file, expected, unit.symbol(), &facts)?;
                }
                (Some(expected), _) => {
                    return Err(file.fault(expected, "只有数字指标有应为值。", "删去 expected。"));
                }
            }
            let both = ["通过", "不通过"].iter().all(|word| rule.examples.iter().any(|example| example.gives == *word));
            if !both {
                let message = format!("规则“{}”缺算例。", rule.code);
                return Err(file.fault(&rule.code, message, "通过和不通过的例子各写至少一个。"));
            }
            for example in &rule.examples {
                rule.try_example(example, self.valid_from, registry).map_err(|error| {
                    file.fault(&rule.code, format!("规则“{}”：{error}。", rule.code), "核对规则或例子。")
                })?;
            }
        }
        Ok(())
    }
}
