//! Whether records count, rule by rule: pure functions of what is known about them. Nothing is read, nothing stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::{EntityId, FactValue, Value};
use serde::Serialize;

use super::plain::{given, impossible, placeholder, plain};
use super::types::{RecordType, SameEvent};
use super::{Case, metric};

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Its type is declared.
    Known,
    /// A second person accepted it.
    Accepted,
    /// What its type asks for is there.
    Required,
    /// It is proved.
    Evidence,
    /// Its date lies in its period.
    Period,
    /// A condition under which it does not count does not hold.
    Excluded,
    /// A condition under which alone it counts is known to hold.
    CountsWhen,
    /// No record alike counts already.
    OncePer,
    /// The event does not count under another type already.
    SameEvent,
}

impl Rule {
    /// Its key in examples, texts and results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Accepted => "accepted",
            Self::Required => "required",
            Self::Evidence => "evidence",
            Self::Period => "period",
            Self::Excluded => "excluded",
            Self::CountsWhen => "counts_when",
            Self::OncePer => "once_per",
            Self::SameEvent => "same_event",
        }
    }
}

/// What one rule says of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// The rule.
    pub rule: Rule,
    /// Which of the type's rules of this sort, from 0.
    pub nth: usize,
    /// Whether the record passes it.
    pub holds: bool,
    /// What is missing, or out of place: names of fields and kinds of evidence.
    pub about: Vec<String>,
    /// The record that counts in its place.
    pub instead: Option<EntityId>,
}

/// Every rule, and whether the record counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// In the order of the rules.
    pub rulings: Vec<Ruling>,
}

impl Verdict {
    /// It passes every rule.
    pub fn counts(&self) -> bool {
        self.rulings.iter().all(|ruling| ruling.holds) && !self.rulings.is_empty()
    }

    /// The first rule it does not pass.
    pub fn failed(&self) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| !ruling.holds)
    }
}

fn ruling(rule: Rule, about: Vec<String>) -> Ruling {
    Ruling { rule, nth: 0, holds: about.is_empty(), about, instead: None }
}

/// The rules that look at the record alone; `conditions` says of each of the type's conditions whether it holds: those
/// that exclude, then those under which alone it counts.
pub fn alone(case: &Case, kind: Option<&RecordType>, conditions: &[Option<bool>]) -> Vec<Ruling> {
    let Some(kind) = kind else {
        return vec![ruling(Rule::Known, vec![case.kind.clone()])];
    };
    let mut all = vec![ruling(Rule::Known, Vec::new())];
    let waits = if case.accepted == Some(true) { Vec::new() } else { vec![metric::ACCEPTED.to_owned()] };
    all.push(ruling(Rule::Accepted, waits));
    let lacks = |(name, required): &(&str, bool)| match case.values.get(*name) {
        Some(value) => impossible(value) || *required && !given(value),
        None => *required,
    };
    all.push(ruling(Rule::Required, kind.fields().filter(lacks).map(|(name, _)| name.to_owned()).collect()));
    all.push(ruling(Rule::Evidence, unproved(&case.values, &case.evidence, kind)));
    let within = match case.date(&kind.period) {
        Some(day) => case.period.start() <= day && day <= case.period.end(),
        // A date that is no date is a missing field, said above.
        None => true,
    };
    all.push(ruling(Rule::Period, if within { Vec::new() } else { vec![kind.period.clone()] }));
    for (nth, condition) in kind.excluded_when.iter().enumerate() {
        // Unknown is never true: what nobody has said of a record does not exclude it.
        let hit = conditions.get(nth).copied().flatten() == Some(true);
        let about = if hit { vec![condition.formula.clone()] } else { Vec::new() };
        all.push(Ruling { nth, ..ruling(Rule::Excluded, about) });
    }
    for (nth, condition) in kind.counts_when.iter().enumerate() {
        // Unknown is not enough here.
        let holds = conditions.get(kind.excluded_when.len() + nth).copied().flatten() == Some(true);
        let about = if holds { Vec::new() } else { vec![condition.formula.clone()] };
        all.push(Ruling { nth, ..ruling(Rule::CountsWhen, about) });
    }
    all
}

/// Kinds of evidence that are neither attached nor said to be kept on file.
pub fn unproved(values: &BTreeMap<String, FactValue>, attached: &BTreeSet<String>, kind: &RecordType) -> Vec<String> {
    if archive(values).is_some() {
        return Vec::new();
    }
    let needed = kind.evidence.iter().filter(|one| !one.optional && !attached.contains(&one.name));
    needed.map(|one| one.name.clone()).collect()
}

/// The archive number under which the papers are kept, where one is given.
fn archive(values: &BTreeMap<String, FactValue>) -> Option<&str> {
    match values.get(metric::ARCHIVE) {
        Some(FactValue::Known(Value::Text(text))) if !placeholder(text) => Some(text),
        _ => None,
    }
}

/// What a field says, as part of a key; nothing where nothing is said.
fn said(value: &FactValue) -> Option<String> {
    Some(match value {
        FactValue::Known(Value::Text(text)) if placeholder(text) => return None,
        FactValue::Known(Value::Text(text)) => plain(text),
        FactValue::Known(Value::Codes(codes)) => codes.iter().collect::<Vec<_>>().join(","),
        FactValue::Known(Value::Number(number)) => number.to_string(),
        FactValue::Known(Value::Truth(truth)) => truth.to_string(),
        FactValue::Known(Value::Date(day)) => day.to_string(),
        FactValue::NotApplicable | FactValue::NotDue | FactValue::Missing => return None,
    })
}

/// What marks a key of an event, which is shared across types.
const EVENT: &str = "event|";

/// What marks a key of an event within one type.
const SAME: &str = "same|";

/// Begins the key under which all records of an archive number are found.
const ARCHIVED: &str = "archive|";

/// Begins the key under which all records of a type are found.
const TYPE: &str = "type|";

/// The key under which all records of a type are found.
pub fn type_key(code: &str) -> String {
    format!("{TYPE}{code}")
}

/// The key under which all records are found whose papers are said to lie under the same archive number.
pub fn archive_key(case: &Case) -> Option<String> {
    archive(&case.values).map(|number| format!("{ARCHIVED}{}", plain(number)))
}

/// Whether records that share this key exclude one another at all; other keys are for finding them.
pub fn excludes(key: &str) -> bool {
    !key.starts_with(TYPE) && !key.starts_with(ARCHIVED)
}

/// The keys under which records are alike: of each 计一次 rule of the type, and of the event.
pub fn keys(case: &Case, kind: Option<&RecordType>) -> Vec<String> {
    let mut keys = Vec::new();
    if let Some(kind) = kind {
        for (nth, once) in kind.once_per.iter().enumerate() {
            let parts: Option<Vec<String>> =
                once.fields.iter().map(|name| case.values.get(name).and_then(said)).collect();
            keys.extend(parts.map(|parts| format!("once|{}|{nth}|{}|{}", kind.code, case.period, parts.join("|"))));
        }
        if kind.same_event != SameEvent::Beside {
            let text = |name: &str| case.values.get(name).and_then(said).unwrap_or_default();
            let (number, name, organiser) = (text(metric::EVENT), plain(&case.name), text(metric::ORGANISER));
            let mut events = Vec::new();
            if !number.is_empty() {
                let number: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
                events.push(format!("{}|{organiser}|{number}", case.period));
            }
            events.extend(
                case.date(metric::DAY).filter(|_| !name.is_empty()).map(|on| format!("{on}|{organiser}|{name}")),
            );
            for event in events {
                keys.push(format!("{EVENT}{event}"));
                if kind.same_event == SameEvent::Once {
                    keys.push(format!("{SAME}{}|{event}", kind.code));
                }
            }
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

/// Whether records that share this key exclude one another only across types.
pub fn is_event(key: &str) -> bool {
    key.starts_with(EVENT)
}

/// One record among others: whether it passes the rules about itself, and its keys.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Which; those registered earlier have smaller numbers.
    pub id: EntityId,
    /// Code of its type.
    pub kind: &'a str,
    /// It passes [`alone`].
    pub eligible: bool,
    /// From [`keys`].
    pub keys: &'a [String],
}

/// For each record that shares a key with one that counts already: the key and that record. Records are taken in the
/// order of their registration, whatever the order given; what another excludes excludes nobody.
pub fn displaced(candidates: &[Candidate<'_>]) -> BTreeMap<EntityId, (String, EntityId)> {
    let mut order: Vec<&Candidate<'_>> = candidates.iter().filter(|one| one.eligible).collect();
    order.sort_by_key(|one| one.id);
    let mut holders: BTreeMap<&str, Vec<(&str, EntityId)>> = BTreeMap::new();
    let mut displaced = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for one in order {
        if !seen.insert(one.id) {
            continue;
        }
        let mut instead = None;
        for key in one.keys {
            let held = holders.get(key.as_str()).into_iter().flatten();
            let other = held.into_iter().find(|(kind, _)| !is_event(key) || *kind != one.kind);
            if let Some((_, other)) = other {
                instead = Some((key.clone(), *other));
                break;
            }
        }
        match instead {
            Some(found) => {
                displaced.insert(one.id, found);
            }
            None => {
                for key in one.keys {
                    holders.entry(key).or_default().push((one.kind, one.id));
                }
            }
        }
    }
    displaced
}

/// The rules that look at other records, given what [`displaced`] says of this one.
pub fn among(kind: &RecordType, displaced: Option<&(String, EntityId)>) -> Vec<Ruling> {
    let mut all = Vec::new();
    for (nth, once) in kind.once_per.iter().enumerate() {
        let start = format!("once|{}|{nth}|", kind.code);
        let hit = displaced.filter(|(key, _)| key.starts_with(&start));
        let about = if hit.is_some() { once.fields.clone() } else { Vec::new() };
        all.push(Ruling { nth, instead: hit.map(|(_, other)| *other), ..ruling(Rule::OncePer, about) });
    }
    if kind.same_event != SameEvent::Beside {
        let hit = displaced.filter(|(key, _)| is_event(key) || key.starts_with(SAME));
        let about = if hit.is_some() { vec![metric::EVENT.to_owned()] } else { Vec::new() };
        all.push(Ruling { instead: hit.map(|(_, other)| *other), ..ruling(Rule::SameEvent, about) });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Records of three types with keys out of a few, in any order.
    fn some() -> impl Strategy<Value = Vec<(i64, u8, bool, Vec<u8>)>> {
        proptest::collection::vec((0i64..40, 0u8..3, any::<bool>(), proptest::collection::vec(0u8..12, 0..4)), 0..30)
    }

    fn keys_of(kind: u8, keys: &[u8]) -> Vec<String> {
        // The first half are of one type, the rest are events.
        let key = |key: &u8| if *key < 6 { format!("once|{kind}|0|{key}") } else { format!("{EVENT}{key}") };
        keys.iter().map(key).collect()
    }

    fn run(records: &[(i64, u8, bool, Vec<u8>)]) -> (BTreeSet<EntityId>, BTreeMap<EntityId, (String, EntityId)>) {
        let mut by_id: BTreeMap<i64, &(i64, u8, bool, Vec<u8>)> = BTreeMap::new();
        for one in records {
            by_id.entry(one.0).or_insert(one);
        }
        let keys: BTreeMap<i64, Vec<String>> = by_id.values().map(|one| (one.0, keys_of(one.1, &one.3))).collect();
        let kinds = ["0", "1", "2"];
        let mut candidates = Vec::new();
        // In the order given, which must not matter.
        for one in records.iter().filter(|one| std::ptr::eq(by_id[&one.0], *one)) {
            let kind = kinds[usize::from(one.1)];
            candidates.push(Candidate { id: EntityId(one.0), kind, eligible: one.2, keys: &keys[&one.0] });
        }
        let displaced = displaced(&candidates);
        let counting = candidates.iter().filter(|one| one.eligible && !displaced.contains_key(&one.id));
        (counting.map(|one| one.id).collect(), displaced)
    }

    proptest! {
        #[test]
        fn nothing_counts_twice_and_nothing_is_lost(records in some()) {
            let (counting, displaced) = run(&records);
            let find = |id: EntityId| records.iter().find(|one| one.0 == id.0).unwrap();
            for a in &counting {
                for b in counting.iter().filter(|b| *b > a) {
                    let (one, other) = (find(*a), find(*b));
                    let theirs = keys_of(other.1, &other.3);
                    for key in keys_of(one.1, &one.3) {
                        let clash = theirs.contains(&key) && (!is_event(&key) || one.1 != other.1);
                        prop_assert!(!clash, "{one:?} and {other:?} both count under {key}");
                    }
                }
            }
            for (id, (key, instead)) in &displaced {
                let (one, other) = (find(*id), find(*instead));
                prop_assert!(counting.contains(instead) && instead < id);
                prop_assert!(keys_of(one.1, &one.3).contains(key) && keys_of(other.1, &other.3).contains(key));
            }
        }

        #[test]
        fn the_order_of_looking_does_not_matter(records in some()) {
            let mut once: Vec<(i64, u8, bool, Vec<u8>)> = Vec::new();
            for one in &records {
                if !once.iter().any(|other| other.0 == one.0) {
                    once.push(one.clone());
                }
            }
            let there = run(&once);
            once.reverse();
            prop_assert_eq!(there, run(&once));
        }

        #[test]
        fn a_record_that_shares_no_key_changes_nobody(records in some(), eligible in any::<bool>()) {
            let (before, _) = run(&records);
            let mut more = records.clone();
            more.insert(0, (1_000, 0, eligible, Vec::new()));
            let (mut after, _) = run(&more);
            prop_assert_eq!(after.remove(&EntityId(1_000)), eligible);
            prop_assert_eq!(before, after);
        }

        #[test]
        fn what_people_vary_unknowingly_makes_no_other_key(text in "[甲乙A-Ca-c0-9]{1,8}", at in 0usize..8) {
            let mut varied: Vec<char> = text.to_uppercase().chars().collect();
            for extra in [' ', '。', '“', '（', '—'] {
                varied.insert(at.min(varied.len()), extra);
            }
            prop_assert_eq!(plain(&text), plain(&varied.into_iter().collect::<String>()));
        }
    }
}
