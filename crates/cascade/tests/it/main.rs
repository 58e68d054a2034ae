//! What users of the library rely on: the golden numbers, the agreement of the engines, refusals with their place.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails the test it helps")]

extern crate shuanglian_cascade as cascade;

mod agree;
mod explained;
mod golden;
mod measures;
mod refusals;
mod small;
