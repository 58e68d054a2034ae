//! The head of a document: title, department, year, unit; names without their codes.

use super::grid::Grid;
use super::labels::{Field, field, field_of, inline};
use super::text::{Piece, key, narrow};
use crate::model::Head;

/// Whether a line is the title of a performance table.
pub(crate) fn is_title(text: &str) -> bool {
    let tight: String = without_annex(text).chars().filter(|c| !c.is_whitespace()).collect();
    let length = tight.chars().count();
    // A comma makes a sentence, except in a remark in brackets.
    let before_remark = tight.split(['（', '(']).next().unwrap_or_default();
    if !(4..=60).contains(&length) || tight.contains(['。', '；', '|']) || before_remark.contains('，') {
        return false;
    }
    let bare = key(&tight);
    let subject = ["绩效", "自评", "监控", "申报"].iter().any(|w| tight.contains(w));
    let form = bare.ends_with('表') || tight.contains("表（") || tight.contains("表(") || year_tail(&bare);
    subject
        && form
        && field(&bare).is_none()
        && tight.find(['：', ':']).is_none()
        && (!bare.ends_with("指标表") || bare.contains("目标"))
}

/// `…申报表2021年度`.
fn year_tail(text: &str) -> bool {
    let Some(at) = text.rfind('表') else { return false };
    year_in(&text[at..]).is_some()
}

/// A title without the year in brackets at its end and without the number of an annex in front.
pub(crate) fn bare_title(text: &str) -> String {
    let mut out = text.trim().to_string();
    if let Some(open) = out.rfind(['(', '（']) {
        let inside: String = out[open..].chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        let inner = inside.trim_matches(['(', ')']);
        let digits = inner.trim_end_matches("年度").trim_end_matches('年');
        if inside.ends_with(')') && inner.contains('年') && digits.chars().all(|c| c.is_ascii_digit()) {
            out.truncate(open);
        }
    }
    let mut out = without_annex(&out).trim().to_string();
    let close = out.find([')', '）']).filter(|_| out.starts_with(['(', '（']));
    if let Some(close) = close
        && out[..close].chars().all(|c| narrow(c).is_ascii_digit() || "(（年度 ".contains(c))
    {
        out = out[close..].chars().skip(1).collect();
    }
    super::text::tight(out.trim())
}

/// A title without marks of headings and the number of an annex in front.
fn without_annex(text: &str) -> &str {
    let text = text.trim_start_matches(['#', '*', ' ']).trim_end_matches(['*', ' ']);
    let rest = text.trim_start_matches("附件").trim_start_matches("附表").trim_start_matches("附");
    if rest.len() == text.len() {
        return text;
    }
    rest.trim_start_matches(|c: char| c.is_ascii_digit() || " -－—:：、.一二三四五六七八九十".contains(c))
}

/// The first budget year a text names.
pub(crate) fn year_in(text: &str) -> Option<i16> {
    let chars: Vec<char> = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    for start in 0..chars.len() {
        if start > 0 && chars[start - 1].is_ascii_digit() {
            continue;
        }
        let Some(slice) = chars.get(start..start + 4) else { break };
        if !slice.iter().all(char::is_ascii_digit) || chars.get(start + 4) != Some(&'年') {
            continue;
        }
        let after: String = chars[start + 5..].iter().take(6).collect();
        let months = after.contains(['-', '—', '~', '至', '–']) && after.contains('月') && !after.contains('日');
        let dated = after.starts_with(|c: char| c.is_ascii_digit()) && !months;
        let year: i16 = slice.iter().collect::<String>().parse().ok()?;
        if !dated && (1990..=2100).contains(&year) {
            return Some(year);
        }
    }
    None
}

/// The unit of amounts a text states: `单位：万元` or `（万元）`.
pub(crate) fn unit_in(text: &str) -> Option<String> {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    for unit in ["万元", "元"] {
        for told in [
            format!("单位:{unit}"),
            format!("单位:人民币{unit}"),
            format!("({unit})"),
            format!("(单位:{unit})"),
            format!("(人民币{unit})"),
            format!("单位({unit})"),
            format!("/{unit})"),
            format!(",{unit})"),
        ] {
            if tight.contains(&told)
                && !tight.contains(&format!("度量{told}"))
                && !tight.contains(&format!("计量{told}"))
            {
                return Some(unit.to_string());
            }
        }
        if tight.len() < 60 && (tight.ends_with(&format!("资金{unit}")) || tight.ends_with(&format!("预算{unit}")))
        {
            return Some(unit.to_string());
        }
    }
    None
}

/// A name without the code in front of it (`51000021R000000019951-工资性支出`).
pub(crate) fn uncoded_name(piece: &Piece) -> Piece {
    let chars: Vec<char> = piece.text.chars().collect();
    let code = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '－');
    let close = match chars.first() {
        Some('[') => Some(']'),
        Some('【') => Some('】'),
        Some('（') => Some('）'),
        Some('(') => Some(')'),
        _ => None,
    };
    if let Some(close) = close
        && let Some(end) = chars.iter().position(|c| *c == close)
    {
        let inside = &chars[1..end];
        if inside.len() >= 3 && inside.iter().all(code) && inside.iter().any(char::is_ascii_digit) {
            let mut start = end + 1;
            while chars.get(start).is_some_and(|c| matches!(c, '-' | '－' | '—' | ' ')) {
                start += 1;
            }
            return piece.part(start, chars.len());
        }
        return piece.clone();
    }
    let end = chars.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count();
    let digits = chars[..end].iter().filter(|c| c.is_ascii_digit()).count();
    let dash = chars.get(end).is_some_and(|c| matches!(c, '-' | '－' | '—' | '–' | ':' | '：'));
    let rest = end + 1;
    let named = chars.get(rest).is_some_and(|c| !c.is_ascii_digit());
    if end >= 3 && digits >= 3 && dash && named {
        return piece.part(rest, chars.len());
    }
    // A code in several parts (2023-0012-).
    let parts = chars.iter().take_while(|c| code(c)).count();
    if parts > end && chars[..parts].contains(&'-') && chars.get(parts - 1) == Some(&'-') && digits >= 3 && parts >= 7 {
        return piece.part(parts, chars.len());
    }
    // A long code followed by white space.
    if end >= 6 && digits * 2 > end && chars.get(end) == Some(&' ') {
        return piece.part(rest, chars.len());
    }
    piece.clone()
}

/// The name of a unit without the code in front of it, which may stand without a stroke: 001002某县畜牧站.
pub(crate) fn uncoded_unit(piece: &Piece) -> String {
    let name = uncoded_name(piece).text;
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit());
    if name.len() - bare.len() >= 3 && !bare.is_empty() { bare.trim_start().to_owned() } else { name }
}

/// The unit and the bare name of a project in one cell: 001002-某站-51000021R000000019951-林下培训; without such a code
/// before the name it is whatever stands behind the code in front.
pub(crate) fn unit_and_name(piece: &Piece) -> (Option<String>, Piece) {
    let chars: Vec<char> = piece.text.chars().collect();
    let strokes: Vec<usize> = (0..chars.len()).filter(|at| matches!(chars[*at], '-' | '－' | '—')).collect();
    let code = |start: usize, end: usize, least: usize| {
        let digits = chars[start..end].iter().filter(|c| c.is_ascii_digit()).count();
        digits >= least && chars[start..end].iter().all(char::is_ascii_alphanumeric)
    };
    if let [first, second, third, ..] = *strokes.as_slice()
        && code(0, first, 3)
        && code(second + 1, third, 8)
        && third + 1 < chars.len()
    {
        let unit = piece.part(first + 1, second).text;
        return (Some(unit).filter(|u| !u.is_empty()), piece.part(third + 1, chars.len()));
    }
    (None, uncoded_name(piece))
}

/// What the rows above the first table say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) head: Head,
    /// 部门名称.
    pub(crate) named: Option<String>,
    /// 编报单位, 填报单位.
    pub(crate) filler: Option<String>,
    /// 主管部门.
    pub(crate) supervisor: Option<String>,
    /// 实施单位.
    pub(crate) implementer: Option<String>,
    /// Year told by a field or in brackets on its own line.
    pub(crate) year_told: Option<i16>,
}

impl Found {
    /// Notes the value of a label that names a department.
    pub(crate) fn note(&mut self, field: Field, value: &Piece) {
        let mut text = super::text::tight(&uncoded_name(value).text);
        for seal in ["（盖章）", "(盖章)", "（公章）", "(公章)", "（印章）", "(印章)", "（签章）", "(签章)"]
        {
            text = text.replace(seal, "");
        }
        // 某局　　2025年: the year of the form behind the name.
        if let Some((name, last)) = value.text.rsplit_once(' ')
            && year_in(last).is_some()
            && last.trim_end_matches("年度").trim_end_matches('年').chars().all(|c| narrow(c).is_ascii_digit())
        {
            self.year_told = self.year_told.or(year_in(last));
            text = super::text::tight(name.trim());
        }
        if text.is_empty() || text.chars().all(|c| "()（）盖章-—/无 ".contains(c)) {
            return;
        }
        let place = match field {
            Field::DepartmentName => &mut self.named,
            Field::Filler => &mut self.filler,
            Field::Supervisor => &mut self.supervisor,
            Field::Implementer => &mut self.implementer,
            Field::Year => {
                let digits: String = text.chars().map(narrow).take_while(char::is_ascii_digit).collect();
                self.year_told = self.year_told.or(digits.parse().ok().filter(|y| (1990..=2100).contains(y)));
                return;
            }
            _ => return,
        };
        if place.is_none() {
            *place = Some(text);
        }
    }

    /// The department that answers for the document.
    pub(crate) fn department(&self) -> Option<String> {
        let order = [&self.named, &self.filler, &self.supervisor, &self.implementer];
        order.into_iter().flatten().next().cloned()
    }

    /// The department of one project.
    pub(crate) fn own_department(&self) -> Option<String> {
        let order = [&self.supervisor, &self.implementer, &self.named, &self.filler];
        order.into_iter().flatten().next().cloned()
    }
}

/// Reads title, year and unit from the rows of a segment; `body` is its first row with a field or a table.
pub(crate) fn read(grid: &Grid, first: usize, body: usize, last: usize) -> Found {
    let mut out = Found::default();
    let mut told = None;
    // Units in names of indicators are not the unit of the amounts.
    let table = (first..last).find(|row| super::is_table(grid, *row)).unwrap_or(last);
    for row in first..last.min(grid.rows.len()) {
        let filled = grid.filled(row);
        let line = grid.line(row);
        if out.head.unit.is_none() && row < table && line.chars().count() < 400 {
            out.head.unit = filled.iter().find_map(|(_, p)| if p.len() < 60 { unit_in(&p.text) } else { None });
            if out.head.unit.is_none() && line.chars().count() < 120 {
                out.head.unit = unit_in(&line).filter(|_| line.contains("单位"));
            }
        }
        if let [(_, only)] = filled.as_slice()
            && only.len() <= 20
        {
            let bare: String = only.text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
            let inner = bare.trim_matches(['(', ')']);
            let is_year = inner.ends_with("年度") || inner.ends_with('年') || inner.chars().all(|c| c.is_ascii_digit());
            let bracketed = bare.starts_with('(') && bare.ends_with(')') && inner.ends_with('月');
            if told.is_none() && bracketed {
                told = year_in(&bare);
            }
            if told.is_none() && is_year && inner.chars().filter(|c| !c.is_ascii_digit()).count() <= 4 {
                told = year_in(&bare);
            }
        }
        let beside = line.contains("单位：") || line.contains("单位:") || line.contains("部门：");
        if (row < body || row < table && beside) && told.is_none() {
            for (_, piece) in filled.iter().filter(|(_, p)| p.len() <= 10) {
                let bare: String = piece.text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
                let inner = bare.trim_matches(['(', ')']).trim_end_matches("年度").trim_end_matches('年');
                let year = inner.len() == 4 && inner.chars().all(|c| c.is_ascii_digit());
                told = told.or(if year { year_in(&bare) } else { None });
            }
        }
        if row < body {
            let about = line.contains("绩效") && !line.contains("发布") && line.chars().count() < 80;
            if about && out.head.year.is_none() {
                out.head.year = year_in(&line);
            }
            for (_, piece) in &filled {
                let meta = field_of(piece).is_some() || inline(piece).is_some();
                if !meta && is_title(&piece.text) {
                    out.head.title = Some(bare_title(&piece.text));
                    out.head.year = year_in(&piece.text).or(out.head.year);
                }
            }
        }
    }
    out.year_told = out.year_told.or(told);
    out
}
