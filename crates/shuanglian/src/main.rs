//! The command line: `shuanglian <noun> <verb>`. It wires the other crates together and holds nothing else.

mod commands;
mod failure;
mod input;
mod lang;
mod progress;
mod result_file;
mod shell;
mod table;
mod usage;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use commands::Cli;
use shell::Shell;

fn main() -> ExitCode {
    let lang = lang::Lang::wanted(std::env::args_os(), |name| std::env::var(name).ok());
    let parsed = lang.dress(Cli::command()).try_get_matches().and_then(|found| Cli::from_arg_matches(&found));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version go to standard output with 0, misuse to standard error with 2. A reader that has gone
            // away is no failure.
            match usage::chinese_error(&usage).filter(|_| lang == lang::Lang::Zh) {
                Some(text) => eprintln!("{text}"),
                None => drop(usage.print()),
            }
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    let mut shell = Shell::new(lang, cli.json);
    match commands::run(cli.noun, &mut shell).and_then(|outcome| shell.finish().map(|()| outcome)) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(failure) => shell.fail(&failure),
    }
}
