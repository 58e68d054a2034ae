//! Rows of two tables that are one firm: what is linked, what is left to a person, and why.

use proptest::prelude::*;
use shuanglian_enterprises::linkage::records::{Field, Held, Kind, Linked, Terms, link, reasons};

// Codes that meet both checks, made up (演示数据).
const CODES: [&str; 4] = ["91440112MA0TEXT12F", "91440112TEXT000840", "91440112TEXT0005XA", "91440112TEXT0072XY"];

/// Rows of code, name, address, representative.
type Row = [&'static str; 4];

fn fields(left: &[Row], right: &[Row]) -> Vec<Field> {
    let kinds = [("代码", Kind::Code), ("名称", Kind::Firm), ("地址", Kind::Text), ("法定代表人", Kind::Text)];
    kinds
        .iter()
        .enumerate()
        .map(|(at, (title, kind))| {
            Field::new(title, *kind, left.iter().map(|row| row[at]), right.iter().map(|row| row[at]))
        })
        .collect()
}

const LEFT: [Row; 4] = [
    [CODES[0], "广州云岫软件股份有限公司", "黄埔区科学大道1号", "演示甲"],
    ["", "深圳市蓝泽半导体有限公司", "南山区高新路2号", "演示乙"],
    [CODES[1], "珠海砺航智能装备有限公司", "香洲区海岸路3号", "演示丙"],
    ["", "佛山市鸿澍陶瓷有限公司", "南海区窑口路4号", "演示丁"],
];

const RIGHT: [Row; 4] = [
    // The code with one character wrong: the rest speaks for it.
    ["91440112MA0TEXT12E", "廣州雲岫軟件股份有限公司", "黄埔区科学大道1号", "演示甲"],
    [CODES[2], "深圳市蓝泽半导体有限公司", "南山区高新路2号", "演示乙"],
    // The same name and address with another valid code: another firm.
    [CODES[3], "珠海砺航智能装备有限公司", "香洲区海岸路3号", "演示丙"],
    ["", "佛山市鸿澍陶瓷有限公司广州分公司", "南海区窑口路4号", "演示丁"],
];

fn held(linked: &Linked, left: usize, right: usize) -> Option<Held> {
    linked.links.iter().find(|link| (link.left, link.right) == (left, right)).map(|link| link.held)
}

#[test]
fn a_wrong_character_in_a_code_does_not_part_a_firm_and_two_valid_codes_always_do() {
    let fields = fields(&LEFT, &RIGHT);
    let linked = link(&fields, LEFT.len(), &Terms { automatic: 0.9, least: 0.01, one_to_one: true });
    assert_eq!(held(&linked, 0, 0), Some(Held::No));
    assert_eq!(held(&linked, 1, 1), Some(Held::No));
    assert_eq!(held(&linked, 2, 2), Some(Held::Codes));
    assert_eq!(held(&linked, 3, 3), Some(Held::Branch));
    let pair = linked.links.iter().find(|link| link.held == Held::Codes).unwrap();
    let said = reasons(&fields, pair);
    assert!(said.zh.contains("两个统一社会信用代码都有效而不同") && said.en.contains("(+"), "{said:?}");
    assert_eq!(linked.possible, 16);
}

#[test]
fn a_partner_that_two_rows_want_equally_is_left_to_a_person_unless_it_may_serve_both() {
    let left = [LEFT[1], LEFT[1], LEFT[3]];
    let fields = fields(&left, &RIGHT);
    let one = link(&fields, left.len(), &Terms { automatic: 0.5, ..Terms::default() });
    assert!([0, 1].iter().all(|row| held(&one, *row, 1) == Some(Held::Taken)), "{:?}", one.links);
    let many = link(&fields, left.len(), &Terms { automatic: 0.5, one_to_one: false, ..Terms::default() });
    assert!([0, 1].iter().all(|row| held(&many, *row, 1) == Some(Held::No)), "{:?}", many.links);
}

#[test]
fn a_block_that_is_too_large_is_reported_with_what_was_not_compared() {
    let rows: Vec<Row> = (0..400).map(|_| ["", "", "同一地址", ""]).collect();
    let linked = link(&fields(&rows, &[]), rows.len(), &Terms::default());
    let pass = linked.passes.iter().find(|pass| pass.blocks_left_out > 0).unwrap();
    assert_eq!((pass.pairs_left_out, pass.largest.as_str()), (400 * 399 / 2, "同一地址"));
    assert_eq!(linked.compared, 0);
}

#[test]
fn an_empty_side_gives_nothing() {
    assert!(link(&fields(&LEFT, &[]), LEFT.len(), &Terms::default()).groups.is_empty());
    assert!(link(&fields(&[], &[]), 0, &Terms::default()).links.is_empty());
}

fn row() -> impl Strategy<Value = [String; 4]> {
    let code = prop::sample::select(vec!["", CODES[0], CODES[1], "91440112MA0TEXT12E", "x"]);
    let name = "(广州|深圳市)?(云岫|蓝泽)(软件|半导体)?(股份)?(有限公司)?(佛山分公司)?|\\PC{0,12}";
    (code, name, "[路街甲乙 ]{0,4}|\\PC{0,6}", "[甲乙丙]{0,2}")
        .prop_map(|(code, name, address, person)| [code.to_owned(), name, address, person])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_group_and_no_link_ever_joins_two_valid_codes_or_a_branch(rows in prop::collection::vec(row(), 0..14)) {
        let kinds = [("代码", Kind::Code), ("名称", Kind::Firm), ("地址", Kind::Text), ("人", Kind::Exact)];
        let column = |at: usize| rows.iter().map(move |row| row[at].as_str());
        let fields: Vec<Field> =
            kinds.iter().enumerate().map(|(at, (title, kind))| Field::new(title, *kind, column(at), std::iter::empty())).collect();
        let linked = link(&fields, rows.len(), &Terms { automatic: 0.0, least: 0.0, one_to_one: true });
        let valid = |row: usize| fields[0].value(row).and_then(|value| value.code);
        let branch = |row: usize| fields[1].value(row).map(|value| value.firm.as_ref().unwrap().name.branch.clone());
        for pair in &linked.links {
            prop_assert!((0.0..=1.0).contains(&pair.probability));
            if pair.held == Held::No {
                prop_assert!(valid(pair.left).zip(valid(pair.right)).is_none_or(|(a, b)| a == b));
                prop_assert!(branch(pair.left).zip(branch(pair.right)).is_none_or(|(a, b)| a == b));
            }
        }
        for group in &linked.groups {
            for a in group {
                for b in group {
                    prop_assert!(valid(*a).zip(valid(*b)).is_none_or(|(a, b)| a == b));
                }
            }
        }
    }

    #[test]
    fn left_and_right_may_change_places(one in row(), two in row(), three in row()) {
        let pair = |a: &[String; 4], b: &[String; 4]| {
            let kinds = [Kind::Code, Kind::Firm, Kind::Text, Kind::Text];
            let fields: Vec<Field> = kinds
                .iter()
                .enumerate()
                .map(|(at, kind)| {
                    Field::new("x", *kind, [a[at].as_str(), &three[at]].into_iter(), [b[at].as_str(), &three[at]].into_iter())
                })
                .collect();
            let linked = link(&fields, 2, &Terms { least: 0.0, ..Terms::default() });
            linked.links.iter().find(|link| (link.left, link.right) == (0, 0)).map(|link| link.levels.clone())
        };
        prop_assert_eq!(pair(&one, &two), pair(&two, &one));
    }
}
