//! A child that is fetched before the end.

use jiff::civil::{Date, Time};
use vocab::{GuardianId, StudentId};

vocab::ids! {
    /// Names an [`EarlyLeave`].
    EarlyLeaveId = "erl";
}

/// A child that its family fetches before the end on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyLeave {
    /// Its name.
    pub id: EarlyLeaveId,
    /// The child.
    pub student: StudentId,
    /// The day.
    pub day: Date,
    /// When.
    pub at: Time,
    /// By whom.
    pub guardian: GuardianId,
    /// The same in words, as the teacher reads it: 外婆 罗小兰.
    pub with_whom: String,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}
