//! Every fault has its place and says how to mend it.

use crate::{ONE, TWO, collect, document, folder, reading};
use domain::{FactValue, Value};

#[test]
fn a_row_is_refused_cell_by_cell_with_its_place() {
    let folder = folder();
    let text = format!(
        "统一社会信用代码,企业名称,期间,营业收入（万元）,从业人数,规上\n\
         {ONE},甲,2024-08,1.2亿,30,\n\
         19990000DM0000005K,乙,2024-08,5,30,\n\
         {TWO},丙,8月,5,30,\n\
         {TWO},丙,2024-08,5,30.5,是\n"
    );
    let read = reading(&folder, &text);
    let seen: Vec<(&str, &str)> = read.problems.iter().map(|p| (p.place.as_str(), p.code)).collect();
    assert_eq!(
        seen,
        [
            ("2,4", "not_a_number"),
            ("3,1", "usci_check"),
            ("4,3", "not_a_period"),
            ("5,5", "not_exact"),
            ("5,6", "wrong_grain")
        ]
    );
    assert_eq!(read.problems[0].suggestion.as_deref(), Some("12,000"));
    assert!(read.problems[1].suggestion.is_some());
    assert!(read.problems.iter().all(|p| !p.message.is_empty() && !p.mend.is_empty() && !p.fatal));
    assert_eq!(read.rows, 4);
}

#[test]
fn zero_empty_missing_not_due_and_not_applicable_are_five_things() {
    let folder = folder();
    let text = format!(
        "单位：万元\n期间：2024年8月\n统一社会信用代码,营业收入,利润总额,税收,研发费用,出口额\n{ONE},0,,—,未到期,/\n"
    );
    let read = reading(&folder, &text);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let values: Vec<&FactValue> = read.facts.iter().map(|f| &f.value).collect();
    let zero = FactValue::Known(Value::Number(0));
    assert_eq!(values, [&zero, &FactValue::Missing, &FactValue::NotDue, &FactValue::NotApplicable]);
}

#[test]
fn units_are_converted_exactly_and_the_conversion_is_on_record() {
    let folder = folder();
    let text = format!("统一社会信用代码,期间,营收（亿元）,用电量（万千瓦时）\n{ONE},2024-08,1.00000001,2.5\n");
    let read = reading(&folder, &text);
    let numbers: Vec<&FactValue> = read.facts.iter().map(|f| &f.value).collect();
    assert_eq!(
        numbers,
        [&FactValue::Known(Value::Number(10_000_000_100)), &FactValue::Known(Value::Number(2_500_000))]
    );
    let said: Vec<Option<&str>> = read.sheets[0].columns.iter().map(|c| c.conversion.as_deref()).collect();
    assert_eq!(said, [None, None, Some("亿元 → 元 ×100000000"), Some("万千瓦时 → 千瓦时 ×10000")]);
}

#[test]
fn money_without_a_unit_and_a_unit_of_another_kind_are_refused_not_guessed() {
    let folder = folder();
    for (heading, code) in [("营业收入", "unit_unstated"), ("营业收入（人）", "wrong_unit")] {
        let read = reading(&folder, &format!("统一社会信用代码,期间,{heading}\n{ONE},2024-08,5\n"));
        let seen: Vec<&str> = read.problems.iter().map(|p| p.code).collect();
        assert_eq!(seen, [code]);
        assert!(read.has_fatal() && read.facts.is_empty());
    }
}

#[test]
fn a_table_that_names_nobody_or_no_metric_is_refused_as_a_whole() {
    let folder = folder();
    for (text, code) in [
        ("姓名,年龄\n甲,3\n", "no_header"),
        ("企业名称,期间,从业人数\n甲,2024-08,3\n", "no_key_column"),
        ("统一社会信用代码,从业人数\nx,3\n", "no_period"),
        ("统一社会信用代码,期间,从业人数,期末从业人数\nx,2024-08,3,3\n", "metric_twice"),
        ("记录编号,期间,从业人数\nx,2024-08,3\n", "wrong_subject"),
    ] {
        let read = reading(&folder, text);
        assert_eq!(read.problems.first().map(|p| p.code), Some(code), "{text}");
        assert!(read.has_fatal());
    }
}

#[test]
fn the_same_cell_said_twice_is_a_fault_and_so_is_one_code_with_two_names() {
    let folder = folder();
    let text = format!(
        "统一社会信用代码,企业名称,期间,从业人数\n{ONE},甲,2024-08,3\n{ONE},甲,2024-08,4\n{ONE},乙,2024-07,4\n合计,,,\n,合计,,11\n"
    );
    let read = reading(&folder, &text);
    let seen: Vec<(u32, &str)> = read.problems.iter().map(|p| (p.row, p.code)).collect();
    assert_eq!(seen, [(3, "repeated"), (4, "two_names"), (5, "usci_length")]);
}

#[test]
fn faulty_rows_come_back_as_a_workbook_that_imports_once_mended() {
    let folder = folder();
    let text = format!(
        "单位：万元\n统一社会信用代码,企业名称,期间,营业收入,从业人数\n{ONE},甲,2024-08,=1+1,3\n{TWO},乙,2024-08,5,4\n"
    );
    let sent = document("月报.csv", &text);
    let read = collect::read(&sent, &folder.registry, &collect::ReadOptions::default());
    let mut workbook = collect::error_workbook(&sent, &read).unwrap();
    let again = |workbook: &tabular::Workbook| {
        let bytes = tabular::write_xlsx(workbook).unwrap();
        let back = tabular::read("错误行.xlsx", &bytes, &tabular::ReadOptions::default()).unwrap();
        collect::read(&back, &folder.registry, &collect::ReadOptions::default())
    };
    let same = again(&workbook);
    assert_eq!((same.rows, same.problems.len()), (1, 1));
    let row = workbook.sheets[0].rows.last_mut().unwrap();
    row[3] = tabular::CellOut::text("12.5");
    let mended = again(&workbook);
    assert!(mended.problems.is_empty(), "{:?}", mended.problems);
    assert_eq!(mended.facts[0].value, FactValue::Known(Value::Number(12_500_000)));
}
