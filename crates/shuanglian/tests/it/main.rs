//! The binary as a person or a script uses it: what it prints, and how it exits.

mod folder;
mod program;
mod tables;
