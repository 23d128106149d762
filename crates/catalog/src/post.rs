//! Where roles are held: what every machine asks when it finds out whose desk something is on.

use db::{Error, Tx};
use platform::access::{PlaceKind, place_path};
use vocab::{PlaceId, Role};

use crate::{At, Fault, Source};

/// How wide the place is at which a role is held: a principal's is a school.
pub fn breadth(role: Role) -> PlaceKind {
    match role {
        Role::ClassTeacher => PlaceKind::Class,
        Role::Principal
        | Role::AftercareManager
        | Role::RollManager
        | Role::SchoolFinance
        | Role::SafetyOfficer
        | Role::Teacher
        | Role::OutsideTeacher => PlaceKind::School,
        Role::TownClerk => PlaceKind::Town,
        Role::BureauLeader
        | Role::BasicEducationClerk
        | Role::FinanceClerk
        | Role::OfficeClerk
        | Role::PersonnelClerk
        | Role::SafetyClerk
        | Role::SupervisionClerk
        | Role::ExamsClerk
        | Role::Inspector
        | Role::Guardian
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => PlaceKind::County,
    }
}

/// The place that whoever holds `role` at `scope` acts for: a clerk of an office of the bureau acts for the
/// county, one of a campus for its school.
pub async fn acts_for(tx: &mut Tx, role: Role, scope: PlaceId) -> Result<PlaceId, Error> {
    let (wanted, path) = (breadth(role), place_path(tx, scope).await?);
    Ok(path.into_iter().find(|it| it.kind == wanted).map_or(scope, |it| it.id))
}

/// What is wrong with the picture that a file names, if it is not one that pages may use.
pub fn icon_fault(source: &Source, icon: &At<String>) -> Option<Fault> {
    const ICONS: &str = include_str!("../../../web-assets/icons.txt");
    let known: Vec<&str> = ICONS.lines().filter(|it| !it.starts_with('#')).collect();
    let found = known.contains(&icon.get_ref().as_str());
    (!found).then(|| source.unknown(&icon.span(), "图标", icon.get_ref(), &known))
}
