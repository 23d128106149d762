//! Who people are in the system: the offices that the field itself knows.

/// A role, held at a place by a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 分管局长: reads everything that is not sealed, decides.
    BureauLeader,
    /// 基教科: basic education office.
    BasicEducationClerk,
    /// 计财科: planning and finance office.
    FinanceClerk,
    /// 办公室: letters and petitions, proposals, what goes in and out.
    OfficeClerk,
    /// 组织人事科: personnel office.
    PersonnelClerk,
    /// 安全科: safety office.
    SafetyClerk,
    /// 督导室: office of inspection.
    SupervisionClerk,
    /// 招生考试中心: enrolment and examinations.
    ExamsClerk,
    /// 镇(街道)教育干事.
    TownClerk,
    /// 校长.
    Principal,
    /// 课后服务管理员 of a school.
    AftercareManager,
    /// 学籍管理员 of a school.
    RollManager,
    /// 财务 of a school.
    SchoolFinance,
    /// 安全员 of a school.
    SafetyOfficer,
    /// 班主任.
    ClassTeacher,
    /// 任课教师.
    Teacher,
    /// 校外教师, from an approved institution.
    OutsideTeacher,
    /// 责任督学.
    Inspector,
    /// 家长.
    Guardian,
    /// 系统管理员, of the three separated administrators.
    SystemAdmin,
    /// 安全管理员: accounts and grants.
    SecurityAdmin,
    /// 审计管理员: reads the audit trail, changes nothing.
    AuditAdmin,
}

impl Role {
    /// Every role, in the order in which lists show them.
    pub const ALL: [Self; 22] = [
        Self::BureauLeader,
        Self::BasicEducationClerk,
        Self::FinanceClerk,
        Self::OfficeClerk,
        Self::PersonnelClerk,
        Self::SafetyClerk,
        Self::SupervisionClerk,
        Self::ExamsClerk,
        Self::TownClerk,
        Self::Principal,
        Self::AftercareManager,
        Self::RollManager,
        Self::SchoolFinance,
        Self::SafetyOfficer,
        Self::ClassTeacher,
        Self::Teacher,
        Self::OutsideTeacher,
        Self::Inspector,
        Self::Guardian,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::BureauLeader => "bureau-leader",
            Self::BasicEducationClerk => "basic-education-clerk",
            Self::FinanceClerk => "finance-clerk",
            Self::OfficeClerk => "office-clerk",
            Self::PersonnelClerk => "personnel-clerk",
            Self::SafetyClerk => "safety-clerk",
            Self::SupervisionClerk => "supervision-clerk",
            Self::ExamsClerk => "exams-clerk",
            Self::TownClerk => "town-clerk",
            Self::Principal => "principal",
            Self::AftercareManager => "aftercare-manager",
            Self::RollManager => "roll-manager",
            Self::SchoolFinance => "school-finance",
            Self::SafetyOfficer => "safety-officer",
            Self::ClassTeacher => "class-teacher",
            Self::Teacher => "teacher",
            Self::OutsideTeacher => "outside-teacher",
            Self::Inspector => "inspector",
            Self::Guardian => "guardian",
            Self::SystemAdmin => "system-admin",
            Self::SecurityAdmin => "security-admin",
            Self::AuditAdmin => "audit-admin",
        }
    }

    /// The role that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::BureauLeader => "分管局长",
            Self::BasicEducationClerk => "基教科",
            Self::FinanceClerk => "计财科",
            Self::OfficeClerk => "办公室",
            Self::PersonnelClerk => "组织人事科",
            Self::SafetyClerk => "安全科",
            Self::SupervisionClerk => "督导室",
            Self::ExamsClerk => "招生考试中心",
            Self::TownClerk => "镇(街道)教育干事",
            Self::Principal => "校长",
            Self::AftercareManager => "课后服务管理员",
            Self::RollManager => "学籍管理员",
            Self::SchoolFinance => "学校财务",
            Self::SafetyOfficer => "学校安全员",
            Self::ClassTeacher => "班主任",
            Self::Teacher => "任课教师",
            Self::OutsideTeacher => "校外教师",
            Self::Inspector => "责任督学",
            Self::Guardian => "家长",
            Self::SystemAdmin => "系统管理员",
            Self::SecurityAdmin => "安全管理员",
            Self::AuditAdmin => "审计管理员",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_role_reads_back_and_has_a_name_of_its_own() {
        for it in Role::ALL {
            assert_eq!(Role::from_key(it.key()), Some(it));
        }
        assert_eq!(Role::from_key("Principal"), None);
        let labels: BTreeSet<_> = Role::ALL.into_iter().map(Role::label).collect();
        assert_eq!(labels.len(), Role::ALL.len());
        assert!(Role::ALL.is_sorted());
    }
}
