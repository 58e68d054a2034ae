//! Who may do what: roles as data, the route table, and the guard that stands before every route.

pub mod guard;
pub mod roles;
pub mod rows;
pub mod table;
