//! From a file named on the command line to a read and checked table.

use std::path::Path;

use clap::Args;
use tabular::{Document, ReadOptions, TextEncoding};
use targets::model::TargetTable;

use crate::failure::{Failure, Outcome};
use crate::input::{self, Input};
use crate::lang::Lang;
use crate::shell::Shell;

/// How files are to be read.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// 文件编码（UTF-8、UTF-16LE、UTF-16BE、GB18030）；默认自动识别 | text encoding (UTF-8, UTF-16LE, UTF-16BE, GB18030); detected unless given
    #[arg(long)]
    pub(crate) encoding: Option<TextEncoding>,
}

impl Source {
    /// Options of the readers of files.
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions { encoding: self.encoding, ..ReadOptions::default() }
    }
}

/// Reads and checks one file.
pub(crate) fn table(path: &Path, source: &Source, shell: &Shell) -> Result<(Document, TargetTable), Failure> {
    of_input(&input::read(path, shell)?, source, shell)
}

/// Reads and checks bytes that are in memory already.
pub(crate) fn of_input(input: &Input, source: &Source, shell: &Shell) -> Result<(Document, TargetTable), Failure> {
    targets::read_and_check(&input.name, &input.bytes, &source.options()).map_err(|refusal| {
        // The reader's English stands in the refusal of the file itself.
        match (shell.lang, tabular::read(&input.name, &input.bytes, &source.options())) {
            (Lang::En, Err(refusal)) => Failure::refused(refusal.code, refusal.message_en, ""),
            _ => Failure::refused(refusal.code, refusal.message, refusal.hint),
        }
    })
}

/// What came of several files: each read in turn, refusals said where they happen.
pub(crate) struct Several {
    pub(crate) tables: Vec<(Document, TargetTable)>,
    pub(crate) outcome: Outcome,
}

/// Reads and checks all files named. A refusal of the only file ends the command; one of several does not stop the
/// others.
pub(crate) fn several(paths: &[std::path::PathBuf], source: &Source, shell: &Shell) -> Result<Several, Failure> {
    let mut tables = Vec::new();
    let mut last = None;
    for path in paths {
        match table(path, source, shell) {
            Ok(read) => tables.push(read),
            Err(mut failure) if paths.len() > 1 => {
                failure.message = format!("{}: {}", path.display(), failure.message);
                shell.complain(&failure);
                last = Some(failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    let outcome = match (&last, tables.is_empty()) {
        (None, _) => Outcome::Done,
        (Some(_), false) => Outcome::Partly,
        (Some(_), true) => Outcome::Negative,
    };
    Ok(Several { tables, outcome })
}
