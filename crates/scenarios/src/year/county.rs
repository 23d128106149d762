//! A small county: two towns with a school each, seven classes, their families, and everyone who
//! has a part in after-school service.

use std::sync::Arc;

use db::{Db, Migration};
use jiff::civil::date;
use platform::{
    access::{self, Place, PlaceKind},
    notices::{Channels, FileChannel},
    testing::House,
};
use server::{MODULES, with_services};
use vocab::{Clock as _, PlaceId, Role, SchoolId, StaffId};
use web::testing::Browser;

use super::store::made::{self, NewClass, NewPupil};

/// How many sit in a class at first.
const PUPILS: i64 = 5;

/// Every table of the house.
pub(super) fn migrations() -> Vec<Migration> {
    MODULES.iter().flat_map(|it| it.migrations).copied().collect()
}

/// Someone who takes part in the year.
pub(super) struct Player {
    pub(super) role: Role,
    pub(super) account: vocab::AccountId,
    /// Where their role is held.
    pub(super) place: PlaceId,
    pub(super) browser: Browser,
    /// Where they begin.
    pub(super) starts: Vec<String>,
    /// How often they do something, against the others.
    pub(super) weight: usize,
}

impl Player {
    /// Who it is, for a message.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.role.key(), self.account)
    }
}

pub(super) struct County {
    pub(super) house: House,
    pub(super) players: Vec<Player>,
}

/// A school to be: its kind, its stages, its classes as grade and number.
struct Plan {
    name: &'static str,
    kind: &'static str,
    stages: &'static [&'static str],
    classes: &'static [(i64, i64)],
}

const SCHOOLS: [Plan; 2] = [
    Plan {
        name: "青瓷小学",
        kind: "211",
        stages: &["primary"],
        classes: &[(3, 1), (3, 2), (5, 1), (6, 1)],
    },
    Plan {
        name: "上林湖学校",
        kind: "312",
        stages: &["primary", "junior"],
        classes: &[(3, 1), (6, 1), (9, 1)],
    },
];

const SCHOOL_PAGES: [&str; 9] = [
    "/cixi/aftercare/school/programme?term=",
    "/cixi/aftercare/school/applications",
    "/cixi/aftercare/school/groups",
    "/cixi/aftercare/school/groups",
    "/cixi/aftercare/school/courses?term=",
    "/cixi/aftercare/school/courses?term=",
    "/cixi/aftercare/school/dismissal",
    "/cixi/aftercare/school/letter",
    "/cixi/aftercare/pay",
];

fn starts(role: Role) -> (usize, &'static [&'static str]) {
    match role {
        Role::BureauLeader => (1, &["/cixi/aftercare", "/cixi/aftercare/attendance"]),
        Role::BasicEducationClerk => (
            6,
            &[
                "/cixi/aftercare/programmes?term=",
                "/cixi/aftercare",
                "/cixi/calendar",
                "/cixi/students",
                "/cixi/aftercare/catalogue",
                "/cixi/year",
            ],
        ),
        Role::FinanceClerk => (3, &["/cixi/aftercare/pay", "/cixi/aftercare/pay/rates"]),
        Role::TownClerk => (1, &["/cixi/aftercare", "/cixi/schools"]),
        Role::Principal => (3, &["/cixi/aftercare/money", "/cixi/calendar", "/cixi/aftercare/pay"]),
        Role::AftercareManager => (10, &SCHOOL_PAGES),
        Role::RollManager => (4, &["/cixi/students", "/cixi/census"]),
        Role::SchoolFinance => (5, &["/cixi/aftercare/money"]),
        Role::ClassTeacher => (
            4,
            &[
                "/cixi/aftercare/class",
                "/cixi/aftercare/today",
                "/cixi/aftercare/gate",
                "/cixi/census",
            ],
        ),
        Role::Teacher => (3, &["/cixi/aftercare/today", "/cixi/aftercare/pay/published"]),
        Role::Guardian => (
            3,
            &[
                "/cixi/family/aftercare",
                "/cixi/family/courses?term=",
                "/cixi/family/courses?term=",
                "/cixi/children",
            ],
        ),
        // They do what `duties` says, and nothing by chance.
        _ => (0, &["/cixi/me"]),
    }
}

impl County {
    pub(super) async fn new(db: Db) -> Self {
        let house = House::demo(db, &MODULES, |cell| {
            let file = std::env::temp_dir().join("xueyu-year-messages.jsonl");
            with_services(cell)
                .with(Channels::StandIn(Arc::new(FileChannel::new(file))))
                .with(drawing::Beacons::stand_in())
        })
        .await;
        house.calendar.set("2021-08-16T08:00:00");
        house.clock.set("2021-08-16T00:00:00Z");
        let mut it = Self { house, players: Vec::new() };
        let county = it.house.county;
        for (name, role) in [
            ("赵局", Role::BureauLeader),
            ("沈小岚", Role::BasicEducationClerk),
            ("何会", Role::FinanceClerk),
            ("卢系", Role::SystemAdmin),
            ("安审", Role::AuditAdmin),
            ("黄督", Role::SupervisionClerk),
        ] {
            it.player(name, role, county).await;
        }
        it.write("terms", async |tx| made::add_terms(tx).await).await;
        for (number, plan) in (1..).zip(&SCHOOLS) {
            it.school(number, plan).await;
        }
        it.families().await;
        it
    }

    async fn player(&mut self, name: &str, role: Role, place: PlaceId) -> vocab::AccountId {
        let person = self.house.person(name, role, place).await;
        let (weight, starts) = starts(role);
        let starts = starts.iter().map(|it| (*it).to_owned()).collect();
        let account = person.account;
        self.players.push(Player { role, account, place, browser: person.browser, starts, weight });
        account
    }

    async fn write(
        &self,
        what: &'static str,
        body: impl AsyncFn(&mut db::Tx) -> Result<(), db::Error>,
    ) {
        let _ = what;
        let written: Result<(), db::Error> =
            db::write!(self.house.cell.db, "county of the year", |tx| { body(tx).await });
        written.unwrap();
    }

    fn id<K>(&self) -> vocab::Id<K> {
        self.house.ids.make(self.house.clock.now())
    }

    async fn place(
        &self,
        kind: PlaceKind,
        parent: PlaceId,
        name: &str,
        code: Option<String>,
    ) -> PlaceId {
        let place = Place {
            id: self.id(),
            kind,
            parent: Some(parent),
            code,
            name: name.to_owned(),
            position: 1,
            since: date(2021, 8, 1),
        };
        self.write("place", async |tx| access::add_place(tx, &place).await).await;
        place.id
    }

    async fn school(&mut self, number: i64, plan: &Plan) {
        let town =
            self.place(PlaceKind::Town, self.house.county, &format!("镇{number}"), None).await;
        let code = format!("213302820{number}");
        let school = self.place(PlaceKind::School, town, plan.name, Some(code)).await;
        let school: SchoolId = school.retyped();
        self.write("school", async |tx| {
            made::add_school(tx, school, town, plan.kind, plan.stages).await
        })
        .await;
        self.player(&format!("镇干{number}"), Role::TownClerk, town).await;
        for (name, role) in [
            ("许立", Role::AftercareManager),
            ("钱校", Role::Principal),
            ("吴会", Role::SchoolFinance),
            ("孙籍", Role::RollManager),
        ] {
            self.player(&format!("{name}{number}"), role, school.place()).await;
        }
        let account = self.player(&format!("王芳{number}"), Role::Teacher, school.place()).await;
        let spare: StaffId = self.id();
        self.write("teacher", async |tx| {
            made::add_teacher(tx, spare, school, &format!("王芳{number}"), account).await
        })
        .await;
        for (grade, number) in plan.classes {
            self.class(school, *grade, *number).await;
        }
    }

    async fn class(&mut self, school: SchoolId, grade: i64, number: i64) {
        let name = format!("{grade}({number})班");
        let place = self.place(PlaceKind::Class, school.place(), &name, None).await;
        let head: StaffId = self.id();
        let teacher = format!("班主任{grade}{number}");
        let account = self.player(&teacher, Role::ClassTeacher, place).await;
        let class = NewClass { id: place.retyped(), school, grade, number, head };
        let (first, clock) = (self.pupils(), self.house.clock.now());
        let pupils: Vec<NewPupil> = (1..=PUPILS)
            .map(|seat| NewPupil {
                id: self.house.ids.make(clock),
                name: format!("童{:03}", first + seat),
                seat,
                // Every third child has a brother or sister at the other school.
                family: if (first + seat) % 3 == 0 {
                    (first + seat) % 20 + 1
                } else {
                    100 + first + seat
                },
            })
            .collect();
        self.write("class", async |tx| {
            made::add_teacher(tx, head, school, &teacher, account).await?;
            made::add_class(tx, &class).await?;
            made::add_pupils(tx, &class, &pupils).await
        })
        .await;
    }

    fn pupils(&self) -> i64 {
        let classes = self.players.iter().filter(|it| it.role == Role::ClassTeacher).count();
        (i64::try_from(classes).unwrap() - 1) * PUPILS
    }

    /// A guardian for each family.
    async fn families(&mut self) {
        let read: Result<Vec<i64>, db::Error> =
            db::read!(self.house.cell.db, "families", |tx| { made::families(tx).await });
        for family in read.unwrap() {
            let name = format!("家长{family}");
            let account = self.player(&name, Role::Guardian, self.house.county).await;
            self.write("guardian", async |tx| made::add_guardian(tx, family, &name, account).await)
                .await;
        }
    }
}
