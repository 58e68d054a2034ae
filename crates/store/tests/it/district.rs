//! A small data folder: a few metrics of every kind, a few firms, and short words for facts about them.

use domain::{CodeSet, EntityId, FactStatus, FactValue, MetricId, Period, Subject, SubjectKind, Value};
use serde_json::json;
use shuanglian_store::{
    Act, Actor, Appended, FactDraft, FactPlace, FolderKind, Identifier, NewBatch, Result, Store, Undone, knowledge,
};

pub(crate) const METRICS: &str = "
- {name: 营业收入, name_en: revenue, aliases: [营收], subject: firm, kind: number, unit: 元, scale: 2, grain: month,
   definition: 本期, citation: B203-1}
- {name: 规上, name_en: above_scale, subject: firm, kind: truth, grain: year, definition: 本年, citation: 名录}
- {name: 成立日期, name_en: founded, subject: firm, kind: date, grain: days, definition: 执照, citation: 执照}
- {name: 产业链, name_en: chain, subject: firm, kind: code, list: chains, many: true, grain: year, definition: 链,
   citation: 图谱}
- {name: 备注, name_en: remark, subject: firm, kind: text, grain: year, definition: 说明, citation: 表}
- {name: 供货额, name_en: supplied, subject: firm>firm, kind: number, unit: 元, grain: year, definition: 采购,
   citation: 调查}
";

pub(crate) struct District {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) firms: Vec<EntityId>,
    pub(crate) metrics: Vec<MetricId>,
}

pub(crate) fn act() -> Act {
    Act::new(Actor::System("test"), "test.write", "x").detail(json!({ "why": "test" }))
}

pub(crate) fn month(number: i8) -> Period {
    Period::month(2024, number).unwrap()
}

pub(crate) fn known(number: i64) -> FactValue {
    FactValue::Known(Value::Number(number))
}

impl District {
    pub(crate) fn new(firms: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path().join("data"), FolderKind::Demo).unwrap();
        let (firms, metrics) = store
            .write(&act(), |w| {
                let declared = w.declare_metrics(&knowledge::read_metrics("test.yaml", METRICS)?)?;
                let mut made = Vec::new();
                for number in 0..firms {
                    let code = Identifier::new("usci", &format!("CODE{number}"));
                    made.push(w.add_entity(&SubjectKind::new("firm"), &format!("企业{number}"), &[code])?);
                }
                Ok((made, declared.into_iter().map(|(id, _)| id).collect()))
            })
            .unwrap();
        Self { dir, store, firms, metrics }
    }

    /// 营业收入 of a firm in a month of 2024, from row `firm`, column `number` of the first sheet.
    pub(crate) fn revenue(&self, firm: usize, number: i8, value: i64) -> FactDraft {
        FactDraft {
            subject: Subject::One(self.firms[firm]),
            metric: self.metrics[0],
            period: month(number),
            value: known(value),
            status: FactStatus::Submitted,
            place: Some(FactPlace { sheet: 0, row: firm as u32, column: number as u32 }),
        }
    }

    /// The same subject with another metric and value, for the year 2024.
    pub(crate) fn yearly(&self, firm: usize, metric: usize, value: Value) -> FactDraft {
        let mut fact = self.revenue(firm, 1, 0);
        fact.metric = self.metrics[metric];
        fact.period = Period::year(2024).unwrap();
        fact.value = FactValue::Known(value);
        fact
    }

    pub(crate) fn import(&self, file: &str, facts: Vec<FactDraft>) -> Result<Appended> {
        let digest = self.store.put_bytes(file.as_bytes())?;
        self.store.write(&act(), |w| {
            w.register_evidence(digest, file, "text/csv")?;
            w.import_batch(&NewBatch::import(digest, file), facts)
        })
    }

    pub(crate) fn undo(&self, done: &Appended) -> Result<Undone> {
        self.store.write(&act(), |w| w.undo_batch(done.batch, "mistake"))
    }

    /// What stands in a cell now.
    pub(crate) fn value(&self, firm: usize, number: i8) -> Option<FactValue> {
        let subject = Subject::One(self.firms[firm]);
        let fact = self.store.read(|r| r.current_fact(subject, self.metrics[0], month(number))).unwrap();
        fact.map(|fact| fact.value)
    }
}

pub(crate) fn codes(list: &[&str]) -> Value {
    Value::Codes(CodeSet::new(list))
}
