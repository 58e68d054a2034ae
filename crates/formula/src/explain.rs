//! A trace as text that a person reads: what came out, step by step, and what was missing.

use domain::{Period, Scaled, Subject};

use crate::answers::{Answer, Exact};
use crate::trace::{FactPresence, FactUse, Members, Trace, TraceNode, Why};

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self == Self::Zh { zh } else { en }
    }
}

/// Members of one aggregate that the text lists; the trace itself holds all.
const LISTED: usize = 10;

/// The trace from the whole to its parts, indented, with the missing facts named at the end.
pub fn explain(trace: &Trace, lang: Lang) -> String {
    let mut out = String::new();
    let whom = trace.subject.map_or_else(|| lang.pick("总体", "all subjects").to_owned(), show_subject);
    out.push_str(&format!("{} · {whom} · {}", trace.formula, trace.period));
    if let Some(day) = trace.as_of {
        out.push_str(&format!(" · {} {day}", lang.pick("截至", "as of")));
    }
    out.push('\n');
    if let Some(last) = trace.nodes.len().checked_sub(1) {
        write_node(trace, last, 0, lang, &mut out);
    }
    let missing = trace.missing();
    if !missing.is_empty() {
        out.push_str(lang.pick("缺少的事实：\n", "Missing facts:\n"));
        for fact in missing {
            out.push_str(&format!("  {}\n", show_fact(fact, lang)));
        }
    }
    out
}

fn write_node(trace: &Trace, place: usize, depth: usize, lang: Lang, out: &mut String) {
    let Some(node) = trace.nodes.get(place) else { return };
    out.push_str(&"  ".repeat(depth));
    let literal = node.parts.is_empty() && node.fact.is_none() && node.members.is_none();
    let value = show(&node.value, lang);
    if literal && node.text.trim_matches('\'') == value {
        out.push_str(&node.text);
    } else {
        out.push_str(&format!("{}{}{value}", node.text, lang.pick("：", ": ")));
    }
    if !node.unit.is_empty() && matches!(node.value, Answer::Number(_)) && !literal {
        out.push_str(&format!(" {}", node.unit));
    }
    write_remarks(node, lang, out);
    out.push('\n');
    for part in &node.parts {
        write_node(trace, *part as usize, depth + 1, lang, out);
    }
    if let Some(members) = &node.members {
        write_members(trace, members, depth + 1, lang, out);
    }
}

fn write_remarks(node: &TraceNode, lang: Lang, out: &mut String) {
    let mut remarks: Vec<String> = Vec::new();
    match (&node.fact, node.period) {
        (Some(fact), _) => remarks.push(show_source(fact, lang)),
        (None, Some(period)) => remarks.push(period.to_string()),
        _ => {}
    }
    if let Some(why) = node.why.filter(|why| *why != Why::MissingFact) {
        remarks.push(reason(why, lang).to_owned());
    }
    if !remarks.is_empty() {
        let (open, separator, close) = if lang == Lang::Zh { ("（", "，", "）") } else { (" (", ", ", ")") };
        out.push_str(&format!("{open}{}{close}", remarks.join(separator)));
    }
}

fn write_members(trace: &Trace, members: &Members, depth: usize, lang: Lang, out: &mut String) {
    let indent = "  ".repeat(depth);
    let (counted, population) = (members.counted, members.population);
    out.push_str(&match lang {
        Lang::Zh => format!("{indent}计入 {counted} 个（总体 {population} 个"),
        Lang::En => format!("{indent}{counted} taken (of {population}"),
    });
    if members.unknown > 0 {
        out.push_str(&match lang {
            Lang::Zh => format!("，其中 {} 个无值", members.unknown),
            Lang::En => format!(", {} of them without a value", members.unknown),
        });
    }
    if members.undecided > 0 {
        out.push_str(&match lang {
            Lang::Zh => format!("；{} 个条件未知，未计入", members.undecided),
            Lang::En => format!("; {} left out because the filter is unknown", members.undecided),
        });
    }
    out.push_str(lang.pick("）\n", ")\n"));
    for member in members.detail.iter().take(LISTED) {
        let source = member.parts.last().and_then(|part| trace.nodes.get(*part as usize));
        let unit = source.filter(|_| matches!(member.value, Answer::Number(_))).map_or("", |node| &node.unit);
        let space = if unit.is_empty() { "" } else { " " };
        let colon = lang.pick("：", ": ");
        out.push_str(&format!(
            "{indent}  {}{colon}{}{space}{unit}",
            show_subject(member.subject),
            show(&member.value, lang)
        ));
        if let Some(fact) = source.and_then(|node| node.fact.as_deref()) {
            let (open, close) = if lang == Lang::Zh { ("（", "）") } else { (" (", ")") };
            out.push_str(&format!("{open}{}{close}", show_source(fact, lang)));
        }
        out.push('\n');
    }
    let more = counted.saturating_sub(members.detail.len().min(LISTED));
    if more > 0 && !members.detail.is_empty() {
        out.push_str(&match lang {
            Lang::Zh => format!("{indent}  …… 另 {more} 个\n"),
            Lang::En => format!("{indent}  … and {more} more\n"),
        });
    }
}

fn show(value: &Answer, lang: Lang) -> String {
    match value {
        Answer::Number(number) => show_number(*number),
        Answer::Truth(true) => lang.pick("成立", "true").to_owned(),
        Answer::Truth(false) => lang.pick("不成立", "false").to_owned(),
        Answer::Date(day) => day.to_string(),
        Answer::Codes(codes) => codes.iter().collect::<Vec<_>>().join(lang.pick("、", ", ")),
        Answer::Text(text) => text.to_string(),
        Answer::Unknown => lang.pick("未知", "unknown").to_owned(),
    }
}

/// Commas in threes, without zeros behind the last decimal.
fn show_number(number: Exact) -> String {
    let mut number = number;
    while number.scale > 0 && number.mantissa % 10 == 0 {
        number = Exact { mantissa: number.mantissa / 10, scale: number.scale - 1 };
    }
    match i64::try_from(number.mantissa) {
        Ok(mantissa) if number.scale <= Scaled::MAX_SCALE => Scaled::new(mantissa, number.scale).grouped(),
        _ => number.to_string(),
    }
}

fn show_subject(subject: Subject) -> String {
    match subject {
        Subject::One(id) => format!("#{id}"),
        Subject::Pair(from, to) => format!("#{from}→#{to}"),
    }
}

fn show_source(fact: &FactUse, lang: Lang) -> String {
    let period: Period = fact.period;
    match (fact.presence, fact.fact) {
        (FactPresence::Known, Some(id)) => format!("{period}{}{id}", lang.pick("，事实 ", ", fact ")),
        (FactPresence::Known, None) => period.to_string(),
        (presence, _) => format!("{period}{}{}", lang.pick("，", ", "), show_presence(presence, lang)),
    }
}

fn show_fact(fact: &FactUse, lang: Lang) -> String {
    let metric = lang.pick(&fact.metric, &fact.metric_en);
    format!("{metric} · {} · {} · {}", show_subject(fact.subject), fact.period, show_presence(fact.presence, lang))
}

fn show_presence(presence: FactPresence, lang: Lang) -> &'static str {
    match presence {
        FactPresence::Known => lang.pick("有值", "known"),
        FactPresence::Absent => lang.pick("没有填报", "never reported"),
        FactPresence::NotDue => lang.pick("未到期", "not due yet"),
        FactPresence::Missing => lang.pick("应报未报", "missing"),
        FactPresence::NotApplicable => lang.pick("不适用", "not applicable"),
    }
}

fn reason(why: Why, lang: Lang) -> &'static str {
    match why {
        Why::MissingFact => lang.pick("没有事实", "no fact"),
        Why::DivisionByZero => lang.pick("除数为零", "division by zero"),
        Why::BaseNotPositive => lang.pick("基数不大于零，增长率无意义", "growth on a base that is not positive"),
        Why::NotPositive => lang.pick("零和负数没有对数", "no logarithm of zero or less"),
        Why::NothingKnown => lang.pick("没有已知的值", "nothing known"),
        Why::NoGroup => lang.pick("不在任何分组或总体之内", "in no group, or not in the population"),
        Why::NoCase => lang.pick("没有适用的情形", "no case applies"),
        Why::NoMonth => lang.pick("还没有开始的月份", "no month has begun"),
    }
}
