//! What surrounds every page: top bar, navigation by role, language, marks. Every page's template extends
//! `shell.html` and has a field `shell`.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::access::rows::Rows;
use crate::access::table::Need;
use crate::assets;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::state::AppState;
use crate::visit::Visit;

/// An entry of the navigation. Shown when the path is in the route table and the visitor may open it.
struct Entry {
    group: &'static str,
    path: &'static str,
    permission: &'static str,
    icon: &'static str,
    text: &'static str,
}

/// Everything the navigation can show, in order. Add a page here; the role decides who sees it.
const ENTRIES: &[Entry] = &[
    entry("", "/", "home.view", "home", "shell.nav_home"),
    entry("", "/targets", "targets.read", "target", "shell.nav_targets"),
    entry("shell.group_data", "/import", "collect.import", "in", "shell.nav_import"),
    entry("shell.group_data", "/batches", "evidence.read", "list", "shell.nav_batches"),
    entry("shell.group_data", "/records", "records.read", "doc", "shell.nav_records"),
    entry("shell.group_data", "/surveys", "records.read", "met", "shell.nav_surveys"),
    entry("shell.group_data", "/enterprises", "enterprises.read", "firm", "shell.nav_enterprises"),
    entry("shell.group_data", "/definitions", "evidence.read", "table", "shell.nav_metrics"),
    entry("shell.group_admin", "/audit", "audit.read", "shield", "shell.nav_audit"),
    entry("shell.group_admin", "/admin/users", "users.read", "user", "shell.nav_users"),
    entry("shell.group_admin", "/admin/grants", "users.read", "key", "shell.nav_grants"),
    entry("shell.group_admin", "/admin/security", "security.policy", "shield", "shell.nav_security"),
    entry("shell.group_admin", "/admin/system", "system.read", "disk", "shell.nav_system"),
];

const fn entry(
    group: &'static str,
    path: &'static str,
    permission: &'static str,
    icon: &'static str,
    text: &'static str,
) -> Entry {
    Entry { group, path, permission, icon, text }
}

/// A link of the navigation.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Address.
    pub path: &'static str,
    /// Name in the icon sprite.
    pub icon: &'static str,
    /// Text.
    pub text: String,
    /// The visitor is in this part.
    pub current: bool,
}

/// Links under one heading (empty heading for the first).
#[derive(Debug, Clone)]
pub struct NavGroup {
    /// Heading.
    pub heading: String,
    /// Its links.
    pub links: Vec<NavLink>,
}

/// The shell of one page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Language.
    pub lang: Lang,
    /// Title of the page, without the product's name.
    pub title: String,
    /// Navigation.
    pub nav: Vec<NavGroup>,
    /// Who is signed in: name · first role.
    pub user: Option<String>,
    /// Simulated data.
    pub demo: bool,
    /// Last day the page knows of, `2024-09-25`.
    pub as_of: String,
    /// Whether the search box is shown.
    pub search: bool,
    /// Token for forms.
    pub token: String,
    /// Address of the same page in the other language.
    pub other_lang: String,
    /// Address of the same page in the other size of type.
    pub other_size: String,
    /// Larger type.
    pub large: bool,
    /// One line about what was just done.
    pub flash: Option<String>,
    /// The password is older than it should be.
    pub notice: Option<String>,
    /// When the page was made, for the mark on paper.
    pub made_at: String,
    /// Number of the request.
    pub request_id: String,
}

impl Shell {
    /// The shell for this visit; `title` is already in the visitor's language.
    #[must_use]
    pub fn new(app: &AppState, visit: &Visit, title: impl Into<String>) -> Self {
        let lang = visit.lang;
        let user = visit.person.as_ref().map(|person| {
            let role = person.roles.first().map(|role| lang.t(&format!("roles.{role}")).to_owned());
            role.map_or_else(|| person.name.clone(), |role| format!("{} · {role}", person.name))
        });
        let other = if lang == Lang::Zh { "en" } else { "zh" };
        let size = if visit.large { "normal" } else { "large" };
        Self {
            lang,
            title: title.into(),
            nav: navigation(app, visit),
            user,
            demo: visit.demo,
            as_of: visit.today.to_string(),
            search: app.has_page("/search") && visit.may("search.use"),
            token: visit.token.clone(),
            other_lang: with_query(&visit.path_and_query, "lang", other),
            other_size: with_query(&visit.path_and_query, "size", size),
            large: visit.large,
            flash: None,
            notice: visit
                .person
                .as_ref()
                .and_then(|person| person.password_overdue)
                .map(|days| lang.fill("account.old_password", &[("days", &days.to_string())])),
            made_at: crate::moment::minute(app.now()),
            request_id: visit.request_id.clone(),
        }
    }

    /// The first page that the navigation offers, for who has no worklist.
    #[must_use]
    pub fn first_page(&self) -> Option<&'static str> {
        self.nav.first().and_then(|group| group.links.first()).map(|link| link.path)
    }

    /// With one line above the page about what was just done.
    #[must_use]
    pub fn flash(mut self, text: Option<String>) -> Self {
        self.flash = text;
        self
    }

    /// The text of a key.
    #[must_use]
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.lang.t(key)
    }

    /// The text of `{prefix}{tail}`, for keys that come from data.
    #[must_use]
    pub fn t2(&self, prefix: &str, tail: &str) -> String {
        self.lang.t(&format!("{prefix}{tail}")).to_owned()
    }

    /// The text of a key with one `{name}` filled in.
    #[must_use]
    pub fn fill(&self, key: &str, name: &str, value: &str) -> String {
        self.lang.fill(key, &[(name, value)])
    }

    /// Address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

fn navigation(app: &AppState, visit: &Visit) -> Vec<NavGroup> {
    let mut groups: Vec<NavGroup> = Vec::new();
    for item in ENTRIES {
        let serves_own = app.table.iter().any(|row| row.path == item.path && matches!(row.need, Need::Own(_)));
        let own = serves_own && matches!(visit.rows(item.permission), Rows::OfFirm(_));
        if !app.has_page(item.path) || !(own || visit.may(item.permission)) {
            continue;
        }
        let heading = if item.group.is_empty() { String::new() } else { visit.lang.t(item.group).to_owned() };
        let current = if item.path == "/" { visit.path == "/" } else { visit.path.starts_with(item.path) };
        let text = visit.lang.t(if own { "shell.nav_own_firm" } else { item.text }).to_owned();
        let link = NavLink { path: item.path, icon: item.icon, text, current };
        match groups.last_mut() {
            Some(group) if group.heading == heading => group.links.push(link),
            _ => groups.push(NavGroup { heading, links: vec![link] }),
        }
    }
    groups
}

/// The address with one query value set, others kept.
fn with_query(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let start = format!("{name}=");
    let mut kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with(&start)).collect();
    let new = format!("{start}{value}");
    kept.push(&new);
    format!("{path}?{}", kept.join("&"))
}

/// A template as an answer: `Ok(Page(MyTemplate { shell, … }))`.
#[derive(Debug)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => Failure::from(error).into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn sets_one_value_and_keeps_the_rest() {
        assert_eq!(with_query("/a?lang=en&p=2", "lang", "zh"), "/a?p=2&lang=zh");
        assert_eq!(with_query("/a", "lang", "zh"), "/a?lang=zh");
    }
}
