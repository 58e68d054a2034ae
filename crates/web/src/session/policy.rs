//! What the security administrator decides about sign-in: second factor and networks of administrators, age of
//! passwords. Kept as settings of the data folder.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use store::{Store, StoreError, User, Writer};

const FACTOR: &str = "security.admin_second_factor";
const NETWORKS: &str = "security.admin_networks";
const PASSWORD_DAYS: &str = "security.password_days";

/// Days after which a change of password is asked for, unless decided otherwise.
pub const PASSWORD_DAYS_AT_FIRST: u32 = 90;
/// Most days that can be set.
pub const MOST_PASSWORD_DAYS: u32 = 3_650;
/// Most networks on the list.
pub const MOST_NETWORKS: usize = 64;

/// The decisions in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Administrators must have a second factor before they can do anything else.
    pub admin_second_factor: bool,
    /// Where administrators may come from; empty for everywhere.
    pub admin_networks: Vec<Network>,
    /// Days until a change of password is asked for; 0 for never.
    pub password_days: u32,
}

/// An address or a range of addresses: `10.1.0.0/16`, `fd00::/8`, `10.1.2.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads one line of the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= most)?,
            None => most,
        };
        Some(Self { address, bits })
    }

    /// Whether an address lies within.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let (own, other, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(u32::from(a)), u128::from(u32::from(b)), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (u128::from(a), u128::from(b), 128),
            _ => return false,
        };
        let shift = width - u32::from(self.bits);
        shift >= 128 || own >> shift == other >> shift
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Policy {
    /// Reads the decisions; a line of the list that cannot be read lets nobody in by itself.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        store.read(|r| {
            let networks = r.setting(NETWORKS)?.unwrap_or_default();
            let days = r.setting(PASSWORD_DAYS)?.and_then(|days| days.parse().ok());
            Ok(Self {
                admin_second_factor: r.setting(FACTOR)?.as_deref() == Some("1"),
                admin_networks: networks.lines().filter_map(Network::parse).collect(),
                password_days: days.unwrap_or(PASSWORD_DAYS_AT_FIRST),
            })
        })
    }

    /// Keeps the decisions.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn write(&self, w: &Writer) -> Result<(), StoreError> {
        let networks: Vec<String> = self.admin_networks.iter().map(ToString::to_string).collect();
        w.put_setting(FACTOR, if self.admin_second_factor { "1" } else { "0" })?;
        w.put_setting(NETWORKS, &networks.join("\n"))?;
        w.put_setting(PASSWORD_DAYS, &self.password_days.to_string())
    }

    /// Whether an administrator may come from this address. The machine itself always may: whoever sits there can
    /// change the folder anyway, and a wrong list must not lock everyone out.
    #[must_use]
    pub fn admits(&self, address: &str) -> bool {
        if self.admin_networks.is_empty() {
            return true;
        }
        let Ok(address) = address.parse::<IpAddr>() else { return false };
        address.is_loopback() || self.admin_networks.iter().any(|network| network.holds(address))
    }

    /// How many days old a password is, when that is more than decided.
    #[must_use]
    pub fn overdue(&self, user: &User, now: Timestamp) -> Option<i64> {
        let age = now.duration_since(user.password_at.unwrap_or(user.created));
        let limit = SignedDuration::from_hours(24 * i64::from(self.password_days));
        (self.password_days > 0 && age > limit).then(|| age.as_hours() / 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_own_addresses_and_no_others() {
        let office = Network::parse("10.1.0.0/16").unwrap();
        assert!(office.holds("10.1.255.7".parse().unwrap()) && office.holds("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!office.holds("10.2.0.1".parse().unwrap()) && !office.holds("fd00::1".parse().unwrap()));
        assert!(Network::parse("192.0.2.4").unwrap().holds("192.0.2.4".parse().unwrap()));
        assert!(Network::parse("::/0").unwrap().holds("fd00::1".parse().unwrap()));
        for bad in ["", "10.1.0.0/33", "10.1", "a/8", "10.1.0.0/"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_list_lets_in_the_listed_and_the_machine_itself() {
        let mut policy = Policy { admin_second_factor: false, admin_networks: vec![], password_days: 90 };
        assert!(policy.admits("203.0.113.9"));
        policy.admin_networks.push(Network::parse("10.1.0.0/16").unwrap());
        assert!(policy.admits("10.1.4.4") && policy.admits("127.0.0.1") && policy.admits("::1"));
        assert!(!policy.admits("203.0.113.9") && !policy.admits("unknown"));
    }
}
