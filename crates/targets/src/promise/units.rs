//! Measure words and units, and how they are put together: 艘次, 元/人·月, 场（次）.

use std::sync::LazyLock;

use super::line::Line;
use super::words;

/// Measure words and units; the longest match wins.
const WORDS: &str = "% ‰ 个百分点 百分点 百分比 家次 家 个月 个工作日 工作日 个小时 个 名 人次 人天 人日 人月 人 场次 场 次 份 项次 项 \
    件 台(套) 台套 台 套 篇 部 条 户次 户 座 处 所 站 间 栋 幢 亩 公顷 辆次 辆 门 例 起 宗 笔 种 类 册 本 幅 株 \
    棵 头 只 张 倍 分钟 分 课时 学时 小时 期 班次 班 批次 批 位 元 美元 港元 平方公里 平方千米 平方米 立方米 公里 千米 \
    厘米 毫米 米 吨标准煤 吨 千克 公斤 千瓦时 千瓦 兆瓦 度 天 日 周 年 季度 轮 届 集 节 堂 页 字 款 支 组 对 段 块 \
    盏 口 眼 艘 架 列 趟 箱 瓶 盒 袋 升 盘 枚 颗 片 道 级 星 床 岗 村 镇 校 点 稿 版 轴 尾 卷 羽 匹 盆 桶 根 \
    孔 层 幕 剂次 剂 针次 床位 车位 学位 座次 车次 航次 船次 班列 套次 件次 人年 标箱 海里 学分 门次 台次 宗次 例次 \
    公顷次 亩次 秒 毫秒 ㎡ m² m2 km² km2 km kWh kW MW GW kg KG GB TB PB MB Mbps \
    Gbps ms dB ℃ P t 分贝 微克 毫克 克 毫升 公升 瓦 千伏安 千伏 伏 赫兹 兆赫 帕 立方 立方厘米 平方厘米 吨公里 \
    车公里 人公里 延米 延长米 斤 台件 台班 件套 台时 篇次 艘次 幅次 席位 席 微米 纳米 大卡 英寸 英里 帧 床日 床天 车天 台天 台月 \
    dB(A) mg g L mL ml ul μg µg ug ng m³ m3 m cm mm nm hm² hm2 h min s kV \
    kVA MVA kVar ppm ppb Hz kHz MHz MPa kPa Pa ha MWh GWh Wh W V tce NTU \
    lx lux";

/// Letters that are a unit only where nothing but the end of a value or an operator follows (4s店).
const LONE_LETTERS: &[&str] = &["g", "m", "s", "h", "L", "V", "W"];

/// Measure words that make one unit with the one before them: 艘次, 台件, 场期.
const SECOND: &[&str] = &["次", "件", "套", "份", "本", "册", "班", "辆", "台", "只", "批", "期"];

/// Measure words so general that what follows them is a thing and no part of the unit.
const GENERAL: &[&str] = &["个", "名", "位", "%", "年", "日", "天"];

/// What is counted per where no measure word says it: 元/人·月, 元/生·年.
const PER: &[&str] = &["月", "生", "车", "床", "学期"];

/// What follows 次 where it is no measure word: 3项次要任务.
const NO_TIMES: &str = "要级生品序数日方";

/// All measure words and units.
pub(crate) fn measures() -> &'static [&'static str] {
    static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    &LIST
}

/// The whole unit at a place and where it ends: a measure word, a second one that belongs to it or stands in brackets,
/// and what it is counted per.
pub(super) fn unit(line: &Line, at: usize) -> Option<(String, usize)> {
    let mut end = counted(line, at)?;
    while let Some(sign) = line.get(end).filter(|c| "/·・•‧".contains(*c)) {
        match part(line, end + 1, sign == '/') {
            Some(part_end) => end = part_end,
            None => break,
        }
    }
    Some((line.text(at, end), end))
}

/// The unit in brackets at a place (95（%）) and where the brackets end.
pub(super) fn in_brackets(line: &Line, at: usize) -> Option<(String, usize)> {
    if line.get(at) != Some('(') {
        return None;
    }
    let (word, end) = unit(line, at + 1)?;
    (line.get(end) == Some(')')).then_some((word, end + 1))
}

/// Where the measure word at a place ends, with a second one that belongs to it.
fn counted(line: &Line, at: usize) -> Option<usize> {
    let (mut word, mut end) = line.longest(at, measures())?;
    if let Some(shorter) = word.strip_suffix('次')
        && !shorter.is_empty()
        && line.get(end).is_some_and(|c| NO_TIMES.contains(c))
    {
        (word, end) = (shorter, end - 1);
    }
    let latin = word.chars().all(|c| c.is_ascii_alphabetic());
    if latin && line.get(end).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if LONE_LETTERS.contains(&word) && !ends_here(line, end) && !line.has(end, "内") {
        return None;
    }
    let end = second(line, word, end);
    // 场（次）: the unit in brackets belongs to it.
    if line.get(end) == Some('(')
        && let Some((_, inner)) = line.longest(end + 1, measures())
        && line.get(inner) == Some(')')
    {
        return Some(inner + 1);
    }
    Some(end)
}

/// Where a unit of two measure words ends; `end` where there is no second one.
fn second(line: &Line, first: &str, end: usize) -> usize {
    if GENERAL.contains(&first) {
        return end;
    }
    let Some((word, after)) = line.longest(end, SECOND) else { return end };
    let belongs = match word {
        // 3项次要任务 counts no 项次.
        "次" => !line.get(after).is_some_and(|c| "要级生品序数日".contains(c)),
        _ => ends_here(line, after),
    };
    if belongs { after } else { end }
}

/// Where the part after `/` or `·` ends.
fn part(line: &Line, at: usize, any_word: bool) -> Option<usize> {
    let open = line.get(at) == Some('(');
    let start = at + usize::from(open);
    let per = || line.longest(start, PER).map(|(_, end)| end).filter(|end| ends_here(line, *end));
    let mut end = counted(line, start).or_else(per).or_else(|| word(line, start).filter(|_| any_word))?;
    if !open {
        return Some(end);
    }
    while line.get(end).is_some_and(|c| "/·・•‧".contains(c)) {
        end = counted(line, end + 1).or_else(|| line.longest(end + 1, PER).map(|(_, end)| end))?;
    }
    (line.get(end) == Some(')')).then_some(end + 1)
}

/// Where a word of up to four letters ends that nothing but the end of the value or an operator follows (元/标箱).
fn word(line: &Line, at: usize) -> Option<usize> {
    let mut end = at;
    while line.get(end).is_some_and(char::is_alphabetic) && !ends_here(line, end) {
        end += 1;
    }
    ((1..=4).contains(&(end - at)) && ends_here(line, end)).then_some(end)
}

/// Whether a unit cannot go on here: the end, a sign, or a word that says how far the number is open.
pub(super) fn ends_here(line: &Line, at: usize) -> bool {
    let open = |(word, _): &(&str, crate::model::Op)| word.chars().count() > 1 && line.has(at, word);
    match line.get(at) {
        Some(c) if c.is_alphanumeric() => {
            line.has(at, "的") || words::AFTER.iter().any(open) || line.longest(at, words::ABOUT_AFTER).is_some()
        }
        _ => true,
    }
}
