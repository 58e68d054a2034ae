//! The names of all entities of a kind with their pinyin initials, in memory, brought up to date after each commit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{EntityId, SubjectKind};
use store::Store;

use crate::failure::Failure;
use crate::pinyin::Spelt;

/// One entity as it is looked for.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its number.
    pub id: EntityId,
    /// Its present name.
    pub name: String,
    spelt: Spelt,
}

/// All entities of a kind, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The last audit row whose names it surely holds.
    seq: i64,
    list: Vec<Named>,
}

/// The registers of this process.
#[derive(Clone, Debug, Default)]
pub struct Names {
    kinds: Arc<Mutex<HashMap<SubjectKind, Arc<Register>>>>,
}

impl Named {
    fn new(id: EntityId, name: String) -> Self {
        Self { id, spelt: Spelt::new(&name), name }
    }
}

impl Register {
    /// Those whose name holds the words asked for, in characters or as pinyin initials; all when nothing is asked.
    pub fn found<'r>(&'r self, asked: &str) -> impl Iterator<Item = &'r Named> {
        let asked = asked.trim().to_lowercase();
        self.list.iter().filter(move |named| named.spelt.holds(&asked))
    }
}

impl Names {
    /// The entities of a kind as they stand now.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn of(&self, store: &Store, kind: &SubjectKind) -> Result<Arc<Register>, Failure> {
        let seq = store.snapshot()?.seq();
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let register = kinds.entry(kind.clone()).or_default();
        if register.seq < seq {
            let changed = store.read(|r| r.entities_since(kind, register.seq))?;
            if changed.is_empty() && Arc::get_mut(register).is_none() {
                // Somebody is reading it and there is nothing new: looked at again next time.
                return Ok(Arc::clone(register));
            }
            let own = Arc::make_mut(register);
            for entity in changed {
                let named = Named::new(entity.id, entity.name);
                match own.list.binary_search_by_key(&named.id, |known| known.id) {
                    Ok(place) => own.list[place] = named,
                    Err(place) => own.list.insert(place, named),
                }
            }
            own.seq = seq;
        }
        Ok(Arc::clone(register))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_characters_and_initials() {
        let list = vec![Named::new(EntityId(1), "新型显示（3D）".into()), Named::new(EntityId(2), "ABC 汽车".into())];
        let register = Register { seq: 0, list };
        let found = |asked: &str| register.found(asked).map(|named| named.id.0).collect::<Vec<_>>();
        assert_eq!(found("XXXS3"), [1]);
        assert_eq!(found("abc 汽"), [2]);
        assert_eq!(found(" "), [1, 2]);
        assert!(found("jcdl").is_empty());
    }
}
