//! A performance table in the statutory layout: the list of projects on one sheet, or a form for each project.

use tabular::{CellContent, CellOut, Look, SheetOut, Workbook};

use crate::model::{Indicator, Layout, Project, TargetTable};

/// The table as a workbook that the reader reads back.
pub fn workbook(table: &TargetTable) -> Workbook {
    if table.layout == Layout::ProjectList {
        return Workbook { sheets: vec![list(table)] };
    }
    let mut sheets = Vec::with_capacity(table.projects.len());
    for (index, project) in table.projects.iter().enumerate() {
        sheets.push(form(table, project, index));
    }
    Workbook { sheets }
}

fn head(text: impl Into<String>) -> CellOut {
    CellOut::text(text).with_look(Look::Header)
}

fn covered() -> CellOut {
    CellOut::new(CellContent::Covered)
}

/// A cell over some columns, with the cells it covers.
fn wide(cell: CellOut, columns: usize, row: &mut Vec<CellOut>) {
    row.push(cell.spanning(1, u32::try_from(columns).unwrap_or(1)));
    row.extend((1..columns).map(|_| covered()));
}

fn title(table: &TargetTable, fallback: &str, columns: usize) -> Vec<Vec<CellOut>> {
    let mut first = Vec::new();
    let mut text = table.document.title.clone().unwrap_or_else(|| fallback.to_owned());
    if let Some(year) = table.document.year.map(|year| year.to_string()).filter(|year| !text.contains(year)) {
        text = format!("{text}（{year}年）");
    }
    wide(CellOut::text(text).with_look(Look::Title), columns, &mut first);
    let department = table.document.department.as_deref().map(|name| format!("部门名称：{name}")).unwrap_or_default();
    let unit = table.document.unit.as_deref().map(|unit| format!("单位：{unit}")).unwrap_or_default();
    let mut second = Vec::new();
    let half = columns.div_ceil(2);
    wide(CellOut::text(department).with_look(Look::Note), half, &mut second);
    wide(CellOut::text(unit).with_look(Look::Note), columns - half, &mut second);
    vec![first, second]
}

/// A class with its code where the table prints codes.
fn level(code: Option<&str>, name: &str) -> String {
    code.map_or_else(|| name.to_owned(), |code| format!("{code}-{name}"))
}

/// Whether the table promises for the whole period beside the year.
fn two_values(table: &TargetTable) -> bool {
    table.projects.iter().flat_map(|project| &project.indicators).any(|one| one.target_period.is_some())
}

fn values(indicator: &Indicator, two: bool) -> Vec<CellOut> {
    let annual = indicator.target_annual.as_ref().or(indicator.target.as_ref());
    let text = |value: Option<&String>| CellOut::text(value.cloned().unwrap_or_default());
    if two { vec![text(indicator.target_period.as_ref()), text(annual)] } else { vec![text(annual)] }
}

/// One row for each indicator; what belongs to the project lies over its rows.
fn list(table: &TargetTable) -> SheetOut {
    let two = two_values(table);
    let mut items: Vec<&str> = Vec::new();
    for amount in table.projects.iter().flat_map(|project| &project.amounts) {
        if !items.contains(&amount.item.as_str()) {
            items.push(&amount.item);
        }
    }
    let values_heads: &[&str] = if two { &["实施周期指标值", "年度指标值"] } else { &["年度指标值"] };
    let mut heads = vec![head("项目名称")];
    heads.extend(items.iter().map(|item| head(*item)));
    heads.push(head("绩效目标"));
    heads.extend(["一级指标", "二级指标", "三级指标"].map(head));
    heads.extend(values_heads.iter().map(|text| head(*text)));
    let columns = heads.len();
    let mut rows = title(table, "项目支出绩效目标表", columns);
    rows.push(heads);
    for project in &table.projects {
        project_rows(project, &items, two, &mut rows);
    }
    let mut widths = vec![24.0];
    widths.extend(items.iter().map(|_| 12.0));
    widths.push(48.0);
    widths.extend([14.0, 16.0, 28.0, 22.0, 22.0]);
    widths.truncate(columns);
    SheetOut { name: "绩效目标表".into(), header_rows: 3, landscape: true, widths, rows }
}

fn project_rows(project: &Project, items: &[&str], two: bool, rows: &mut Vec<Vec<CellOut>>) {
    let height = u32::try_from(project.indicators.len().max(1)).unwrap_or(u32::MAX);
    let mut own = vec![CellOut::text(project.name.clone())];
    for item in items {
        let amount = project.amounts.iter().find(|amount| amount.item == *item);
        let value = amount.and_then(|amount| amount.value.as_deref()).unwrap_or_default();
        own.push(value.parse().map_or_else(|_| CellOut::text(value), CellOut::number));
    }
    own.push(CellOut::text(project.goal.clone().unwrap_or_default()));
    let width = own.len();
    let mut first: Vec<CellOut> = own.into_iter().map(|cell| cell.spanning(height, 1)).collect();
    if project.indicators.is_empty() {
        rows.push(first);
        return;
    }
    for indicator in &project.indicators {
        let mut row = std::mem::replace(&mut first, (0..width).map(|_| covered()).collect());
        row.extend(indicator_cells(indicator, two));
        rows.push(row);
    }
}

fn indicator_cells(indicator: &Indicator, two: bool) -> Vec<CellOut> {
    let mut cells = vec![
        CellOut::text(level(indicator.level1_code.as_deref(), &indicator.level1)),
        CellOut::text(level(indicator.level2_code.as_deref(), &indicator.level2)),
        CellOut::text(indicator.name.clone()),
    ];
    cells.extend(values(indicator, two));
    cells
}

/// The declaration form of one project or department.
fn form(table: &TargetTable, project: &Project, index: usize) -> SheetOut {
    let two = two_values(table);
    let columns = if two { 5 } else { 4 };
    let department = table.layout == Layout::Department;
    let fallback =
        if department { "部门整体支出绩效目标申报表" } else { "项目支出绩效目标申报表" };
    let mut rows = title(table, fallback, columns);
    let mut named = vec![head(if department { "部门（单位）名称" } else { "项目名称" })];
    wide(CellOut::text(project.name.clone()), columns - 1, &mut named);
    rows.push(named);
    if let Some(own) = &project.department {
        let mut row = vec![head("主管部门")];
        wide(CellOut::text(own.clone()), columns - 1, &mut row);
        rows.push(row);
    }
    for amount in &project.amounts {
        let mut row = vec![head(amount.item.clone())];
        let value = amount.value.as_deref().unwrap_or_default();
        let cell = value.parse().map_or_else(|_| CellOut::text(value), CellOut::number);
        wide(cell, columns - 1, &mut row);
        rows.push(row);
    }
    let mut goal = vec![head("年度绩效目标")];
    wide(CellOut::text(project.goal.clone().unwrap_or_default()), columns - 1, &mut goal);
    rows.push(goal);
    let mut heads: Vec<CellOut> = ["一级指标", "二级指标", "三级指标"].map(head).into();
    let value_heads: &[&str] = if two { &["实施周期指标值", "年度指标值"] } else { &["指标值"] };
    heads.extend(value_heads.iter().map(|text| head(*text)));
    rows.push(heads);
    rows.extend(project.indicators.iter().map(|one| indicator_cells(one, two)));
    let mut widths = vec![18.0, 18.0, 36.0, 24.0, 24.0];
    widths.truncate(columns);
    let name = format!("{} {}", index + 1, project.name);
    SheetOut { name, header_rows: 2, landscape: false, widths, rows }
}
