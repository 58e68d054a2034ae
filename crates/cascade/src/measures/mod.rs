//! Measures beside ESRI: concentration, place, structure, influence, input-output tables, survival without a supplier.

mod concentration;
mod influence;
mod structure;
mod survival;
mod tables;

pub use concentration::{
    Concentration, SingleSource, concentration_by_sector, hhi, localisation, location_quotient, single_source,
    top_share,
};
pub use influence::{influence, upstreamness};
pub use structure::{betweenness, components, coreness, robustness};
pub use survival::{Need, Route, Site, Survival, days_of_stock};
pub use tables::{Linkages, linkages, sector_flows};
