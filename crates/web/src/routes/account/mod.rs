//! One's own account: sign in, sign out, change the password.

pub mod password;
pub mod second_factor;
pub mod sign_in;
