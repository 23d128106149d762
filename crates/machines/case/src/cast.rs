//! Who holds which role where in the invented county: those who begin its cases and work on them.

use std::collections::HashMap;

use directory::{demo::County, model::Duty};
use platform::access::PlaceKind;
use vocab::{AccountId, PlaceId, Role, StudentId};

use crate::{definition::breadth, rules::Doer};

/// Where a story happens, and to whom.
pub(crate) struct Scene {
    pub(crate) place: PlaceId,
    pub(crate) school: PlaceId,
    pub(crate) town: PlaceId,
    pub(crate) student: Option<StudentId>,
    /// Whose parent begins it.
    pub(crate) guardian: Option<AccountId>,
}

/// Everyone who holds a role.
pub(crate) struct Cast {
    county: PlaceId,
    holders: HashMap<(PlaceId, Role), AccountId>,
}

impl Cast {
    /// Those of `county`; the first where several hold one role.
    pub(crate) fn of(county: &County) -> Self {
        let mut holders = HashMap::new();
        for it in &county.posts {
            if let Duty::Role(role) = it.duty {
                holders.entry((it.place, role)).or_insert(county.staff[it.staff].account);
            }
        }
        Self { county: county.id, holders }
    }

    /// Who holds a role there.
    pub(crate) fn doer(&self, scene: &Scene, role: Role) -> Option<Doer> {
        let place = match breadth(role) {
            PlaceKind::School | PlaceKind::Campus => scene.school,
            PlaceKind::Town => scene.town,
            PlaceKind::Class => scene.place,
            PlaceKind::County | PlaceKind::Office => self.county,
        };
        let account = match (role, scene.guardian) {
            (Role::Guardian, Some(account)) => account,
            _ => *self.holders.get(&(place, role))?,
        };
        Some(Doer { account, role, place: Some(place) })
    }
}
