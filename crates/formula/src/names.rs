//! The functions of the language under their English and Chinese names.

/// How a column of numbers becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stat {
    Sum,
    Mean,
    Count,
    Least,
    Greatest,
    Median,
    /// Median absolute deviation from the median.
    Mad,
}

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    /// Over the subjects of the population.
    Aggregate(Stat),
    Abs,
    Round,
    Log10,
    Coalesce,
    NullIf,
    LeastOf,
    GreatestOf,
    Prev,
    YearOnYear,
    MonthOnMonth,
    YearToDate,
    /// Over the months of the period.
    Over,
    At,
    Base,
    RankPct,
    Cap,
    Has,
    /// A code or one that lies below it.
    Within,
    /// The code above, by its length.
    Upper,
    InPeriod,
}

/// Function, English name, Chinese names. The first Chinese name is the one shown.
pub(crate) const FUNCTIONS: &[(Function, &str, &[&str])] = &[
    (Function::Aggregate(Stat::Sum), "sum", &["合计", "求和", "总和"]),
    (Function::Aggregate(Stat::Mean), "avg", &["平均", "均值"]),
    (Function::Aggregate(Stat::Count), "count", &["计数", "个数"]),
    (Function::Aggregate(Stat::Least), "min", &["最小值", "最小"]),
    (Function::Aggregate(Stat::Greatest), "max", &["最大值", "最大"]),
    (Function::Aggregate(Stat::Median), "median", &["中位数"]),
    (Function::Aggregate(Stat::Mad), "mad", &["绝对中位差"]),
    (Function::Abs, "abs", &["绝对值"]),
    (Function::Round, "round", &["四舍五入", "舍入"]),
    (Function::Log10, "log10", &["常用对数"]),
    (Function::Coalesce, "coalesce", &["取首个", "缺省"]),
    (Function::NullIf, "nullif", &["等于则空"]),
    (Function::LeastOf, "least", &["取小"]),
    (Function::GreatestOf, "greatest", &["取大"]),
    (Function::Prev, "prev", &["上期", "前期"]),
    (Function::YearOnYear, "yoy", &["同比"]),
    (Function::MonthOnMonth, "mom", &["环比"]),
    (Function::YearToDate, "ytd", &["累计"]),
    (Function::Over, "over", &["期间", "期间合计"]),
    (Function::At, "at", &["时点", "指定期"]),
    (Function::Base, "base", &["基准"]),
    (Function::RankPct, "rank_pct", &["位次比", "排名比"]),
    (Function::Cap, "cap", &["封顶"]),
    (Function::Has, "has", &["含有", "包含"]),
    (Function::Within, "within", &["属于"]),
    (Function::Upper, "upper_code", &["上级代码"]),
    (Function::InPeriod, "in_period", &["期内"]),
];

/// Names of a statistic as an argument in quotes: `base(x, g, 'median')`.
const STATS: &[(Stat, &[&str])] = &[
    (Stat::Sum, &["sum", "合计"]),
    (Stat::Mean, &["avg", "平均", "均值"]),
    (Stat::Count, &["count", "计数"]),
    (Stat::Least, &["min", "最小值", "最小"]),
    (Stat::Greatest, &["max", "最大值", "最大"]),
    (Stat::Median, &["median", "中位数"]),
    (Stat::Mad, &["mad", "绝对中位差"]),
];

impl Function {
    /// The function a name calls, in either language; English in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        FUNCTIONS.iter().find(|row| row.1 == lower || row.2.contains(&name)).map(|row| row.0)
    }

    /// The English name.
    pub(crate) fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// The Chinese name shown in explanations.
    pub(crate) fn name_zh(self) -> &'static str {
        FUNCTIONS.iter().find(|row| row.0 == self).and_then(|row| row.2.first()).copied().unwrap_or("")
    }
}

impl Stat {
    /// The statistic a quoted name calls.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        STATS.iter().find(|row| row.1.contains(&lower.as_str())).map(|row| row.0)
    }
}

/// Every function under its English name and its Chinese names, for completion in an editor.
pub fn function_names() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    FUNCTIONS.iter().map(|row| (row.1, row.2))
}
