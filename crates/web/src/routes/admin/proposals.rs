//! Proposed changes of roles that wait for approval. Kept as one setting; the log of acts holds their history.

use domain::UserId;
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, Writer};

use crate::access::roles::Roles;

const SETTING: &str = "access.proposals";
const MOST_WAITING: usize = 500;

/// One proposed change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub user: i64,
    /// Which role.
    pub role: String,
    /// Give it, or take it away.
    pub give: bool,
    /// Who proposed.
    pub by: i64,
    /// Why.
    pub why: String,
}

/// All that wait, oldest first.
///
/// # Errors
/// The store's refusal, or [`StoreError::Damaged`] when the setting is unreadable.
pub fn waiting(r: &Reader) -> Result<Vec<Proposal>, StoreError> {
    let Some(text) = r.setting(SETTING)? else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|error| StoreError::Damaged(format!("{SETTING}: {error}")))
}

fn keep(w: &Writer, all: &[Proposal]) -> Result<(), StoreError> {
    let text = serde_json::to_string(all).map_err(|error| StoreError::Damaged(error.to_string()))?;
    w.put_setting(SETTING, &text)
}

/// The roles a person would hold after the change.
fn after(held: &[String], proposal: &Proposal) -> Vec<String> {
    let mut roles: Vec<String> = held.iter().filter(|role| **role != proposal.role).cloned().collect();
    if proposal.give {
        roles.push(proposal.role.clone());
    }
    roles
}

fn check(roles: &Roles, held: &[String]) -> Result<(), StoreError> {
    roles.check_together(held).map_err(|error| StoreError::refused("web.roles", error.to_string()))
}

/// Adds a proposal, when the roles could stand together; its number is the time of writing.
///
/// # Errors
/// [`StoreError::Refused`] when they could not, or the same is waiting already.
pub fn propose(w: &Writer, roles: &Roles, mut proposal: Proposal) -> Result<(), StoreError> {
    let user = w.user(UserId(proposal.user))?;
    let held = after(&user.roles, &proposal);
    if held == user.roles {
        return Err(StoreError::refused("web.no_change", "the account holds exactly these roles already"));
    }
    check(roles, &held)?;
    let mut all = waiting(w)?;
    let same = |one: &Proposal| one.user == proposal.user && one.role == proposal.role;
    if all.iter().any(same) || all.len() >= MOST_WAITING {
        return Err(StoreError::refused("web.waiting", "a proposal for this role and account is waiting already"));
    }
    proposal.id = w.at()?.as_microsecond();
    all.push(proposal);
    keep(w, &all)
}

/// Takes a proposal from the list and, when approved, carries it out. The approver is never the proposer nor the one
/// it is for.
///
/// # Errors
/// [`StoreError::Refused`] with `web.own_work`, [`StoreError::NotFound`], or when the roles cannot stand together.
pub fn decide(w: &Writer, roles: &Roles, id: i64, by: UserId, approve: bool) -> Result<Proposal, StoreError> {
    let mut all = waiting(w)?;
    let Some(place) = all.iter().position(|one| one.id == id) else {
        return Err(StoreError::NotFound { what: "proposal", key: id.to_string() });
    };
    let proposal = all.remove(place);
    if approve {
        if proposal.by == by.0 || proposal.user == by.0 {
            return Err(StoreError::refused("web.own_work", "the proposer or the person concerned may not approve"));
        }
        let user = w.user(UserId(proposal.user))?;
        let held = after(&user.roles, &proposal);
        check(roles, &held)?;
        w.set_user_profile(user.id, &user.display, &held, user.section.as_deref())?;
    }
    keep(w, &all)?;
    w.note("role", proposal.role.clone());
    w.note("user", proposal.user);
    w.note("give", proposal.give);
    Ok(proposal)
}
