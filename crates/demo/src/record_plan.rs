//! How many records of each type the demo district has registered and accepted by 25 September 2024, chosen so that
//! every state of a target is seen.

/// One type of record of one class.
pub(crate) struct Plan {
    /// Code of the record type.
    pub(crate) kind: &'static str,
    /// Project of the performance table.
    pub(crate) project: &'static str,
    /// Account that registers.
    pub(crate) by: &'static str,
    /// Value of the class column (扶持类别, 级别 or 成果类别), with the column.
    pub(crate) class: Option<(&'static str, &'static str)>,
    /// Accepted by a second person.
    pub(crate) accepted: usize,
    /// Registered and waiting.
    pub(crate) waiting: usize,
    /// First and last day, as month and day of 2024.
    pub(crate) days: ((i8, i8), (i8, i8)),
    /// Further columns, each with the total over the accepted records or a value of each.
    pub(crate) values: &'static [(&'static str, Amount)],
    /// Words for the name.
    pub(crate) about: &'static str,
    /// Accepted as well, and not counted by the rules of the type: a rehearsal, and a group that came a second time
    /// on the day of the first.
    pub(crate) extra: bool,
}

/// Values of a column.
#[derive(Clone, Copy)]
pub(crate) enum Amount {
    /// The same in every record.
    Each(i64),
    /// Spread over the accepted records with this sum.
    Total(i64),
    /// Drawn between two.
    Between(i64, i64),
}

use Amount::{Between, Each, Total};

const YEAR: ((i8, i8), (i8, i8)) = ((1, 8), (9, 20));
const SPRING: ((i8, i8), (i8, i8)) = ((5, 22), (5, 23));

const fn plan(
    kind: &'static str,
    project: &'static str,
    by: &'static str,
    (accepted, waiting): (usize, usize),
    about: &'static str,
) -> Plan {
    Plan { kind, project, by, class: None, accepted, waiting, days: YEAR, values: &[], about, extra: false }
}

const fn paid(class: &'static str, counts: (usize, usize), values: &'static [(&'static str, Amount)]) -> Plan {
    let plan = plan("政策兑现", "P02", "finance", counts, "扶持资金拨付");
    Plan { class: Some(("扶持类别", class)), values, ..plan }
}

const fn report(class: &'static str, accepted: usize, days: ((i8, i8), (i8, i8))) -> Plan {
    let plan = plan("研究报告", "P04", "section", (accepted, 1), "成果定稿");
    Plan { class: Some(("成果类别", class)), days, ..plan }
}

/// All of them. Amounts of money are in 元.
pub(crate) const PLANS: &[Plan] = &[
    Plan { values: &[("人数", Between(28, 60))], ..plan("法治讲座", "P01", "section", (1, 1), "法治讲座") },
    Plan {
        values: &[("数量", Each(50)), ("合格数量", Each(50))],
        ..plan("档案抽查", "P01", "section", (6, 0), "归档案卷抽查")
    },
    paid("软件互联网", (41, 4), &[("金额", Between(120_000, 900_000))]),
    paid("租金补贴", (8, 0), &[("金额", Between(60_000, 200_000))]),
    paid("服务型制造", (1, 1), &[("金额", Between(300_000, 500_000))]),
    paid("清洁生产", (27, 3), &[("金额", Between(50_000, 150_000))]),
    paid("小升规", (88, 6), &[("金额", Each(150_000))]),
    paid("集成电路", (3, 1), &[("金额", Between(2_000_000, 9_000_000))]),
    plan("小微园区培育", "P02", "section", (2, 1), "小微企业园区认定"),
    Plan {
        class: Some(("级别", "省级")),
        ..plan("示范平台认定", "P02", "section", (1, 0), "中小企业公共服务示范平台认定")
    },
    Plan {
        class: Some(("级别", "国家级")),
        values: &[("数量", Each(2))],
        ..plan("人才支持", "P02", "section", (20, 0), "人才名额配备")
    },
    Plan {
        class: Some(("级别", "省级")),
        values: &[("数量", Each(1))],
        ..plan("人才支持", "P02", "section", (30, 0), "人才名额配备")
    },
    plan("链主引进", "P02", "section", (3, 1), "上下游企业引进"),
    plan("汽车链招商", "P02", "section", (2, 0), "汽车产业链企业入园"),
    Plan {
        values: &[("数量", Between(40, 160))], ..plan("电表改造", "P02", "section", (7, 2), "园区智能电表改造")
    },
    Plan {
        days: ((1, 31), (8, 31)),
        values: &[("数量", Total(15_320))],
        ..plan("二级节点接入", "P02", "software", (8, 0), "二级节点新接入企业")
    },
    Plan {
        days: ((3, 15), (7, 19)),
        values: &[("金额", Total(210_000_000))],
        ..plan("基金出资", "P03", "finance", (2, 0), "认缴款缴付")
    },
    Plan { ..plan("有效投诉", "P03", "section", (0, 1), "投诉线索核查") },
    report("行动进展报告", 2, ((4, 18), (8, 9))),
    report("月度专刊", 9, ((1, 30), (9, 18))),
    report("行动计划", 1, ((8, 15), (8, 15))),
    Plan {
        values: &[("人数", Between(12, 45))],
        ..plan("数字化服务", "P04", "software", (4, 1), "中小企业数字化上门服务")
    },
    Plan {
        values: &[("数量", Total(40)), ("合格数量", Total(31))],
        ..plan("平台建设任务", "P04", "software", (4, 0), "监测预警平台建设任务")
    },
    Plan { days: SPRING, ..plan("年会推介", "P05", "section", (1, 0), "年会产业推介") },
    Plan { days: SPRING, ..plan("洽谈项目", "P05", "section", (4, 0), "年会洽谈项目") },
    Plan {
        days: SPRING, values: &[("人数", Total(487))], ..plan("年会参会", "P05", "section", (2, 0), "年会签到")
    },
    Plan {
        days: ((1, 25), (8, 26)),
        values: &[("人数", Each(1)), ("金额", Each(2_050)), ("办理时长", Each(1))],
        ..plan("帮扶补助", "P06", "finance", (8, 0), "外派干部补助发放")
    },
    Plan {
        extra: true,
        values: &[("人数", Between(8, 40))],
        ..plan("枢纽接待", "P07", "section", (31, 2), "枢纽体验中心接待")
    },
    plan("运维违规", "P07", "section", (1, 0), "设备未按规程停机检修"),
    plan("应急通信保障", "P08", "section", (9, 1), "重大活动现场通信保障"),
    plan("成果展示", "P09", "software", (8, 1), "数字化成果展示"),
    Plan {
        days: ((6, 12), (8, 28)),
        values: &[("面积", Total(1_043)), ("数量", Total(40)), ("合格数量", Total(38))],
        ..plan("工程验收", "P09", "software", (2, 0), "展示中心分项验收")
    },
    Plan {
        values: &[("人数", Between(35, 160))],
        ..plan("供需对接会", "P10", "office", (21, 2), "重点产业链供需对接会")
    },
    Plan {
        values: &[("数量", Total(21)), ("合格数量", Total(21))],
        ..plan("活动验收", "P10", "office", (3, 0), "对接活动验收")
    },
    Plan {
        values: &[("人数", Between(6, 50))], ..plan("元创中心接待", "P11", "software", (26, 3), "元创中心接待")
    },
    plan("人工智能成果", "P11", "software", (10, 0), "人工智能企业成果展出"),
];
