//! Scoring schemes: indicators measured against bases, points, extras and vetoes, tiers by rank or score. Each is one
//! dated, cited file of `knowledge/schemes`.

pub mod decimal;
mod example;
mod gather;
mod score;
mod stability;
mod tiers;

use std::collections::BTreeMap;

use collect::{KnowledgeFault, KnowledgeFile, Registry};
use domain::Grain;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use example::Example;
pub use gather::{Gathered, ScoreError};
pub use score::{FirmScore, How, Knobs, LineScore, Scoring, Standing};
pub use stability::{Change, Shift, stability};

use self::decimal::Decimal;
use crate::definitions::{Citation, Definition};
use crate::{examples, terms};

/// A scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
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
    /// The period it is computed for.
    pub grain: Grain,
    /// Which firms are scored.
    pub who: String,
    /// Firms that are measured with nobody and get no tier, such as utilities and firms just founded.
    #[serde(default)]
    pub set_aside: Vec<Named>,
    /// What firms have in common that are compared with each other; none compares all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Decimals of points.
    #[serde(default = "four")]
    pub decimals: u8,
    /// What is measured.
    pub indicators: Vec<Indicator>,
    /// Points on top, or taken away.
    #[serde(default)]
    pub extras: Vec<Extra>,
    /// What keeps a firm from high tiers.
    #[serde(default)]
    pub vetoes: Vec<Veto>,
    /// Tiers, the best first; the last takes whoever is left.
    pub tiers: Vec<Tier>,
    /// How many a share of a group is.
    #[serde(default)]
    pub counts: Counts,
    /// Which place equals share.
    #[serde(default)]
    pub ties: Ties,
    /// The metrics its results are published as; none where it is only shown.
    #[serde(default)]
    pub publishes: Option<Publishes>,
    /// Worked examples.
    pub examples: Vec<Example>,
}

fn four() -> u8 {
    4
}

/// A condition with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// As people say it.
    pub name: String,
    /// The condition.
    pub when: String,
}

/// Something measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Chinese name: 亩均税收.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The part it belongs to, where tiers ask for parts.
    #[serde(default)]
    pub part: Option<String>,
    /// Points at the base, or the most steps can give.
    pub weight: Decimal,
    /// How points come about.
    #[serde(with = "serde_norway::with::singleton_map")]
    pub measure: Measure,
    /// What stands in for facts that are missing.
    pub missing: Missing,
}

/// How an indicator gives points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Value ÷ base × weight.
    Ratio(Ratio),
    /// The points of the first step whose condition holds.
    Steps(Vec<StepPoints>),
}

/// A value against a base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// The value of each firm.
    pub formula: String,
    /// The unit of value and base.
    pub unit: String,
    /// Decimals of the value.
    pub scale: u8,
    /// What it is measured against.
    #[serde(with = "serde_norway::with::singleton_map")]
    pub base: Base,
    /// Most points, in weights; none lets one outlier decide.
    #[serde(default)]
    pub cap: Option<Decimal>,
    /// What a value below zero gives.
    #[serde(default)]
    pub negative: Negative,
}

/// What a value is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// A published number.
    Fixed(Decimal),
    /// The mean of the group's known values.
    GroupMean,
    /// Their median.
    GroupMedian,
    /// A percentile, from 0 to 1, between neighbours in proportion (Excel's PERCENTILE.INC).
    GroupPercentile(Decimal),
}

/// Points of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepPoints {
    /// The condition.
    pub when: String,
    /// Its points.
    pub points: Decimal,
}

/// What a value below zero gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Negative {
    /// Points below zero.
    #[default]
    Keep,
    /// None.
    Zero,
}

/// What stands in for facts that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The mean points of the group.
    GroupMean,
    /// No points.
    Zero,
    /// The other indicators share its weight.
    Exclude,
    /// Nothing: the firm cannot be scored until the facts are there.
    Refuse,
}

/// Points on top, or taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// As people say it.
    pub name: String,
    /// The condition; unknown is not met.
    pub when: String,
    /// Points, below zero where they are taken away.
    pub points: Decimal,
}

/// What keeps a firm from high tiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// As people say it.
    pub name: String,
    /// The condition; unknown is not met.
    pub when: String,
    /// The best tier left.
    pub at_most: String,
}

/// A tier and what it asks for; all of it must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// As facts hold it.
    pub code: String,
    /// Among this share of the group, from the top.
    #[serde(default)]
    pub rank_to: Option<Decimal>,
    /// A total of at least.
    #[serde(default)]
    pub score_from: Option<Decimal>,
    /// Points of parts of at least.
    #[serde(default)]
    pub parts: BTreeMap<String, Decimal>,
    /// Conditions each of which leads here by itself.
    #[serde(default)]
    pub or_when: Vec<Named>,
}

impl Tier {
    /// Whether it takes anybody.
    pub fn takes_all(&self) -> bool {
        self.rank_to.is_none() && self.score_from.is_none() && self.parts.is_empty()
    }
}

/// How many a share of a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Rounded down: 25 % of 39 are 9.
    #[default]
    Floor,
    /// To the nearest: 25 % of 39 are 10.
    Nearest,
    /// Rounded up.
    Ceiling,
}

/// Which place equals share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// The better one: two firsts, then a third.
    #[default]
    Better,
    /// The worse one: two seconds, then a third.
    Worse,
}

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publishes {
    /// A metric for the total.
    pub score: String,
    /// A metric for the tier.
    pub tier: String,
    /// The code of firms that are set aside.
    #[serde(default)]
    pub set_aside: Option<String>,
}

impl Scheme {
    /// Place of a tier.
    pub fn tier(&self, code: &str) -> Option<usize> {
        self.tiers.iter().position(|tier| tier.code == code)
    }
}

impl Definition for Scheme {
    const FOLDER: &'static str = "schemes";

    fn code(&self) -> &str {
        &self.code
    }

    fn in_force(&self) -> (Date, Option<Date>) {
        (self.valid_from, self.valid_until)
    }

    fn check(&self, file: &KnowledgeFile, registry: &Registry) -> Result<(), KnowledgeFault> {
        let facts = examples::blank(registry).map_err(|error| file.fault("", format!("{error}。"), ""))?;
        let condition = |text: &str| terms::condition(file, text, &facts).map(|_| ());
        condition(&self.who)?;
        for text in &self.groups {
            terms::each(text, &facts).map_err(|error| terms::fault(file, text, &error))?;
        }
        if self.decimals > 6 {
            return Err(file.fault("decimals", "分数最多六位小数。", "写 0 到 6。"));
        }
        for indicator in &self.indicators {
            match &indicator.measure {
                Measure::Ratio(ratio) => {
                    terms::number(file, &ratio.formula, &ratio.unit, &facts)?;
                    if ratio.scale > 6 {
                        return Err(file.fault("scale", "指标值最多六位小数。", "写 0 到 6。"));
                    }
                    let positive = |number: Decimal| number.fixed().is_some_and(decimal::Fixed::is_positive);
                    let sound = match ratio.base {
                        Base::Fixed(base) => positive(base),
                        Base::GroupPercentile(at) => at.fixed().is_some_and(|at| at <= decimal::Fixed::UNIT),
                        Base::GroupMean | Base::GroupMedian => true,
                    };
                    if !sound || ratio.cap.is_some_and(|cap| !positive(cap)) {
                        let message = format!("“{}”的基准或封顶倍数不是正数。", indicator.name);
                        return Err(file.fault(&indicator.name, message, "基准和封顶倍数写正数，百分位写 0 到 1。"));
                    }
                }
                Measure::Steps(steps) => {
                    for step in steps {
                        condition(&step.when)?;
                    }
                }
            }
        }
        for named in self.set_aside.iter().chain(self.tiers.iter().flat_map(|tier| &tier.or_when)) {
            condition(&named.when)?;
        }
        for extra in &self.extras {
            condition(&extra.when)?;
        }
        for veto in &self.vetoes {
            condition(&veto.when)?;
            if self.tier(&veto.at_most).is_none() {
                let message = format!("没有档次“{}”。", veto.at_most);
                return Err(file.fault(&veto.at_most, message, "写 tiers 里的一个。"));
            }
        }
        if !self.tiers.last().is_some_and(Tier::takes_all) {
            return Err(file.fault("tiers", "最后一档有条件，会有企业没有档次。", "最后一档不写条件。"));
        }
        for (part, _) in self.tiers.iter().flat_map(|tier| &tier.parts) {
            if !self.indicators.iter().any(|indicator| indicator.part.as_ref() == Some(part)) {
                return Err(file.fault(part, format!("没有指标属于“{part}”。"), "在指标上写 part。"));
            }
        }
        if let Some(publishes) = &self.publishes {
            for metric in [&publishes.score, &publishes.tier] {
                if registry.named(metric).is_none() {
                    return Err(file.fault(metric, format!("没有指标“{metric}”。"), "在 knowledge/metrics 里登记它。"));
                }
            }
        }
        if self.examples.is_empty() {
            return Err(file.fault("", "没有算例。", "在 examples 里至少写一个。"));
        }
        for example in &self.examples {
            example.run(self, registry).map_err(|error| {
                file.fault(&example.name, format!("例子“{}”：{error}。", example.name), "核对规则或例子。")
            })?;
        }
        Ok(())
    }
}
