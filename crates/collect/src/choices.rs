//! What a person says about a file that the file does not say itself: where the headings stand, what a column means,
//! period and unit; and how the same is remembered for the next file of the template.

use std::collections::BTreeMap;

use domain::{Period, Unit};
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, Writer};
use tabular::{Document, Row};

use crate::heading::{ERROR_COLUMNS, Role};
use crate::read::HEADER_WITHIN;
use crate::{Registry, SheetReading};

/// What the file itself does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// The period of every row of a sheet without a period column.
    pub period: Option<Period>,
    /// The unit of amounts for which neither heading nor sheet states one.
    pub unit: Option<Unit>,
    /// Choices for single sheets, by their number from 0.
    pub sheets: BTreeMap<u32, SheetChoice>,
}

/// What was chosen for one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SheetChoice {
    /// The sheet is not read.
    pub skip: bool,
    /// Row of the headings, from 1.
    pub header: Option<u32>,
    /// What columns mean, by column from 1; the headings decide for the others.
    pub columns: BTreeMap<u32, Role>,
}

/// What is kept of a template.
#[derive(Serialize, Deserialize)]
struct Remembered {
    columns: BTreeMap<u32, Role>,
}

/// The setting under which a header row is remembered: its headings with their columns, ours of error files left out.
fn template(headings: impl Iterator<Item = (u32, String)>) -> Option<String> {
    let mut text = String::new();
    for (column, heading) in headings {
        let heading: String = heading.chars().filter(|c| !c.is_whitespace()).collect();
        if heading.is_empty() || ERROR_COLUMNS.contains(&heading.as_str()) {
            continue;
        }
        text.push_str(&format!("{column}:{heading}\n"));
    }
    (!text.is_empty()).then(|| format!("collect.template.{}", store::digest_of(text.as_bytes())))
}

fn template_of_row(row: &Row) -> Option<String> {
    template(row.cells.iter().map(|cell| (cell.column, cell.text.clone())))
}

/// Fills in what was chosen before for files with the same headings, for sheets nobody has chosen anything for.
///
/// # Errors
/// The store's refusal.
pub fn recall(
    reader: &Reader<'_>,
    document: &Document,
    registry: &Registry,
    options: &mut ReadOptions,
) -> store::Result<()> {
    for (index, sheet) in document.sheets.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        if options.sheets.contains_key(&index) {
            continue;
        }
        for row in sheet.rows.iter().take(HEADER_WITHIN) {
            let Some(key) = template_of_row(row) else { continue };
            let Some(json) = reader.setting(&key)? else { continue };
            let Ok(kept) = serde_json::from_str::<Remembered>(&json) else { continue };
            // A metric may have gone since: then the heading speaks for itself again.
            let known =
                |role: &Role| !matches!(role, Role::Metric { metric, .. } if registry.metric(*metric).is_none());
            let columns = kept.columns.into_iter().filter(|(_, role)| known(role)).collect();
            options.sheets.insert(index, SheetChoice { skip: false, header: Some(row.number), columns });
            break;
        }
    }
    Ok(())
}

/// Remembers what was chosen for sheets of a reading, for the next files with the same headings.
///
/// # Errors
/// The store's refusal.
pub fn remember(writer: &Writer<'_>, sheets: &[SheetReading], options: &ReadOptions) -> store::Result<()> {
    for sheet in sheets {
        let Some(choice) = options.sheets.get(&sheet.sheet).filter(|choice| !choice.columns.is_empty()) else {
            continue;
        };
        let headings = sheet.columns.iter().map(|column| (column.column, column.heading.clone()));
        let Some(key) = template(headings) else { continue };
        let json = serde_json::to_string(&Remembered { columns: choice.columns.clone() })
            .map_err(|error| StoreError::Damaged(error.to_string()))?;
        writer.put_setting(&key, &json)?;
    }
    Ok(())
}
