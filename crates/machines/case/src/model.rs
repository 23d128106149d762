//! Cases as they are stored and read.

use jiff::civil::{DateTime, date};
use vocab::{PlaceId, Role, StudentId};

use crate::definition::Outcome;

vocab::ids! {
    /// A case.
    CaseId = "cse";
}

/// What stands for no deadline: later than any.
pub const NEVER: DateTime = date(9999, 12, 31).at(0, 0, 0, 0);

/// A case as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: CaseId,
    /// Its number, by which anyone can follow it.
    pub number: String,
    /// Its kind.
    pub entry: String,
    /// The digest of what it was begun under.
    pub definition: String,
    /// What it is about.
    pub place: PlaceId,
    /// As people call that.
    pub place_name: String,
    /// What lists call it.
    pub title: String,
    /// The step that it is at.
    pub step: String,
    /// What has come of it.
    pub outcome: Option<Outcome>,
    /// Who began it.
    pub made_by: Option<vocab::AccountId>,
    /// In which role; none where the system did.
    pub made_as: Option<Role>,
    /// What brought it about: what it is called and where it is looked at.
    pub cause: Option<(String, String)>,
    /// When it was begun.
    pub opened_at: DateTime,
    /// When it was closed.
    pub closed_at: Option<DateTime>,
    /// The nearest deadline that runs; [`NEVER`] where none does.
    pub due_at: DateTime,
    /// Since when its deadlines stand still.
    pub paused_at: Option<DateTime>,
    /// Until when at most.
    pub resume_at: Option<DateTime>,
    /// When it is looked at again, and whether it lies on a desk for that.
    pub look: Option<(DateTime, bool)>,
    /// How many things happened to it.
    pub version: i64,
    /// The pupil whom it is about.
    pub student: Option<StudentId>,
    /// As people call the pupil.
    pub student_name: Option<String>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The version that it led to.
    pub number: i64,
    /// When, on the cell's calendar.
    pub civil_at: DateTime,
    /// The action's word; `open` for the first.
    pub action: String,
    /// The step that it was done at.
    pub from: Option<String>,
    /// The step that it led to.
    pub to: String,
    /// Who, as what.
    pub by: Option<(vocab::AccountId, String, Role)>,
    /// Of which place.
    pub place_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What was answered with it.
    pub document: String,
    /// Where it was moved.
    pub moved_to: Option<String>,
}

/// What somebody was asked for, as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its number within the case.
    pub number: i64,
    /// What they were told.
    pub words: String,
    /// What they answered.
    pub document: Option<String>,
    /// Who answered.
    pub by: Option<String>,
    /// The place that was asked.
    pub place_name: String,
}

/// What came of an effect of an action, as its record shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The version that the action led to.
    pub number: i64,
    /// In words.
    pub words: String,
    /// Where it is looked at.
    pub link: Option<String>,
}

/// How punctual a deadline was kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Ended in time.
    pub on_time: i64,
    /// Ended at all.
    pub ended: i64,
    /// Still running and past their end.
    pub overdue: i64,
}

impl Rate {
    /// What the rate is of: all that ended and what is overdue.
    pub fn whole(self) -> i64 {
        self.ended + self.overdue
    }
}
