//! Roles and their permissions, read from `knowledge/roles.yaml`. What is not listed there is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

static ROLES: LazyLock<Roles> =
    LazyLock::new(|| match Roles::parse(include_str!("../../../../knowledge/roles.yaml")) {
        Ok(roles) => roles,
        Err(error) => {
            tracing::error!(%error, "the built-in roles do not parse; nobody may do anything");
            Roles::default()
        }
    });

/// Every role and what it may do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Every permission there is, with what it allows in one line.
    permissions: BTreeMap<String, String>,
    roles: BTreeMap<String, Role>,
}

/// One role.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// One of the three administrators: holds no other role, sees no business data, one session at a time.
    #[serde(default)]
    pub admin: bool,
    /// What the role may do.
    #[serde(default)]
    pub may: BTreeSet<String>,
    /// What the role may do with its own rows: those of the firm its holder speaks for.
    #[serde(default)]
    pub own: BTreeSet<String>,
}

/// Why a roles file or a set of roles is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RolesError {
    /// The file is not what we read.
    #[error("roles file: {0}")]
    Syntax(String),
    /// A role names a permission that is not declared.
    #[error("role {role} names the unknown permission {permission}")]
    UnknownPermission {
        /// The role.
        role: String,
        /// The permission that is not declared.
        permission: String,
    },
    /// There is no such role.
    #[error("there is no role {0}")]
    UnknownRole(String),
    /// An administrator may hold no second role.
    #[error("{0} holds no other role")]
    AdminHoldsOne(String),
}

impl Roles {
    /// The roles built into this binary.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &ROLES
    }

    /// Reads a roles file.
    ///
    /// # Errors
    /// When the YAML does not parse or a role names an undeclared permission.
    pub fn parse(text: &str) -> Result<Self, RolesError> {
        let roles: Self = serde_norway::from_str(text).map_err(|error| RolesError::Syntax(error.to_string()))?;
        for (id, role) in &roles.roles {
            for permission in role.may.iter().chain(&role.own) {
                if !roles.permissions.contains_key(permission) {
                    return Err(RolesError::UnknownPermission { role: id.clone(), permission: permission.clone() });
                }
            }
        }
        Ok(roles)
    }

    /// The ids of all roles, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }

    /// The ids of all declared permissions, in order.
    pub fn permissions(&self) -> impl Iterator<Item = &str> {
        self.permissions.keys().map(String::as_str)
    }

    /// One role.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Role> {
        self.roles.get(id)
    }

    /// Whether any of `held` is one of the three administrators.
    #[must_use]
    pub fn any_admin(&self, held: &[String]) -> bool {
        held.iter().any(|id| self.get(id).is_some_and(|role| role.admin))
    }

    /// Checks that one person may hold these roles together.
    ///
    /// # Errors
    /// When a role is unknown, or an administrator's role stands beside another.
    pub fn check_together(&self, held: &[String]) -> Result<(), RolesError> {
        let distinct: BTreeSet<&String> = held.iter().collect();
        for id in &distinct {
            let Some(role) = self.get(id) else { return Err(RolesError::UnknownRole((*id).clone())) };
            if role.admin && distinct.len() > 1 {
                return Err(RolesError::AdminHoldsOne((*id).clone()));
            }
        }
        Ok(())
    }

    /// All that a holder of `held` may do. A set that may not stand together gives nothing.
    #[must_use]
    pub fn granted(&self, held: &[String]) -> Granted {
        let (mut all, mut own) = (BTreeSet::new(), BTreeSet::new());
        if self.check_together(held).is_ok() {
            for id in held {
                if let Some(role) = self.get(id) {
                    all.extend(role.may.iter().cloned());
                    own.extend(role.own.iter().cloned());
                }
            }
        }
        Granted { all: Arc::new(all), own: Arc::new(own) }
    }
}

/// The permissions of one person.
#[derive(Debug, Clone, Default)]
pub struct Granted {
    all: Arc<BTreeSet<String>>,
    own: Arc<BTreeSet<String>>,
}

impl Granted {
    /// Whether this permission was granted.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.all.contains(permission)
    }

    /// Whether this permission was granted for own rows.
    #[must_use]
    pub fn may_own(&self, permission: &str) -> bool {
        self.own.contains(permission)
    }
}
