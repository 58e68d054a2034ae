//! Which stored table a verb works on, and the table with all that is computed of it.

use store::Store;
use targets::appraisal::Ready;

use crate::commands::folder::{Folder, stored};
use crate::failure::Failure;
use crate::shell::Shell;

/// The table of a verb.
#[derive(Debug, clap::Args)]
pub(super) struct StoredTable {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    pub(super) id: i64,
    #[command(flatten)]
    folder: Folder,
}

impl StoredTable {
    /// The folder, open.
    pub(super) fn store(&self, shell: &Shell) -> Result<Store, Failure> {
        self.folder.open(shell)
    }

    /// The folder and the table at this moment.
    pub(super) fn ready(&self, shell: &Shell) -> Result<(Store, Ready), Failure> {
        let store = self.store(shell)?;
        let ready = Ready::load(&store, self.id).map_err(|error| stored(error, shell.lang))?;
        Ok((store, ready))
    }
}
