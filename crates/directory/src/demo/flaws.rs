//! What is wrong in the records, as in those of every real county: telephones that nobody wrote down,
//! birthdays mistyped, classes that were never held against the roll. Nothing of it touches the
//! people of the log-in page.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};
use vocab::{AccountId, Phone};

use super::{Chance, County};

/// Of so many families one has no telephone.
const FAMILIES_PER_SILENT: usize = 1_500;
/// Of so many people at work one has none.
const STAFF_PER_SILENT: usize = 170;
/// Of so many pupils one has a birthday years from the right one.
const PUPILS_PER_SLIP: usize = 6_000;

/// What is wrong.
pub(super) struct Flaws<'a> {
    county: &'a County,
    /// The people of the log-in page.
    faces: BTreeSet<AccountId>,
}

impl<'a> Flaws<'a> {
    /// Those of a county.
    pub(super) fn of(county: &'a County) -> Self {
        Self { county, faces: county.faces().into_iter().map(|it| it.account).collect() }
    }

    /// Whether the `at`-th of some people is one of so many in whom something is wrong.
    fn strikes(&self, what: &str, at: usize, one_in: usize) -> bool {
        Chance::of(self.county.plan.seed, what, at).below(one_in) == 0
    }

    /// The telephone of the `at`-th guardian, as it was written down.
    pub(super) fn guardian_phone(&self, at: usize) -> Option<&'a Phone> {
        let person = &self.county.guardians[at];
        let family = &self.county.families[person.family];
        let guardians = &self.county.guardians[family.guardians.clone()];
        let known = guardians.iter().any(|it| self.faces.contains(&it.account));
        let silent = self.strikes("silent family", person.family, FAMILIES_PER_SILENT);
        (known || !silent).then_some(&person.phone)
    }

    /// The telephone of the `at`-th of the staff.
    pub(super) fn staff_phone(&self, at: usize) -> Option<&'a Phone> {
        let person = &self.county.staff[at];
        let silent = person.school.is_some()
            && !self.faces.contains(&person.account)
            && self.strikes("silent staff", at, STAFF_PER_SILENT);
        (!silent).then_some(&person.phone)
    }

    /// The birthday of the `at`-th pupil, as it was typed.
    pub(super) fn born(&self, at: usize) -> Date {
        let born = self.county.students[at].born;
        if self.strikes("birthday", at, PUPILS_PER_SLIP) {
            born.saturating_sub(10.years())
        } else {
            born
        }
    }
}
