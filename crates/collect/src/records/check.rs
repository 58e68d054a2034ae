//! A file of a type read and checked: every field it names is declared, every condition makes sense, every worked
//! example comes out as it says.

use domain::{MetricDef, MetricId, MetricKind};
use store::knowledge::{MetricDraft, read_metrics};

use super::types::{Exclusion, RecordType};
use super::{KIND, examples, excluded, metric};
use crate::knowledge::{KnowledgeFault, KnowledgeFile, role_names};
use crate::{RecordTypes, Registry};

/// Functions that look beyond the record's own facts: what another record says must not decide whether this counts.
const BEYOND: [&str; 18] = [
    "sum", "avg", "count", "min", "max", "median", "mad", "prev", "yoy", "mom", "ytd", "over", "at", "base",
    "rank_pct", "stddev", "var", "cap",
];

/// Reads a type with the metrics it declares itself, unchecked.
pub(crate) fn read_type(file: &KnowledgeFile) -> Result<(RecordType, Vec<MetricDraft>), KnowledgeFault> {
    let kind: RecordType = serde_norway::from_str(&file.text).map_err(|error| file.malformed(&error))?;
    let own = own_metrics(file, &kind)?;
    Ok((kind, own))
}

/// Checks a type against what is declared; `shared` are the metrics declared by files of their own.
pub(crate) fn check_type(
    file: &KnowledgeFile,
    kind: &RecordType,
    own: &[MetricDraft],
    registry: &Registry,
    shared: &[String],
) -> Result<(), KnowledgeFault> {
    for (field, text) in [
        ("code", &kind.code),
        ("name_en", &kind.name_en),
        ("counts", &kind.counts),
        ("counts_en", &kind.counts_en),
        ("citation", &kind.citation),
    ] {
        if text.trim().is_empty() {
            return Err(file.fault(field, format!("{field} 是空的。"), "写上内容。"));
        }
    }
    for draft in own {
        if shared.contains(&draft.name) {
            let message = format!("“{}”是各类共用的指标，不能在一类里另行定义。", draft.name);
            return Err(file.fault(&draft.name, message, "直接用它；意思不同的，另起一个名称。"));
        }
        for name in [&draft.name, &draft.name_en].into_iter().chain(&draft.aliases) {
            if let Some(other) = registry.named(name).filter(|other| other.name != draft.name) {
                let message = format!("名称“{name}”已被指标“{}”使用。", other.name);
                return Err(file.fault(name, message, "换一个名称或别名，或直接用那个指标。"));
            }
        }
    }
    let registry = registry.with_metrics(own);
    fields(file, kind, &registry)?;
    acceptance(file, kind)?;
    for condition in kind.excluded_when.iter().chain(&kind.counts_when) {
        if let Some(name) = beyond(&condition.formula) {
            let message = format!("条件“{}”用了 {name}，会看到别的记录。", condition.formula);
            return Err(file.fault(&condition.formula, message, "条件只能看这条记录自己的指标。"));
        }
        let typed = excluded::typed(&condition.formula, registry.metrics())
            .map_err(|error| file.fault(&condition.formula, format!("{}。", error.message), error.hint))?;
        if typed.result() != formula::ResultType::Truth {
            let message = format!("“{}”不是一个条件。", condition.formula);
            return Err(file.fault(&condition.formula, message, "写成成立或不成立的条件。"));
        }
        sensible(file, kind, condition, &typed)?;
    }
    for example in &kind.examples {
        let line = format!("says: {}", example.says);
        examples::run(kind, example, &registry)
            .map_err(|said| file.fault(&line, format!("例子“{}”：{said}。", example.says), "改规则，或改例子。"))?;
    }
    Ok(())
}

/// Demands that a condition can both hold and fail: it rests on fields of this type, not on what is judged by it.
fn sensible(
    file: &KnowledgeFile,
    kind: &RecordType,
    condition: &Exclusion,
    typed: &formula::Typed,
) -> Result<(), KnowledgeFault> {
    let fault = |what: String, mend: &str| Err(file.fault(&condition.formula, what, mend));
    let said = &condition.formula;
    for metric in typed.metrics() {
        if [metric::COUNTS, metric::ACCEPTED, metric::TYPE].contains(&metric.name.as_str()) {
            let what = format!("条件“{said}”看的是“{}”，那正是要由它判定的，或对这一类总是一样。", metric.name);
            return fault(what, "条件只看登记的内容。");
        }
        if !kind.fields().any(|(name, _)| name == metric.name) {
            let what = format!("条件“{said}”看“{}”，这一类没有这个字段，条件永远不知道成立不成立。", metric.name);
            return fault(what, "把它写进 required 或 optional，或改条件。");
        }
    }
    if typed.metrics().is_empty() {
        let what = format!("条件“{said}”不看任何字段，对每条记录都一样：总成立，或总不成立。");
        return fault(what, "写成看登记内容的条件，或删去。");
    }
    let lower = said.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '_').collect::<Vec<_>>();
    if words.contains(&"null") && !words.contains(&"is") && !words.contains(&"coalesce") && !words.contains(&"nullif") {
        let what = format!("条件“{said}”和 null 相比，永远不成立。");
        return fault(what, "要问填了没有，写 is null 或 is not null。");
    }
    Ok(())
}

/// The name of a function in a formula that looks beyond the record.
fn beyond(text: &str) -> Option<String> {
    let called = |name: &str| {
        let lower = text.to_lowercase();
        lower.match_indices(name).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + name.len()..].trim_start().chars().next();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && matches!(after, Some('(' | '（'))
        })
    };
    for (name, aliases) in formula::function_names() {
        let known = [name].into_iter().chain(aliases.iter().copied());
        if BEYOND.contains(&name)
            && let Some(found) = known.into_iter().find(|name| called(name))
        {
            return Some(found.to_owned());
        }
    }
    None
}

fn own_metrics(file: &KnowledgeFile, kind: &RecordType) -> Result<Vec<MetricDraft>, KnowledgeFault> {
    if kind.metrics.is_empty() {
        return Ok(Vec::new());
    }
    let yaml = serde_norway::to_string(&kind.metrics).map_err(|error| file.malformed(&error))?;
    let drafts = read_metrics(&file.name, &yaml).map_err(|error| {
        let said = match error {
            store::StoreError::Knowledge { reason, .. } => reason,
            other => other.to_string(),
        };
        file.fault("metrics", format!("指标读不懂：{said}。"), "对照 knowledge/metrics/record.yaml 改正。")
    })?;
    for draft in &drafts {
        if draft.subject.as_str() != KIND || draft.grain != domain::Grain::Year {
            let message = format!("指标“{}”须是 subject: record、grain: year。", draft.name);
            return Err(file.fault(&draft.name, message, "改正这两项。"));
        }
    }
    Ok(drafts)
}

fn fields(file: &KnowledgeFile, kind: &RecordType, registry: &Registry) -> Result<(), KnowledgeFault> {
    let mut seen = Vec::new();
    for (name, _) in kind.fields() {
        let known = registry.metrics().iter().find(|metric| metric.name == name);
        if known.is_none_or(|metric| metric.subject.as_str() != KIND) {
            let near = registry.named(name).map(|metric| format!("指标的名称是“{}”。", metric.name));
            let mend =
                near.unwrap_or_else(|| "用 knowledge/metrics/record.yaml 里的名称，或在本文件 metrics 下登记。".into());
            return Err(file.fault(name, format!("“{name}”不是记录的指标。"), mend));
        }
        if [metric::TYPE, metric::ACCEPTED, metric::COUNTS].contains(&name) {
            return Err(file.fault(name, format!("“{name}”由系统填写。"), "从字段里删去。"));
        }
        if seen.contains(&name) {
            return Err(file.fault(name, format!("“{name}”写了两次。"), "只留一次。"));
        }
        seen.push(name);
    }
    let required = |name: &String| kind.required.contains(name);
    let dated = |name: &str| registry.named(name).is_some_and(|metric| metric.kind == MetricKind::Date);
    if !required(&kind.period) || !dated(&kind.period) {
        let message = format!("“{}”须是必填的日期。", kind.period);
        return Err(file.fault("required", message, "把它写进 required，或在 period 里另指一个日期。"));
    }
    for once in &kind.once_per {
        if once.fields.is_empty() {
            return Err(file.fault("once_per", "计一次的规则没有写字段。", "写上按哪些字段计一次。"));
        }
        if let Some(loose) = once.fields.iter().find(|name| !required(name)) {
            let message = format!("按“{loose}”计一次，但它不是必填：空着就能重复计数。");
            return Err(file.fault(loose, message, "把它写进 required。"));
        }
    }
    Ok(())
}

fn acceptance(file: &KnowledgeFile, kind: &RecordType) -> Result<(), KnowledgeFault> {
    let known = role_names();
    for role in &kind.accepted_by.roles {
        if !known.contains(role) {
            let message = format!("没有角色“{role}”。");
            return Err(file.fault(role, message, format!("可用：{}。", known.join("、"))));
        }
    }
    if kind.accepted_by.roles.is_empty() {
        return Err(file.fault("accepted_by", "没有写由哪些角色采纳。", "在 accepted_by.roles 里写上角色。"));
    }
    Ok(())
}

impl Registry {
    /// The same with metrics that are not declared yet beside them, under numbers of their own.
    pub(crate) fn with_metrics(&self, drafts: &[MetricDraft]) -> Self {
        let mut metrics: Vec<MetricDef> = self.metrics().to_vec();
        for (nth, draft) in drafts.iter().enumerate() {
            match metrics.iter_mut().find(|known| known.name == draft.name) {
                Some(known) => *known = draft.clone().with_id(known.id),
                None => metrics.push(draft.clone().with_id(MetricId(i64::MAX - nth as i64))),
            }
        }
        Self::new(metrics, self.lists().cloned(), RecordTypes::default())
    }
}
