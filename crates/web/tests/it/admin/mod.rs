//! What administrators do, and what keeps them apart.

mod audit;
mod grants;
mod security;
mod system;
mod users;
