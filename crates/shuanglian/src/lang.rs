//! The language of what the command line says, and of its help.

use std::ffi::OsString;

use clap::Command;

/// Chinese or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// `--lang` where given, else the first set of `LC_ALL`, `LC_MESSAGES`, `LANG`; Chinese when these say nothing.
    /// Looked for before the arguments are parsed, because the parser's own help needs it.
    pub(crate) fn wanted(
        args: impl IntoIterator<Item = OsString>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let mut args = args.into_iter().map(|arg| arg.to_string_lossy().into_owned());
        while let Some(arg) = args.next() {
            let value = if arg == "--lang" { args.next() } else { arg.strip_prefix("--lang=").map(str::to_owned) };
            if let Some(lang) = value.as_deref().and_then(Self::of_tag) {
                return lang;
            }
        }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let Some(value) = environment(name).filter(|value| !value.is_empty()) {
                return Self::of_tag(&value).unwrap_or(Self::Zh);
            }
        }
        Self::Zh
    }

    fn of_tag(tag: &str) -> Option<Self> {
        match tag.to_ascii_lowercase().get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The text in this language.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// Help texts are written `中文 | English`; this keeps one side of each, with headings of the same language.
    pub(crate) fn dress(self, command: Command) -> Command {
        let command = self.sides(command);
        if self == Self::Zh { crate::usage::chinese_help(command) } else { command }
    }

    fn sides(self, command: Command) -> Command {
        let about = command.get_about().map(|text| self.side(&text.to_string()));
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let arguments: Vec<(String, String)> = command
            .get_arguments()
            .filter_map(|arg| Some((arg.get_id().to_string(), self.side(&arg.get_help()?.to_string()))))
            .collect();
        let mut command = command;
        if let Some(about) = about {
            command = command.about(about);
        }
        for (id, help) in arguments {
            command = command.mut_arg(id, |arg| arg.help(help));
        }
        for name in names {
            command = command.mut_subcommand(name, |sub| self.sides(sub));
        }
        command
    }

    fn side(self, text: &str) -> String {
        match text.split_once(" | ") {
            Some((zh, en)) => self.pick(zh, en).to_owned(),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(args: &[&str], variables: &[(&str, &str)]) -> Lang {
        Lang::wanted(args.iter().map(OsString::from), |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_option_wins_over_the_environment() {
        assert_eq!(wanted(&["x"], &[]), Lang::Zh);
        assert_eq!(wanted(&["x"], &[("LANG", "en_GB.UTF-8")]), Lang::En);
        assert_eq!(wanted(&["x"], &[("LANG", "C.UTF-8")]), Lang::Zh);
        assert_eq!(wanted(&["x", "--lang", "zh"], &[("LANG", "en_GB.UTF-8")]), Lang::Zh);
        assert_eq!(wanted(&["x", "--lang=en"], &[("LC_ALL", "zh_CN")]), Lang::En);
    }

    #[test]
    fn every_help_text_has_both_languages() {
        fn walk(command: &Command, bare: &mut Vec<String>) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            if !about.contains(" | ") {
                bare.push(command.get_name().to_owned());
            }
            for arg in command.get_arguments() {
                if !arg.get_help().is_some_and(|help| help.to_string().contains(" | ")) {
                    bare.push(format!("{} {}", command.get_name(), arg.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                walk(sub, bare);
            }
        }
        let mut bare = Vec::new();
        walk(&<crate::commands::Cli as clap::CommandFactory>::command(), &mut bare);
        assert_eq!(bare, Vec::<String>::new());
    }
}
