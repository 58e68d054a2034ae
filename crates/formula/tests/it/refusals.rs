//! What is refused, with which code and which help.

use formula::{Definition, Formula, FormulaError, function_names};
use proptest::prelude::*;

use crate::district::district;

fn refuse(text: &str, definition: &Definition) -> FormulaError {
    let parsed = match Formula::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => return error,
    };
    parsed.check(definition, &district()).expect_err(text)
}

#[test]
fn each_mistake_has_its_code() {
    let each = Definition::each("firm");
    for (text, code) in [
        ("", "empty"),
        ("营业收入 >", "syntax"),
        ("'开", "syntax"),
        ("2000万元", "trailing"),
        ("营业收入 -- 备注", "comment"),
        ("sun(营业收入)", "unknown_function"),
        ("(select 1)", "not_allowed"),
        ("营业收入::int", "not_allowed"),
        ("sum(营业收入) over ()", "not_allowed"),
        ("exists (select 1)", "not_allowed"),
        ("7 % 2", "not_allowed"),
        ("a.b", "not_allowed"),
        ("1e5", "number"),
        ("99999999999999999999", "number"),
        ("营业收人 > 0", "unknown_metric"),
        ("营业收入 > 2000", "dimension"),
        ("营业收入 + 从业人数", "dimension"),
        ("营业收入 + 1", "dimension"),
        ("log10(营业收入)", "dimension"),
        ("规上 > 0", "type"),
        ("not 营业收入", "type"),
        ("营业收入 and 规上", "type"),
        ("行业 > 'C27'", "order"),
        ("产业链 = '集成电路'", "many_codes"),
        ("成立日期 > '去年'", "date"),
        ("at(营业收入, '24年')", "period"),
        ("base(营业收入, 行业, '众数')", "stat"),
        ("sum(avg(营业收入))", "nested_aggregate"),
        ("count(规上)", "count_truth"),
        ("round(营业收入, 从业人数)", "literal"),
        ("abs(营业收入, 1)", "arguments"),
        ("营业收入 / 0", "zero"),
        ("已采纳", "other_subject"),
        ("case when 规上 then 营业收入 else 从业人数 end", "dimension"),
    ] {
        assert_eq!(refuse(text, &each).code, code, "{text}");
    }
    assert_eq!(refuse("营业收入", &Definition::total("firm")).code, "row_value");
    assert_eq!(refuse("rank_pct(营业收入, 行业)", &Definition::total("firm")).code, "row_value");
}

#[test]
fn help_names_the_way_out() {
    let each = Definition::each("firm");
    let slip = refuse("规上 and 营业收人 > 0", &each);
    assert_eq!(slip.position, Some(7));
    assert!(slip.hint.contains("营业收入"), "{slip}");
    assert!(refuse("营业收入 > 2000", &each).hint.contains("2000 * 万元"));
    assert!(refuse("产业链 = '集成电路'", &each).hint.contains("含有(产业链, '集成电路')"));
    assert!(refuse("sun(营业收入)", &each).hint_en.contains("sum"));
    assert_eq!(refuse("营业收入　≥　（2000", &each).code, "syntax");
}

#[test]
fn ratios_of_quantities_are_fine_and_zero_needs_no_unit() {
    for text in ["营业收入 / 从业人数 > 0", "营业收入 >= 0", "营业收入 / 用地 >= 20 * \"万元/亩\"", "-营业收入 < 0"]
    {
        assert!(Formula::parse(text).unwrap().check(&Definition::each("firm"), &district()).is_ok(), "{text}");
    }
}

#[test]
fn every_chinese_name_means_its_english_one() {
    for (english, chinese) in function_names() {
        for name in chinese {
            let star = if english == "count" { "*" } else { "x" };
            let canonical = Formula::parse(&format!("{name}（{star}）")).unwrap().to_string();
            assert_eq!(canonical, format!("{english}({star})"));
        }
    }
}

#[test]
fn deep_and_long_texts_are_refused_without_harm() {
    for text in [
        "(".repeat(3000),
        "not ".repeat(900),
        "- ".repeat(900),
        "a and ".repeat(600),
        "case when ".repeat(300),
        "1+".repeat(499) + "1",
        "x is null ".repeat(200),
        "abs(".repeat(500),
    ] {
        assert!(Formula::parse(&text).is_err(), "{}", &text[..20]);
    }
    assert_eq!(Formula::parse(&"长".repeat(5000)).unwrap_err().code, "too_long");
}

#[test]
fn nesting_that_multiplies_work_is_refused_before_it_is_done() {
    let each = Definition::each("firm");
    let nest = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    for text in [
        nest("ytd(", "营业收入", ")", 20),
        nest("yoy(", "营业收入", ")", 20),
        nest("nullif(", "研发占比", ", 0)", 20),
        nest("(case ", "规上", " when true then true when false then false when null then true end)", 15),
        nest("(", "规上", " in (true, false, true, false))", 20),
    ] {
        assert_eq!(refuse(&text, &each).code, "too_complex", "{text}");
    }
    assert!(Formula::parse("同比(累计(营业收入))").unwrap().check(&each, &district()).is_ok());
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "营业收入",
        "规上",
        "(",
        ")",
        "（",
        "）",
        "and",
        "or",
        "not",
        "case",
        "when",
        "then",
        "else",
        "end",
        "sum",
        "同比",
        "filter",
        "(where ",
        "in",
        "between",
        "is",
        "null",
        "true",
        ",",
        "，",
        "'",
        "\"",
        "≥",
        "<=",
        "=",
        "+",
        "-",
        "×",
        "÷",
        "%",
        "5%",
        "3.5",
        "2000",
        "万元",
        "at",
        "'2024'",
        "::",
        "[",
        "]",
        ".",
        "*",
        "count(*)",
        "select",
        "interval",
        "array",
        "date",
        "cast",
        "$1",
        "?",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = Formula::parse(&text);
    }

    #[test]
    fn no_jumble_of_words_panics_and_what_parses_prints_as_itself(text in words()) {
        if let Ok(formula) = Formula::parse(&text) {
            let printed = formula.to_string();
            match Formula::parse(&printed) {
                Ok(again) => prop_assert_eq!(again.to_string(), printed),
                // Signs in a row print with brackets between them, which may be too many.
                Err(error) => prop_assert_eq!(error.code, "too_complex", "{}", printed),
            }
            let _ = formula.check(&Definition::each("firm"), &district());
        }
    }
}
