//! Rule sets of self-evaluation: dated, cited data of `knowledge/scoring`, checked when they are read.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Indicator;

/// The block of the execution rate, which has no indicator.
pub const EXECUTION: &str = "execution";

const SUPPLIED: [(&str, &str); 2] = [
    ("scoring/mof-2020-10.yaml", include_str!("../../../../knowledge/scoring/mof-2020-10.yaml")),
    ("scoring/mof-2021-101.yaml", include_str!("../../../../knowledge/scoring/mof-2021-101.yaml")),
];

/// One rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// What people call it by: `10`, `101`.
    pub rules: String,
    /// Name with the document's number.
    pub name: String,
    /// Raised with every change.
    pub version: u32,
    /// In force from this day.
    pub valid_from: Date,
    /// Where it comes from and how far that was checked.
    pub citation: Vec<Citation>,
    /// Blocks of indicators, first match wins.
    pub blocks: Vec<Block>,
    /// Points by block; the first whose needed blocks all have indicators.
    pub weights: Vec<Weights>,
    /// Where the points of a block without indicators go.
    pub moves: Vec<Move>,
    /// How a line is scored.
    pub modes: Modes,
    /// Modes a person may choose for a line instead.
    pub choices: Vec<Mode>,
    /// Bands of what people judge.
    pub bands: Vec<Band>,
    /// A result that exceeds its target by more per cent of it asks whether the target was set too low.
    pub too_low_percent: i64,
    /// Grades, best first.
    pub grades: Vec<Grade>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Its number and title.
    pub document: String,
    /// What was taken from it and whether it was checked.
    pub note: String,
}

/// A block of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// `output`, `benefit` …
    pub key: String,
    /// As the form prints it.
    pub name: String,
    /// Codes of level 1 or 2.
    pub codes: Vec<String>,
    /// Words of the names of its levels, where a form prints no codes.
    pub words: Vec<String>,
}

/// Points of the blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Blocks that must have an indicator.
    pub needs: Vec<String>,
    /// Points by block; 100 in all.
    pub points: BTreeMap<String, i64>,
}

/// Points of an empty block go to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The empty block.
    pub from: String,
    /// The block that gets its points.
    pub to: String,
}

/// How points follow from target and result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 按完成比例: actual ÷ target.
    Share,
    /// For upper bounds: target ÷ actual.
    InverseShare,
    /// One minus the deviation.
    Closeness,
    /// 直接赋分: all or nothing.
    Direct,
}

/// Modes by the direction of the promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// For ≥ and >.
    pub at_least: Mode,
    /// For ≤ and <.
    pub at_most: Mode,
    /// For =, unless it is a number that only grows: that one is reached.
    pub exactly: Mode,
    /// For a day.
    pub late: Late,
    /// 满意度赋分: for percentages of the block of satisfaction.
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
}

/// What a late day costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// After so many days nothing is left.
    pub per_days: i64,
}

/// Scoring of satisfaction, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Satisfaction {
    /// Full points from here.
    pub full_from: i64,
    /// No points below.
    pub none_below: i64,
}

/// A band of judgement, in per cent of the points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// `reached`, `partly`, `missed`.
    pub key: String,
    /// As the rules put it.
    pub name: String,
    /// Lowest.
    pub from: i64,
    /// Highest.
    pub to: i64,
}

/// A grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// 优, 良, 中, 差.
    pub name: String,
    /// Lowest total.
    pub from: i64,
}

/// Why a file is no rule set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}：{what}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// What is wrong and how to mend it.
    pub what: String,
}

/// The rule sets that come with the program, oldest first.
pub fn supplied() -> &'static [RuleSet] {
    static SETS: OnceLock<Vec<RuleSet>> = OnceLock::new();
    SETS.get_or_init(|| SUPPLIED.iter().filter_map(|(file, text)| read(file, text).ok()).collect())
}

/// The supplied rule set of a name.
pub fn named(rules: &str) -> Option<&'static RuleSet> {
    supplied().iter().find(|set| set.rules == rules)
}

/// Reads a rule set and checks that it can score.
///
/// # Errors
/// [`RuleError`] says where and what.
pub fn read(file: &str, text: &str) -> Result<RuleSet, RuleError> {
    let wrong = |what: String| RuleError { file: file.to_owned(), what };
    let set: RuleSet = serde_norway::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let known = |key: &String| key == EXECUTION || set.blocks.iter().any(|block| block.key == *key);
    for weights in &set.weights {
        let sum: i64 = weights.points.values().sum();
        if sum != 100 || weights.points.values().any(|points| *points < 0) {
            return Err(wrong(format!("weights 的分值合计是 {sum}，应为 100 且都不为负")));
        }
        if let Some(key) = weights.points.keys().chain(&weights.needs).find(|key| !known(key)) {
            return Err(wrong(format!("weights 里的 {key} 不是 blocks 里的块")));
        }
    }
    if !set.weights.iter().any(|weights| weights.needs.is_empty()) {
        return Err(wrong("weights 里要有一条不需要任何块（needs: []）".into()));
    }
    if let Some(one) = set.moves.iter().find(|one| !known(&one.from) || !known(&one.to)) {
        return Err(wrong(format!("moves 里的 {} → {} 不是 blocks 里的块", one.from, one.to)));
    }
    if let Some(band) = set.bands.iter().find(|band| !(0 <= band.from && band.from < band.to && band.to <= 100)) {
        return Err(wrong(format!("bands 里的 {} 要在 0 到 100 之间，from 小于 to", band.key)));
    }
    if set.modes.satisfaction.is_some_and(|s| !(0 <= s.none_below && s.none_below <= s.full_from && s.full_from > 0)) {
        return Err(wrong("modes.satisfaction 的 none_below 不能大于 full_from".into()));
    }
    if set.modes.late.per_days <= 0 || set.too_low_percent < 0 {
        return Err(wrong("late.per_days 要大于 0，too_low_percent 不能为负".into()));
    }
    let falling = set.grades.windows(2).all(|two| two[0].from > two[1].from);
    if !falling || set.grades.last().is_none_or(|last| last.from != 0) {
        return Err(wrong("grades 要从高到低排，最后一档从 0 起".into()));
    }
    Ok(set)
}

impl RuleSet {
    /// `10 v1`: what every point names.
    pub fn label(&self) -> String {
        format!("{} v{}", self.rules, self.version)
    }

    /// The block an indicator belongs to.
    pub fn block_of(&self, indicator: &Indicator) -> Option<&Block> {
        let codes: Vec<&str> =
            [&indicator.level2_code, &indicator.level1_code].into_iter().filter_map(Option::as_deref).collect();
        let by_code = |block: &&Block| {
            // A block of level-1 code 1 holds 11, 12 … too.
            let first = |code: &str| code.chars().next().map(String::from);
            block.codes.iter().any(|own| {
                codes.contains(&own.as_str())
                    || own.chars().count() == 1 && codes.iter().any(|code| first(code).as_ref() == Some(own))
            })
        };
        if let Some(block) = self.blocks.iter().find(by_code) {
            return Some(block);
        }
        let names = [indicator.level1.as_str(), indicator.level2.as_str()];
        let said =
            |block: &&Block| block.words.iter().any(|word| names.iter().any(|name| name.contains(word.as_str())));
        self.blocks.iter().find(said)
    }

    /// The grade of a total.
    pub fn grade(&self, total: domain::Scaled) -> &str {
        let reached = |grade: &&Grade| total.compare(domain::Scaled::new(grade.from, 0)) != std::cmp::Ordering::Less;
        self.grades.iter().find(reached).or(self.grades.last()).map_or("", |grade| grade.name.as_str())
    }

    /// A band by its key.
    pub fn band(&self, key: &str) -> Option<&Band> {
        self.bands.iter().find(|band| band.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Scaled;

    #[test]
    fn both_supplied_sets_read_and_cite() {
        let names: Vec<&str> = supplied().iter().map(|set| set.rules.as_str()).collect();
        assert_eq!(names, ["10", "101"]);
        for (file, text) in SUPPLIED {
            let set = read(file, text).unwrap();
            assert!(set.citation.iter().all(|one| !one.note.is_empty()), "{file}");
        }
    }

    #[test]
    fn a_set_that_cannot_score_says_where_and_how_to_mend_it() {
        let good = SUPPLIED[0].1;
        for (from, to, said) in [
            ("output: 50", "output: 40", "合计是 90"),
            ("{ needs: [], points", "{ needs: [cost], points", "cost 不是"),
            ("from: 80, to: 100", "from: 80, to: 120", "reached"),
            ("- { name: 优, from: 90 }", "- { name: 优, from: 9 }", "从高到低"),
            ("per_days: 365", "per_days: 0", "per_days"),
            ("version: 1", "versions: 1", "versions"),
        ] {
            let error = read("x.yaml", &good.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().starts_with("x.yaml：") && error.what.contains(said), "{error}");
        }
    }

    #[test]
    fn grades_begin_at_their_bound() {
        let set = named("10").unwrap();
        let grade = |total: i64| set.grade(Scaled::new(total, 2)).to_owned();
        assert_eq!([grade(9_000), grade(8_999), grade(6_000), grade(5_999), grade(0)], ["优", "良", "中", "差", "差"]);
    }

    #[test]
    fn cost_is_its_own_block_where_the_rules_say_so() {
        let cost = Indicator { level1_code: Some("1".into()), level2_code: Some("14".into()), ..Indicator::default() };
        let bare =
            Indicator { level1: "成本指标".into(), level2: "经济成本指标".into(), ..Indicator::default() };
        for (rules, block) in [("10", "output"), ("101", "cost")] {
            let set = named(rules).unwrap();
            assert_eq!(set.block_of(&cost).unwrap().key, block);
            assert_eq!(set.block_of(&bare).unwrap().key, block);
        }
    }
}
