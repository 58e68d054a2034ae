//! Rows of a list that are no projects: units with the sum of their projects, and headings over a group of rows.

use super::amounts;
use super::grid::Grid;
use super::project_list::{Heading, Part, heading as heading_of, is_total, money, says_nothing};
use super::roles::Role;
use crate::model::Amount;

/// What a row without goal and indicators stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// A text over the rows below it (一、本级项目).
    Heading,
    /// A unit, its projects in the rows below; `adds_up` where its amounts are their sum.
    Unit { adds_up: bool },
    /// The sum of the whole list under the name of who answers for it.
    Whole,
}

/// Most projects of one unit that are added up where its end is not seen.
const MOST_OF_UNIT: usize = 40;

/// Most projects that are added up.
const MOST_ADDED: usize = 20_000;

/// What was read of a list above a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Above {
    /// Whether units were met.
    pub(crate) units: bool,
    /// How many rows of totals.
    pub(crate) sums: usize,
    /// How many projects.
    pub(crate) projects: usize,
}

/// What a row stands for; `None` where it is a project or part of one.
pub(crate) fn of(grid: &Grid, heading: &Heading, row: usize, last: usize, above: Above) -> Option<Group> {
    let column = heading.name_column();
    let filled = grid.filled(row);
    let (first, lone) = filled.first().copied()?;
    let only = filled.len() == 1;
    // Left alone below the names of indicators by a copy that lost its columns.
    if only && heading.levels.find(Role::Name) == Some(first) && (numbered(&lone.text) || of_a_place(&lone.text)) {
        return Some(Group::Heading);
    }
    let slot = grid.slot(row, column)?;
    let name = grid.at(row, column).filter(|p| !p.is_blank())?;
    // One text over all columns, those of goals and amounts with them.
    let covers = |at: usize| grid.slot(row, at).is_some_and(|other| other.piece == slot.piece);
    let spans = heading.parts.iter().any(|(at, part)| *part != Part::Name && covers(*at));
    if only && spans {
        return Some(if is_unit(&name.text) { Group::Unit { adds_up: true } } else { Group::Heading });
    }
    if !slot.origin || !says_nothing(grid, heading, row) {
        return None;
    }
    let (unit, title) = (is_unit(&name.text), is_title_of_group(&name.text));
    if only && first <= column && title {
        return Some(Group::Heading);
    }
    let own = money(grid, heading, row);
    if own.iter().all(|a| a.value.is_none()) {
        return None;
    }
    let ends = |text: &str| is_title_of_group(text) || !title && (is_unit(text) || !unit);
    let leads = above.projects == 0 && above.sums == 0 && !above.units;
    let below = rows_below(grid, heading, row, last, ends, leads);
    let all = below.to_the_end && below.amounts.len() > 1;
    if leads && all && adds_up(&own, &below.amounts) && (unit || total_holds_without(grid, heading, last)) {
        return Some(Group::Whole);
    }
    let first_rows = |count: usize| below.amounts.get(..count).unwrap_or_default();
    let part = [below.near, below.own].into_iter().map(first_rows).find(|rows| adds_up(&own, rows));
    // An office without goal and indicators that holds exactly what the next projects cost answers for these.
    let of_unit = || unit && (1..=MOST_OF_UNIT).any(|count| adds_up(&own, first_rows(count)));
    match part {
        _ if unit && (part.is_some() || of_unit()) => Some(Group::Unit { adds_up: true }),
        Some(_) if title => Some(Group::Heading),
        Some(rows) if rows.len() > 1 && total_holds_without(grid, heading, last) => Some(Group::Heading),
        // Among units that are proved one whose amounts are misprinted is a unit all the same.
        _ if unit && above.units && !below.amounts.is_empty() => Some(Group::Unit { adds_up: false }),
        _ => None,
    }
}

/// The projects below a row that has neither goal nor indicators.
#[derive(Default)]
struct Below {
    /// Their amounts.
    amounts: Vec<Vec<Amount>>,
    /// How many stand above the next row of its kind.
    near: usize,
    /// How many stand above the next row that ends what it stands for.
    own: usize,
    /// Whether the end of the list was reached.
    to_the_end: bool,
}

/// The projects below a row, up to the next row that `ends` what it stands for or, where `whole`, to the end.
fn rows_below(
    grid: &Grid,
    heading: &Heading,
    row: usize,
    last: usize,
    ends: impl Fn(&str) -> bool,
    whole: bool,
) -> Below {
    let mut out = Below::default();
    let (mut near, mut own) = (None, None);
    let mut named: Option<&str> = None;
    let mut next = row + 1;
    while next < last {
        let at = next;
        next += 1;
        if let Some(again) = heading_of(grid, at) {
            next = again.body;
            continue;
        }
        let Some(other) = grid.origin(at, heading.name_column()).filter(|p| !is_total(&p.key())) else { continue };
        if named == Some(other.text.as_str()) {
            continue;
        }
        if says_nothing(grid, heading, at) {
            near.get_or_insert(out.amounts.len());
            if ends(&other.text) {
                own.get_or_insert(out.amounts.len());
                if !whole {
                    break;
                }
            }
            if is_unit(&other.text) || is_title_of_group(&other.text) {
                continue;
            }
        }
        named = Some(&other.text);
        out.amounts.push(money(grid, heading, at));
        if out.amounts.len() > MOST_ADDED {
            return Below::default();
        }
    }
    out.to_the_end = next >= last && (whole || own.is_none());
    out.near = near.unwrap_or(out.amounts.len());
    out.own = own.unwrap_or(out.amounts.len());
    out
}

/// Whether the rows with a goal or indicators alone make the total the list states, or it states none.
fn total_holds_without(grid: &Grid, heading: &Heading, last: usize) -> bool {
    let column = heading.name_column();
    let mut rows = Vec::new();
    let mut totals: Vec<Vec<Amount>> = Vec::new();
    for row in heading.body..last {
        let total = grid.filled(row).first().is_some_and(|(_, p)| is_total(&p.key()));
        if total || grid.at(row, column).is_some_and(|p| is_total(&p.key())) {
            totals.push(money(grid, heading, row));
        } else if grid.origin(row, column).is_some() && !says_nothing(grid, heading, row) {
            rows.push(money(grid, heading, row));
        }
    }
    totals.retain(|total| total.iter().any(|a| a.value.is_some()));
    totals.is_empty() || totals.iter().any(|total| adds_up(total, &rows))
}

/// Whether stated amounts are the sums of some rows, column by column.
fn adds_up(stated: &[Amount], rows: &[Vec<Amount>]) -> bool {
    let mut any = false;
    for (index, amount) in stated.iter().enumerate() {
        let parts = rows.iter().filter_map(|row| row.get(index)?.value.as_deref());
        let Some(sum) = amounts::sum(parts) else { return false };
        let says = amount.value.as_deref().unwrap_or("0");
        if !amounts::same(says, &sum) {
            return false;
        }
        any |= amount.value.is_some();
    }
    any && !rows.is_empty()
}

/// Whether a name is the title of a group of projects: 一、本级项目, 特定目标类.
fn is_title_of_group(text: &str) -> bool {
    const SORTS: &[&str] = &["类项目", "类支出", "运转类", "人员类", "目标类", "基本支出", "项目支出"];
    numbered(text) || text.chars().count() <= 12 && SORTS.iter().any(|end| text.ends_with(end))
}

/// `一、本级项目`, `（二）下属单位`: a number in words opens a heading.
fn numbered(text: &str) -> bool {
    let bare = text.trim_start_matches(['（', '(']);
    let rest = bare.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    rest.len() < bare.len() && rest.starts_with(['、', '）', ')', '.', '．'])
}

const PLACES: &[char] = &['市', '县', '区', '省', '州', '镇', '乡', '旗'];

/// Whether a name is that of an office: 某县林业局, 某镇人民政府, 某局（本级）.
fn is_unit(text: &str) -> bool {
    const OFFICES: &[&str] =
        &["局", "委员会", "办公室", "厅", "政府", "支队", "大队", "总队", "法院", "检察院", "联合会", "总工会", "党校"];
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = OWN.iter().find_map(|end| tight.strip_suffix(end));
    let name = bare.unwrap_or(&tight);
    let long = (4..=30).contains(&name.chars().count());
    long && (bare.is_some() || OFFICES.iter().any(|end| name.ends_with(end)) || of_a_place(name))
}

/// What an office adds to its name where it stands for itself alone.
const OWN: &[&str] = &["（本级）", "(本级)", "本级", "（机关）", "(机关)", "机关"];

/// Whether a name is that of an office of a place. A centre or a station without its place is built: 数据中心, 养老驿站.
fn of_a_place(text: &str) -> bool {
    const OFFICES: &[&str] =
        &["局", "委", "办", "站", "所", "院", "馆", "中心", "学校", "中学", "小学", "大学", "处", "队", "协会", "政府"];
    let name = OWN.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let long = (4..=30).contains(&name.chars().count());
    long && name.contains(PLACES) && OFFICES.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_told_from_projects() {
        for name in ["清溪县水利局", "001-清溪县水利局本级", "清溪县畜牧站", "清溪县信访服务中心"]
        {
            assert!(is_unit(name), "{name}");
        }
        for name in ["数据中心", "养老驿站", "水库除险加固", "河道保洁经费", "城区公厕改造"] {
            assert!(!is_unit(name), "{name}");
        }
        assert!(numbered("一、本级项目") && numbered("（二）所属单位") && !numbered("一体化平台"));
    }
}
