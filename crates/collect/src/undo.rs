//! A batch of facts taken back, with what that means for decisions on records.

use domain::{BatchId, SubjectKind};
use store::{Act, Actor, BatchKind, Store, StoreError, Undone};

use crate::records::{Desk, decide_anew, decided_by, records_of_batch, settle};
use crate::{CollectError, surveys};

/// Takes a batch of facts back; what it had corrected stands again. What was decided on a record stands only as long
/// as the record says what was decided on.
///
/// # Errors
/// The store's refusal; `collect.batch_of_table` for a batch that brought a performance table, which is taken back
/// with its table; `survey.answer_stands` for what somebody answered; and for a batch that decided on records what
/// [`Desk::may_decide`] refuses.
pub fn undo(store: &Store, actor: &Actor, batch: BatchId, why: &str) -> Result<Undone, CollectError> {
    let act = Act::new(actor.clone(), "collect.undo", format!("batch:{batch}"));
    let undone = store.write(&act, |w| {
        if w.table_of_batch(batch)?.is_some() {
            let message = format!("批次 {batch} 是绩效目标表，请在绩效目标表里撤销");
            return Err(StoreError::refused("collect.batch_of_table", message));
        }
        if w.batch(batch)?.kind == BatchKind::Run {
            let message = format!("批次 {batch} 是系统的判定，随记录的变化重算，不能单独撤销");
            return Err(StoreError::refused("collect.batch_of_run", message));
        }
        let changed = records_of_batch(w, batch)?;
        if !w.entities_in_batch(batch, &SubjectKind::new(surveys::KIND))?.is_empty() {
            let message = format!("批次 {batch} 是服务对象的答卷，不能撤销");
            return Err(StoreError::refused("survey.answer_stands", message));
        }
        let desk = Desk::load(w)?;
        for id in decided_by(w, batch, &changed)? {
            desk.may_decide(w, actor, id)?;
        }
        let undone = w.undo_batch(batch, why)?;
        decide_anew(w, &changed)?;
        settle(w, &changed)?;
        Ok(undone)
    })?;
    Ok(undone)
}
