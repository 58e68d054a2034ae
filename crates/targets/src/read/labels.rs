//! The words performance forms are made of: field labels, categories, section names.

use super::text::{Piece, key};
use super::words;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// 项目名称.
    ProjectName,
    /// 部门名称: the department the whole document is about.
    DepartmentName,
    /// 填报单位, 编报单位.
    Filler,
    /// 主管部门.
    Supervisor,
    /// 实施单位, 项目单位.
    Implementer,
    /// 年度目标 and its other names.
    GoalAnnual,
    /// 中期目标, 实施期目标.
    GoalPeriod,
    /// 总体目标: a heading over the others, or the goal itself where there are none.
    GoalGeneral,
    /// What was reached of the goal.
    GoalDone,
    /// 预算年度.
    Year,
    /// Total score of a self-evaluation.
    ScoreTotal,
    /// Any other label of such a form or of the page around it; its value is not used.
    Other,
    /// A heading over several fields; it has no value of its own.
    Section,
}

/// The meaning of a label, by its key.
pub(crate) fn field(key: &str) -> Option<Field> {
    // 年度绩效目标1, 年度绩效目标2 …
    words::FIELDS.find(key).or_else(|| {
        let bare = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = words::FIELDS.find(bare).filter(|field| *field == Field::GoalAnnual && bare.len() < key.len());
        numbered.or_else(|| super::phrase::goal(key))
    })
}

/// What a piece announces, white space and variants aside.
pub(crate) fn field_of(piece: &Piece) -> Option<Field> {
    if piece.len() > 60 {
        return None;
    }
    field(&piece.key())
}

/// Splits `label：value` standing in one cell.
pub(crate) fn inline(piece: &Piece) -> Option<(Field, Piece)> {
    for (index, c) in piece.text.chars().enumerate() {
        if index > 40 {
            break;
        }
        if c == ':' || c == '：' {
            let label = piece.part(0, index);
            let value = piece.part(index + 1, piece.len());
            // 单位：某局 names who fills the form in, 单位：万元 the unit of its amounts.
            let unit = value.text.starts_with(['万', '元', '%', '人', '亿']) || value.is_blank();
            let filler = label.key() == "单位" && !unit && value.len() >= 4;
            let found = if filler { Field::Filler } else { field_of(&label)? };
            return Some((found, before_next_label(&piece.part(index + 1, piece.len()))));
        }
    }
    None
}

/// The value up to the next label on the same line (`某局 单位：万元`).
fn before_next_label(value: &Piece) -> Piece {
    if value.len() > 120 {
        return value.clone();
    }
    let chars: Vec<char> = value.text.chars().collect();
    for end in 0..chars.len() {
        if !matches!(chars[end], ':' | '：') {
            continue;
        }
        let tail: String = chars[end + 1..].iter().filter(|c| **c != ' ').take(3).collect();
        if tail.starts_with("万元") || tail == "元" {
            let glued = ["金额单位", "计量单位", "单位"]
                .iter()
                .find_map(|w| value.part(0, end).text.strip_suffix(*w).map(str::len));
            if let Some(bytes) = glued.filter(|bytes| *bytes > 0) {
                return value.part(0, value.text.get(..bytes).map_or(0, |kept| kept.chars().count()));
            }
        }
        let start = chars[..end].iter().rposition(|c| *c == ' ').map_or(0, |at| at + 1);
        let label = value.part(start, end);
        let unit = matches!(label.key().as_str(), "单位" | "金额单位" | "计量单位");
        if start > 0 && (unit || field_of(&label).is_some()) {
            return value.part(0, start);
        }
    }
    value.clone()
}

fn known(list: &words::Lookup<()>, key: &str) -> bool {
    let stem = key.strip_suffix("指标").unwrap_or(key);
    list.has(stem) || list.has(key)
}

/// Whether a text names a first-level category.
pub(crate) fn is_level1(text: &str) -> bool {
    known(&words::LEVEL1, &uncoded(&key(text)).1)
}

/// Whether a text names a first-level category with its full name (产出指标, not 产出).
pub(crate) fn is_level1_full(text: &str) -> bool {
    let key = uncoded(&key(text)).1;
    key.ends_with("指标") && known(&words::LEVEL1, &key)
}

/// Whether a text names a second-level category.
pub(crate) fn is_level2(text: &str) -> bool {
    known(&words::LEVEL2, &uncoded(&key(text)).1)
}

/// Whether a text names a second-level category with its full name.
pub(crate) fn is_level2_full(text: &str) -> bool {
    let key = uncoded(&key(text)).1;
    key.ends_with("指标") && known(&words::LEVEL2, &key)
}

/// Splits `11-数量指标` into code and name.
pub(crate) fn uncoded(text: &str) -> (Option<String>, String) {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let rest = &text[digits.len()..];
    if (1..=4).contains(&digits.len())
        && let Some(rest) = rest.strip_prefix(['-', '－', '—', '–'])
    {
        return (Some(digits), rest.trim().to_string());
    }
    (None, text.to_string())
}

/// A category as printed, without white space and the points some forms add in brackets.
pub(crate) fn level_name(text: &str) -> (Option<String>, String) {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let cut = tight.find(['(', '（', '〔', '[']).filter(|at| {
        let inside = &tight[*at..];
        inside.contains('分') || inside.contains('%') || inside.chars().any(|c| c.is_ascii_digit())
    });
    let shown = cut.map_or(tight.as_str(), |at| &tight[..at]);
    let shown = shown.trim_end_matches(['：', ':']);
    uncoded(shown)
}

/// Whether a row label ends the list of indicators.
pub(crate) fn ends_table(key: &str) -> bool {
    const ENDS: &[&str] = &[
        "合计",
        "总计",
        "总分",
        "总得分",
        "自评总分",
        "附件",
        "备注",
        "说明",
        "注",
        "填表说明",
        "自评得分",
        "总分合计",
        "其他需要说明的问题",
        "其他说明的问题",
        "其他需说明的问题",
        "自评结论",
        "评价结论",
        "存在问题",
        "改进措施",
        "绩效结论",
        "打印",
        "分享到",
        "关闭窗口",
        "上一篇",
        "下一篇",
        "扫一扫在手机打开当前页",
        "相关附件",
        "相关链接",
    ];
    if ENDS.contains(&key) {
        return true;
    }
    if key.starts_with("注:")
        || key.starts_with("备注:")
        || key.starts_with("说明:")
        || key.starts_with("填表说明")
        || key.starts_with("填报说明")
    {
        return true;
    }
    const STARTS: &[&str] = &[
        "附件:",
        "其他需要说明",
        "扫一扫",
        "注1",
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "主办单位",
        "主办:",
        "承办单位",
        "版权所有",
        "网站标识码",
        "网站地图",
        "备案号",
        "分享",
        "【打印",
        "【关闭",
        "打印本页",
        "关闭窗口",
        "浏览次数",
        "责任编辑",
        "相关附件",
        "相关文档",
        "相关阅读",
        "本页",
        "返回顶部",
    ];
    if STARTS.iter().any(|start| key.starts_with(start)) || is_annex(key) {
        return true;
    }
    let head = key.split(':').next().unwrap_or(key);
    matches!(
        field(head),
        Some(
            Field::ProjectName
                | Field::ScoreTotal
                | Field::Supervisor
                | Field::Filler
                | Field::Other
                | Field::DepartmentName
                | Field::Implementer
        )
    )
}

/// `附件2`, `附表3`: the number of the next form.
fn is_annex(key: &str) -> bool {
    let rest = key.strip_prefix("附件").or_else(|| key.strip_prefix("附表")).or_else(|| key.strip_prefix("表"));
    rest.is_some_and(|rest| {
        let bare = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "-一二三四五六七八九十".contains(c));
        !rest.is_empty() && bare.is_empty()
    })
}

/// Content behind the form's own instruction in brackets (`（200字以内）保障运行`), or the text itself.
pub(crate) fn without_instruction(piece: &Piece) -> Piece {
    let chars: Vec<char> = piece.text.chars().map(super::text::narrow).collect();
    if chars.first() != Some(&'(') {
        return piece.clone();
    }
    let Some(end) = chars.iter().position(|c| *c == ')') else { return piece.clone() };
    let rest = piece.part(end + 1, piece.len());
    let told = is_instruction(&piece.part(0, end + 1).text) && !is_instruction(&rest.text) && rest.len() > 2;
    if told { rest } else { piece.clone() }
}

/// Whether the text is the form's own instruction and not content.
pub(crate) fn is_instruction(text: &str) -> bool {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    if tight.len() > 1200 {
        return false;
    }
    for unit in ["字以内", "字内", "字左右"] {
        if let Some(at) = tight.find(unit)
            && tight[..at].ends_with(|c: char| c.is_ascii_digit() || "百〇零一二三四五六七八九十".contains(c))
        {
            return true;
        }
    }
    let starts = ["请填写", "请说明", "简要说明", "此处填写", "结合自评情况", "对照年度目标,说明", "(请填写"];
    starts.iter().any(|s| tight.starts_with(s))
}

/// Whether a name is a placeholder of the form (`指标1：`, `……`).
pub(crate) fn is_placeholder(text: &str) -> bool {
    let tight: String = text.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    let rest = tight.trim_matches(|c: char| "….·。:-—/、".contains(c) || c.is_ascii_digit());
    // （50分）: the points of a category and no name.
    let points = key(text).is_empty() && text.contains('分');
    rest.is_empty() || points || matches!(rest, "指标" | "目标" | "三级指标" | "无" | "指标名称")
}

/// Drops `指标1：` from the start of a name.
pub(crate) fn without_ordinal(piece: &Piece) -> Piece {
    let chars: Vec<char> = piece.text.chars().collect();
    if !piece.text.starts_with("指标") {
        return piece.clone();
    }
    let mut end = 2;
    while chars.get(end).is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十 ".contains(*c)) {
        end += 1;
    }
    if end > 2 && chars.get(end).is_some_and(|c| matches!(c, ':' | '：' | '、' | '.' | '．')) {
        return piece.part(end + 1, piece.len());
    }
    piece.clone()
}
