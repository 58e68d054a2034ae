//! Signing in and out, locks, time-outs, passwords.

mod password;
mod second_factor;
mod sign_in;
