//! Ways round the rules that people find by filling in cells: one event twice, words for nothing, open questions.

use crate::counting::{accept, counted, failed, sheet};
use crate::{Folder, collect, folder, person};
use collect::records::Rule;

const HEAD: &str = "记录编号,记录名称,期间,记录类型,发生日期,人数,承办单位,凭证档号,活动编号\n";

/// Registers events and has them accepted; the rule that each fails.
fn events<const N: usize>(folder: &Folder, rows: [&str; N]) -> [Option<Rule>; N] {
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    sheet(folder, &lin, &format!("{HEAD}{}\n", rows.join("\n"))).unwrap();
    let numbers = rows.map(|row| row.split(',').next().unwrap());
    for number in numbers {
        accept(folder, &wang, &[number]).unwrap();
    }
    numbers.map(|number| failed(&folder.store, number))
}

#[test]
fn one_event_registered_twice_in_one_type_counts_once() {
    let folder = folder();
    let outcome = events(
        &folder,
        [
            "B1,汽车链对接会,2024,供需对接会,2024-05-06,60,甲协会,DA-1,HD-1",
            "B2,汽车链 对接会,2024,供需对接会,2024-05-06,60,甲 协会,DA-1,",
            "B3,另一个名字,2024,供需对接会,2024-05-09,60,甲协会,DA-1,hd－1",
            "B4,汽车链对接会,2024,供需对接会,2024-05-06,60,乙协会,DA-4,HD-4",
        ],
    );
    assert_eq!(outcome, [None, Some(Rule::SameEvent), Some(Rule::SameEvent), None]);
    assert_eq!(counted(&folder.store), Some(2));
}

#[test]
fn events_that_share_only_a_word_or_a_number_of_another_office_count_each() {
    let folder = folder();
    let outcome = events(
        &folder,
        [
            "B1,甲讲座,2024,讲座培训,2024-05-06,60,甲科,DA-1,无",
            "B2,乙会议,2024,会议活动,2024-06-06,60,甲科,DA-2,无",
            "B3,丙讲座,2024,讲座培训,2024-07-06,60,甲科,DA-3,2",
            "B4,丁会议,2024,会议活动,2024-08-06,60,乙科,DA-4,2",
            "B5,企业培训,2024,讲座培训,2024-09-06,30,甲科,DA-5,",
            "B6,企业培训,2024,会议活动,2024-09-06,300,乙协会,DA-6,",
            "B7,？？,2024,讲座培训,2024-09-07,300,乙协会,DA-7,",
            "B8,……,2024,讲座培训,2024-09-07,300,乙协会,DA-8,",
        ],
    );
    assert_eq!(outcome, [None; 8]);
}

#[test]
fn several_firms_settled_at_one_event_count_each() {
    let folder = folder();
    let rows = [
        "V1,甲企业签约,2024,汽车链招商,2024-05-06,,甲园区,DA-1,HD-1",
        "V2,乙企业签约,2024,汽车链招商,2024-05-06,,甲园区,DA-1,HD-1",
    ];
    assert_eq!(events(&folder, rows), [None, None]);
}

#[test]
fn words_for_nothing_and_negative_numbers_are_refused_where_something_must_stand() {
    let folder = folder();
    let lin = person(&folder.store, "sun");
    let head = "记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号\n";
    for (row, said) in [
        ("1,a,2024,枢纽接待,/,12,甲局,乙中心,DA-1", "必须填“发生日期”"),
        ("1,a,2024,枢纽接待,未到期,12,甲局,乙中心,DA-1", "必须填“发生日期”"),
        ("1,a,2024,枢纽接待,2024-05-06,/,甲局,乙中心,DA-1", "必须填“人数”"),
        ("1,a,2024,枢纽接待,2024-05-06,未到期,甲局,乙中心,DA-1", "必须填“人数”"),
        ("1,a,2024,枢纽接待,2024-05-06,-5,甲局,乙中心,DA-1", "不会是负数"),
        ("1,a,2024,枢纽接待,2024-05-06,12,/,乙中心,DA-1", "必须填“来访单位”"),
        ("1,a,2024,枢纽接待,2024-05-06,12,待补,乙中心,DA-1", "必须填“来访单位”"),
    ] {
        let refused = sheet(&folder, &lin, &format!("{head}{row}\n")).unwrap_err();
        assert!(refused.contains(said), "{row}: {refused}");
    }
    // Brought in by a sheet that names no type it is there, and does not count.
    let outcome = events(&folder, ["B1,甲讲座,2024,讲座培训,2024-05-06,60,甲科,DA-1,"]);
    assert_eq!(outcome, [None]);
    let zhao = person(&folder.store, "zhao");
    crate::counting::chosen(&folder, &zhao, "记录编号,期间,人数\nB1,2024,-5\n");
    accept(&folder, &person(&folder.store, "qian"), &["B1"]).unwrap();
    assert_eq!(failed(&folder.store, "B1"), Some(Rule::Required));
}

#[test]
fn an_archive_number_that_says_nothing_proves_nothing() {
    let folder = folder();
    let rows = [
        "B1,甲讲座,2024,讲座培训,2024-05-06,60,甲科,无,",
        "B2,乙讲座,2024,讲座培训,2024-05-07,60,甲科,待补,",
        "B3,丙讲座,2024,讲座培训,2024-05-08,60,甲科,/,",
        "B4,丁讲座,2024,讲座培训,2024-05-09,60,甲科,无锡路库-4,",
    ];
    let proved = Some(Rule::Evidence);
    assert_eq!(events(&folder, rows), [proved, proved, proved, None]);
}

#[test]
fn a_complaint_that_nobody_has_examined_is_no_valid_complaint() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    let head = "记录编号,记录名称,期间,记录类型,发生日期,投诉成立,说明,凭证档号\n";
    let open = sheet(&folder, &lin, &format!("{head}T1,投诉,2024,有效投诉,2024-05-06,,水压不足,DA-1\n"));
    assert!(open.unwrap_err().contains("必须填“投诉成立”"));
    sheet(&folder, &lin, &format!("{head}T1,投诉,2024,有效投诉,2024-05-06,是,水压不足,DA-1\n")).unwrap();
    sheet(&folder, &lin, "记录编号,期间,投诉成立\nT1,2024,—\n").unwrap();
    accept(&folder, &wang, &["T1"]).unwrap();
    assert_eq!(counted(&folder.store), Some(0), "unknown is not enough");
}
