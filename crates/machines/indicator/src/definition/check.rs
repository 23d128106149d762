//! What a catalog file says of an indicator that tells how good records are: in which way they can be
//! wrong, and what is done about those that are.

use std::fmt;

use vocab::Role;

/// In which way records can be wrong, in the order in which pages tell them (after GB/T 36344-2018,
/// which calls the last 准确性: what cannot be proved from records is only not plausible).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// Something is not written down.
    Completeness,
    /// It was written down too late, or not yet.
    Timeliness,
    /// Two records contradict each other.
    Consistency,
    /// It is written down, and can hardly be so.
    Plausibility,
}

impl CheckKind {
    /// Each of them.
    pub const ALL: [Self; 4] =
        [Self::Completeness, Self::Timeliness, Self::Consistency, Self::Plausibility];

    /// Its word in addresses and programs' answers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Timeliness => "timeliness",
            Self::Consistency => "consistency",
            Self::Plausibility => "plausibility",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Completeness => "完整",
            Self::Timeliness => "及时",
            Self::Consistency => "一致",
            Self::Plausibility => "合理",
        }
    }

    /// What is wrong where it is not so.
    pub fn wrong(self) -> &'static str {
        match self {
            Self::Completeness => "缺的",
            Self::Timeliness => "没有按时的",
            Self::Consistency => "对不上的",
            Self::Plausibility => "可疑的",
        }
    }
}

impl fmt::Display for CheckKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// That an indicator tells how good records are. Where more is better, what is not counted is wrong;
/// where less is, what is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// In which way.
    pub kind: CheckKind,
    /// What is wrong, as people call it: 没有班主任的班级.
    pub label: String,
    /// Who keeps the records at a school, and is asked to mend them.
    pub keepers: Vec<Role>,
    /// What whoever keeps the records does about a wrong one.
    pub cure: String,
}
