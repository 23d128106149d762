//! The invented county: Cixi at full size in the school year 2021, from one seed; and small cities.
//!
//! Real are the towns, the stages, the legal class sizes and the published sizes. All
//! people, numbers, schools and partners are invented and can be told from real ones: ID numbers
//! carry a division code that no county has, telephone numbers begin with 100.
//!
//! | file | makes |
//! |---|---|
//! | `plan` | the sizes to be reached |
//! | `regions` | the county and the cities, with their parts |
//! | `schools` | towns, schools, classes |
//! | `pupils` | children with seats, birthdays, names |
//! | `families` | siblings and homes |
//! | `guardians` | parents and grandparents |
//! | `staff` | teachers and everyone else with a post |
//! | `partners` | tutoring institutions with their teachers |
//! | `faces` | one person for each role, for the log-in page |
//! | `flaws` | what is wrong in the records, as everywhere |
//! | `reseat` | puts pupils and class teachers of a grade into other classes |
//! | `roll` | the national roll's export of its pupils |
//! | `load/` | writes all of it into a cell |

mod chance;
mod faces;
mod families;
mod flaws;
mod guardians;
mod load;
mod partners;
mod people;
mod plan;
mod pupils;
mod regions;
mod reseat;
pub mod roll;
mod schools;
mod staff;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use jiff::{Timestamp, civil::Date};
use vocab::{Id, Ids, PlaceId, SchoolYear};

pub use chance::{Chance, shares};
pub use faces::Face;
pub use families::Family;
pub use guardians::Guardian;
pub use load::{load, load_without_roll};
pub use partners::{Partner, PartnerPerson};
pub use plan::{Plan, Sort};
pub use pupils::Student;
pub use regions::Region;
pub use schools::{Class, School, Town};
pub use staff::{Post, Staff};

/// Makes identifiers, all of one moment: the demo's people were entered on one evening.
#[derive(Debug)]
struct Make {
    ids: Ids,
    at: Timestamp,
}

impl Make {
    fn id<K>(&self) -> Id<K> {
        self.ids.make(self.at)
    }
}

/// Everyone and everything of the invented county. Numbers point into its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// What it was made by.
    pub plan: Plan,
    /// The moment from which its ids were made.
    pub at: Timestamp,
    /// The school year that it shows.
    pub year: SchoolYear,
    /// The root of its places.
    pub id: PlaceId,
    /// Towns and streets.
    pub towns: Vec<Town>,
    /// Schools and kindergartens, sort by sort.
    pub schools: Vec<School>,
    /// Classes, school by school.
    pub classes: Vec<Class>,
    /// Children and pupils, class by class.
    pub students: Vec<Student>,
    /// Families.
    pub families: Vec<Family>,
    /// Guardians, family by family.
    pub guardians: Vec<Guardian>,
    /// Everyone who works there, the bureau's first, then school by school.
    pub staff: Vec<Staff>,
    /// The posts they hold.
    pub posts: Vec<Post>,
    /// Tutoring institutions and other partners.
    pub partners: Vec<Partner>,
}

impl County {
    /// The county that `plan` describes, with ids as if made at `at`.
    pub fn generate(plan: Plan, year: SchoolYear, at: Timestamp) -> Self {
        let make = Make { ids: Ids::seeded(plan.seed), at };
        let first_day = year.first_day();
        let id = make.id();
        let towns = plan.region.towns(&make);
        let (mut schools, mut classes) = schools::schools(&plan, &towns, &make);
        let mut seats = pupils::seats(&plan, first_day, &classes);
        let mut families = families::families(&plan, &towns, &schools, &classes, &mut seats, &make);
        let surnames = guardians::surnames(&plan, families.len());
        let mut serials = people::Serials::default();
        let guardians =
            guardians::guardians(&plan, &mut families, &surnames, &seats, &mut serials, &make);
        let students =
            pupils::students(&plan, &classes, &families, &surnames, seats, &mut serials, &make);
        let mut hiring = staff::Hiring::new(&plan, first_day, guardians.len(), &mut serials, &make);
        hiring.bureau(id, &towns);
        hiring.schools(&mut schools, &mut classes);
        let (staff, posts) = (hiring.staff, hiring.posts);
        let partners = partners::partners(
            &plan,
            first_day,
            guardians.len() + staff.len(),
            &mut serials,
            &make,
        );
        Self {
            plan,
            at,
            year,
            id,
            towns,
            schools,
            classes,
            students,
            families,
            guardians,
            staff,
            posts,
            partners,
        }
    }

    /// Everyone in it: pupils, guardians, staff.
    pub fn people(&self) -> usize {
        self.students.len() + self.guardians.len() + self.staff.len()
    }

    /// The pupils of the compulsory schools where nobody boards.
    pub fn day_pupils(&self) -> impl Iterator<Item = (usize, &Student)> {
        let schools = self.schools.iter().filter(|it| it.is_day_compulsory());
        schools.flat_map(|it| it.students.clone()).map(|it| (it, &self.students[it]))
    }

    /// The teachers of those schools.
    pub fn day_teachers(&self) -> impl Iterator<Item = (usize, &Staff)> {
        let schools = self.schools.iter().filter(|it| it.is_day_compulsory());
        let staff = schools.flat_map(|it| it.staff.clone()).map(|it| (it, &self.staff[it]));
        staff.filter(|(_, it)| it.is_teacher())
    }

    /// What is in it, to be printed when it is made.
    pub fn counts(&self) -> Counts {
        let schools =
            |counted: bool| self.schools.iter().filter(|it| it.is_counted() == counted).count();
        let pupils = |of: &dyn Fn(&School) -> bool| {
            self.schools.iter().filter(|it| of(it)).map(|it| it.students.len()).sum()
        };
        let compulsory = |it: &School| it.stages.iter().any(|it| it.is_compulsory());
        let mut families: Vec<usize> = self.day_pupils().map(|(_, it)| it.family).collect();
        families.sort_unstable();
        families.dedup();
        Counts(vec![
            ("镇、街道", self.towns.len()),
            ("学校(纳入统计)", schools(true)),
            ("幼儿园", schools(false)),
            ("班级", self.classes.len()),
            ("非寄宿制义务教育学生", pupils(&School::is_day_compulsory)),
            ("　其家庭", families.len()),
            ("其他义务教育学生", pupils(&|it| compulsory(it) && !it.is_day_compulsory())),
            ("高中段学生", pupils(&|it| it.is_counted() && !compulsory(it))),
            ("在园幼儿", pupils(&|it| !it.is_counted())),
            ("家庭", self.families.len()),
            ("监护人", self.guardians.len()),
            ("教职工", self.staff.len()),
            ("　其中非寄宿制义务教育教师", self.day_teachers().count()),
            ("校外机构", self.partners.len()),
            ("合计人数", self.people()),
        ])
    }
}

/// A table of what a county holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(pub Vec<(&'static str, usize)>);

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in &self.0 {
            // Chinese characters take two columns.
            let width = what.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum::<usize>();
            writeln!(f, "{what}{:pad$}{count:>9}", "", pad = 30usize.saturating_sub(width))?;
        }
        Ok(())
    }
}

/// Whoever was born on `born` is so many years old on `day`.
pub fn age_on(day: Date, born: Date) -> i16 {
    day.year() - born.year() - i16::from((day.month(), day.day()) < (born.month(), born.day()))
}
