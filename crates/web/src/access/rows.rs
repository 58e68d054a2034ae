//! Which rows a visitor may see of what a permission speaks of. A route that serves own rows asks here; every other
//! route refuses whoever holds a permission for own rows only.

use domain::{EntityId, Subject};

/// The rows of one permission for one visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Every row.
    All,
    /// What is said of one firm.
    OfFirm(EntityId),
    /// No row.
    None,
}

impl Rows {
    /// Whether what is said of this subject may be seen. Of a pair both would have to be one's own, and no firm
    /// supplies itself: pairs show what another firm does.
    #[must_use]
    pub fn hold(self, subject: Subject) -> bool {
        match self {
            Self::All => true,
            Self::OfFirm(firm) => subject == Subject::One(firm),
            Self::None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_sees_itself_and_neither_another_nor_a_pair_it_is_part_of() {
        let (own, other) = (EntityId(1), EntityId(2));
        assert!(Rows::OfFirm(own).hold(Subject::One(own)));
        for subject in [Subject::One(other), Subject::Pair(own, other), Subject::Pair(other, own)] {
            assert!(!Rows::OfFirm(own).hold(subject));
            assert!(Rows::All.hold(subject) && !Rows::None.hold(subject));
        }
        assert!(!Rows::None.hold(Subject::One(own)));
    }
}
