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

/// Most leading rows that are tried as the sum of the whole list.
const MOST_WHOLE: usize = 4;

/// What a row stands for; `None` where it is a project or part of one. `units` tells whether units were met before,
/// `sums` how many rows of totals.
pub(crate) fn of(grid: &Grid, heading: &Heading, row: usize, last: usize, units: bool, sums: usize) -> Option<Group> {
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
    if only && first <= column && numbered(&name.text) {
        return Some(Group::Heading);
    }
    let own = money(grid, heading, row);
    if own.iter().all(|a| a.value.is_none()) {
        return None;
    }
    let unit = is_unit(&name.text);
    let (below, near, to_the_end) = rows_below(grid, heading, row, last, unit, !units && sums < MOST_WHOLE);
    let part = below.get(..near).unwrap_or_default();
    if to_the_end && !units && sums == 0 && below.len() > 1 && adds_up(&own, &below) {
        return Some(Group::Whole);
    }
    let proved = adds_up(&own, part) || adds_up(&own, &below);
    // An office without goal and indicators that holds exactly what the next projects cost answers for these.
    let of_first = |count: usize| below.get(..count).is_some_and(|rows| adds_up(&own, rows));
    if proved && below.len() > 1 || unit && (proved || (1..=MOST_OF_UNIT).any(of_first)) {
        return Some(Group::Unit { adds_up: true });
    }
    // Among units that are proved one whose amounts are misprinted is a unit all the same.
    (unit && units && !below.is_empty()).then_some(Group::Unit { adds_up: false })
}

/// Amounts of the projects below a row: up to the next row like it or, where `whole`, to the end of the list; how many
/// of them stand above the first row without goal and indicators; whether the end was reached.
fn rows_below(
    grid: &Grid,
    heading: &Heading,
    row: usize,
    last: usize,
    unit: bool,
    whole: bool,
) -> (Vec<Vec<Amount>>, usize, bool) {
    let mut below: Vec<Vec<Amount>> = Vec::new();
    let mut near = None;
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
            near.get_or_insert(below.len());
            let like = is_unit(&other.text);
            if !whole && (like || !unit) {
                return (below, near.unwrap_or(0), false);
            }
            if like {
                continue;
            }
        }
        named = Some(&other.text);
        below.push(money(grid, heading, at));
    }
    let near = near.unwrap_or(below.len());
    (below, near, true)
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
