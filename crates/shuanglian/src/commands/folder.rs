//! The data folder a command works on, and what it says when the store refuses.

use std::path::PathBuf;

use store::{Actor, Store, StoreError};

use crate::failure::Failure;
use crate::lang::Lang;
use crate::shell::Shell;

/// Which data folder.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Folder {
    /// 数据目录 | the data folder
    #[arg(long = "data", value_name = "DIR", env = "SHUANGLIAN_DATA", default_value = "data")]
    pub(crate) path: PathBuf,
}

impl Folder {
    /// Opens it.
    pub(crate) fn open(&self, shell: &Shell) -> Result<Store, Failure> {
        Store::open(&self.path).map_err(|error| stored(error, shell.lang))
    }
}

/// Who acts: an account by name, or the command line itself.
pub(crate) fn actor(store: &Store, by: Option<&str>, shell: &Shell) -> Result<Actor, Failure> {
    let Some(name) = by else { return Ok(Actor::System("cli")) };
    let user = store.read(|r| r.user_named(name)).map_err(|error| stored(error, shell.lang))?;
    user.map(|user| Actor::User(user.id)).ok_or_else(|| no_account(name, shell))
}

/// [`actor`], who must be allowed what they do, as in the browser; the command line itself may do everything.
pub(crate) fn allowed(store: &Store, by: Option<&str>, permission: &str, shell: &Shell) -> Result<Actor, Failure> {
    let actor = actor(store, by, shell)?;
    if let Actor::User(id) = &actor {
        let user = store.read(|r| r.user(*id)).map_err(|error| stored(error, shell.lang))?;
        if user.disabled || !web::access::roles::Roles::built_in().granted(&user.roles).may(permission) {
            let message =
                format!("{}: {}", user.name, shell.say("这个账号不能办这件事", "this account may not do this"));
            return Err(Failure::refused("forbidden", message, permission.to_owned()));
        }
    }
    Ok(actor)
}

/// There is no account of this name.
pub(crate) fn no_account(name: &str, shell: &Shell) -> Failure {
    let message = match shell.lang {
        Lang::Zh => format!("没有账号 {name}"),
        Lang::En => format!("there is no account {name}"),
    };
    let hint = shell.say("用 user list 查看全部账号。", "See all accounts with: user list");
    Failure::refused("store.not_found", message, hint)
}

/// The store's refusal in the shell's language.
pub(crate) fn stored(error: StoreError, lang: Lang) -> Failure {
    let code = error.code();
    let english = error.to_string();
    if lang == Lang::En {
        return Failure::refused(code, english, "");
    }
    let (message, hint) = match &error {
        StoreError::NoFolder(path) => (
            format!("{} 不是数据目录", path.display()),
            "用 setup --data 目录 新建，或用 serve --demo 先看演示；已有目录请用 --data 指明。",
        ),
        StoreError::FolderExists(path) => (format!("{} 已有内容", path.display()), "请换一个空目录。"),
        StoreError::Locked(path) => (format!("{} 正被另一个程序使用", path.display()), "请先停止那个程序。"),
        StoreError::TooNew { .. } => ("数据目录由更新的版本写成".to_owned(), "请升级程序后再打开。"),
        StoreError::Damaged(what) => (format!("数据目录损坏：{what}"), "请从最近的备份恢复：data restore。"),
        StoreError::Busy => ("数据库忙".to_owned(), "请稍后再试。"),
        StoreError::NotFound { key, .. } => (format!("没有 {key}"), "请核对编号或名称。"),
        StoreError::Exists { key, .. } => (format!("“{key}”已存在"), "请换一个名称。"),
        StoreError::AlreadyUndone(batch) => (format!("批次 {batch} 已经撤销过"), ""),
        StoreError::UndoOfUndo(batch) => (format!("批次 {batch} 本身就是一次撤销"), "要恢复，请重新导入原文件。"),
        StoreError::Evidence(digest) => (format!("证据文件 {digest} 缺失或被改动"), "请从备份恢复。"),
        StoreError::Refused { code: "store.own_work", .. } => {
            ("提出人和复核人不能是同一人".to_owned(), "请由另一名有复核权限的同事办理（--by 账号）。")
        }
        StoreError::Refused { code: "store.person_needed", .. } => {
            ("复核须由有账号的人办理".to_owned(), "请用 --by 账号 指明是谁。")
        }
        StoreError::Refused { code: "store.moved_on", .. } => {
            ("情况已经变了：这一版已被别人办过或替换".to_owned(), "请重新列出，看最新情况。")
        }
        // The rooms above the store speak Chinese.
        StoreError::Refused { code, message } if code.starts_with("record.") || code.starts_with("collect.") => {
            (message.clone(), "")
        }
        StoreError::Io { path, source } => (format!("{}：{source}", path.display()), "请检查磁盘空间和权限。"),
        _ => (english, ""),
    };
    Failure::refused(code, message, hint)
}

/// Whatever another crate says, with a code of ours.
pub(crate) fn other(code: &str, error: impl std::fmt::Display) -> Failure {
    Failure::refused(code, error.to_string(), "")
}
