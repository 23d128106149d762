//! The roll comes in: the export of the national system is compared with the directory, and what
//! differs is taken over once someone confirms it.
//!
//! The national system stays the truth for the roll. A file is looked at first (`check`): each row
//! is new, moved, changed, the same or faulty, and pupils of its schools whom it does not name have
//! *probably* left. Nothing changes until it is confirmed (`apply`), kind by kind and all at once.
//! Who is absent from a file has not left by that: each such pupil is confirmed apart. The same
//! file sent twice changes nothing.
//!
//! | file | holds |
//! |---|---|
//! | `read` | what a row says, and what is wrong with it by itself |
//! | `place` | which school, grade and class it means |
//! | `compare`, `judge` | whom it names and what it changes |
//! | `stream` | the file, some hundred rows at a time |
//! | `check` | the whole file, without changing anything |
//! | `apply`, `wanted`, `seating`, `family`, `ending` | taking over what was confirmed |
//! | `told` | the same in lines, for the command line |
//! | `pages`, `views` | sending in, looking, confirming |

mod apply;
mod check;
mod compare;
mod document;
mod ending;
mod family;
mod file;
pub(crate) mod jobs;
mod judge;
mod pages;
mod place;
mod read;
mod seating;
mod stream;
mod told;
mod views;
mod wanted;

pub use apply::{Applying, Confirm, apply};
pub use check::{Checking, check};
pub(crate) use compare::KnownMember;
pub use ending::{close, discard, mark_left};
pub use file::{Received, answer, load, receive, take_in, waiting_count};
pub(crate) use pages::{IMPORT, routes};
pub(crate) use place::{Named, read_class};
pub(crate) use read::layout;
pub use told::told;

use jiff::{Timestamp, civil::Date};
use platform::jobs::{JobContext, JobError};
use vocab::PlaceId;

use crate::Error;

vocab::ids! {
    /// A roll that was sent in.
    RollImportId = "rim";
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// The file is being looked at.
    Waiting,
    /// What it would change is known.
    Checked,
    /// It could not be read at all.
    Refused,
    /// What was confirmed is being taken over.
    Applying,
    /// Done with: the file is gone.
    Closed,
}

impl ImportState {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Checked => "checked",
            Self::Refused => "refused",
            Self::Applying => "applying",
            Self::Closed => "closed",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Waiting, Self::Checked, Self::Refused, Self::Applying, Self::Closed]
            .into_iter()
            .find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "核对中",
            Self::Checked => "待确认",
            Self::Refused => "无法读取",
            Self::Applying => "更新中",
            Self::Closed => "已结束",
        }
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The directory says the same.
    Same,
    /// Nobody in the directory.
    New,
    /// Someone in the directory, who moves or changes.
    Known,
    /// Cannot be used.
    Fault,
}

impl Verdict {
    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::New => "new",
            Self::Known => "known",
            Self::Fault => "fault",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Same, Self::New, Self::Known, Self::Fault].into_iter().find(|it| it.key() == key)
    }
}

db::words!(ImportState, Verdict);

/// A roll that was sent in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id.
    pub id: RollImportId,
    /// The place whose pupils it may change.
    pub place: PlaceId,
    /// When it came.
    pub made_at: Timestamp,
    /// The day from which what it says counts.
    pub made_on: Date,
    /// The name of the file.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// Why the file could not be read.
    pub refusal: Option<String>,
    /// What is to be put right or looked at, in cells.
    pub faults: i64,
}

/// What a roll comes to, in pupils.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows in all.
    pub rows: i64,
    /// Nobody in the directory yet, not yet confirmed.
    pub new: i64,
    /// In another class or school, not yet confirmed.
    pub moved: i64,
    /// With other details, not yet confirmed.
    pub changed: i64,
    /// As they are in the directory, or confirmed.
    pub same: i64,
    /// Rows that cannot be used.
    pub faulty: i64,
    /// Pupils of the file's schools whom it does not name.
    pub absent: i64,
}

/// Whom to tell how far the work is.
#[derive(Clone, Copy)]
pub enum Follow<'a> {
    /// The job that it is a part of.
    Job(&'a JobContext),
    /// Nobody: the command line waits for the end.
    Nobody,
}

impl Follow<'_> {
    pub(crate) async fn note(self, done: i64, total: i64) -> Result<(), Error> {
        let Self::Job(job) = self else { return Ok(()) };
        job.progress(done, total).await.map_err(|error| match error {
            JobError::Db(error) => Error::Db(error),
            _ => Error::Lost,
        })
    }
}
