//! Firms: their registry, what they file, how it is cleaned, matched, checked, scored and tiered.

pub mod answers;
pub mod classes;
pub mod definitions;
pub mod examples;
pub mod linkage;
pub mod rules;
pub mod runs;
pub mod schemes;
pub mod terms;
