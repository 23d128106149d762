//! What people type, wherever they report and review: what is wrong with a field, and a decision.

use serde::Deserialize;

/// Why something cannot be kept: the field, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{advice}")]
pub(crate) struct Wrong {
    /// The field.
    pub(crate) field: &'static str,
    /// What to write.
    pub(crate) advice: String,
}

/// Says what to write in a field.
pub(crate) fn wrong(field: &'static str, advice: impl Into<String>) -> Wrong {
    Wrong { field, advice: advice.into() }
}

/// What a reviewer says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Decided {
    #[serde(default)]
    decision: String,
    /// Why it goes back.
    #[serde(default)]
    pub(crate) reason: String,
}

impl Decided {
    /// Whether it is good as it stands.
    pub(crate) fn is_good(&self) -> bool {
        self.decision == "good"
    }
}
