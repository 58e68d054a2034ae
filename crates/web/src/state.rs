//! What every handler shares: the store, the clock, the roles, the route table.

use std::sync::Arc;

use jiff::Timestamp;
use store::Store;

use crate::access::roles::Roles;
use crate::access::table::Row;
use crate::appraised::MonitoredMonths;
use crate::declared::Declarations;
use crate::evidence::Documents;
use crate::failure::Failure;
use crate::judged::JudgedTables;
use crate::names::Names;
use crate::registered::Registered;
use crate::session::slow::Patience;

/// Where the time of day comes from; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The system of record.
    pub store: Store,
    /// Wall clock of sessions and lock-outs (not the business date, which the store tells).
    pub clock: Clock,
    /// Roles and permissions.
    pub roles: &'static Roles,
    /// Every route with its need; filled by [`crate::app`].
    pub table: Arc<[Row]>,
    /// Performance tables with every target judged.
    pub judged: JudgedTables,
    /// Performance tables monitored until the end of a month.
    pub monitored: MonitoredMonths,
    /// What knowledge files declare.
    pub declared: Declarations,
    /// The records, to list and filter.
    pub records: Registered,
    /// Names of entities, to look them up by.
    pub names: Names,
    /// Evidence files opened lately.
    pub documents: Documents,
    /// Cookies only over TLS. Off only for plain http on the loopback.
    pub secure_cookies: bool,
    /// A proxy on this machine writes down where requests come from.
    pub behind_proxy: bool,
    /// How long to wait for slow clients.
    pub patience: Patience,
    /// Whoever brings this token may read `/metrics` from outside the loopback.
    pub metrics_token: Option<Arc<str>>,
}

impl AppState {
    /// State with the built-in roles, the system clock and secure cookies.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            clock: Arc::new(Timestamp::now),
            roles: Roles::built_in(),
            table: Arc::new([]),
            judged: JudgedTables::default(),
            monitored: MonitoredMonths::default(),
            declared: Declarations::default(),
            records: Registered::default(),
            names: Names::default(),
            documents: Documents::default(),
            secure_cookies: true,
            behind_proxy: false,
            patience: Patience::default(),
            metrics_token: None,
        }
    }

    /// Now, by this state's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Runs blocking work with the store away from the threads that answer.
    ///
    /// # Errors
    /// What the work returns, or [`Failure::Internal`] when it panicked.
    pub async fn run<T, E>(&self, work: impl FnOnce(&Store) -> Result<T, E> + Send + 'static) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        let store = self.store.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(done) => done.map_err(Into::into),
            Err(stopped) => Err(Failure::internal(format!("work stopped: {stopped}"))),
        }
    }

    /// Whether a page for GET exists at this path.
    #[must_use]
    pub fn has_page(&self, path: &str) -> bool {
        self.table.iter().any(|row| row.path == path && row.method == axum::http::Method::GET)
    }
}
