//! Workbooks with merged cells and several sheets, built by hand.

use shuanglian_targets::read;
use tabular::{Cell, CellKind, Document, Format, Row, RowOrigin, Sheet, SheetKind};

/// A cell: column, rows and columns it covers, text.
type Placed<'a> = (u32, u32, u32, &'a str);

fn sheet(name: &str, rows: &[(u32, &[Placed])]) -> Sheet {
    let rows = rows.iter().map(|(number, cells)| Row {
        number: *number,
        origin: RowOrigin::Table(0),
        cells: cells
            .iter()
            .map(|(column, rows, columns, text)| Cell {
                column: *column,
                rows: *rows,
                columns: *columns,
                text: (*text).into(),
                kind: CellKind::Text,
            })
            .collect(),
    });
    Sheet { name: name.into(), kind: SheetKind::Worksheet, rows: rows.collect() }
}

#[test]
fn sheets_with_merges_are_read_with_their_places() {
    let first = sheet(
        "自评",
        &[
            (1, &[(1, 1, 7, "项目支出绩效自评表")]),
            (2, &[(1, 1, 7, "（2023年度）")]),
            (4, &[(1, 1, 2, "项目名称"), (3, 1, 5, "农田水利")]),
            (5, &[(1, 2, 2, "项目资金(元)"), (4, 1, 1, "全年预算数"), (5, 1, 1, "全年执行数"), (6, 1, 1, "执行率")]),
            (6, &[(3, 1, 1, "年度资金总额"), (4, 1, 1, "110500"), (5, 1, 1, "99450.5"), (6, 1, 1, "90%")]),
            (
                8,
                &[
                    (1, 3, 1, "绩效指标"),
                    (2, 1, 1, "一级指标"),
                    (3, 1, 1, "二级指标"),
                    (4, 1, 1, "三级指标"),
                    (5, 1, 1, "指标值"),
                    (6, 1, 1, "分值"),
                    (7, 1, 1, "得分"),
                ],
            ),
            (
                9,
                &[
                    (2, 2, 1, "产出指标"),
                    (3, 2, 1, "数量\n指标"),
                    (4, 1, 1, " 修渠 "),
                    (5, 1, 1, "10公里"),
                    (6, 1, 1, "50"),
                    (7, 1, 1, "45"),
                ],
            ),
            (10, &[(4, 1, 1, "清淤"), (5, 1, 1, "100%"), (6, 1, 1, "40")]),
            (11, &[(1, 1, 5, "总分"), (6, 1, 1, "90"), (7, 1, 1, "45")]),
        ],
    );
    let notes = sheet("说明", &[(1, &[(1, 1, 1, "填表说明：略")])]);
    let third = sheet(
        "第二",
        &[
            (1, &[(1, 1, 1, "项目名称"), (2, 1, 1, "道路")]),
            (2, &[(1, 1, 1, "一级指标"), (2, 1, 1, "二级指标"), (3, 1, 1, "三级指标"), (4, 1, 1, "指标值")]),
            (3, &[(1, 1, 1, "产出指标"), (2, 1, 1, "数量指标"), (3, 1, 1, "里程"), (4, 1, 1, "5公里")]),
            (4, &[(3, 1, 1, "桥梁"), (4, 1, 1, "2座")]),
        ],
    );
    let document = Document {
        name: "表.xlsx".into(),
        format: Format::Xlsx,
        encoding: None,
        sha256: domain::Sha256Digest([0; 32]),
        sheets: vec![first, notes, third],
        warnings: Vec::new(),
    };
    let table = read::read(&document).expect("read");
    assert_eq!(table.projects.len(), 2);
    let one = &table.projects[0];
    assert_eq!(one.indicators[1].level2, "数量指标");
    assert_eq!((one.indicators[1].score.as_deref(), one.score_total.as_deref()), (None, Some("45")));
    assert_eq!(one.amounts[1].value.as_deref(), Some("99450.5"));
    let place = one.indicators[0].source.clone().expect("a place");
    assert_eq!((place.cell.as_str(), place.span), ("自评!D9", [1, 3]));
    assert_eq!(one.source.as_ref().map(|p| p.cell.as_str()), Some("自评!C4"));
    assert_eq!((table.document.year, table.document.unit.as_deref()), (Some(2023), Some("元")));
    let two = &table.projects[1];
    assert_eq!(two.indicators[1].id, "P02.I02");
    assert_eq!((two.indicators[1].level1.as_str(), two.indicators[1].name.as_str()), ("产出指标", "桥梁"));
}
