//! What the parser of arguments says by itself, in Chinese: headings of the help, and what is wrong with a call.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Gives a command and all below it Chinese headings.
pub(crate) fn chinese_help(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let arguments: Vec<Described> = command.get_arguments().map(described).collect();
    let versioned = command.get_version().is_some();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true);
    for Described { id, positional, valued, help } in arguments {
        command = command.mut_arg(id, |arg| {
            let heading = if positional { "参数" } else { "选项" };
            let arg = arg.help(help).help_heading(heading).hide_env(true);
            if valued { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
        });
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示这份说明");
    command = command.arg(help.help_heading("选项"));
    if versioned {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        command = command.arg(version.help_heading("选项"));
    }
    for name in names {
        command = command.mut_subcommand(name, chinese_help);
    }
    command
}

struct Described {
    id: String,
    positional: bool,
    valued: bool,
    help: String,
}

/// An argument's help with what the parser would add in English.
fn described(arg: &Arg) -> Described {
    let valued = arg.get_action().takes_values();
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if valued && !values.is_empty() {
        help.push_str(&format!("（可选：{}）", values.join("、")));
    }
    let defaults: Vec<String> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into()).collect();
    if valued && !defaults.is_empty() {
        help.push_str(&format!("（默认 {}）", defaults.join(" ")));
    }
    if let Some(name) = arg.get_env() {
        help.push_str(&format!("（环境变量 {}）", name.to_string_lossy()));
    }
    Described { id: arg.get_id().to_string(), positional: arg.is_positional(), valued, help }
}

/// What is wrong with a call, in Chinese; `None` where the parser's own text is help or version.
pub(crate) fn chinese_error(error: &Error) -> Option<String> {
    let text = |kind: ContextKind| error.get(kind).map(plain).unwrap_or_default();
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", text(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("没有“{arg}”这个参数"),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{arg}”后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("“{arg}”的值“{value}”不能用"),
        ErrorKind::ArgumentConflict => format!("“{arg}”不能与“{}”同时用", text(ContextKind::PriorArg)),
        ErrorKind::NoEquals => format!("“{arg}”与值之间要写等号"),
        ErrorKind::TooManyValues => format!("“{arg}”多了一个值“{value}”"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("“{arg}”的值个数不对"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文字".to_owned(),
        _ => return None,
    };
    let mut lines = vec![format!("错误[usage]: {message}")];
    let valid = text(ContextKind::ValidValue);
    if !valid.is_empty() {
        lines.push(format!("可用的值：{valid}"));
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let similar = text(kind);
        if !similar.is_empty() {
            lines.push(format!("是不是想写：{similar}"));
        }
    }
    let usage = text(ContextKind::Usage);
    if !usage.is_empty() {
        let usage = usage.replace("Usage:", "用法：").replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>");
        lines.push(usage);
    }
    lines.push("怎么办: 加 --help 看说明。".to_owned());
    Some(lines.join("\n"))
}

fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::commands::Cli;
    use crate::lang::Lang;

    fn said(args: &[&str]) -> String {
        let command = Lang::Zh.dress(Cli::command());
        let error = command.try_get_matches_from(args).unwrap_err();
        super::chinese_error(&error).unwrap_or_else(|| error.render().to_string())
    }

    #[test]
    fn misuse_is_told_in_chinese_with_what_was_meant() {
        let unknown = said(&["shuanglian", "target"]);
        assert!(unknown.contains("没有“target”这个命令") && unknown.contains("是不是想写：targets"), "{unknown}");
        let missing = said(&["shuanglian", "targets", "read"]);
        assert!(missing.contains("缺少必需的参数") && missing.contains("用法："), "{missing}");
        let listen = said(&["shuanglian", "serve", "--listen", "x"]);
        assert!(listen.contains("的值“x”不能用"), "{listen}");
        let lang = said(&["shuanglian", "--lang", "fr", "serve"]);
        assert!(lang.contains("可用的值：zh、en"), "{lang}");
        for text in [unknown, missing, listen, lang] {
            assert!(!text.contains("error:") && !text.contains("Usage") && !text.contains("For more"), "{text}");
        }
    }

    #[test]
    fn help_has_no_english_headings_at_any_depth() {
        for args in
            [vec!["shuanglian", "--help"], vec!["shuanglian", "targets", "--help"], vec!["shuanglian", "serve", "-h"]]
        {
            let help = said(&args);
            for word in ["Usage", "Options:", "Commands:", "Arguments:", "Print ", "possible values", "default:"] {
                assert!(!help.contains(word), "{args:?} says {word}:\n{help}");
            }
            assert!(help.contains("用法：") && help.contains("选项"));
        }
    }
}
