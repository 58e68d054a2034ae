//! Signing in and out, locks, time-outs, passwords.

mod password;
mod sign_in;
