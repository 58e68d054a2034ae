//! Rule sets of self-evaluation: dated, cited data of `knowledge/scoring`, checked when they are read.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use collect::{KnowledgeFault, KnowledgeFile};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Indicator;

/// The block of the execution rate, which has no indicator.
pub const EXECUTION: &str = "execution";

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
    /// Blocks whose points stay as they are when others are brought back to 100: the execution rate, or none.
    #[serde(default = "kept")]
    pub keeps: Vec<String>,
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

fn kept() -> Vec<String> {
    vec![EXECUTION.to_owned()]
}

/// The folder of rule sets below `knowledge/`.
const FOLDER: &str = "scoring";

/// The rule sets that come with the program, by name of their files.
pub fn supplied() -> &'static [RuleSet] {
    static SETS: OnceLock<Vec<RuleSet>> = OnceLock::new();
    SETS.get_or_init(|| collect::supplied_knowledge(FOLDER).iter().filter_map(|file| read(file).ok()).collect())
}

/// The supplied rule set of a name.
pub fn named(rules: &str) -> Option<&'static RuleSet> {
    supplied().iter().find(|set| set.rules == rules)
}

/// The rule sets in force for a budget year, those of the data folder beside those supplied: of each name the newest
/// that is valid before the year ends. Files that cannot be used are said and keep nothing else out.
pub fn in_force(data: &Path, year: Option<i16>) -> (Vec<RuleSet>, Vec<KnowledgeFault>) {
    let mut faults = Vec::new();
    let mut sets: Vec<RuleSet> = Vec::new();
    for file in collect::knowledge_files(data, FOLDER, &mut faults) {
        let set = match read(&file) {
            Ok(set) => set,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        if year.is_some_and(|year| set.valid_from.year() > year) {
            continue;
        }
        match sets.iter_mut().find(|known| known.rules == set.rules) {
            Some(known) if known.valid_from < set.valid_from => *known = set,
            Some(known) if known.valid_from == set.valid_from && file.own => *known = set,
            Some(_) => {}
            None => sets.push(set),
        }
    }
    (sets, faults)
}

/// Reads a rule set and checks that it can score.
///
/// # Errors
/// A [`KnowledgeFault`] says where, what, and how to mend it.
pub fn read(file: &KnowledgeFile) -> Result<RuleSet, KnowledgeFault> {
    let set: RuleSet = serde_norway::from_str(&file.text).map_err(|error| file.malformed(&error))?;
    let wrong = |words: &str, message: String, mend: &str| Err(file.fault(words, message, mend));
    let known = |key: &String| key == EXECUTION || set.blocks.iter().any(|block| block.key == *key);
    for weights in &set.weights {
        let sum: i64 = weights.points.values().sum();
        if sum != 100 || weights.points.values().any(|points| *points < 0) {
            return wrong("weights:", format!("分值合计是 {sum}。"), "各块分值都不为负，合计改成 100。");
        }
        if let Some(key) = weights.points.keys().chain(&weights.needs).find(|key| !known(key)) {
            return wrong(key, format!("{key} 不是 blocks 里的块。"), "改成 blocks 里有的 key，或先加上这一块。");
        }
    }
    if !set.weights.iter().any(|weights| weights.needs.is_empty()) {
        return wrong("weights:", "没有一条不需要任何块的分值。".into(), "加一条 needs: []。");
    }
    if let Some(one) = set.moves.iter().find(|one| !known(&one.from) || !known(&one.to)) {
        return wrong(&one.from, format!("moves 里的 {} → {} 不是 blocks 里的块。", one.from, one.to), "改成有的块。");
    }
    if let Some(key) = set.keeps.iter().find(|key| *key != EXECUTION) {
        return wrong(key, format!("keeps 里的 {key} 不能保持分值不变。"), "只写 execution，或写空表 []。");
    }
    if let Some(band) = set.bands.iter().find(|band| !(0 <= band.from && band.from < band.to && band.to <= 100)) {
        return wrong(&band.key, format!("{} 这一档的范围不对。", band.key), "在 0 到 100 之间，from 小于 to。");
    }
    if set.modes.satisfaction.is_some_and(|s| !(0 <= s.none_below && s.none_below <= s.full_from && s.full_from > 0)) {
        return wrong("satisfaction:", "满意度的两条线不对。".into(), "none_below 不能大于 full_from。");
    }
    if set.modes.late.per_days <= 0 {
        return wrong("per_days", "per_days 不是正数。".into(), "写每晚一天扣几分之一，如 365。");
    }
    if set.too_low_percent < 0 {
        return wrong("too_low_percent", "too_low_percent 是负数。".into(), "写 0 或正数。");
    }
    let falling = set.grades.windows(2).all(|two| two[0].from > two[1].from);
    if !falling || set.grades.last().is_none_or(|last| last.from != 0) {
        return wrong("grades:", "等级的次序不对。".into(), "从高到低排，最后一档从 0 起。");
    }
    Ok(set)
}

impl RuleSet {
    /// `10 v2`: what every point names.
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

    fn file(text: String) -> KnowledgeFile {
        KnowledgeFile { name: "scoring/x.yaml".into(), text, own: true }
    }

    fn good() -> String {
        collect::supplied_knowledge(FOLDER)[0].text.clone()
    }

    #[test]
    fn both_supplied_sets_read_and_cite() {
        let names: Vec<&str> = supplied().iter().map(|set| set.rules.as_str()).collect();
        assert_eq!(names, ["10", "101"]);
        for file in collect::supplied_knowledge(FOLDER) {
            let set = read(&file).unwrap();
            assert!(set.citation.iter().all(|one| !one.note.is_empty()), "{}", file.name);
        }
    }

    #[test]
    fn a_set_that_cannot_score_says_where_and_how_to_mend_it() {
        for (from, to, said) in [
            ("output: 50", "output: 40", "合计是 90"),
            ("{ needs: [], points", "{ needs: [cost], points", "cost 不是"),
            ("from: 80, to: 100", "from: 80, to: 120", "reached"),
            ("- { name: 优, from: 90 }", "- { name: 优, from: 9 }", "从高到低"),
            ("keeps: [execution]", "keeps: [output]", "keeps"),
            ("per_days: 365", "per_days: 0", "per_days"),
            ("version: 2", "versions: 2", "versions"),
        ] {
            let fault = read(&file(good().replacen(from, to, 1))).unwrap_err();
            let words = fault.to_string();
            assert!(words.starts_with("knowledge/scoring/x.yaml 第") && words.contains(said), "{words}");
        }
    }

    #[test]
    fn a_bureaus_own_sets_add_to_the_supplied_ones_and_a_newer_one_takes_over_in_its_year() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("knowledge/scoring");
        std::fs::create_dir_all(&folder).unwrap();
        let newer =
            good().replace("valid_from: 2020-02-25", "valid_from: 2025-01-01").replace("version: 2", "version: 3");
        std::fs::write(folder.join("ten-2025.yaml"), newer).unwrap();
        std::fs::write(folder.join("local.yaml"), good().replace("rules: \"10\"", "rules: local")).unwrap();
        std::fs::write(folder.join("broken.yaml"), "rules: [").unwrap();
        let labels = |year| {
            let (sets, faults) = in_force(data.path(), Some(year));
            assert_eq!(faults.len(), 1, "the broken file is said and keeps nothing else out");
            sets.iter().map(RuleSet::label).collect::<Vec<_>>()
        };
        assert_eq!(labels(2024), ["local v2", "10 v2", "101 v2"]);
        assert_eq!(labels(2025), ["local v2", "10 v3", "101 v2"]);
        assert_eq!(labels(2020), ["local v2", "10 v2"], "101 was not there yet");
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
