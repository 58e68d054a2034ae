//! Scoring schemes: the supplied files, ties, vetoes, groups, missing facts, stability, and the speed-free laws of them.

use std::collections::BTreeMap;

use collect::KnowledgeFile;
use domain::{EntityId, Period};
use formula::When;
use shuanglian_enterprises::definitions::{self, Shelf};
use shuanglian_enterprises::examples;
use shuanglian_enterprises::schemes::decimal::Decimal;
use shuanglian_enterprises::schemes::{Change, Gathered, How, Knobs, Scheme, Scoring, stability};

use crate::{Folder, folder};

fn year() -> Period {
    Period::year(2024).unwrap()
}

fn scheme(folder: &Folder, yaml: &str) -> Scheme {
    let file = KnowledgeFile { name: "schemes/test.yaml".into(), text: yaml.into(), own: true };
    definitions::read(&file, &folder.registry).unwrap_or_else(|fault| panic!("{fault}"))
}

/// One indicator, the tax of a year in 万元 against the group's mean, tiers at half.
const PLAIN: &str = "
code: t
name: t
name_en: t
version: 1
valid_from: 2020-01-01
citation: []
grain: year
who: 'true'
groups: [\"上级代码(行业代码, 3)\"]
indicators:
  - name: 税收
    name_en: tax
    weight: 100
    measure: { ratio: { formula: 年税收, unit: 万元, scale: 2, base: group_mean } }
    missing: refuse
vetoes:
  - { name: 否决, when: 一票否决, at_most: 后 }
tiers:
  - { code: 前, rank_to: 50% }
  - { code: 后 }
examples:
  - name: one
    firms:
      - given: { 年税收: 1万元 }
        total: 100
";

fn scored(folder: &Folder, scheme: &Scheme, firms: &[&[(&str, &str)]]) -> (Gathered, Scoring) {
    let given: Vec<BTreeMap<String, String>> = firms
        .iter()
        .map(|firm| firm.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        .collect();
    let given: Vec<&BTreeMap<String, String>> = given.iter().collect();
    let facts = examples::facts(&folder.registry, &given, year()).unwrap();
    let gathered = Gathered::of(scheme, &facts, When::new(year())).unwrap();
    let scored = gathered.score(scheme, &Knobs::still(scheme)).unwrap();
    (gathered, scored)
}

fn standings(scoring: &Scoring) -> Vec<Option<(usize, usize, usize)>> {
    let one = |firm: &shuanglian_enterprises::schemes::FirmScore| firm.standing.map(|s| (s.rank, s.of, s.tier));
    scoring.firms.iter().map(one).collect()
}

#[test]
fn the_supplied_files_are_sound_and_their_examples_come_out() {
    let folder = folder();
    let shelf: Shelf<Scheme> = Shelf::load(folder.store.dir(), &folder.registry);
    let faults: Vec<String> = shelf.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(shelf.iter().count(), 4);
    let all: Decimal = "100".parse().unwrap();
    let huangyan = shelf.find("huangyan-above-scale", year()).unwrap();
    assert_eq!(huangyan.examples[0].firms[0].total, Some(all));
}

#[test]
fn equals_share_a_place_and_a_veto_lowers_the_tier_alone() {
    let folder = folder();
    let firms: [&[(&str, &str)]; 4] = [
        &[("行业代码", "C3973"), ("年税收", "30万元")],
        &[("行业代码", "C3973"), ("年税收", "30万元"), ("一票否决", "是")],
        &[("行业代码", "C3985"), ("年税收", "10万元")],
        &[("行业代码", "C3985"), ("年税收", "10万元")],
    ];
    let better = scheme(&folder, PLAIN);
    let (_, scoring) = scored(&folder, &better, &firms);
    assert_eq!(standings(&scoring), [Some((1, 4, 0)), Some((1, 4, 1)), Some((3, 4, 1)), Some((3, 4, 1))]);
    let worse = scheme(&folder, &PLAIN.replace("grain: year", "grain: year\nties: worse"));
    let (_, scoring) = scored(&folder, &worse, &firms);
    assert_eq!(standings(&scoring), [Some((2, 4, 0)), Some((2, 4, 1)), Some((4, 4, 1)), Some((4, 4, 1))]);
}

#[test]
fn firms_are_compared_within_their_group_and_a_missing_fact_is_said() {
    let folder = folder();
    let plain = scheme(&folder, PLAIN);
    let (_, scoring) = scored(
        &folder,
        &plain,
        &[
            &[("行业代码", "C3973"), ("年税收", "30万元")],
            &[("行业代码", "C2710"), ("年税收", "1万元")],
            &[("行业代码", "C3973")],
        ],
    );
    assert_eq!(scoring.groups, ["C39", "C27"]);
    let totals: Vec<Option<String>> =
        scoring.firms.iter().map(|firm| firm.total_scaled(2).map(|total| total.to_string())).collect();
    assert_eq!(totals, [Some("100.00".into()), Some("100.00".into()), None]);
    assert_eq!((scoring.firms[2].lines[0].how, scoring.firms[2].standing), (How::Open, None));
}

#[test]
fn a_group_whose_mean_is_not_above_zero_cannot_be_measured() {
    let folder = folder();
    let plain = scheme(&folder, PLAIN);
    let firms: [&[(&str, &str)]; 2] =
        [&[("行业代码", "C3973"), ("年税收", "-30万元")], &[("行业代码", "C3973"), ("年税收", "10万元")]];
    let (_, scoring) = scored(&folder, &plain, &firms);
    assert!(scoring.firms.iter().all(|firm| firm.lines[0].how == How::NoBase && firm.standing.is_none()));
}

#[test]
fn what_is_left_out_is_shared_among_the_others() {
    let folder = folder();
    let two = PLAIN.replace(
        "    missing: refuse\n",
        "    missing: refuse\n  - name: 研发\n    name_en: rd\n    weight: 60\n    measure: { ratio: { formula: 年研发费用, unit: 万元, scale: 2, base: { fixed: 10 } } }\n    missing: exclude\n",
    );
    let two = scheme(&folder, &two.replace("        total: 100", "        total: 160"));
    let (_, scoring) = scored(
        &folder,
        &two,
        &[
            &[("行业代码", "C3973"), ("年税收", "10万元"), ("年研发费用", "5万元")],
            &[("行业代码", "C3973"), ("年税收", "10万元")],
        ],
    );
    let totals: Vec<String> = scoring.firms.iter().map(|firm| firm.total_scaled(2).unwrap().to_string()).collect();
    assert_eq!(totals, ["130.00", "160.00"]);
}

#[test]
fn moving_a_base_shows_who_changes_tier() {
    let folder = folder();
    let text = PLAIN.replace("base: group_mean", "base: { fixed: 100 }").replace("rank_to: 50%", "score_from: 100");
    let plain = scheme(&folder, &text.replace("        total: 100", "        total: 1"));
    let (gathered, still) = scored(
        &folder,
        &plain,
        &[&[("行业代码", "C3973"), ("年税收", "103万元")], &[("行业代码", "C3973"), ("年税收", "200万元")]],
    );
    let share = "0.05".parse::<Decimal>().unwrap().fixed().unwrap();
    let shifts = stability(&plain, &gathered, &still, share).unwrap();
    let moved: Vec<(Change, usize)> = shifts.iter().map(|shift| (shift.change, shift.moved.len())).collect();
    // One weight alone moved changes nothing: weights keep their sum.
    assert_eq!(moved, [(Change::Base(0), 1), (Change::Base(0), 0), (Change::Weight(0), 0), (Change::Weight(0), 0)]);
    assert_eq!(shifts[0].moved, [(EntityId(1), 0, 1)]);
}

#[test]
fn a_file_that_cannot_be_used_says_where_and_why() {
    let folder = folder();
    let broken = |from: &str, to: &str| {
        let text = PLAIN.replacen(from, to, 1);
        assert_ne!(text, PLAIN, "{from}");
        let file = KnowledgeFile { name: "schemes/test.yaml".into(), text, own: true };
        definitions::read::<Scheme>(&file, &folder.registry).unwrap_err().to_string()
    };
    assert!(broken("formula: 年税收", "formula: 年税收 / 用地面积").contains("量纲"));
    assert!(broken("at_most: 后", "at_most: 末").contains("没有档次“末”"));
    assert!(broken("{ code: 后 }", "{ code: 后, score_from: 1 }").contains("最后一档"));
    assert!(broken("base: group_mean", "base: { fixed: 0 }").contains("不是正数"));
    assert!(broken("base: group_mean", "base: group_mean, capp: 2").contains("capp"));
    assert!(broken("total: 100", "total: 99").contains("写的是 99，算出来是 100.0000"));
}
