//! Headings of indicator tables: what a column holds by its words.

use super::text::Piece;
use super::words;

/// What a column of an indicator table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Level1,
    Level2,
    Name,
    /// The name once more, of the year, beside the one of the whole period.
    NameOfYear,
    /// 指标内容: the name where there is no 三级指标, else an explanation.
    Content,
    Target,
    Period,
    Annual,
    Actual,
    Weight,
    Score,
    Note,
    Forecast,
    Likelihood,
    LikelihoodTick,
    Deviation,
    DeviationTick,
    Sign,
    Unit,
    Level1Code,
    Level2Code,
    /// A value on the way to the one of the year (半年指标值).
    Interim,
    /// What the value says in words, beside a number of its own column.
    TargetText,
    Ignored,
}

/// The role a column heading announces.
pub(crate) fn role(piece: &Piece) -> Option<Role> {
    if piece.len() > 40 {
        return None;
    }
    role_of(&piece.key())
}

fn role_of(key: &str) -> Option<Role> {
    words::ROLES.find(key).or_else(|| months(key)).or_else(|| super::phrase::role(key))
}

/// `1-7月执行情况`, `上半年完成情况`: what was reached by a month.
fn months(key: &str) -> Option<Role> {
    if key.len() < 60
        && (key.contains('月') || key.contains("季度") || key.contains("半年") || key.contains("截至"))
        && (key.ends_with("情况") || key.ends_with('值') || key.ends_with("完成数"))
        && (key.contains("完成") || key.contains("执行") || key.contains("实现") || key.contains("实际"))
    {
        return Some(Role::Actual);
    }
    let year = key.get(..4).is_some_and(|y| y.chars().all(|c| c.is_ascii_digit()));
    if year && let Some(rest) = key.get(4..).and_then(|r| r.strip_prefix('年')) {
        return match rest {
            "指标值" | "目标值" | "年度指标值" | "绩效指标值" => Some(Role::Annual),
            "实际完成值" | "完成值" | "实际值" | "完成情况" | "实际完成情况" => Some(Role::Actual),
            _ => None,
        };
    }
    None
}
