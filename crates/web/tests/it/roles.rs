//! Role × route: every route has a row here that says which roles may pass; all others must be refused.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use web::access::roles::{Roles, RolesError};
use web::access::table::Need;

use crate::app::TestApp;

const ALL: &str = "*";
const OFFICE: &str = "dual_chain_office chain_chief section finance auditor";
/// Who passes the route: officers for every row, people of firms for their own (see `rows`).
const WITH_FIRMS: &str = "dual_chain_office chain_chief section finance auditor enterprise chain_leader_firm";

/// `(method, path, roles that may pass; * for everyone signed in, "open" for everybody)`.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("GET", "/assets/{name}", "open"),
    ("GET", "/sign-in", "open"),
    ("POST", "/sign-in", "open"),
    ("GET", "/sign-in/code", "open"),
    ("POST", "/sign-in/code", "open"),
    ("GET", "/healthz", "open"),
    ("GET", "/metrics", "open"),
    ("GET", "/api/v1/openapi.json", ALL),
    ("GET", "/api/v1/me", ALL),
    ("GET", "/api/v1/users", "system_admin security_admin"),
    ("GET", "/api/v1/audit", "audit_admin auditor"),
    ("GET", "/api/v1/metrics", "dual_chain_office chain_chief section finance auditor"),
    ("GET", "/api/v1/batches", "dual_chain_office chain_chief section finance auditor"),
    ("GET", "/api/v1/target-tables", "dual_chain_office chain_chief section finance auditor"),
    ("GET", "/api/v1/target-tables/{id}", "dual_chain_office chain_chief section finance auditor"),
    ("GET", "/api/v1/target-tables/{id}/scores/{rules}", OFFICE),
    ("GET", "/api/v1/target-tables/{id}/weights/{rules}", OFFICE),
    ("GET", "/api/v1/target-tables/{id}/monitoring/{month}", OFFICE),
    ("GET", "/api/v1/target-tables/{id}/issued", OFFICE),
    ("POST", "/sign-out", ALL),
    ("GET", "/account/password", ALL),
    ("POST", "/account/password", ALL),
    ("GET", "/account/second-factor", ALL),
    ("POST", "/account/second-factor", ALL),
    ("POST", "/account/second-factor/confirm", ALL),
    ("POST", "/account/second-factor/remove", ALL),
    ("GET", "/", ALL),
    ("GET", "/enterprises/checks", OFFICE),
    ("GET", "/enterprises/checks/{id}", OFFICE),
    ("GET", "/enterprises/checks.xlsx", OFFICE),
    ("POST", "/enterprises/checks/run", "dual_chain_office section"),
    ("POST", "/enterprises/checks/answer", "dual_chain_office section"),
    ("POST", "/enterprises/checks/waive", "dual_chain_office"),
    ("GET", "/targets", OFFICE),
    ("GET", "/targets/years", OFFICE),
    ("GET", "/targets/{id}", OFFICE),
    ("GET", "/targets/{id}/printed", OFFICE),
    ("GET", "/targets/{id}/findings", OFFICE),
    ("GET", "/targets/{id}/changes", OFFICE),
    ("GET", "/targets/{id}/export.xlsx", OFFICE),
    ("GET", "/targets/{id}/bind/{target}", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bind/{target}", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bind/{target}/accept", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bind/{target}/return", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bind/{target}/withdraw", "dual_chain_office finance"),
    ("GET", "/targets/{id}/attest/{target}", "dual_chain_office finance"),
    ("POST", "/targets/{id}/attest/{target}", "dual_chain_office finance"),
    ("GET", "/targets/{id}/history/{target}", OFFICE),
    ("GET", "/targets/{id}/bindings", OFFICE),
    ("GET", "/targets/{id}/bindings.yaml", OFFICE),
    ("POST", "/targets/{id}/bindings", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bindings/accept", "dual_chain_office finance"),
    ("GET", "/targets/{id}/bindings/plan/{draft}", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bindings/plan/{draft}/apply", "dual_chain_office finance"),
    ("POST", "/targets/{id}/bindings/plan/{draft}/drop", "dual_chain_office finance"),
    ("POST", "/targets/{id}/findings/answer", "dual_chain_office section finance"),
    ("POST", "/targets/{id}/findings/waive", "dual_chain_office finance"),
    ("GET", "/targets/{id}/findings.xlsx", OFFICE),
    ("GET", "/targets/{id}/draft", OFFICE),
    ("GET", "/targets/{id}/draft.xlsx", OFFICE),
    ("POST", "/targets/{id}/draft/take", "dual_chain_office section finance"),
    ("POST", "/targets/{id}/draft/leave", "dual_chain_office section finance"),
    ("GET", "/targets/{id}/trail", OFFICE),
    ("POST", "/targets/{id}/trail/submit", "dual_chain_office finance"),
    ("POST", "/targets/{id}/trail/review", "dual_chain_office finance"),
    ("POST", "/targets/{id}/trail/return", "dual_chain_office finance"),
    ("POST", "/targets/{id}/trail/sign", "chain_chief"),
    ("POST", "/targets/{id}/trail/decline", "chain_chief"),
    ("GET", "/targets/{id}/monitoring", OFFICE),
    ("GET", "/targets/{id}/monitoring/{month}/{row}", "dual_chain_office section finance"),
    ("POST", "/targets/{id}/monitoring/{month}/{row}", "dual_chain_office section finance"),
    ("POST", "/targets/{id}/monitoring/{month}/{row}/answer", "dual_chain_office section finance"),
    ("GET", "/targets/{id}/weights/{rules}", OFFICE),
    ("POST", "/targets/{id}/weights/{rules}", "dual_chain_office section finance"),
    ("GET", "/targets/{id}/weights/{rules}/form.xlsx", OFFICE),
    ("GET", "/targets/{id}/scores/{rules}", OFFICE),
    ("GET", "/targets/{id}/scores/{rules}/{row}", OFFICE),
    ("POST", "/targets/{id}/scores/{rules}/{row}", "dual_chain_office section finance"),
    ("POST", "/targets/{id}/scores/{rules}/{row}/review", "dual_chain_office finance"),
    ("GET", "/targets/{id}/department/{rules}", OFFICE),
    ("GET", "/targets/{id}/form/{form}/form.xlsx", OFFICE),
    ("GET", "/targets/{id}/form/{form}/print", OFFICE),
    ("POST", "/targets/{id}/form/{form}/issue", "dual_chain_office finance"),
    ("GET", "/targets/{id}/issued", OFFICE),
    ("GET", "/targets/{id}/issued/{issue}", OFFICE),
    ("GET", "/search", OFFICE),
    ("GET", "/enterprises", WITH_FIRMS),
    ("GET", "/enterprises/{id}", WITH_FIRMS),
    ("GET", "/evidence/{token}", WITH_FIRMS),
    ("GET", "/files/{sha256}", OFFICE),
    ("GET", "/files/{sha256}/open", OFFICE),
    ("GET", "/import", "dual_chain_office section finance"),
    ("POST", "/import/facts", "dual_chain_office section finance"),
    ("GET", "/import/facts/{draft}", "dual_chain_office section finance"),
    ("POST", "/import/facts/{draft}", "dual_chain_office section finance"),
    ("POST", "/import/facts/{draft}/drop", "dual_chain_office section finance"),
    ("GET", "/import/facts/{draft}/check", "dual_chain_office section finance"),
    ("GET", "/import/facts/{draft}/errors.xlsx", "dual_chain_office section finance"),
    ("GET", "/import/facts/{draft}/cell/{sheet}/{row}/{column}", "dual_chain_office section finance"),
    ("GET", "/import/facts/{draft}/preview", "dual_chain_office section finance"),
    ("POST", "/import/facts/{draft}/commit", "dual_chain_office section finance"),
    ("GET", "/records", OFFICE),
    ("GET", "/records/export.xlsx", OFFICE),
    ("GET", "/records/{id}", OFFICE),
    ("GET", "/records/types", OFFICE),
    ("GET", "/records/types/{code}", OFFICE),
    ("GET", "/records/new", "dual_chain_office section finance"),
    ("GET", "/records/new/{code}", "dual_chain_office section finance"),
    ("POST", "/records/new/{code}", "dual_chain_office section finance"),
    ("GET", "/records/drafts/{draft}", "dual_chain_office section finance"),
    ("POST", "/records/drafts/{draft}", "dual_chain_office section finance"),
    ("POST", "/records/drafts/{draft}/drop", "dual_chain_office section finance"),
    ("POST", "/records/{id}/edit", "dual_chain_office section finance"),
    ("POST", "/records/{id}/surveys", "dual_chain_office section finance"),
    ("GET", "/records/{id}/surveys/{survey}", OFFICE),
    ("GET", "/surveys", OFFICE),
    ("GET", "/surveys/export.xlsx", OFFICE),
    ("GET", "/s/{token}", "open"),
    ("POST", "/s/{token}", "open"),
    ("POST", "/records/{id}/accept", "dual_chain_office section finance"),
    ("POST", "/records/{id}/return", "dual_chain_office section finance"),
    ("GET", "/definitions", OFFICE),
    ("GET", "/definitions/{id}", OFFICE),
    ("GET", "/batches", OFFICE),
    ("GET", "/batches/{id}", OFFICE),
    ("POST", "/batches/{id}/undo", "dual_chain_office"),
    ("POST", "/batches/{id}/undo-table", "dual_chain_office finance"),
    ("POST", "/import", "dual_chain_office finance"),
    ("GET", "/import/{draft}", "dual_chain_office finance"),
    ("POST", "/import/{draft}/encoding", "dual_chain_office finance"),
    ("POST", "/import/{draft}/commit", "dual_chain_office finance"),
    ("POST", "/import/{draft}/drop", "dual_chain_office finance"),
    ("GET", "/admin/users", "system_admin security_admin"),
    ("POST", "/admin/users", "system_admin"),
    ("POST", "/admin/users/{id}/reset", "system_admin"),
    ("POST", "/admin/users/{id}/lock", "system_admin"),
    ("POST", "/admin/users/{id}/unlock", "system_admin"),
    ("GET", "/admin/grants", "system_admin security_admin"),
    ("POST", "/admin/grants", "system_admin"),
    ("POST", "/admin/grants/{id}/approve", "security_admin"),
    ("POST", "/admin/grants/{id}/reject", "security_admin"),
    ("GET", "/admin/security", "security_admin"),
    ("POST", "/admin/security", "security_admin"),
    ("GET", "/admin/system", "system_admin"),
    ("GET", "/admin/system/size/{part}", "system_admin"),
    ("POST", "/admin/system/backup", "system_admin"),
    ("GET", "/audit", "audit_admin auditor"),
    ("POST", "/audit/verify", "audit_admin auditor"),
    ("GET", "/audit/export", "audit_admin auditor"),
];

fn expected(method: &Method, path: &str) -> &'static str {
    let row = EXPECTED.iter().find(|row| row.0 == method.as_str() && row.1 == path);
    row.unwrap_or_else(|| panic!("{method} {path} has no row in tests/it/roles.rs")).2
}

#[test]
fn the_route_table_and_this_table_name_the_same_routes() {
    let (_, table) = web::routes::all().finish();
    let ours: BTreeSet<_> = EXPECTED.iter().map(|row| (row.0.to_owned(), row.1.to_owned())).collect();
    let theirs: BTreeSet<_> = table.iter().map(|row| (row.method.to_string(), row.path.to_owned())).collect();
    assert_eq!(ours, theirs);
    for row in table.iter() {
        if let Need::May(permission) | Need::Own(permission) = row.need {
            assert!(Roles::built_in().permissions().any(|known| known == permission), "{permission} is not declared");
        }
    }
}

#[tokio::test]
async fn each_role_passes_where_its_row_says_and_nowhere_else() {
    let app = TestApp::new();
    let (_, table) = web::routes::all().finish();
    let mut stranger = app.browser();
    for row in table.iter() {
        let path = example(row.path);
        let status = stranger.ask(row.method.clone(), &path, &[], Body::empty()).await;
        if expected(&row.method, row.path) == "open" {
            assert_ne!(status.status, StatusCode::UNAUTHORIZED, "{path}");
        } else {
            let sent_away = status.location().starts_with("/sign-in") || status.status == StatusCode::UNAUTHORIZED;
            assert!(sent_away, "{} {path} answered a stranger with {}", row.method, status.status);
        }
    }
    for role in Roles::built_in().ids() {
        let mut browser = app.signed_in(role).await;
        for row in table.iter() {
            let allowed = expected(&row.method, row.path);
            if row.path == "/sign-out" || allowed == "open" {
                continue;
            }
            let may = allowed == ALL || allowed.split(' ').any(|one| one == role);
            let answer = browser.ask(row.method.clone(), &example(row.path), &[], Body::empty()).await;
            let refused = answer.text.contains("web.forbidden");
            assert_eq!(refused, !may, "{role}: {} {} answered {}", row.method, row.path, answer.status);
        }
    }
}

/// The pattern with its blanks filled by numbers that exist nowhere.
fn example(pattern: &str) -> String {
    let parts: Vec<&str> = pattern.split('/').map(|part| if part.starts_with('{') { "999999" } else { part }).collect();
    parts.join("/")
}

#[test]
fn administrators_see_no_business_data_and_hold_one_role() {
    let roles = Roles::built_in();
    let business = ["home.", "search.", "targets.", "evidence.", "collect.", "enterprises.", "records."];
    for role in ["system_admin", "security_admin", "audit_admin"] {
        assert!(roles.get(role).unwrap().admin);
        for permission in &roles.get(role).unwrap().may {
            assert!(!business.iter().any(|start| permission.starts_with(start)), "{role} may {permission}");
        }
        for other in roles.ids().filter(|other| *other != role) {
            let both = [role.to_owned(), other.to_owned()];
            assert!(matches!(roles.check_together(&both), Err(RolesError::AdminHoldsOne(_))));
            assert!(!roles.granted(&both).may("targets.read"), "{role} beside {other} gives nothing");
        }
    }
    for role in OFFICE.split(' ') {
        assert!(roles.granted(&[role.to_owned()]).may("targets.read"), "{role}");
    }
}

#[test]
fn no_two_admins_share_a_power_but_reading_the_list_of_accounts() {
    let roles = Roles::built_in();
    let may = |role: &str| &roles.get(role).unwrap().may;
    let shared: Vec<_> = may("system_admin").intersection(may("security_admin")).map(String::as_str).collect();
    assert_eq!(shared, ["users.read"]);
    assert!(may("audit_admin").is_disjoint(may("system_admin")));
    assert!(may("audit_admin").is_disjoint(may("security_admin")));
}
