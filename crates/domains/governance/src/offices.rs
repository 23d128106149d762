//! Who has a part in what a bureau promises and reports: its offices, its leader, and below them the
//! towns and the schools.

use platform::joined;
use vocab::Role;

/// The offices of a bureau (科室) that lead tasks, report figures and draft documents.
pub const OFFICES: [Role; 7] = [
    Role::OfficeClerk,
    Role::BasicEducationClerk,
    Role::FinanceClerk,
    Role::PersonnelClerk,
    Role::SafetyClerk,
    Role::SupervisionClerk,
    Role::ExamsClerk,
];

const BELOW: [Role; 2] = [Role::TownClerk, Role::Principal];

/// Whoever leads the offices, and they.
pub(crate) const BUREAU: [Role; 8] = joined(&[&[Role::BureauLeader], &OFFICES]);

/// The offices, and the towns and schools to which tasks go on.
pub(crate) const DOERS: [Role; 9] = joined(&[&OFFICES, &BELOW]);

/// All of them.
pub(crate) const EVERYONE: [Role; 10] = joined(&[&BUREAU, &BELOW]);
