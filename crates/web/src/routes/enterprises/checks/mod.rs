//! 校核: the rules asked of firms' returns, what they found, and the answers.

mod act;
mod export;
mod list;
mod one;

use std::collections::BTreeMap;

use domain::{EntityId, FactSource, Period, SubjectKind};
use enterprises::definitions::Shelf;
use enterprises::rules::{Rule, RuleBook};
use store::{CHECKS, CheckFinding, FindingAnswer, FindingState, Store};

use crate::access::table::Routes;
use crate::failure::Failure;

/// Registers these pages and acts.
pub(super) fn routes(routes: Routes) -> Routes {
    one::routes(export::routes(act::routes(list::routes(routes))))
}

/// Months and years offered besides those that were checked.
const OFFERED: usize = 6;

/// What the visitor asked to see.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
struct Which {
    period: String,
    rule: String,
    /// `must_fix`, `must_explain`.
    level: String,
    /// `open`, `answered`, `gone`.
    state: String,
    from: usize,
}

impl Which {
    fn holds(&self, one: &CheckFinding, state: FindingState) -> bool {
        let gone = one.gone_run.is_some();
        let fits = match self.state.as_str() {
            "open" => !gone && state == FindingState::Open,
            "answered" => !gone && state != FindingState::Open,
            "gone" => gone,
            _ => true,
        };
        fits && (self.rule.is_empty() || self.rule == one.rule) && (self.level.is_empty() || self.level == one.severity)
    }

    /// The same question with another part, as a query.
    fn with(&self, part: &str, value: &str) -> String {
        let from = self.from.to_string();
        let all = [
            ("period", &self.period),
            ("rule", &self.rule),
            ("level", &self.level),
            ("state", &self.state),
            ("from", &from),
        ];
        let mut query = String::new();
        for (name, own) in all {
            let own = if name == part { value } else { own.as_str() };
            // Another question begins on its first page.
            if name == "from" && part != "from" {
                continue;
            }
            query.push_str(&format!("&{name}={}", crate::links::encode(own)));
        }
        query.replacen('&', "?", 1)
    }
}

/// Everything a page of findings is made from.
struct Board {
    period: Option<Period>,
    periods: Vec<Period>,
    books: Shelf<RuleBook>,
    findings: Vec<CheckFinding>,
    answers: BTreeMap<i64, FindingAnswer>,
    names: BTreeMap<EntityId, String>,
}

impl Board {
    fn load(store: &Store, asked: &str) -> Result<Self, Failure> {
        let facts = store.snapshot()?;
        let mut periods = store.read(|r| r.checked_periods())?;
        for metric in ["营业收入", "年营业收入"] {
            let Some(metric) = facts.metric(metric) else { continue };
            for period in facts.periods(metric.id).iter().rev().take(OFFERED) {
                if !periods.contains(period) {
                    periods.push(*period);
                }
            }
        }
        periods.sort_by_key(|period| std::cmp::Reverse((period.grain(), period.end())));
        let period = match asked.parse::<Period>() {
            Ok(period) => Some(period),
            Err(_) => store.read(|r| r.checked_periods())?.first().or(periods.first()).copied(),
        };
        let registry = store.read(collect::Registry::load)?;
        let findings = match period {
            Some(period) => store.read(|r| r.check_findings(period))?,
            None => Vec::new(),
        };
        let mut answers = BTreeMap::new();
        for (id, answer) in store.read(|r| r.finding_answers(CHECKS))? {
            if let Ok(id) = id.parse() {
                answers.insert(id, answer);
            }
        }
        let firms = store.read(|r| r.entities(&SubjectKind::new(enterprises::terms::FIRM)))?;
        let names = firms.into_iter().map(|firm| (firm.id, firm.name)).collect();
        Ok(Self { period, periods, books: Shelf::load(store.dir(), &registry), findings, answers, names })
    }

    fn state(&self, id: i64) -> FindingState {
        self.answers.get(&id).map_or(FindingState::Open, |answer| answer.state)
    }

    fn rules(&self) -> BTreeMap<&str, &Rule> {
        let mut rules = BTreeMap::new();
        let Some(period) = self.period else { return rules };
        for book in self.books.in_force(period) {
            for rule in book.rules.iter().filter(|rule| rule.grain == period.grain()) {
                rules.insert(rule.code.as_str(), rule);
            }
        }
        rules
    }
}
