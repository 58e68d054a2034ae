//! What the verbs about bindings share: refusals, files of attestations beside a binding file, who may accept.

use std::path::Path;

use store::{Actor, Store};
use targets::binding::{Binding, BindingError, Feed};
use targets::proof::{self, ProofFile};
use web::access::roles::Roles;

use crate::commands::folder::{no_account, other, stored};
use crate::failure::Failure;
use crate::shell::Shell;

/// A refusal of a binding in the shell's words.
pub(super) fn refused(error: BindingError, shell: &Shell) -> Failure {
    match error {
        BindingError::Store(error) => stored(error, shell.lang),
        BindingError::Unreadable(error) => Failure::refused(
            "targets.binding_file",
            shell.say(&error.zh, &error.en),
            shell.say(error.hint_zh, error.hint_en),
        ),
        other_error => other("targets.bindings", other_error),
    }
}

/// What feeds a target, in one line.
pub(super) fn feed(binding: &Binding) -> String {
    match &binding.feed {
        Feed::Formula { subject, formula } => format!("{subject}: {formula}"),
        Feed::Attestation { value, file, .. } => format!("{value} ← {file}"),
    }
}

/// The files of attestations that lie beside a binding file under their own names. One that is not there, or is
/// another, may be in the evidence store already; the proposal says so if it is not.
pub(super) fn files_beside(yaml: &Path, bindings: &[Binding]) -> Result<Vec<ProofFile>, Failure> {
    let mut files: Vec<ProofFile> = Vec::new();
    let folder = yaml.parent().unwrap_or(Path::new("."));
    for binding in bindings {
        let Feed::Attestation { evidence, file, .. } = &binding.feed else { continue };
        let plain = Path::new(file).file_name().is_some_and(|name| name == file.as_str());
        let Some(bytes) = plain.then(|| std::fs::read(folder.join(file)).ok()).flatten() else { continue };
        let known = files.iter().any(|known| store::digest_of(&known.bytes) == *evidence);
        if store::digest_of(&bytes) != *evidence || known {
            continue;
        }
        let proof = proof::take(file, bytes);
        files.push(
            proof.map_err(|refusal| {
                Failure::refused(refusal.code, format!("{file}：{}", refusal.message), refusal.hint)
            })?,
        );
    }
    Ok(files)
}

/// The account that accepts: it must hold the permission, as in the browser.
pub(super) fn acceptor(store: &Store, name: &str, shell: &Shell) -> Result<Actor, Failure> {
    let user = store.read(|r| r.user_named(name)).map_err(|error| stored(error, shell.lang))?;
    let user = user.ok_or_else(|| no_account(name, shell))?;
    if !Roles::built_in().granted(&user.roles).may("targets.accept") {
        return Err(Failure::refused(
            "forbidden",
            shell.say("这个账号没有复核权限", "this account may not accept bindings"),
            shell.say(
                "复核权限见 knowledge/roles.yaml 的 targets.accept。",
                "See targets.accept in knowledge/roles.yaml.",
            ),
        ));
    }
    Ok(Actor::User(user.id))
}
