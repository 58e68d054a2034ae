//! One's own account: sign in, sign out, change the password.

pub mod password;
pub mod sign_in;
