//! What administrators do, and what keeps them apart.

mod audit;
mod grants;
mod system;
mod users;
