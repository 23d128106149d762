//! What came in for a form, with everything that had to be asked of the database before it can be
//! read: whom a look-up means, which files lie ready, what is sealed already.

use std::collections::BTreeMap;

use platform::files::FileRow;

use crate::{Answers, Posted, Wrong, lookup::Found, papers::DraftId};

/// What came in for a form, ready to be read by [`take`](crate::take).
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// What was typed.
    pub posted: Posted,
    pub(crate) found: Found,
    /// The ids of files and of what is sealed, by field.
    pub(crate) kept: BTreeMap<String, Vec<String>>,
    /// What the files among them are called.
    pub(crate) files: BTreeMap<String, FileRow>,
    /// What is wrong with what was sent, before it is read.
    pub(crate) wrongs: Vec<Wrong>,
    /// Where files and sealed answers lie until the record takes them.
    pub(crate) draft: Option<DraftId>,
    /// What the platform knows.
    pub(crate) given: Answers,
}

impl Received {
    /// The first value of `name`, trimmed; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.posted.get(name)
    }

    /// Where what was sent lies ready, if anything had to be kept.
    pub fn draft(&self) -> Option<DraftId> {
        self.draft
    }

    /// What is wrong with what was sent, before it is read: files that were not taken.
    pub fn wrongs(&self) -> &[Wrong] {
        &self.wrongs
    }

    /// Whether it was sent for further rows and not to be taken yet.
    pub fn wants_more(&self) -> bool {
        !self.posted.get(crate::controls::MORE).is_empty()
    }

    /// Whether it was sent to be saved as a draft.
    pub fn wants_saving(&self) -> bool {
        !self.posted.get(crate::drafts::SAVE).is_empty()
    }

    /// The same with what the platform knows.
    #[must_use]
    pub fn knowing(mut self, given: Answers) -> Self {
        self.given = given;
        self
    }
}

impl From<Posted> for Received {
    fn from(posted: Posted) -> Self {
        Self { posted, ..Self::default() }
    }
}
