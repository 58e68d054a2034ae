//! The metrics and code lists that come with the program, for a new data folder.

use store::knowledge::{read_list, read_metrics};
use store::{Result, Writer};

const METRICS: &[(&str, &str)] = &[
    ("metrics/firm-monthly.yaml", include_str!("../../../knowledge/metrics/firm-monthly.yaml")),
    ("metrics/firm-attributes.yaml", include_str!("../../../knowledge/metrics/firm-attributes.yaml")),
    ("metrics/record.yaml", include_str!("../../../knowledge/metrics/record.yaml")),
    ("metrics/district.yaml", include_str!("../../../knowledge/metrics/district.yaml")),
];

const LISTS: &[(&str, &str)] = &[
    ("lists/chains.yaml", include_str!("../../../knowledge/lists/chains.yaml")),
    ("lists/industries.yaml", include_str!("../../../knowledge/lists/industries.yaml")),
    ("lists/levels.yaml", include_str!("../../../knowledge/lists/levels.yaml")),
    ("lists/parks.yaml", include_str!("../../../knowledge/lists/parks.yaml")),
    ("lists/record-types.yaml", include_str!("../../../knowledge/lists/record-types.yaml")),
    ("lists/report-classes.yaml", include_str!("../../../knowledge/lists/report-classes.yaml")),
    ("lists/sections.yaml", include_str!("../../../knowledge/lists/sections.yaml")),
    ("lists/specialised-levels.yaml", include_str!("../../../knowledge/lists/specialised-levels.yaml")),
    ("lists/support-classes.yaml", include_str!("../../../knowledge/lists/support-classes.yaml")),
];

/// Declares them in a data folder; what is declared already in the same words stays as it is.
///
/// # Errors
/// [`store::StoreError::Knowledge`] for a file that is not well formed, or the database's refusal.
pub fn declare_supplied(writer: &Writer<'_>) -> Result<()> {
    for (file, yaml) in LISTS {
        writer.declare_list(&read_list(file, yaml)?)?;
    }
    for (file, yaml) in METRICS {
        writer.declare_metrics(&read_metrics(file, yaml)?)?;
    }
    Ok(())
}
