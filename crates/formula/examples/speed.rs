//! Prints how fast the two evaluators are: row-conditions and trace nodes a second on one core.

use std::time::Instant;

use domain::{EntityId, FactValue, Grain, MetricDef, MetricId, MetricKind, Period, Subject, SubjectKind, Unit, Value};
use shuanglian_formula::memory::Facts;
use shuanglian_formula::{Definition, Formula, When};

const FIRMS: i64 = 200_000;

fn metric(id: i64, name: &str, kind: MetricKind, grain: Grain) -> MetricDef {
    MetricDef {
        id: MetricId(id),
        name: name.to_owned(),
        name_en: format!("m{id}"),
        aliases: Vec::new(),
        subject: SubjectKind::new("firm"),
        kind,
        grain,
        definition: String::new(),
        citation: String::new(),
    }
}

/// Seconds of processor time this thread has had, so that a busy machine does not spoil the measurement; where the
/// system does not say, seconds on the clock.
fn seconds(start: Instant) -> f64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = said.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let number = |unit: &str, scale| MetricKind::Number { unit: Unit::named(unit), scale };
    let metrics = [
        metric(1, "营业收入", number("万元", 2), Grain::Month),
        metric(2, "研发费用", number("元", 0), Grain::Month),
        metric(3, "从业人数", number("人", 0), Grain::Month),
        metric(4, "规上", MetricKind::Truth, Grain::Year),
    ];
    let month = Period::month(2024, 3).ok_or("month")?;
    let year = Period::year(2024).ok_or("year")?;
    let firm = SubjectKind::new("firm");
    let mut facts = Facts::new();
    facts.subjects_in_order(&firm, (0..FIRMS).map(|id| Subject::One(EntityId(id))));
    for metric in &metrics {
        facts.declare(metric.clone())?;
    }
    let mut state: u64 = 2024;
    for row in (0..FIRMS as usize).rev() {
        for metric in &metrics {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let random = (state >> 33) as i64;
            let value = match metric.kind {
                MetricKind::Truth => Value::Truth(random % 3 > 0),
                _ => Value::Number(random % 3_000_000),
            };
            let period = if metric.grain == Grain::Year { year } else { month };
            let value = if random % 50 == 0 { FactValue::Missing } else { FactValue::Known(value) };
            facts.put(metric, row, period, value).ok_or("kind")?;
        }
    }
    let when = When::new(month);
    let clock = Instant::now();
    println!("columns ({FIRMS} firms, one core)");
    for (text, conditions) in [
        ("营业收入 >= 2000 * 万元", 1.0),
        ("营业收入 >= 2000 * 万元 and 研发费用 > 10000 * 元 and 从业人数 between 20 * 人 and 1000 * 人 and 规上", 5.0),
        ("营业收入 >= 2000 * 万元 and 研发费用 / 营业收入 >= 3%", 2.0),
        ("case when 规上 then 营业收入 / 从业人数 else 0 end > 10 * \"万元/人\"", 1.0),
    ] {
        let typed = Formula::parse(text)?.check(&Definition::each("firm"), &facts)?;
        let (mut runs, start) = (0.0, seconds(clock));
        while seconds(clock) - start < 1.0 {
            std::hint::black_box(typed.columns(&facts, when)?);
            runs += 1.0;
        }
        let rate = runs * conditions * FIRMS as f64 / (seconds(clock) - start) / 1e6;
        println!("  {rate:8.1} million row-conditions a second   {text}");
    }
    println!("trace (one core)");
    for text in ["营业收入 >= 2000 * 万元 and 研发费用 / 营业收入 >= 3% and 规上", "(营业收入 + 研发费用) / 从业人数"]
    {
        let typed = Formula::parse(text)?.check(&Definition::each("firm"), &facts)?;
        let (mut nodes, mut row, start) = (0, 0, seconds(clock));
        while seconds(clock) - start < 1.0 {
            for _ in 0..1000 {
                nodes += std::hint::black_box(typed.trace_row(&facts, when, row % FIRMS as usize)?).nodes.len();
                row += 1;
            }
        }
        let rate = nodes as f64 / (seconds(clock) - start) / 1e6;
        println!("  {rate:8.2} million nodes a second   {text}");
    }
    let text = "sum(营业收入) filter (where 规上 and 从业人数 > 20 * 人) / sum(从业人数)";
    let typed = Formula::parse(text)?.check(&Definition::total("firm"), &facts)?;
    let start = seconds(clock);
    let trace = typed.trace_total(&facts, when, FIRMS as usize)?;
    let rate = trace.nodes.len() as f64 / (seconds(clock) - start) / 1e6;
    println!("  {rate:8.2} million nodes a second   {text}");
    Ok(())
}
