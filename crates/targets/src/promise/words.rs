//! The words a promise is written with: operators before and after a number, measure words, grades, hedges.

use crate::model::Op;

/// Operators that stand before a number. Where one is the end of another (`于` families), the longest match wins.
pub(super) const BEFORE: &[(&str, Op)] = &[
    ("≥", Op::AtLeast),
    ("⩾", Op::AtLeast),
    (">=", Op::AtLeast),
    ("=>", Op::AtLeast),
    ("≮", Op::AtLeast),
    ("不少于", Op::AtLeast),
    ("不低于", Op::AtLeast),
    ("不小于", Op::AtLeast),
    ("不短于", Op::AtLeast),
    ("不得少于", Op::AtLeast),
    ("不得低于", Op::AtLeast),
    ("不能低于", Op::AtLeast),
    ("不能少于", Op::AtLeast),
    ("不应低于", Op::AtLeast),
    ("不少", Op::AtLeast),
    ("大于等于", Op::AtLeast),
    ("大于或等于", Op::AtLeast),
    ("高于或等于", Op::AtLeast),
    ("至少", Op::AtLeast),
    ("最少", Op::AtLeast),
    ("达到", Op::AtLeast),
    ("达", Op::AtLeast),
    (">", Op::MoreThan),
    ("超过", Op::MoreThan),
    ("超", Op::MoreThan),
    ("大于", Op::MoreThan),
    ("高于", Op::MoreThan),
    ("多于", Op::MoreThan),
    ("突破", Op::MoreThan),
    ("≤", Op::AtMost),
    ("⩽", Op::AtMost),
    ("<=", Op::AtMost),
    ("=<", Op::AtMost),
    ("≯", Op::AtMost),
    ("不超过", Op::AtMost),
    ("不得超过", Op::AtMost),
    ("不能超过", Op::AtMost),
    ("不超", Op::AtMost),
    ("不高于", Op::AtMost),
    ("不得高于", Op::AtMost),
    ("不大于", Op::AtMost),
    ("不多于", Op::AtMost),
    ("不得多于", Op::AtMost),
    ("不晚于", Op::AtMost),
    ("不迟于", Op::AtMost),
    ("不长于", Op::AtMost),
    ("至多", Op::AtMost),
    ("最多", Op::AtMost),
    ("小于等于", Op::AtMost),
    ("小于或等于", Op::AtMost),
    ("低于或等于", Op::AtMost),
    ("<", Op::LessThan),
    ("低于", Op::LessThan),
    ("小于", Op::LessThan),
    ("少于", Op::LessThan),
    ("短于", Op::LessThan),
    ("早于", Op::LessThan),
    ("不足", Op::LessThan),
    ("=", Op::Exactly),
    ("等于", Op::Exactly),
];

/// Operators that stand after the unit. In official statistics 以上 and 以下 include the bound.
pub(super) const AFTER: &[(&str, Op)] = &[
    ("及以上", Op::AtLeast),
    ("或以上", Op::AtLeast),
    ("(含)以上", Op::AtLeast),
    ("以上", Op::AtLeast),
    ("及以下", Op::AtMost),
    ("或以下", Op::AtMost),
    ("(含)以下", Op::AtMost),
    ("以下", Op::AtMost),
    ("以内", Op::AtMost),
    ("之内", Op::AtMost),
    ("内", Op::AtMost),
];

/// Words that soften a promise without being an operator.
pub(super) const HEDGES: &[&str] = &["计划", "预计", "拟", "力争", "争取", "预期", "原则上"];

/// Words directly before a number that make it approximate.
pub(super) const ABOUT: &[&str] = &["约", "大约", "约为", "近", "将近", "接近"];

/// Words behind a number and its unit that make it approximate.
pub(super) const ABOUT_AFTER: &[&str] = &["左右"];

/// Words between number and unit that leave it open upwards.
pub(super) const SOME_MORE: &[char] = &['余', '多'];

/// Magnitudes that stand between a number and its measure word.
pub(super) const MAGNITUDES: &[&str] = &["百万", "千万", "百亿", "千亿", "万亿", "万", "亿", "千", "百"];

/// Measure words that a Chinese numeral may stand before and still be a count; the others mostly make names
/// (十条, 二期, 三年行动计划, 一批).
pub(super) const COUNTED_IN_WORDS: &[&str] = &[
    "家", "个", "名", "人次", "人", "场次", "场", "次", "份", "项", "件", "台", "套", "篇", "部", "座", "处", "户",
    "所", "辆",
];

/// Grades that count as a value on their own.
pub(super) const GRADES: &[&str] = &[
    "优",
    "良",
    "中",
    "优秀",
    "良好",
    "中等",
    "合格",
    "优良",
    "满意",
    "很满意",
    "非常满意",
    "比较满意",
    "较满意",
    "基本满意",
    "达优",
    "达良",
    "达标",
    "达到优秀",
    "达到良好",
    "达到优",
    "达到良",
    "甲等",
    "乙等",
    "一等",
    "A级",
    "AA级",
    "AAA级",
    "AAAA级",
    "AAAAA级",
    "2A级",
    "3A级",
    "4A级",
    "5A级",
    "3A",
    "4A",
    "5A",
    "3星级",
    "4星级",
    "5星级",
    "三星级",
    "四星级",
    "五星级",
    "一等奖",
    "二等奖",
    "三等奖",
    "A",
    "B",
];

/// Words that say a grade follows.
pub(super) const GRADED: &[&str] = &[
    "等级为",
    "等级达到",
    "等次为",
    "等次达到",
    "评价为",
    "评定为",
    "评级为",
    "结果为",
    "考核为",
    "评分等级为",
    "评为",
];

/// Words before a number that say it describes what is there already.
pub(super) const BACKGROUND: &[&str] = &["现有", "已有", "原有", "截至", "截止", "目前", "历年", "累计已"];

/// Words before a percentage that make it the rate of a rule, not an aim.
pub(super) const BY_RATE: &[&str] = &["减按", "按照", "按", "税率为", "税率", "费率", "费率为", "折"];

/// Things of which a Chinese zero (零投诉) or 无 promises that none happens.
pub(super) const NONE_OF: &[&str] =
    &["投诉", "事故", "差错", "失误", "上访", "违规", "延误", "伤亡", "故障", "缺陷", "泄密", "事件", "发生", "死亡"];

/// Base periods of a relative promise without a year of their own.
pub(super) const LAST_PERIOD: &[&str] =
    &["上年同期", "去年同期", "上年度", "上一年度", "上一年", "上年", "去年", "往年", "前一年", "历史同期", "同期"];

/// What may follow a base year and belongs to it.
pub(super) const LEVEL: &[&str] = &["发展水平", "同期水平", "平均水平", "水平", "同期"];

/// Units of time, after which 内 is a bound.
pub(super) const TIMES: &[&str] =
    &["天", "日", "周", "年", "个月", "个工作日", "工作日", "小时", "个小时", "分钟", "季度", "秒", "毫秒", "h", "min"];

/// At least zero, said in words.
pub(super) const NOT_NEGATIVE: &[&str] =
    &["不得为负数", "不能为负数", "不为负数", "不得为负", "不为负", "非负数", "不出现负增长", "不得低于零", "不低于零"];
