//! Who does what in which weeks of every year, and the words that most duties share.

mod courses;
mod days;
mod families;
mod governance;
mod office;
mod programme;
mod roll;

use jiff::civil::{Date, date};
use vocab::Role;

use super::plan::Duty;

type Weeks = (Date, Date);

const SUMMER: Weeks = (date(2021, 8, 16), date(2021, 9, 10));
const SEPTEMBER: Weeks = (date(2021, 9, 1), date(2021, 12, 20));
const AUTUMN: Weeks = (date(2021, 9, 8), date(2022, 1, 15));
const LATE_AUTUMN: Weeks = (date(2021, 10, 11), date(2022, 1, 15));
const SPRING: Weeks = (date(2022, 3, 1), date(2022, 6, 20));
const YEAR: Weeks = (date(2021, 9, 8), date(2022, 6, 20));

/// A duty without words of its own.
const PLAIN: Duty = Duty {
    act: "",
    role: Role::Guardian,
    page: "",
    by: &[],
    form: "",
    weeks: YEAR,
    times: 2,
    says: &[],
};

const FAMILY: Duty = Duty {
    role: Role::Guardian,
    page: "/cixi/family/aftercare",
    by: &["/aftercare/stu_"],
    ..PLAIN
};
const COURSES: Duty =
    Duty { role: Role::Guardian, page: "/cixi/family/courses?term=", weeks: AUTUMN, ..PLAIN };
const SCHOOL: Duty = Duty { role: Role::AftercareManager, ..PLAIN };
const CLERK: Duty = Duty { role: Role::BasicEducationClerk, ..PLAIN };
const GROUPS: Duty =
    Duty { page: "/cixi/aftercare/school/groups", by: &["/groups/cgr_"], ..SCHOOL };

const PARTNER: Duty =
    Duty { page: "/cixi/institutions", by: &["/institutions/ins_"], times: 1, ..CLERK };

/// All that is done, in the order in which a morning tries it.
pub(super) fn all() -> impl Iterator<Item = &'static Duty> {
    let parts = [
        programme::ALL,
        families::ALL,
        courses::ALL,
        days::ALL,
        roll::ALL,
        office::ALL,
        governance::ALL,
    ];
    parts.into_iter().flatten()
}
