//! Writes a performance table of 100,000 indicators as a workbook, to measure the importer with: `large_table FILE`.

use tabular::{CellOut, SheetOut, Workbook, write_xlsx};

const INDICATORS: usize = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("large_table FILE")?;
    let row = |cells: &[&str]| cells.iter().map(|text| CellOut::text(*text)).collect::<Vec<_>>();
    let mut rows = vec![
        row(&["项目支出绩效目标申报表"]),
        row(&["项目名称", "一个很长的项目"]),
        row(&["一级指标", "二级指标", "三级指标", "指标值"]),
    ];
    for number in 0..INDICATORS {
        let (level, second) = [("产出指标", "数量指标"), ("效益指标", "社会效益指标")][number % 2];
        rows.push(row(&[level, second, &format!("第{number}项活动场次"), &format!("≥{}场", number % 97 + 1)]));
    }
    let sheet = SheetOut { name: "申报表".into(), rows, ..SheetOut::default() };
    std::fs::write(path, write_xlsx(&Workbook { sheets: vec![sheet] })?)?;
    Ok(())
}
