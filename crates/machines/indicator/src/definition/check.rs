//! What a catalog file says of an indicator that tells how good records are: in which way they can be
//! wrong, and what is done about those that are.

use vocab::Role;

db::spoken! {
    /// In which way records can be wrong, in the order in which pages tell them (after GB/T 36344-2018,
    /// which calls the last 准确性: what cannot be proved from records is only not plausible).
    pub CheckKind {
        /// Something is not written down.
        Completeness = "completeness", "完整";
        /// It was written down too late, or not yet.
        Timeliness = "timeliness", "及时";
        /// Two records contradict each other.
        Consistency = "consistency", "一致";
        /// It is written down, and can hardly be so.
        Plausibility = "plausibility", "合理";
    }
}

impl CheckKind {
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
