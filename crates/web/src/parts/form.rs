//! Complaints about a form: shown in the summary on top and under the field with the same words.

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Id and name of the field.
    pub field: String,
    /// What is wrong, in the visitor's language.
    pub text: String,
}

impl Complaint {
    /// A complaint about `field`.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }

    /// Whether it is about `field`.
    #[must_use]
    pub fn is_of(&self, field: &str) -> bool {
        self.field == field
    }
}

/// The class of a field with a complaint.
#[must_use]
pub fn class(complaints: &[Complaint], field: &str) -> &'static str {
    if complaints.iter().any(|complaint| complaint.is_of(field)) { " bad" } else { "" }
}
