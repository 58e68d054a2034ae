//! Names of firms: what a person relies on when rows are matched without one.

use proptest::prelude::*;
use shuanglian_enterprises::linkage::names::{Hold, Name, Registry, Settings, Weights, explain, match_names};

fn registry(names: &[&str]) -> Registry {
    let firms: Vec<Vec<&str>> = names.iter().map(|name| name.split('|').collect()).collect();
    Registry::new(&firms, Weights::learnt())
}

/// Best firm, probability and what was decided, for each query.
fn answers(queries: &[&str], registry: &Registry) -> Vec<(Option<u32>, f64, Hold)> {
    let names: Vec<Name> = queries.iter().map(|text| Name::parse(text)).collect();
    let matched = match_names(&names, registry, Weights::learnt(), &Settings::default(), &|| {});
    let best = |answer: &shuanglian_enterprises::linkage::names::Answer| answer.ranked.first().copied();
    matched
        .answers
        .iter()
        .map(|answer| (best(answer).map(|(c, _)| c.firm), best(answer).map_or(0.0, |(_, p)| p), answer.hold))
        .collect()
}

// Invented firms (演示数据).
const FIRMS: [&str; 8] = [
    "广州云岫软件股份有限公司",
    "深圳市蓝泽半导体有限公司",
    "东莞市启衡精密制造有限公司|东莞市旧衡五金厂",
    "广州云岫软件股份有限公司佛山分公司",
    "佛山市南海鸿澍陶瓷有限公司",
    "广东粤桦新材料集团有限公司",
    "中山市晏舟照明科技有限公司",
    "珠海砺航智能装备有限公司",
];

#[test]
fn the_same_name_in_another_spelling_is_linked() {
    let registry = registry(&FIRMS);
    let queries = ["廣州雲岫軟件股份有限公司", " 深圳市蓝泽半导体 有限公司", "中山市晏舟照明科技有限公司等3家企业"];
    for (found, firm) in answers(&queries, &registry).iter().zip([0, 1, 6]) {
        assert_eq!((found.0, found.2), (Some(firm), Hold::None), "{found:?}");
    }
}

#[test]
fn a_branch_is_never_its_head_office_by_itself() {
    let registry = registry(&FIRMS);
    let queries = ["深圳市蓝泽半导体有限公司广州分公司", "珠海砺航智能装备有限公司第一营业部"];
    for found in answers(&queries, &registry) {
        assert_eq!(found.2, Hold::Branch);
    }
    // The branch that is registered itself is found as itself.
    let found = answers(&["广州云岫软件股份有限公司佛山分公司"], &registry);
    assert_eq!((found[0].0, found[0].2), (Some(3), Hold::None));
}

#[test]
fn a_former_name_finds_its_firm_and_the_reason_says_so() {
    let registry = registry(&FIRMS);
    let query = Name::parse("东莞市旧衡五金厂");
    let matched = match_names(std::slice::from_ref(&query), &registry, Weights::learnt(), &Settings::default(), &|| {});
    assert_eq!(matched.answers[0].ranked[0].0.firm, 2);
    let said = explain(&query, &registry, &matched.answers[0]);
    assert!(said.zh.contains("曾用名") && said.en.contains("former name"), "{said:?}");
}

#[test]
fn a_firm_that_is_not_registered_is_left_to_a_person() {
    let registry = registry(&FIRMS);
    for found in answers(&["上海某某贸易有限公司", "广州云海软件股份有限公司", "佛山石油", "@@@", ""], &registry)
    {
        assert_ne!(found.2, Hold::None, "{found:?}");
    }
}

#[test]
fn two_firms_of_one_name_are_left_to_a_person() {
    let registry = registry(&["广州云岫软件有限公司", "广州云岫软件有限公司", "珠海砺航智能装备有限公司"]);
    assert_ne!(answers(&["广州云岫软件有限公司"], &registry)[0].2, Hold::None);
}

#[test]
fn two_rows_that_claim_one_firm_are_left_to_a_person_unless_that_is_wanted() {
    let registry = registry(&FIRMS);
    let names: Vec<Name> = ["云岫软件", "云岫软件"].iter().map(|text| Name::parse(text)).collect();
    let held = |one_to_one: bool| {
        let settings = Settings { one_to_one, automatic: Some(0.5), ..Settings::default() };
        let matched = match_names(&names, &registry, Weights::learnt(), &settings, &|| {});
        matched.answers.iter().map(|answer| answer.hold).collect::<Vec<_>>()
    };
    assert_eq!(held(true), [Hold::Claimed, Hold::Claimed]);
    assert_eq!(held(false), [Hold::None, Hold::None]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_taken_and_every_probability_is_one(
        queries in prop::collection::vec("\\PC{0,40}|[云岫软件股份有限公司（）()分店A*ST等]{0,20}", 1..6),
        firms in prop::collection::vec("\\PC{0,40}|[云岫软件股份有限公司（）()广州分店]{0,20}", 0..6),
    ) {
        let firms: Vec<Vec<&str>> = firms.iter().map(|name| vec![name.as_str()]).collect();
        let registry = Registry::new(&firms, Weights::learnt());
        let names: Vec<Name> = queries.iter().map(|text| Name::parse(text)).collect();
        let matched = match_names(&names, &registry, Weights::learnt(), &Settings::default(), &|| {});
        for (name, answer) in names.iter().zip(&matched.answers) {
            for (candidate, probability) in &answer.ranked {
                prop_assert!((0.0..=1.0).contains(probability), "{probability}");
                let known = &registry.names()[candidate.name as usize].name;
                if name.branch != known.branch && candidate == &answer.ranked[0].0 {
                    prop_assert_ne!(answer.hold, Hold::None);
                }
            }
            explain(name, &registry, answer);
        }
    }

    #[test]
    fn the_order_of_the_registry_does_not_matter(seed in 0_usize..8) {
        let mut turned = FIRMS;
        turned.rotate_left(seed);
        let queries = ["云岫软件", "蓝泽半导体", "粤桦新材", "砺航装备", "鸿澍陶瓷"];
        let (one, other) = (answers(&queries, &registry(&FIRMS)), answers(&queries, &registry(&turned)));
        for (a, b) in one.iter().zip(&other) {
            prop_assert_eq!(a.0.map(|firm| FIRMS[firm as usize]), b.0.map(|firm| turned[firm as usize]));
            prop_assert!((a.1 - b.1).abs() < 1e-9);
            prop_assert_eq!(a.2, b.2);
        }
    }
}
