//! A day of a group: the roll call, what was unlike the roster, leave asked beforehand.

use jiff::civil::{Date, DateTime};
use vocab::{StaffId, StudentId};

use crate::aftercare::participation::model::GroupId;

vocab::ids! {
    /// Names a [`Leave`].
    LeaveId = "lve";
}

/// What was unlike the roster with one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exception {
    /// 缺勤: expected, not there, nobody said why.
    Absent,
    /// 请假: the family said so.
    OnLeave,
    /// 提前离开: was there, fetched before the end.
    LeftEarly,
}

impl Exception {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Absent, Self::OnLeave, Self::LeftEarly];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::OnLeave => "leave",
            Self::LeftEarly => "left-early",
        }
    }

    /// The kind that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Absent => "缺勤",
            Self::OnLeave => "请假",
            Self::LeftEarly => "提前离开",
        }
    }
}

db::words!(Exception);

/// One child that was unlike the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub student: StudentId,
    /// How.
    pub exception: Exception,
    /// With whom the child left, where it left early: a guardian or someone on the list.
    pub fetched_by: Option<String>,
}

/// The roll call of a group on a day: with the roster, it says of every child where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollCall {
    /// The group.
    pub group: GroupId,
    /// The day.
    pub day: Date,
    /// Children on the roster.
    pub expected: i64,
    /// Children who were there, those who left early included.
    pub present: i64,
    /// Children who were missing without a word.
    pub absent: i64,
    /// The teacher who was there: whose session it is.
    pub teacher: StaffId,
    /// When it was called.
    pub called_at: DateTime,
}

impl RollCall {
    /// Children on leave.
    pub fn on_leave(&self) -> i64 {
        self.expected - self.present - self.absent
    }
}

/// Leave that a guardian asked for. No reason is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Its name.
    pub id: LeaveId,
    /// Whose.
    pub student: StudentId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// When it was asked.
    pub asked_at: DateTime,
    /// When it was taken back, if it was.
    pub withdrawn_at: Option<DateTime>,
}
