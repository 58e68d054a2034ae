//! Answers to findings of checks: who may say what of which, kept with the reason.

use store::{Act, Actor, CHECKS, FindingState, Store, StoreError};

/// Answers some findings. What must be mended is not explained away; letting a finding pass is another person's act than
/// the answer before it.
///
/// # Errors
/// [`StoreError::Refused`]: `checks.must_fix`, `store.own_work`, `store.reason_needed`; [`StoreError::NotFound`].
pub fn answer(store: &Store, actor: &Actor, findings: &[i64], state: FindingState, reason: &str) -> store::Result<()> {
    let act = Act::new(actor.clone(), "enterprises.answer", format!("{} findings", findings.len()));
    store.write(&act, |w| {
        let answers = w.finding_answers(CHECKS)?;
        for id in findings {
            let finding = w.check_finding(*id)?;
            if state == FindingState::Explained && finding.severity == crate::rules::Severity::MustFix.as_str() {
                let message = "what must be mended is not explained away";
                return Err(StoreError::Refused { code: "checks.must_fix", message: message.into() });
            }
            let before = answers.get(&id.to_string());
            let own = before.is_some_and(|before| before.actor == actor.to_string());
            if state == FindingState::Waived && own {
                let message = "who answered a finding does not let it pass";
                return Err(StoreError::Refused { code: "store.own_work", message: message.into() });
            }
            w.answer_finding(CHECKS, &id.to_string(), state, reason)?;
        }
        Ok(())
    })
}
