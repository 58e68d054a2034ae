//! Files named on the command line; `-` is standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::failure::Failure;
use crate::shell::Shell;

/// More than any reader of files takes, so that a file of unknown length cannot fill the memory.
const LIMIT: u64 = (64 << 20) + 1;

/// A file's name without folders and its bytes.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads a file or standard input.
pub(crate) fn read(path: &Path, shell: &Shell) -> Result<Input, Failure> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LIMIT).read_to_end(&mut bytes)?;
        return Ok(Input { name: "-".to_owned(), bytes });
    }
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Failure::refused(
            "file_unreadable",
            match shell.lang {
                crate::lang::Lang::Zh => format!("{shown} 打不开：{error}"),
                crate::lang::Lang::En => format!("{shown} cannot be opened: {error}"),
            },
            shell.say("请核对路径和读取权限。", "Check the path and the right to read it."),
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    file.take(LIMIT).read_to_end(&mut bytes).map_err(unreadable)?;
    let name = path.file_name().map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
    Ok(Input { name, bytes })
}

/// Reads a file or standard input that must be UTF-8 text.
pub(crate) fn text(path: &Path, shell: &Shell) -> Result<String, Failure> {
    let input = read(path, shell)?;
    String::from_utf8(input.bytes).map_err(|_| {
        Failure::refused(
            "not_utf8",
            format!("{}: {}", input.name, shell.say("不是 UTF-8 文本", "is not UTF-8 text")),
            shell.say("请另存为 UTF-8。", "Save it as UTF-8."),
        )
    })
}
