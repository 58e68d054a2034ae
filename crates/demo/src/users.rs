//! Accounts of the demo, one for each role; their passwords are printed and good for nothing else.

/// One account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoUser {
    /// Sign-in name.
    pub name: &'static str,
    /// Name shown; a role, not a person.
    pub display: &'static str,
    /// Role key of `knowledge/roles.yaml`.
    pub role: &'static str,
    /// 科室.
    pub section: Option<&'static str>,
    /// Password, in clear: the demo holds nothing to protect.
    pub password: &'static str,
}

const fn user(
    name: &'static str,
    display: &'static str,
    role: &'static str,
    section: Option<&'static str>,
    password: &'static str,
) -> DemoUser {
    DemoUser { name, display, role, section, password }
}

/// All accounts, in the order in which they are printed.
pub const USERS: &[DemoUser] = &[
    user("office", "双链办经办（演示）", "dual_chain_office", Some("双链办"), "demo-office-2024"),
    user("review", "双链办复核（演示）", "dual_chain_office", Some("双链办"), "demo-review-2024"),
    user("section", "产业科室经办（演示）", "section", Some("产业一科"), "demo-section-2024"),
    user("software", "软件科经办（演示）", "section", Some("软件科"), "demo-software-2024"),
    user("finance", "财务绩效经办（演示）", "finance", Some("财务科"), "demo-finance-2024"),
    user("chief", "链长（演示）", "chain_chief", None, "demo-chief-2024"),
    user("auditor", "审计（演示）", "auditor", None, "demo-auditor-2024"),
    user("firm", "企业用户（演示）", "enterprise", None, "demo-firm-2024"),
    user("sysadmin", "系统管理员（演示）", "system_admin", None, "demo-sysadmin-2024"),
    user("secadmin", "安全管理员（演示）", "security_admin", None, "demo-secadmin-2024"),
    user("logadmin", "审计管理员（演示）", "audit_admin", None, "demo-logadmin-2024"),
];
