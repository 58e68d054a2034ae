//! Where a command speaks: results on standard output, failures on standard error, in one language, as text or JSON.

use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::failure::Failure;
use crate::lang::Lang;

/// The terminal, pipe or file a command answers to.
pub(crate) struct Shell {
    /// Language of texts.
    pub(crate) lang: Lang,
    /// Whether results are JSON.
    pub(crate) json: bool,
    out: BufWriter<Stdout>,
}

impl Shell {
    /// Speaks to the standard streams.
    pub(crate) fn new(lang: Lang, json: bool) -> Self {
        Self { lang, json, out: BufWriter::new(std::io::stdout()) }
    }

    /// The text in the shell's language.
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// One line of a result.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        writeln!(self.out, "{}", text.as_ref())?;
        Ok(())
    }

    /// A whole text of a result, as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }

    /// Bytes of a result, as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes)?;
        Ok(())
    }

    /// A result as JSON, indented on a terminal and in one line for a program.
    pub(crate) fn value(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        if std::io::stdout().is_terminal() {
            serde_json::to_writer_pretty(&mut self.out, value)?;
        } else {
            serde_json::to_writer(&mut self.out, value)?;
        }
        writeln!(self.out)?;
        Ok(())
    }

    /// Brings out what is still held back.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        self.out.flush()?;
        Ok(())
    }

    /// Says a failure of a part on standard error and goes on.
    pub(crate) fn complain(&self, failure: &Failure) {
        let mut err = std::io::stderr().lock();
        let said = if self.json {
            serde_json::to_writer(&mut err, &serde_json::json!({ "error": failure }))
                .map_err(std::io::Error::from)
                .and_then(|()| writeln!(err))
        } else {
            let label = self.lang.pick("错误", "error");
            let hint = self.lang.pick("怎么办", "hint");
            writeln!(err, "{label}[{}]: {}", failure.code, failure.message)
                .and_then(|()| if failure.hint.is_empty() { Ok(()) } else { writeln!(err, "{hint}: {}", failure.hint) })
        };
        // Nobody is left to be told when standard error is gone.
        drop(said);
    }

    /// Says the failure that ends the program.
    pub(crate) fn fail(&mut self, failure: &Failure) -> ExitCode {
        if failure.exit != 0 {
            // What was found out before the failure is still a result.
            drop(self.out.flush());
            self.complain(failure);
        }
        ExitCode::from(failure.exit)
    }
}
