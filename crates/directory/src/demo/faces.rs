//! One person for each role, for the demo's log-in page: people around one large primary school.

use vocab::{AccountId, PlaceId, Role, Stage};

use super::{County, plan::Sort};
use crate::model::Duty;

/// Someone who can be logged in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The role in which it is.
    pub role: Role,
    /// The account.
    pub account: AccountId,
    /// What is typed at log-in.
    pub login: String,
    /// The invented name.
    pub name: String,
    /// Where, as people call it.
    pub place: String,
}

/// What the `at`-th of the county's staff types at log-in.
pub(super) fn staff_login(at: usize) -> String {
    format!("js{:06}", at + 1)
}

/// What the `at`-th guardian types.
pub(super) fn guardian_login(at: usize) -> String {
    format!("jz{:07}", at + 1)
}

/// What the `at`-th of the partners' people types.
pub(super) fn partner_login(at: usize) -> String {
    format!("xw{:05}", at + 1)
}

impl County {
    /// The day primary school with the most pupils: where the demo's people work and learn.
    pub fn main_school(&self) -> usize {
        let primary = self.schools.iter().enumerate().filter(|it| it.1.sort == Sort::Primary);
        primary.max_by_key(|(at, it)| (it.students.len(), *at)).map_or(0, |it| it.0)
    }

    /// A person for each role that the directory gives: outside teachers get theirs with a course.
    pub fn faces(&self) -> Vec<Face> {
        let school = &self.schools[self.main_school()];
        let town = self.towns[school.town].id.place();
        let class = school.classes.start + school.classes.len() / 2;
        let class = self.classes[class].id.place();
        let (county, school) = (self.id, school.id.place());
        let wanted = [
            (Role::BureauLeader, county),
            (Role::BasicEducationClerk, county),
            (Role::FinanceClerk, county),
            (Role::OfficeClerk, county),
            (Role::PersonnelClerk, county),
            (Role::SafetyClerk, county),
            (Role::SupervisionClerk, county),
            (Role::ExamsClerk, county),
            (Role::Inspector, county),
            (Role::TownClerk, town),
            (Role::Principal, school),
            (Role::AftercareManager, school),
            (Role::RollManager, school),
            (Role::SchoolFinance, school),
            (Role::SafetyOfficer, school),
            (Role::ClassTeacher, class),
            (Role::Teacher, school),
            (Role::SystemAdmin, county),
            (Role::SecurityAdmin, county),
            (Role::AuditAdmin, county),
        ];
        let mut faces = Vec::<Face>::new();
        for (role, place) in wanted {
            faces.extend(self.holder(role, place, &faces));
        }
        faces.extend(self.parent());
        faces
    }

    /// Who holds `role` at `place`, and is not one of `others`: an account has one log-in. Of the
    /// teachers one without other posts; a small county's main school may have none, so that another
    /// school's comes in.
    fn holder(&self, role: Role, place: PlaceId, others: &[Face]) -> Option<Face> {
        let free = |staff: usize| others.iter().all(|it| it.account != self.staff[staff].account);
        let posts = self.posts.iter().filter(|it| it.duty == Duty::Role(role) && free(it.staff));
        let here = posts.clone().filter(|it| it.place == place);
        let post = if role == Role::Teacher {
            let mut held = vec![0; self.staff.len()];
            self.posts.iter().for_each(|it| held[it.staff] += 1);
            here.chain(posts).find(|it| held[it.staff] == 1)
        } else {
            let mut here = here;
            here.next()
        };
        let post = post?;
        let staff = &self.staff[post.staff];
        Some(Face {
            role,
            account: staff.account,
            login: staff_login(post.staff),
            name: staff.name.clone(),
            place: self.place_name(post.place),
        })
    }

    /// A parent of two pupils of day schools, one of them at the main school.
    fn parent(&self) -> Option<Face> {
        let day = |pupil: usize| {
            let class = &self.classes[self.students[pupil].class];
            matches!(class.stage, Stage::Primary | Stage::Junior)
                && self.schools[class.school].is_day_compulsory()
        };
        let main = self.schools[self.main_school()].students.clone();
        let fits = |pupil: &usize| {
            let family = &self.families[self.students[*pupil].family];
            family.children.len() == 2
                && family.guardians.len() == 2
                && family.children.iter().all(|it| day(*it))
        };
        let pupil = main.clone().find(fits).unwrap_or(main.start);
        let guardian = self.families[self.students[pupil].family].guardians.clone().last()?;
        let person = &self.guardians[guardian];
        Some(Face {
            role: Role::Guardian,
            account: person.account,
            login: guardian_login(guardian),
            name: person.name.clone(),
            place: self.plan.region.name.to_owned(),
        })
    }

    /// A place as people call it: a class with its school.
    fn place_name(&self, place: PlaceId) -> String {
        if let Some(class) = self.classes.iter().find(|it| it.id.place() == place) {
            let number = i64::try_from(class.number).unwrap_or(1);
            let name = crate::rules::class_name(class.grade, number);
            return format!("{}{name}", self.schools[class.school].name);
        }
        let schools = self.schools.iter().map(|it| (it.id.place(), &it.name));
        let towns = self.towns.iter().map(|it| (it.id.place(), &it.name));
        let found = schools.chain(towns).find(|it| it.0 == place);
        found.map_or_else(|| self.plan.region.name.to_owned(), |it| it.1.clone())
    }
}
