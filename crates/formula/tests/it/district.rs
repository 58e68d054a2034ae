//! A small district of firms and records that the tests ask questions about.

use domain::{EntityId, FactSource, Grain, MetricDef, MetricId, MetricKind, Period, Subject, SubjectKind, Unit};
use formula::memory::Facts;
use formula::{Answer, Definition, Formula, FormulaError, When};

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn firm(id: i64) -> Subject {
    Subject::One(EntityId(id))
}

fn number(unit: &str, scale: u8) -> MetricKind {
    MetricKind::Number { unit: Unit::named(unit), scale }
}

fn code(many: bool) -> MetricKind {
    MetricKind::Code { list: "list".to_owned(), many }
}

/// Declares metrics: Chinese name, English name, subject, kind, grain.
pub(crate) fn declare(facts: &mut Facts) {
    let metrics: Vec<(&str, &str, &str, MetricKind, Grain)> = vec![
        ("营业收入", "revenue", "firm", number("万元", 2), Grain::Month),
        ("研发费用", "rd_cost", "firm", number("元", 0), Grain::Month),
        ("从业人数", "staff", "firm", number("人", 0), Grain::Year),
        ("用地", "land", "firm", number("亩", 3), Grain::Year),
        ("研发占比", "rd_share", "firm", number("%", 2), Grain::Year),
        ("规上", "above_scale", "firm", MetricKind::Truth, Grain::Year),
        ("行业", "industry", "firm", code(false), Grain::Year),
        ("产业链", "chain", "firm", code(true), Grain::Days),
        ("成立日期", "founded", "firm", MetricKind::Date, Grain::Days),
        ("街道", "street", "firm", MetricKind::Text, Grain::Year),
        ("记录类型", "record_type", "record", code(false), Grain::Day),
        ("发生日期", "held_on", "record", MetricKind::Date, Grain::Day),
        ("已采纳", "accepted", "record", MetricKind::Truth, Grain::Day),
        ("参会人数", "attendance", "record", number("人", 0), Grain::Day),
    ];
    for (id, (name, name_en, subject, kind, grain)) in metrics.into_iter().enumerate() {
        let metric = MetricDef {
            id: MetricId(id as i64 + 1),
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            aliases: Vec::new(),
            subject: SubjectKind::new(subject),
            kind,
            grain,
            definition: String::new(),
            citation: String::new(),
        };
        facts.declare(metric).unwrap();
    }
}

/// Three firms with 2023 and 2024 up to September, and four records.
pub(crate) fn district() -> Facts {
    let mut facts = Facts::new();
    declare(&mut facts);
    let mut say = |metric: &str, subject: i64, when: &str, text: &str| {
        facts.say(metric, firm(subject), period(when), text).unwrap();
    };
    for (id, base) in [(1, 100), (2, 250), (3, 40)] {
        for month in 1..=12 {
            say("营业收入", id, &format!("2023-{month:02}"), &format!("{}.50", base + month));
            if month <= 9 && !(id == 3 && month == 4) {
                say("营业收入", id, &format!("2024-{month:02}"), &format!("{}.50", (base + month) * 11 / 10));
            }
        }
        say("研发费用", id, "2024-03", &format!("{}", base * 400));
    }
    for (id, staff, land, share, above, industry, street) in [
        (1, "120", "30", "3.50", "是", "C39", "天河南"),
        (2, "300", "12.5", "2.10", "是", "C39", "石牌"),
        (3, "", "/", "6.00", "否", "C27", "天河南"),
    ] {
        for (metric, text) in [
            ("从业人数", staff),
            ("用地", land),
            ("研发占比", share),
            ("规上", above),
            ("行业", industry),
            ("街道", street),
        ] {
            say(metric, id, "2024", text);
        }
    }
    say("产业链", 1, "2022-05-01..2024-02-29", "生物医药");
    say("产业链", 1, "2024-03-01..", "集成电路;人工智能");
    say("产业链", 2, "2023-01-01..", "集成电路");
    say("成立日期", 1, "2020-01-01..", "2010-06-30");
    say("成立日期", 2, "2020-01-01..", "2019-12-01");
    for (id, kind, day, accepted, people) in [
        (11, "供需对接会", "2024-03-05", "是", "80"),
        (12, "供需对接会", "2024-06-18", "是", "45"),
        (13, "供需对接会", "2023-11-02", "是", "60"),
        (14, "走访", "2024-06-20", "是", "3"),
        (15, "供需对接会", "2024-08-01", "", "30"),
    ] {
        let mut texts = vec![("记录类型", kind), ("发生日期", day), ("参会人数", people)];
        if !accepted.is_empty() {
            texts.push(("已采纳", accepted));
        }
        for (metric, text) in texts {
            say(metric, id, day, text);
        }
    }
    facts
}

/// Per firm, in the order of their rows.
pub(crate) fn each(facts: &Facts, text: &str, when: &str) -> Result<Vec<Answer>, FormulaError> {
    let typed = Formula::parse(text)?.check(&Definition::each("firm"), facts)?;
    let when = When::new(period(when));
    let answers = typed.columns(facts, when)?;
    let mut out = Vec::new();
    for row in 0..facts.subjects(typed.subject()).len() {
        let answer = answers.answer(row);
        assert_eq!(typed.trace_row(facts, when, row)?.answer(), answer, "{text} for row {row}");
        out.push(answer);
    }
    Ok(out)
}

/// For all subjects of a kind together.
pub(crate) fn total(facts: &Facts, kind: &str, text: &str, when: When) -> Result<Answer, FormulaError> {
    let typed = Formula::parse(text)?.check(&Definition::total(kind), facts)?;
    let answer = typed.columns(facts, when)?.answer(0);
    assert_eq!(typed.trace_total(facts, when, 5)?.answer(), answer, "{text}");
    Ok(answer)
}

/// An answer in short: digits, true, unknown.
pub(crate) fn short(answer: &Answer) -> String {
    match answer {
        Answer::Number(number) => {
            let text = number.to_string();
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
        Answer::Truth(truth) => truth.to_string(),
        Answer::Date(day) => day.to_string(),
        Answer::Codes(codes) => codes.iter().collect::<Vec<_>>().join(";"),
        Answer::Text(text) => text.to_string(),
        Answer::Unknown => "unknown".to_owned(),
    }
}

pub(crate) fn shorts(answers: &[Answer]) -> String {
    answers.iter().map(short).collect::<Vec<_>>().join(" ")
}
