//! `serve`: the web pages, on a bureau's own data or on a demo district that is made when it is not there yet.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use domain::{SubjectKind, UserId};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use store::{Act, Actor, FolderKind, Store, StoreError};
use tabular::ReadOptions;
use targets::{binding, import, proposals};
use web::AppState;

use super::folder::{other, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 演示：没有演示目录时先生成一个虚构的区 | demo: makes an invented district first where there is none
    #[arg(long)]
    demo: bool,
    /// 数据目录；默认 data，演示为 data-demo | the data folder; data unless given, data-demo for the demo
    #[arg(long = "data", value_name = "DIR", env = "SHUANGLIAN_DATA")]
    path: Option<PathBuf>,
    /// 演示数据的随机种子；同一种子生成同样的数据 | seed of the demo; the same seed makes the same district
    #[arg(long, default_value_t = 2024, requires = "demo")]
    seed: u64,
    /// 监听地址 | address to listen on
    #[arg(long, default_value = "127.0.0.1:8630")]
    listen: SocketAddr,
    /// 登录 Cookie：本机地址用明文，其他地址只走 TLS（auto）；TLS 代理后面请用 secure | sign-in cookies: plain on the loopback and TLS only elsewhere (auto); say secure behind a TLS proxy
    #[arg(long, value_enum, default_value = "auto")]
    cookies: Cookies,
    /// 前面有本机的 TLS 代理：来访地址以它写的 X-Forwarded-For 为准 | a TLS proxy on this machine stands before: believe its X-Forwarded-For about addresses
    #[arg(long)]
    behind_proxy: bool,
    /// 从别的机器读取 /metrics 所需的令牌 | token that lets other machines read /metrics
    #[arg(long, env = "SHUANGLIAN_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
}

/// When browsers may send the sign-in cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Cookies {
    Auto,
    Secure,
    Plain,
}

/// Runs the verb; returns when the process is asked to stop.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let fallback = if args.demo { "data-demo" } else { "data" };
    let path = args.path.clone().unwrap_or_else(|| PathBuf::from(fallback));
    let exists = path.join("shuanglian.db").is_file();
    let store = if args.demo && !exists { make_demo(&path, args.seed, shell)? } else { open(&path, shell)? };
    if args.demo && store.kind() != FolderKind::Demo {
        return Err(Failure::refused(
            "not_a_demo",
            shell.say("这个目录里是真实数据，不能当演示用", "this folder holds real data and is no demo"),
            shell.say("去掉 --demo，或换一个目录。", "Leave out --demo or name another folder."),
        ));
    }
    log();
    super::records::declare(&store, shell)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(|error| {
            Failure::refused(
                "listen",
                format!("{}: {error}", args.listen),
                shell.say(
                    "端口可能已被占用；用 --listen 换一个。",
                    "The port may be taken; name another with --listen.",
                ),
            )
        })?;
        let address = listener.local_addr()?;
        let demo = store.kind() == FolderKind::Demo;
        let mut state = AppState::new(store);
        // Browsers keep secure cookies away from plain http; on the loopback nobody listens in between.
        state.secure_cookies = match args.cookies {
            Cookies::Auto => !address.ip().is_loopback(),
            Cookies::Secure => true,
            Cookies::Plain => false,
        };
        state.behind_proxy = args.behind_proxy;
        state.metrics_token = args.metrics_token.as_deref().map(Into::into);
        announce(address, demo, shell)?;
        web::serve(listener, state).await?;
        Ok(Outcome::Done)
    })
}

fn open(path: &Path, shell: &Shell) -> Result<Store, Failure> {
    Store::open(path).map_err(|error| stored(error, shell.lang))
}

/// Logs as JSON lines on standard error, warnings and worse unless `RUST_LOG` says otherwise.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let logs = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber can only be set by a test that runs this twice in one process.
    drop(logs.try_init());
}

/// Makes the demo beside its final place and moves it there, so that a broken-off start leaves nothing half-made.
fn make_demo(path: &Path, seed: u64, shell: &mut Shell) -> Result<Store, Failure> {
    if path.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(stored(StoreError::FolderExists(path.to_owned()), shell.lang));
    }
    let bar = if std::io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {pos}/{len}") {
        bar.set_style(style);
    }
    bar.set_message(shell.say("正在生成演示区", "making the demo district").to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.making", std::process::id()));
    let making = path.with_file_name(name);
    let built = fill_demo(&making, seed, &bar, shell);
    bar.finish_and_clear();
    if let Err(failure) = built {
        // The failure that stopped it is the one to report.
        drop(std::fs::remove_dir_all(&making));
        return Err(failure);
    }
    if path.is_dir() {
        std::fs::remove_dir(path)?;
    }
    std::fs::rename(&making, path)?;
    open(path, shell)
}

fn fill_demo(making: &Path, seed: u64, bar: &ProgressBar, shell: &Shell) -> Result<(), Failure> {
    let hash = |password: &str| web::session::password::hash(password).map_err(|error| format!("{error:?}"));
    let options = demo::DemoOptions { seed, ..demo::DemoOptions::default() };
    let made = demo::build(making, &options, &hash, &mut |step| {
        bar.set_length(step.all as u64);
        bar.set_position(step.done as u64);
    });
    let (store, summary) = made.map_err(|error| other("demo", error))?;
    let actor = |name: &str| summary.users.get(name).map_or(Actor::System("demo"), |id| Actor::User(*id));
    let bytes = demo::TABLE.as_bytes();
    let imported = import::import(&store, actor("office"), demo::TABLE_NAME, bytes, &ReadOptions::default(), None);
    let imported = imported.map_err(|error| other("demo", error))?;
    let refused = |error| stored(error, shell.lang);
    let table = import::table(&store, imported.table).map_err(refused)?;
    let unbound = |error| other("demo", error);
    let bindings = binding::read_file(demo::BINDINGS, &table).map_err(unbound)?;
    // One account proposes and another accepts, as people do.
    proposals::propose(&store, actor("office"), imported.table, &bindings, &[]).map_err(unbound)?;
    let (row, open) = proposals::open(&store, imported.table).map_err(refused)?;
    let all: Vec<(String, u32)> = open.into_iter().map(|bound| (bound.binding.target, bound.version)).collect();
    proposals::accept(&store, actor("finance"), &row.lineage, &all).map_err(refused)?;
    super::demo_sayings::say(&store, imported.table, demo::APPRAISAL, &summary.users)
        .map_err(|error| other("demo", error))?;
    speak_for_a_firm(&store, summary.users.get("firm").copied()).map_err(refused)
}

/// The account of a firm speaks for the first one of the register.
fn speak_for_a_firm(store: &Store, account: Option<UserId>) -> Result<(), StoreError> {
    let firm = store.read(|r| r.entities(&SubjectKind::new("firm")))?.into_iter().next();
    let (Some(account), Some(firm)) = (account, firm) else { return Ok(()) };
    let act = Act::new(Actor::System("demo"), "user.firm", format!("user:{account}"));
    store.write(&act, |w| w.set_user_firm(account, Some(firm.id)))
}

/// Says where the pages are and, of a demo, who may look at them.
fn announce(address: SocketAddr, demo: bool, shell: &mut Shell) -> Result<(), Failure> {
    let url = format!("http://{address}");
    let accounts = if demo { demo::USERS } else { &[] };
    if shell.json {
        let list: Vec<_> = accounts
            .iter()
            .map(|user| json!({"name": user.name, "password": user.password, "role": user.role}))
            .collect();
        shell.value(&json!({"address": url, "demo": demo, "accounts": list}))?;
        return shell.finish();
    }
    shell.line(format!("{} {url}", shell.say("打开", "open")))?;
    if demo {
        shell.line(shell.say("演示数据，全部虚构。账号：", "Demo data, all invented. Accounts:"))?;
        let mut table = Table::new(&[
            (shell.say("账号", "account"), Lean::Left),
            (shell.say("密码", "password"), Lean::Left),
            (shell.say("身份", "role"), Lean::Left),
        ]);
        for user in accounts {
            table.row([user.name.to_owned(), user.password.to_owned(), user.display.to_owned()]);
        }
        shell.text(&table.text())?;
    }
    shell.line(shell.say("按 Ctrl-C 停止。", "Stop with Ctrl-C."))?;
    shell.finish()
}
