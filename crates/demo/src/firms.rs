//! Invented firms: names that say 演示, credit codes of a division that does not exist, chains, sizes, growth.

use domain::Usci;

use crate::dice::Dice;
use crate::sheet::{Plain, text};
use crate::{DemoError, DemoFile};

/// One firm. Amounts are in 分.
#[derive(Clone, Debug)]
pub(crate) struct Firm {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) chain: usize,
    pub(crate) second_chain: Option<usize>,
    pub(crate) industry: &'static str,
    pub(crate) park: &'static str,
    pub(crate) above_scale: bool,
    pub(crate) newly_above: bool,
    pub(crate) sample: bool,
    pub(crate) level: Option<&'static str>,
    /// Share of its chain's revenue.
    pub(crate) weight: i64,
    /// Growth from 2023 to 2024, in thousandths.
    pub(crate) growth: i64,
    pub(crate) exports: bool,
    pub(crate) identifiers: bool,
}

/// A key chain: name, share of firms in thousandths, revenue of 2024 from January to August with 2,000 firms in
/// 万元, mean growth in thousandths, industries, words for names.
pub(crate) struct Chain {
    pub(crate) name: &'static str,
    share: usize,
    pub(crate) revenue: i64,
    growth: i64,
    industries: &'static [&'static str],
    trades: &'static [&'static str],
}

pub(crate) const CHAINS: &[Chain] = &[
    Chain {
        name: "集成电路",
        share: 90,
        revenue: 2_104_000,
        growth: 92,
        industries: &["C3973", "I6520", "C3985", "C3562"],
        trades: &["微电子", "芯片", "半导体材料", "集成电路设计"],
    },
    Chain {
        name: "汽车",
        share: 120,
        revenue: 5_460_000,
        growth: 41,
        industries: &["C3670", "C3612"],
        trades: &["汽车部件", "车载系统", "新能源车", "智能座舱"],
    },
    Chain {
        name: "新型显示",
        share: 80,
        revenue: 3_380_000,
        growth: 23,
        industries: &["C3974", "C3976"],
        trades: &["显示", "光电", "面板材料"],
    },
    Chain {
        name: "新材料",
        share: 100,
        revenue: 2_910_000,
        growth: 35,
        industries: &["C2651", "C2664", "C3985"],
        trades: &["新材料", "高分子", "精细化学"],
    },
    Chain {
        name: "软件与信息服务",
        share: 240,
        revenue: 3_950_000,
        growth: 116,
        industries: &["I6511", "I6513", "I6531", "I6431", "I6440"],
        trades: &["软件", "信息技术", "数据服务", "网络科技"],
    },
    Chain {
        name: "人工智能",
        share: 60,
        revenue: 760_000,
        growth: 184,
        industries: &["I6513", "I6511"],
        trades: &["智能科技", "智算", "视觉技术"],
    },
    Chain {
        name: "工业互联网",
        share: 50,
        revenue: 540_000,
        growth: 127,
        industries: &["C3914", "I6431"],
        trades: &["工业互联", "智造", "自动化"],
    },
    Chain {
        name: "生物医药",
        share: 100,
        revenue: 1_870_000,
        growth: 54,
        industries: &["C2710", "C2761"],
        trades: &["生物", "医药", "诊断技术"],
    },
    Chain {
        name: "其他",
        share: 160,
        revenue: 2_250_000,
        growth: 12,
        industries: &["C3599", "M7320"],
        trades: &["设备", "工程技术", "检测"],
    },
];

pub(crate) const INTEGRATED_CIRCUITS: usize = 0;
pub(crate) const SOFTWARE: usize = 4;

const FIRST: &[&str] =
    &["澄", "岳", "芷", "衡", "朗", "熙", "拓", "凌", "颂", "泽", "启", "霁", "嘉", "瀚", "翊", "恒"];
const SECOND: &[&str] =
    &["岚", "川", "宁", "辰", "谷", "禾", "远", "枢", "域", "林", "陌", "舟", "屿", "晖", "石", "桐"];
const PARKS: &[&str] = &[
    "演示科学城园",
    "演示知识城园",
    "演示鱼珠园",
    "演示长洲园",
    "演示云埔园",
    "演示永和园",
    "演示西区园",
    "演示东区园",
    "演示生物岛园",
    "演示临港园",
    "演示南岗园",
    "演示萝岗园",
];

/// Invents firms. Counts follow shares of `count`, so that they hold for any seed.
pub(crate) fn invent(count: usize, dice: &mut Dice) -> Vec<Firm> {
    let mut chains: Vec<usize> = Vec::with_capacity(count);
    for (index, chain) in CHAINS.iter().enumerate() {
        chains.extend(std::iter::repeat_n(index, count * chain.share / 1_000));
    }
    chains.resize(count, CHAINS.len() - 1);
    let order = dice.order(count);
    let rank = {
        let mut rank = vec![0; count];
        for (place, firm) in dice.order(count).into_iter().enumerate() {
            rank[firm] = place;
        }
        rank
    };
    let mut firms = Vec::with_capacity(count);
    for number in 0..count {
        let chain = chains[order[number]];
        firms.push(one(number, chain, (rank[number], count), dice));
    }
    firms
}

fn one(number: usize, chain: usize, (rank, count): (usize, usize), dice: &mut Dice) -> Firm {
    let of = &CHAINS[chain];
    let share = |permyriad: usize| count * permyriad / 10_000;
    let (specialised, giants) = (share(2_060), share(2_060) + share(285));
    let level = match rank {
        r if r < specialised => Some("省级专精特新"),
        r if r < giants => Some("国家级小巨人"),
        r if r < giants + share(900) => Some("创新型中小企业"),
        _ => None,
    };
    // Firms with a title are above scale, and so are most others; the last in rank are small.
    let above_scale = rank < share(7_600);
    let newly_above = above_scale && rank >= share(7_600) - share(550);
    let sample = !above_scale && rank >= count - share(200);
    let leading = format!("91990000DM{number:06}");
    let trade = dice.pick(of.trades);
    let name = format!("演示{:04}{}{}{trade}有限公司", number + 1, dice.pick(FIRST), dice.pick(SECOND));
    let size = if above_scale { dice.between(20, 90) * dice.between(1, 12) } else { dice.between(2, 9) };
    Firm {
        code: Usci::complete(&leading).map_or(leading, String::from),
        name,
        chain,
        second_chain: dice.permille(60).then_some(5).filter(|second| *second != chain),
        industry: dice.pick(of.industries),
        park: dice.pick(PARKS),
        above_scale,
        newly_above,
        sample,
        level,
        weight: size,
        growth: of.growth + dice.between(-90, 90),
        exports: dice.permille(300),
        identifiers: dice.permille(if of.name == "工业互联网" { 900 } else { 260 }),
    }
}

/// The register of firms for 2023 and 2024.
pub(crate) fn register(firms: &[Firm]) -> Result<DemoFile, DemoError> {
    register_of(firms, &[2023, 2024])
}

/// The register of firms for some years.
pub(crate) fn register_of(firms: &[Firm], years: &[i16]) -> Result<DemoFile, DemoError> {
    let mut sheet = Plain::new(
        "企业名录",
        &["演示区企业名录（演示数据）"],
        &[
            "统一社会信用代码",
            "企业名称",
            "期间",
            "产业链",
            "行业代码",
            "规上",
            "小升规",
            "规下样本",
            "专精特新等级",
            "园区",
        ],
    );
    let truth = |yes: bool| text(if yes { "是" } else { "否" });
    for firm in firms {
        for year in years {
            let this_year = *year >= 2024;
            let chains = match firm.second_chain.and_then(|second| CHAINS.get(second)) {
                Some(second) => format!("{}、{}", CHAINS[firm.chain].name, second.name),
                None => CHAINS[firm.chain].name.to_owned(),
            };
            sheet.push(vec![
                text(&firm.code),
                text(&firm.name),
                text(year.to_string()),
                text(chains),
                text(firm.industry),
                truth(firm.above_scale && (this_year || !firm.newly_above)),
                truth(firm.newly_above && this_year),
                truth(firm.sample),
                text(firm.level.unwrap_or("/")),
                text(firm.park),
            ]);
        }
    }
    Ok(DemoFile {
        name: "演示区企业名录.xlsx".into(),
        bytes: sheet.xlsx()?,
        by: "office",
        note: "企业名录（演示数据）".into(),
        accepted: true,
    })
}
