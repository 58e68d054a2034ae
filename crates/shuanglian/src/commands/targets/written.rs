//! A workbook written to a file or to standard output.

use std::path::Path;

use serde_json::json;
use tabular::Workbook;

use crate::commands::folder::other;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Writes a workbook where it was asked for and says so.
pub(super) fn workbook(workbook: &Workbook, out: &Path, shell: &mut Shell) -> Result<Outcome, Failure> {
    let bytes = tabular::write_xlsx(workbook).map_err(|error| other("targets.export", error))?;
    file(&bytes, out, shell)
}

/// Writes bytes where they were asked for and says so.
pub(super) fn file(bytes: &[u8], out: &Path, shell: &mut Shell) -> Result<Outcome, Failure> {
    if out.as_os_str() == "-" {
        shell.bytes(bytes)?;
        return Ok(Outcome::Done);
    }
    std::fs::write(out, bytes)
        .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", out.display()), ""))?;
    if shell.json {
        shell.value(&json!({"file": out, "bytes": bytes.len()}))?;
    } else {
        shell.line(format!("{} {}", shell.say("已写入", "written:"), out.display()))?;
    }
    Ok(Outcome::Done)
}
