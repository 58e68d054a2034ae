//! What would make a promise measurable that cannot be measured as it is written: what it lacks, how such a promise is
//! usually put, and what the bureau already holds that could measure it.

use crate::model::TargetTable;

/// What the words lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// A number, or a grade to reach.
    Value,
    /// The operator: at least, at most.
    Operator,
    /// What is counted, and in which unit.
    Unit,
    /// The day by which.
    Day,
    /// The value it is compared with.
    Base,
    /// One promise for each clause.
    Split,
}

/// How a promise of this class is usually put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// 数量: at least so many of something.
    Count,
    /// 质量: at least a share.
    Share,
    /// 时效: by a day.
    Deadline,
    /// 成本: at most an amount.
    Cost,
    /// 效益: more than in a base period.
    Growth,
    /// 满意度: at least a share of those asked.
    Satisfaction,
}

/// Advice on one indicator or clause.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Advice {
    /// Its words: name and value of an indicator, text of a clause.
    pub text: String,
    /// What they lack, most important first.
    pub lacks: Vec<Lack>,
    /// Words that promise a direction and no size.
    pub vague: Vec<String>,
    /// How such a promise is usually put.
    pub pattern: Pattern,
    /// Indicators of the same project that hold a target about the same thing.
    pub siblings: Vec<String>,
    /// Metrics and record types, of those named, that speak of the same thing.
    pub data: Vec<String>,
}

/// Directions without a size.
const VAGUE: [&str; 22] = [
    "增强", "提升", "提高", "加强", "推动", "促进", "完善", "优化", "改善", "支持", "引导", "营造", "扩大", "深化",
    "强化", "有效", "显著", "明显", "稳步", "逐步", "持续", "有序",
];
/// Words that compare with another time.
const COMPARING: [&str; 6] = ["增长", "高于", "优于", "同比", "比上年", "较上年"];
/// Most things named of each sort.
const NAMED: usize = 4;

/// Advice on the indicator or clause with this id; `known` are the names of metrics and record types there are.
pub fn advise(table: &TargetTable, id: &str, known: &[String]) -> Option<Advice> {
    let project = table.projects.iter().find(|p| id.split('.').next() == Some(p.id.as_str()))?;
    let indicator = project.indicators.iter().find(|indicator| indicator.id == id);
    let (text, level) = match indicator {
        Some(row) => {
            let value = [&row.target_annual, &row.target, &row.target_period].into_iter().flatten().next();
            let value = value.map(String::as_str).unwrap_or_default();
            let level = row.level2_code.as_deref().unwrap_or(&row.level2);
            (format!("{} {value}", row.name).trim().to_owned(), level.to_owned())
        }
        None => (project.goal_clauses.iter().find(|clause| clause.id == id)?.text.clone(), String::new()),
    };
    let pattern = pattern(&level, &text);
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let mut lacks = Vec::new();
    if !digits {
        lacks.push(Lack::Value);
    }
    if pattern == Pattern::Deadline {
        lacks.push(Lack::Day);
    } else {
        lacks.extend([Lack::Operator, Lack::Unit]);
    }
    if COMPARING.iter().any(|word| text.contains(word)) || pattern == Pattern::Growth {
        lacks.push(Lack::Base);
    }
    if indicator.is_none() && text.matches(['，', '、', '；', ',']).count() >= 2 {
        lacks.push(Lack::Split);
    }
    let vague = VAGUE.iter().filter(|word| text.contains(**word)).map(|word| (*word).to_owned()).collect();
    let mut siblings = Vec::new();
    for row in &project.indicators {
        let has_target = table.targets.iter().any(|target| target.of == row.id);
        if row.id != id && has_target && alike(&text, &row.name) && siblings.len() < NAMED {
            siblings.push(row.id.clone());
        }
    }
    let data = known.iter().filter(|name| alike(&text, name)).take(NAMED).cloned().collect();
    Some(Advice { text, lacks, vague, pattern, siblings, data })
}

/// By the class of the indicator, by the words of a clause.
fn pattern(level: &str, text: &str) -> Pattern {
    let by_class = [
        ("11", "数量", Pattern::Count),
        ("12", "质量", Pattern::Share),
        ("13", "时效", Pattern::Deadline),
        ("14", "成本", Pattern::Cost),
        ("31", "满意", Pattern::Satisfaction),
    ];
    for (code, word, pattern) in by_class {
        if level == code || level.contains(word) {
            return pattern;
        }
    }
    if level.starts_with('2') || level.contains("效益") || level.contains("影响") {
        return Pattern::Growth;
    }
    if text.contains("满意") {
        Pattern::Satisfaction
    } else if ["及时", "按时", "按期"].iter().any(|word| text.contains(word)) {
        Pattern::Deadline
    } else if ["增长", "增加", "提升", "提高", "促进", "推动"].iter().any(|word| text.contains(word)) {
        Pattern::Growth
    } else {
        Pattern::Count
    }
}

/// Whether a name and a text speak of the same thing: the whole name stands in the text, or three signs of it in a row.
fn alike(text: &str, name: &str) -> bool {
    let signs: Vec<char> = name.chars().filter(|c| !c.is_ascii_punctuation() && !c.is_whitespace()).collect();
    if signs.len() >= 2 && text.contains(name) {
        return true;
    }
    signs.windows(3).any(|three| text.contains(&three.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "项目支出绩效目标表\n单位：万元\n项目名称\t总计\t绩效目标\t绩效指标\n合计\t10.00\t\t\n\
        对接项目\t10.00\t推动产业链供需对接，完善服务体系，优化营商环境。\t1、1-产出指标；11-数量指标：供需对接会场次；\
        实施周期指标值：不少于3场；年度指标值：不少于3场。2、2-效益指标；22-社会效益：产业竞争力；实施周期指标值：增强；\
        年度指标值：增强。3、1-产出指标；13-时效指标：拨付时间；实施周期指标值：及时；年度指标值：及时。\n";

    fn table() -> TargetTable {
        crate::read_and_check("表.txt", TABLE.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
    }

    #[test]
    fn a_clause_of_directions_is_told_what_it_lacks_and_what_could_measure_it() {
        let known = ["供需对接会".to_owned(), "营业收入".to_owned()];
        let advice = advise(&table(), "P01.G01", &known).unwrap();
        assert_eq!(advice.vague, ["推动", "完善", "优化"]);
        assert_eq!(advice.lacks.first(), Some(&Lack::Value));
        assert!(advice.lacks.contains(&Lack::Split));
        assert_eq!(advice.siblings, ["P01.I01"]);
        assert_eq!(advice.data, ["供需对接会"]);
    }

    #[test]
    fn an_indicator_is_put_in_the_way_of_its_class() {
        let of = |id: &str| advise(&table(), id, &[]).unwrap();
        assert_eq!((of("P01.I02").pattern, of("P01.I03").pattern), (Pattern::Growth, Pattern::Deadline));
        assert!(of("P01.I02").lacks.contains(&Lack::Base));
        assert!(of("P01.I03").lacks.contains(&Lack::Day));
        assert_eq!(advise(&table(), "P01.I09", &[]), None);
        assert_eq!(advise(&table(), "P09.G01", &[]), None);
    }
}
