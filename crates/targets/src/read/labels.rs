//! The words performance forms are made of: field labels, categories, section names.

use super::text::{Piece, key};

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
    let found = match key {
        "项目名称" | "申报项目名称" | "专项名称" | "专项资金名称" | "项目资金名称" | "资金名称" | "项目(资金)名称"
        | "项目支出名称" | "政策名称" | "政策和项目名称" | "转移支付名称" | "转移支付项目名称" | "项目全称"
        | "预算项目名称" | "二级项目名称" | "专项支出名称" | "专项名称及编码" | "项目名称及编码" | "项目编码及名称" => {
            Field::ProjectName
        }
        "部门名称" | "部门单位名称" | "预算部门名称" | "部门" | "预算部门" | "单位名称" | "预算单位名称"
        | "部门预算单位" => Field::DepartmentName,
        "编报单位" | "填报单位" | "申报单位" | "填报部门" | "编制单位" | "申报部门" | "填表单位" | "编报部门"
        | "公开单位" | "公开部门" | "编制部门" | "报送单位" | "填报单位名称" | "自评单位" | "评价单位" | "预算单位"
        | "一级预算单位" | "一级预算单位名称" => Field::Filler,
        "主管部门" | "主管部门及编码" | "主管部门及代码" | "主管部门名称" | "业务主管部门" | "项目主管部门"
        | "省级主管部门" | "地方主管部门" | "主管单位" | "中央主管部门" | "市级主管部门" | "区级主管部门"
        | "县级主管部门" | "主管处室" | "主管预算部门" => Field::Supervisor,
        "实施单位" | "项目单位" | "项目实施单位" | "资金使用单位" | "用款单位" | "承担单位" | "项目承担单位"
        | "具体实施单位" | "使用单位" | "项目执行单位" | "执行单位" | "项目实施部门" | "项目责任单位" => {
            Field::Implementer
        }
        "年度目标" | "年度绩效目标" | "项目年度目标" | "项目年度绩效目标" | "当年目标" | "当年绩效目标"
        | "预期目标" | "年度预期目标" | "年初设定目标" | "年初预期目标" | "年初目标" | "年初绩效目标" | "本年度目标"
        | "本年度绩效目标" | "年度工作目标" | "年度预期绩效目标" | "预期绩效目标" | "全年目标" | "年度计划目标"
        | "年初设定绩效目标" | "项目当年绩效目标" => Field::GoalAnnual,
        "中期目标" | "实施期目标" | "中长期目标" | "长期目标" | "长期绩效目标" | "中期绩效目标" | "项目总目标"
        | "实施期绩效目标" | "实施周期目标" | "实施周期绩效目标" | "项目中期目标" | "三年目标" | "项目总体目标"
        | "实施期总目标" | "中长期绩效目标" | "全周期目标" | "项目中长期目标" | "中长期规划目标" => {
            Field::GoalPeriod
        }
        "总体目标" | "整体绩效目标" | "部门整体绩效目标" | "绩效目标" | "项目绩效目标" | "年度总体目标"
        | "总体绩效目标" | "年度总体绩效目标" | "项目目标" | "项目支出绩效目标" | "年度整体绩效目标" | "整体目标"
        | "年度总目标" | "年度整体目标" | "绩效总目标" | "绩效总体目标" | "部门年度目标" | "资金绩效目标"
        | "年度绩效总目标" | "部门绩效目标" | "部门年度绩效目标" | "部门整体支出绩效目标" | "部门总体目标"
        | "年度绩效目标描述" | "总目标" | "部门整体支出年度绩效总目标" | "绩效目标内容" => Field::GoalGeneral,
        "年度目标完成情况" | "实际完成情况" | "目标实际完成情况" | "目标完成情况" | "全年实际完成情况"
        | "年度总体目标完成情况" | "年度目标实际完成情况" | "全年完成情况" | "绩效目标完成情况" | "完成情况"
        | "总体目标完成情况" | "年度绩效目标完成情况" | "实际完成目标" | "全年目标完成情况" | "绩效目标实际完成情况" => {
            Field::GoalDone
        }
        "年度" | "预算年度" | "所属年度" | "申报年度" | "年份" => Field::Year,
        "总分" | "总得分" | "自评总分" | "自评得分" | "合计得分" | "评价总分" | "综合得分" | "自评总得分"
        | "绩效自评总分" | "项目总分" | "评价得分" | "自评分数" => Field::ScoreTotal,
        _ if OTHER.contains(&key) => Field::Other,
        _ if SECTION.contains(&key) => Field::Section,
        _ => return None,
    };
    Some(found)
}

const OTHER: &[&str] = &[
    "索引号", "发布日期", "发布机构", "有效性", "标题", "文号", "字号", "发布时间", "发布单位", "部门负责人",
    "编报时间", "项目属性", "项目起止时间", "项目负责人", "联系人", "联系电话", "负责人", "项目编码", "项目代码",
    "项目类别", "项目类型", "项目周期", "项目期", "起止时间", "开始时间", "结束时间", "项目概况", "项目内容",
    "立项依据", "项目立项依据", "项目立项的依据", "设立依据", "项目设立依据", "项目必要性", "实施计划", "部门职能职责描述",
    "部门职能", "主要职能", "部门职责", "部门主要职责", "填报日期", "填报时间", "填表日期", "填表人", "填报人",
    "填报人签字", "财务负责人", "单位负责人", "分管领导", "审核人", "经办人", "评价结论", "自评结论", "存在问题",
    "改进措施", "项目实施内容", "项目实施进度计划", "保障措施", "项目单位负责人", "项目联系人", "资金用途", "来源",
    "主题分类", "信息索引号", "主题词", "公文种类", "生成日期", "公开日期", "浏览次数", "是否新增项目", "项目立项情况",
    "预算级次", "功能科目", "资金性质", "支出功能分类", "项目级别", "职能职责", "年度主要任务", "主要任务", "任务名称",
    "人员编制", "编制人数", "实有人数", "项目申请理由", "项目实施计划", "项目用途", "报表编号", "预算编码", "单位编码",
    "部门编码", "说明", "备注", "其他说明", "其他需要说明的问题", "填表说明", "绩效等级", "自评等级", "项目等级", "评价等级",
    "单位地址", "邮政编码", "地址", "电话", "职务", "资金管理办法", "分配方式", "存续期限", "执行期限", "实施期限",
    "项目开始日期", "项目完成日期", "计划开始日期", "计划完成日期", "管理制度", "政策依据", "测算依据", "项目基本概况",
    "项目主要内容", "项目绩效目标申报依据", "财政部门审核意见", "审核意见", "主管部门审核意见", "主管部门意见",
    "财政部门意见", "单位自评意见", "下一步改进措施", "主要经验及做法", "评价人员", "评价机构", "评价时间", "自评时间",
    "年度工作任务", "工作任务", "预算安排", "支出内容", "项目经办人", "单位职能", "单位主要职能", "部门概况",
];

const SECTION: &[&str] = &[
    "项目基本信息", "项目基本情况", "基本情况", "基本信息", "项目资金", "项目预算", "资金情况", "资金来源", "预算执行情况",
    "绩效指标", "年度绩效指标", "绩效项目指标表", "项目年度目标完成情况", "项目实施内容及过程概述", "年度预算申请",
    "部门整体支出年度绩效目标", "项目资金情况", "预算情况", "部门预算", "项目绩效指标", "绩效指标表", "年度预算",
    "绩效指标完成情况", "年度预算执行情况", "预算资金情况", "部门整体支出年度绩效指标", "部门预算情况", "年度部门预算",
    "项目支出预算", "项目预算资金", "资金投入情况", "绩效目标及指标", "绩效目标及指标完成情况", "部门基本情况",
    "部门基本信息", "资金预算", "部门整体绩效指标", "项目绩效", "绩效自评情况", "自评情况", "年度绩效指标完成情况",
    "资金执行情况", "项目资金申请", "预算构成", "项目资金来源", "年度资金", "全年预算", "年度履职目标", "总体资金情况",
    "部门年度预算", "项目预算执行情况", "资金使用情况", "收入预算", "支出预算", "年度预算情况", "预算资金", "部门预算执行情况",
    "项目总预算", "资金总体情况", "绩效指标体系", "指标体系", "项目绩效目标情况", "一级指标表", "绩效运行监控", "绩效监控",
];

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
            let found = field_of(&piece.part(0, index))?;
            return Some((found, piece.part(index + 1, piece.len())));
        }
    }
    None
}

/// Known names of first-level categories, without 指标.
const LEVEL1: &[&str] = &[
    "产出", "效益", "满意度", "成本", "效果", "投入", "过程", "项目产出", "项目效益", "产出与效益", "预算执行",
    "预算执行率", "管理", "投入管理", "部门管理", "履职效能", "管理效率", "社会效应", "履职效果", "可持续性", "服务满意度",
    "社会满意度", "决策", "项目决策", "项目过程", "运行成本", "绩效", "投入与管理", "可持续发展能力", "履职产出", "履职效益",
    "部门效果", "部门产出", "目标设定", "预算配置", "预算管理", "资产管理", "职责履行", "履职目标", "年度产出", "产出效益",
    "满意", "服务对象满意", "影响力", "影响力目标", "实施效果目标", "产出目标", "效果目标", "项目满意度", "满意度及其他",
];

/// Known names of second-level categories, without 指标.
const LEVEL2: &[&str] = &[
    "数量", "质量", "时效", "成本", "经济", "社会", "生态", "经济效益", "社会效益", "生态效益", "环境效益", "经济成本",
    "社会成本", "生态环境成本", "生态成本", "环境成本", "可持续影响", "可持续", "可持续发展", "可持续影响力", "可持续性影响",
    "可持续性", "服务对象满意度", "满意度", "社会公众满意度", "社会公众或服务对象满意度", "服务对象", "受益对象满意度",
    "群众满意度", "公众满意度", "受益群体满意度", "社会公众或服务对象", "生态环境效益", "其他", "产出数量", "产出质量",
    "产出时效", "产出成本", "项目成本", "服务满意度", "使用者满意度", "进度", "公众或服务对象满意度", "社会评价", "环境",
    "财政成本", "预算执行率", "可持续影响效益", "可持续发展影响", "具体", "社会公众或服务对象满意", "服务对象或项目受益人满意度",
    "项目受益人满意度", "满意度情况", "管理效能", "受益对象", "社会影响", "时效性", "可持续效益",
];

fn known(list: &[&str], key: &str) -> bool {
    let stem = key.strip_suffix("指标").unwrap_or(key);
    list.contains(&stem) || list.contains(&key)
}

/// Whether a text names a first-level category.
pub(crate) fn is_level1(text: &str) -> bool {
    known(LEVEL1, &uncoded(&key(text)).1)
}

/// Whether a text names a first-level category with its full name (产出指标, not 产出).
pub(crate) fn is_level1_full(text: &str) -> bool {
    let key = uncoded(&key(text)).1;
    key.ends_with("指标") && known(LEVEL1, &key)
}

/// Whether a text names a second-level category.
pub(crate) fn is_level2(text: &str) -> bool {
    known(LEVEL2, &uncoded(&key(text)).1)
}

/// Whether a text names a second-level category with its full name.
pub(crate) fn is_level2_full(text: &str) -> bool {
    let key = uncoded(&key(text)).1;
    key.ends_with("指标") && known(LEVEL2, &key)
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
        "合计", "总计", "总分", "总得分", "自评总分", "附件", "备注", "说明", "注", "填表说明", "自评得分", "总分合计",
        "其他需要说明的问题", "其他说明的问题", "其他需说明的问题", "自评结论", "评价结论", "存在问题", "改进措施", "绩效结论",
        "打印", "分享到", "关闭窗口", "上一篇", "下一篇", "扫一扫在手机打开当前页", "相关附件", "相关链接",
    ];
    if ENDS.contains(&key) {
        return true;
    }
    if key.starts_with("注:") || key.starts_with("备注:") || key.starts_with("说明:") || key.starts_with("填表说明") {
        return true;
    }
    if key.starts_with("附件:") || key.starts_with("其他需要说明") || key.starts_with("扫一扫") || key.starts_with("注1") {
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
    rest.is_empty() || matches!(rest, "指标" | "目标" | "三级指标" | "无" | "指标名称")
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
