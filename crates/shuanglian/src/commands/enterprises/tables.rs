//! Tables given to linkage, and what is said at its end.

use std::path::Path;
use std::time::Instant;

use enterprises::linkage::table::{self, Table};
use tabular::Refusal;

use crate::failure::Failure;
use crate::input;
use crate::progress::peak;
use crate::shell::Shell;

/// Reads a file with the wanted columns; the first is its id, never empty.
pub(super) fn read(path: &Path, wanted: &[&str], shell: &Shell) -> Result<Table, Failure> {
    let input = input::read(path, shell)?;
    let table = table::read(&input.name, &input.bytes, wanted).map_err(|refusal| refused(refusal, shell))?;
    if let Some(id) = wanted.first() {
        table::named(&table, 0, id).map_err(|refusal| refused(refusal, shell))?;
    }
    Ok(table)
}

/// A refusal in the language of the shell.
pub(super) fn refused(refusal: Refusal, shell: &Shell) -> Failure {
    match shell.lang {
        crate::lang::Lang::Zh => Failure::refused(refusal.code, refusal.message, refusal.hint),
        crate::lang::Lang::En => Failure::refused(refusal.code, refusal.message_en, ""),
    }
}

/// Time and memory on standard error.
pub(super) fn spent(begun: Instant, shell: &Shell) {
    eprintln!(
        "{}: {:.2} s · {}: {}",
        shell.say("用时", "time"),
        begun.elapsed().as_secs_f64(),
        shell.say("内存峰值", "peak memory"),
        peak(),
    );
}
