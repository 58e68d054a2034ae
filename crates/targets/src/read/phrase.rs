//! Labels that no list holds whole, understood by the parts they are made of.

use std::sync::OnceLock;

use super::labels::Field;
use super::roles::Role;

/// Labels longer than this are sentences.
const LONGEST: usize = 24;

/// Whose goal it is, of which time, and how it is called.
static BEFORE_GOAL: Parts = Parts::of(
    "项目 部门 专项 资金 单位 预算 政策 财政 支出 整体 本 实施 周期 实施期 全 中长期 中期 \
    长期 三年 五年 年度 年 当年 本年 本年度 全年 年初 年终 预期 总体 总 设定 主要 绩效 申报 \
    计划 工作 履职 具体 拟 实现",
);
static AFTER_GOAL: Parts = Parts::of("内容 描述 概述 综述 简述 情况 说明 完成 实现 执行 实际 值 及 的 简要 自评");
const OF_A_LONGER_TIME: &[&str] = &["周期", "实施期", "中期", "长期", "三年", "五年"];

/// The goal a label announces: 实施周期总体目标, 年度总体目标完成情况综述.
pub(crate) fn goal(key: &str) -> Option<Field> {
    if key.chars().count() > LONGEST {
        return None;
    }
    let bare = without_year(key);
    let dated = bare.len() < key.len();
    let (before, after) = bare.split_once("目标")?;
    if before.is_empty() || after == "值" || !made_of(before, &BEFORE_GOAL) || !made_of(after, &AFTER_GOAL) {
        return None;
    }
    let has = |word: &str| before.contains(word);
    if ["完成", "实现", "执行", "实际"].iter().any(|w| after.contains(w)) {
        return Some(Field::GoalDone);
    }
    if OF_A_LONGER_TIME.iter().any(|w| has(w)) {
        return Some(Field::GoalPeriod);
    }
    if has("预期") || has("设定") || has("年初") || ((dated || has("年") || has("当")) && !has("总") && !has("整体"))
    {
        return Some(Field::GoalAnnual);
    }
    Some(Field::GoalGeneral)
}

static MONEY: Parts = Parts::of(
    "中央 省级 省 市级 市 县级 县 区级 区 镇级 乡镇 街道 村级 地方 本级 上级 下级 同级 国家 \
    自治区 州级 州 旗 一般 公共 财政 预算 政府性 基金 国有 资本 经营 社会 保险 社保 专户 \
    管理 专项 政府 债券 债 预算内 预算外 非税 事业 自筹 自有 其他 其它 银行 外资 企业 单位 \
    结转 结余 上年 以前年度 转移 支付 补助 补贴 配套 统筹 安排 拨款 资金 收入 投入 贷款 申请 \
    新增 教育 收费 核拨 的 及 和 或 项目 支出 总额 金额 当年 本年 年度 运转 类 特定 人员 \
    公用 经费 基本",
);
const MONEY_ENDS: &[&str] = &[
    "拨款",
    "资金",
    "总额",
    "金额",
    "收入",
    "补助",
    "补贴",
    "债券",
    "自筹",
    "配套",
    "贷款",
    "经费",
    "结转",
    "结余",
    "财政",
    "投入",
    "专户",
    "项目支出",
    "基本支出",
    "基金",
    "预算总额",
    "总预算",
    "经费支出",
    "运转类",
    "特定目标类",
    "级支出",
    "级安排",
];
/// Made of the same parts, yet headings and not money.
const NO_MONEY: &[&str] = &["资金", "财政", "项目资金", "专项资金", "预算资金", "项目经费"];

/// Whether a label names money: 地方政府债券, 区级财政.
pub(crate) fn money(key: &str) -> bool {
    key.chars().count() <= 16
        && !NO_MONEY.contains(&key)
        && key.matches("资金").count() < 2
        && MONEY_ENDS.iter().any(|end| key.ends_with(end))
        && made_of(key, &MONEY)
}

static BEFORE_BUDGET: Parts = Parts::of(
    "本年 本年度 上年度 当年 今年 全年 年度 年初 年中 上年 去年 调整后 调整 批复 下达 追加 \
    最终 项目 本级 部门",
);
static AFTER_BUDGET: Parts = Parts::of("数 额 金额 安排 批复 总额 资金");

/// Whether a heading names a budget of some time: 本年预算, 项目当年预算安排数.
pub(crate) fn budget(key: &str) -> bool {
    let key = without_year(key);
    let Some((before, after)) = key.split_once("预算") else { return false };
    !before.is_empty() && made_of(before, &BEFORE_BUDGET) && made_of(after, &AFTER_BUDGET)
}

/// Times before the one the table speaks of.
const EARLIER: &[&str] = &[
    "上年",
    "去年",
    "前年",
    "前三年",
    "近三年",
    "近两年",
    "历史",
    "往年",
    "以前年度",
    "参考",
    "基期",
    "上一年",
    "上期",
];

/// The column a heading announces by its words: 绩效指标性质, 本年目标值, 截至9月末完成情况.
pub(crate) fn role(key: &str) -> Option<Role> {
    if key.chars().count() > LONGEST || goal(key).is_some() {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|w| key.contains(w));
    let ends = |words: &[&str]| words.iter().any(|w| key.ends_with(w));
    if key.starts_with("一级指标") && ends(&["编码", "代码"]) {
        return Some(Role::Level1Code);
    }
    if key.starts_with("二级指标") && ends(&["编码", "代码"]) {
        return Some(Role::Level2Code);
    }
    let of_an_indicator = has(&["指标", "绩效", "目标", "评分", "扣分", "数据", "评价", "考核", "计分", "得分"]);
    if of_an_indicator
        && ends(&[
            "标准",
            "依据",
            "来源",
            "说明",
            "解释",
            "释义",
            "定义",
            "口径",
            "公式",
            "方法",
            "规则",
            "材料",
            "编码",
            "代码",
            "编号",
            "方向性",
            "属性",
            "类型",
            "要求",
            "描述",
            "值内容",
        ])
    {
        return Some(if has(&["原因"]) { Role::Deviation } else { Role::Ignored });
    }
    if !key.starts_with(['及', '和', '与']) && (has(&["原因"]) || ends(&["改进措施"])) {
        return Some(Role::Deviation);
    }
    if has(&["可能性"]) {
        return Some(Role::Likelihood);
    }
    if ends(&["指标值", "目标值", "标准值", "计划值", "预期值", "设定值", "实现值", "完成值", "实际值"])
    {
        return Some(match () {
            () if has(EARLIER) => Role::Ignored,
            () if has(&["半年", "季度", "月"]) && !has(&["完成", "实际"]) => Role::Interim,
            () if has(&["预计", "预测"]) => Role::Forecast,
            () if ends(&["完成值", "实际值"]) || has(&["实际", "完成"]) && !has(&["预期", "计划"]) => {
                Role::Actual
            }
            () if has(OF_A_LONGER_TIME) => Role::Period,
            () if has(&["年度", "当年", "本年", "全年"]) && !has(&["预期当年"]) => Role::Annual,
            () => Role::Target,
        });
    }
    let reached = ends(&["完成情况", "实现情况", "实际情况", "完成数", "实际数"]);
    if reached && !has(&["总体", "目标完成"]) {
        return Some(match () {
            () if has(EARLIER) => Role::Ignored,
            () if has(&["预计", "预测"]) => Role::Forecast,
            () => Role::Actual,
        });
    }
    if of_an_indicator || key.chars().count() <= 5 {
        let found = match () {
            () if ends(&["得分", "评分分值", "自评分"]) => Some(Role::Score),
            () if ends(&["权重", "分值", "满分", "标准分"]) => Some(Role::Weight),
            () if ends(&["度量单位", "计量单位", "指标单位"]) => Some(Role::Unit),
            () if ends(&["指标性质", "运算符", "运算符号", "比较符", "值符号", "指标方向"]) => {
                Some(Role::Sign)
            }
            () => None,
        };
        if found.is_some() {
            return found;
        }
    }
    match () {
        () if key.ends_with('值') => time_of_value(key),
        () if key.starts_with("一级指标") => Some(Role::Level1),
        () if key.starts_with("二级指标") => Some(Role::Level2),
        () if key.starts_with("三级指标") => Some(Role::Name),
        () => None,
    }
}

/// What a part of a heading of values says of their time.
static TIMES: Parts = Parts::of(
    "上半年 下半年 半年 全年 年度 当年 本年 本年度 年 实施周期 实施期 全周期 周期 中期 中长期 长期 三年 五年 总体 总 第 一 二 三 四 \
    季度 上年 去年 前年 上年度 计划 程 预期 目标 指标 设定 年末 年底",
);

/// The time a part of a heading of values names: 半年（计划）值, 全年, 实施周期指标值.
pub(crate) fn time_of_value(key: &str) -> Option<Role> {
    let bare = key.trim_end_matches('值').trim_end_matches("指标").trim_end_matches("目标");
    if bare.is_empty() || key.chars().count() > 10 || !made_of(bare, &TIMES) {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|w| bare.contains(w));
    match () {
        () if has(EARLIER) => Some(Role::Ignored),
        () if has(&["半年", "季度"]) => Some(Role::Interim),
        () if has(OF_A_LONGER_TIME) || has(&["五年", "总体"]) => Some(Role::Period),
        () if has(&["年"]) => Some(Role::Annual),
        () => None,
    }
}

/// A label without the year in front of it.
fn without_year(key: &str) -> &str {
    let digits = key.len() - key.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match key.get(digits..).and_then(|rest| rest.strip_prefix('年').map(|r| r.strip_prefix('度').unwrap_or(r))) {
        Some(rest) if digits == 4 => rest,
        _ => key,
    }
}

/// Parts that labels are made of.
struct Parts {
    text: &'static str,
    list: OnceLock<Vec<&'static str>>,
}

impl Parts {
    const fn of(text: &'static str) -> Parts {
        Parts { text, list: OnceLock::new() }
    }
}

/// Whether a text is made of nothing but these parts.
fn made_of(text: &str, parts: &Parts) -> bool {
    let parts = parts.list.get_or_init(|| parts.text.split_whitespace().collect());
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for start in 0..text.len() {
        if !reached[start] {
            continue;
        }
        for part in parts {
            if text[start..].starts_with(part) {
                reached[start + part.len()] = true;
            }
        }
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_told_by_their_parts() {
        assert_eq!(goal("实施周期总体目标"), Some(Field::GoalPeriod));
        assert_eq!(goal("年度总体目标完成情况综述"), Some(Field::GoalDone));
        assert_eq!(goal("2024年度项目绩效目标"), Some(Field::GoalAnnual));
        assert_eq!(goal("年度总体目标"), Some(Field::GoalGeneral));
        for other in ["目标", "年度目标值", "产出目标", "目标完成率", "项目目标群体"] {
            assert_eq!(goal(other), None, "{other}");
        }
    }

    #[test]
    fn money_and_budgets_are_told_by_their_parts() {
        for name in ["地方政府债券", "区级财政", "中央和省级财政补助资金", "单位自筹", "上年结转资金"]
        {
            assert!(money(name), "{name}");
        }
        for other in ["财政部门", "项目资金", "资金用途", "农村低收入", "补助标准", "社会效益"]
        {
            assert!(!money(other), "{other}");
        }
        assert!(budget("本年预算") && budget("项目当年预算") && !budget("预算单位") && !budget("部门预算支出"));
    }

    #[test]
    fn columns_are_told_by_their_words() {
        let all = [
            ("绩效指标性质", Some(Role::Sign)),
            ("绩效度量单位", Some(Role::Unit)),
            ("本年目标值", Some(Role::Annual)),
            ("上年完成值", Some(Role::Ignored)),
            ("预期当年实现值", Some(Role::Target)),
            ("指标方向性", Some(Role::Ignored)),
            ("绩效指标值", Some(Role::Target)),
            ("二级指标编码", Some(Role::Level2Code)),
            ("9月末指标完成情况", Some(Role::Actual)),
            ("社会效益指标", None),
            ("资金用途", None),
        ];
        for (words, expected) in all {
            assert_eq!(role(words), expected, "{words}");
        }
    }
}
