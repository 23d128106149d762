//! Who works at the schools and in the bureau, and the posts they hold.

use std::ops::Range;

use jiff::{ToSpan, civil::Date};
use vocab::{AccountId, Phone, PlaceId, Role, Sex, StaffId, Stage};

use super::{
    Make,
    chance::{Chance, shares},
    guardians::number_for,
    people::{Names, Serials, phone},
    plan::{Plan, Sort},
    schools::{Class, School, Town},
};
use crate::model::Duty;

/// Someone who works at a school or in the bureau.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Its id.
    pub id: StaffId,
    /// The account, waiting to be activated.
    pub account: AccountId,
    /// Which of [`super::County::schools`]; none for the bureau's people.
    pub school: Option<usize>,
    /// The invented name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    pub born: Date,
    /// The telephone number, 100 first.
    pub phone: Phone,
    /// What a teacher teaches; none for those who do not teach.
    pub subject: Option<&'static str>,
}

impl Staff {
    /// Whether the figures count this person among the teachers.
    pub fn is_teacher(&self) -> bool {
        self.subject.is_some()
    }
}

/// A post that someone holds at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    /// Which of [`super::County::staff`].
    pub staff: usize,
    /// Where.
    pub place: PlaceId,
    /// What for.
    pub duty: Duty,
}

/// The people of the bureau: how many hold which post.
const BUREAU: [(Role, usize); 12] = [
    (Role::BureauLeader, 3),
    (Role::BasicEducationClerk, 4),
    (Role::FinanceClerk, 3),
    (Role::OfficeClerk, 2),
    (Role::PersonnelClerk, 2),
    (Role::SafetyClerk, 2),
    (Role::SupervisionClerk, 2),
    (Role::ExamsClerk, 2),
    (Role::Inspector, 27),
    (Role::SystemAdmin, 1),
    (Role::SecurityAdmin, 1),
    (Role::AuditAdmin, 1),
];

fn subjects(stage: Stage) -> &'static [&'static str] {
    match stage {
        Stage::Kindergarten => &["保教"],
        Stage::Primary => &[
            "语文",
            "数学",
            "语文",
            "数学",
            "英语",
            "科学",
            "道德与法治",
            "体育与健康",
            "音乐",
            "美术",
            "信息科技",
            "劳动",
        ],
        Stage::Junior => &[
            "语文",
            "数学",
            "英语",
            "科学",
            "科学",
            "历史与社会",
            "道德与法治",
            "体育与健康",
            "音乐",
            "美术",
            "信息科技",
        ],
        Stage::Senior => &[
            "语文",
            "数学",
            "英语",
            "物理",
            "化学",
            "生物学",
            "思想政治",
            "历史",
            "地理",
            "技术",
            "体育与健康",
            "艺术",
        ],
        Stage::Vocational => &["语文", "数学", "英语", "思想政治", "体育与健康", "专业课", "实训"],
        Stage::Special => &["生活语文", "生活数学", "生活适应", "康复训练", "运动与保健"],
    }
}

/// Staff while they are made.
pub(super) struct Hiring<'a> {
    plan: &'a Plan,
    names: Names,
    today: Date,
    serials: &'a mut Serials,
    make: &'a Make,
    phones: usize,
    pub(super) staff: Vec<Staff>,
    pub(super) posts: Vec<Post>,
}

impl<'a> Hiring<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        today: Date,
        phones: usize,
        serials: &'a mut Serials,
        make: &'a Make,
    ) -> Self {
        let (staff, posts) =
            (Vec::with_capacity(plan.staff), Vec::with_capacity(plan.staff * 3 / 2));
        Self { plan, names: Names::new(), today, serials, make, phones, staff, posts }
    }

    fn hire(&mut self, school: Option<usize>, subject: Option<&'static str>) -> usize {
        let at = self.staff.len();
        let mut chance = Chance::of(self.plan.seed, "staff", at);
        let sex = if chance.happens(280) { Sex::Male } else { Sex::Female };
        let age = chance.between(23, 57).years().days(chance.between(0, 364));
        let (born, _) = number_for(self.today.saturating_sub(age), sex, self.serials);
        let surname = self.names.surname(&mut chance);
        self.staff.push(Staff {
            id: self.make.id(),
            account: self.make.id(),
            school,
            name: self.names.full(surname, sex, born, &mut chance),
            sex,
            born,
            phone: phone(self.phones + at),
            subject,
        });
        at
    }

    fn post(&mut self, staff: usize, place: PlaceId, role: Role) {
        self.posts.push(Post { staff, place, duty: Duty::Role(role) });
    }

    /// The bureau's people, at `county`, and a clerk in every town.
    pub(super) fn bureau(&mut self, county: PlaceId, towns: &[Town]) {
        for (role, count) in BUREAU {
            for _ in 0..count {
                let staff = self.hire(None, None);
                self.post(staff, county, role);
            }
        }
        for town in towns {
            let staff = self.hire(None, None);
            self.post(staff, town.id.place(), Role::TownClerk);
        }
    }

    /// Principal, teachers, class teachers, and who keeps the roll, the money and the evenings.
    fn school(&mut self, at: usize, school: &School, classes: &mut [Class], teachers: usize) {
        let place = school.id.place();
        let principal = self.hire(Some(at), None);
        self.post(principal, place, Role::Principal);
        let first = self.staff.len();
        for number in 0..teachers {
            let stage = school.stages[number % school.stages.len()];
            let list = subjects(stage);
            let teacher =
                self.hire(Some(at), Some(list[number / school.stages.len() % list.len()]));
            self.post(teacher, place, Role::Teacher);
        }
        for (number, class) in classes[school.classes.clone()].iter_mut().enumerate() {
            class.head = first + number;
            self.post(first + number, class.id.place(), Role::ClassTeacher);
        }
        // Those without a class of their own keep the books, where there are such.
        let last = first + teachers - 1;
        self.post(last, place, Role::RollManager);
        self.post(last.saturating_sub(2).max(first), place, Role::SafetyOfficer);
        if school.is_day_compulsory() || school.boarding {
            self.post(last.max(first + 1) - 1, place, Role::AftercareManager);
        }
        if school.is_counted() {
            let clerk = self.hire(Some(at), None);
            self.post(clerk, place, Role::SchoolFinance);
        }
    }

    /// Staffs every school, and spreads over them whoever is still missing from the plan's total.
    pub(super) fn schools(&mut self, schools: &mut [School], classes: &mut [Class]) {
        let mut teachers = teachers(self.plan, schools);
        let posts: usize = schools.iter().map(|it| 1 + usize::from(it.is_counted())).sum();
        let needed = self.staff.len() + teachers.iter().sum::<usize>() + posts;
        let weights: Vec<usize> = teachers.clone();
        let support = shares(self.plan.staff.saturating_sub(needed), &weights);
        for (at, school) in schools.iter_mut().enumerate() {
            let first = self.staff.len();
            self.school(at, school, classes, std::mem::take(&mut teachers[at]));
            for _ in 0..support[at] {
                let staff = self.hire(Some(at), None);
                self.posts.push(Post { staff, place: school.id.place(), duty: Duty::Support });
            }
            school.staff = Range { start: first, end: self.staff.len() };
        }
    }
}

/// How many teachers each school has: at least one a class.
fn teachers(plan: &Plan, schools: &[School]) -> Vec<usize> {
    let day: Vec<usize> = schools
        .iter()
        .map(|it| if it.is_day_compulsory() { it.students.len() } else { 0 })
        .collect();
    let mut teachers = shares(plan.day_teachers, &day);
    for (count, school) in teachers.iter_mut().zip(schools) {
        let (classes, students) = (school.classes.len(), school.students.len());
        *count = match school.sort {
            _ if school.is_day_compulsory() => *count,
            Sort::Kindergarten => classes * 2,
            Sort::Special => classes * 3,
            Sort::Senior | Sort::Vocational => students.div_ceil(14),
            _ => students.div_ceil(13),
        }
        .max(classes);
    }
    teachers
}
