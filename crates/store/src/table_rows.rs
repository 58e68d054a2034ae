//! Rows of a table under other numbers: when another version comes into force, what hangs on a row moves along.

use std::collections::BTreeSet;

use crate::{Result, Writer};

/// Where rows are named: table and column.
const NAMED: [(&str, &str); 2] = [("binding", "target"), ("form_entry", "row")];

impl Writer<'_> {
    /// Everything that hangs on rows of a table hangs on others from now on, all at once; each `to` is named once. What
    /// stands in the way without moving itself is kept out of sight under its own number. The rows that things moved to.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn move_table_rows(&self, lineage: &str, moves: &[(String, String)]) -> Result<BTreeSet<String>> {
        let mut reached = BTreeSet::new();
        for (table, column) in NAMED {
            let here = self.row_names(table, column, lineage)?;
            let moving: Vec<&(String, String)> = moves.iter().filter(|(from, _)| here.contains(from)).collect();
            let from: BTreeSet<&String> = moving.iter().map(|(from, _)| from).collect();
            let away = format!("update {table} set {column} = ?3 where lineage = ?1 and {column} = ?2");
            let aside =
                format!("update {table} set {column} = {column} || '~0.' || id where lineage = ?1 and {column} = ?2");
            for (from, to) in &moving {
                self.conn.prepare_cached(&away)?.execute((lineage, from, format!("\u{1}{to}")))?;
            }
            for (_, to) in moving.iter().filter(|(_, to)| here.contains(to) && !from.contains(to)) {
                self.conn.prepare_cached(&aside)?.execute((lineage, to))?;
            }
            for (_, to) in &moving {
                self.conn.prepare_cached(&away)?.execute((lineage, format!("\u{1}{to}"), to))?;
                reached.insert(to.clone());
            }
        }
        Ok(reached)
    }

    fn row_names(&self, table: &str, column: &str, lineage: &str) -> Result<BTreeSet<String>> {
        let mut all = self.conn.prepare_cached(&format!("select distinct {column} from {table} where lineage = ?1"))?;
        let mut rows = all.query([lineage])?;
        let mut names = BTreeSet::new();
        while let Some(row) = rows.next()? {
            names.insert(row.get(0)?);
        }
        Ok(names)
    }
}
