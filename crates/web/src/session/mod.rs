//! Sign-in: passwords, lock-out, sessions, and the layer that knows who visits.

pub mod cookie;
pub mod layer;
pub mod password;
pub mod policy;
pub mod sign_in;
pub mod slow;
pub mod ticket;
pub mod totp;
