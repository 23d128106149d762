//! A small county: one town, one school with a class of three, and the people who run it.

use db::{Db, Migration};
use platform::{
    access::PlaceKind,
    testing::{House, Person},
};
use vocab::{ClassId, Clock as _, PlaceId, Role, SchoolId, StaffId, StudentId};
use web::{
    StatusCode,
    testing::{Browser, Reply},
};

/// Every table below and of this domain.
pub(crate) fn migrations() -> Vec<Migration> {
    [
        platform::MIGRATIONS,
        directory::MIGRATIONS,
        catalog::MIGRATIONS,
        form::MIGRATIONS,
        drawing::MIGRATIONS,
        offering::MIGRATIONS,
        crate::MIGRATIONS,
    ]
    .concat()
}

/// The county and who is logged in.
pub(crate) struct County {
    pub(crate) house: House,
    pub(crate) school: SchoolId,
    pub(crate) class: ClassId,
    /// The class's head teacher, as staff.
    pub(crate) head: StaffId,
    /// The class, by seat. The first two are siblings.
    pub(crate) students: Vec<StudentId>,
    pub(crate) clerk: Person,
    pub(crate) manager: Person,
    pub(crate) teacher: Person,
    /// Mother of the first two.
    pub(crate) mother: Person,
    /// Someone else's father.
    pub(crate) father: Person,
}

impl County {
    pub(crate) async fn new(db: Db) -> Self {
        let house = House::new(db, &[platform::MODULE, drawing::module(), crate::MODULE], |cell| {
            cell.with(drawing::Beacons::stand_in())
        })
        .await;
        let town = house.place(PlaceKind::Town, house.county, "浒山街道").await;
        let school = house.place(PlaceKind::School, town, "青瓷实验小学").await;
        let class = house.place(PlaceKind::Class, school, "三(1)班").await;
        let clerk = house.person("沈小岚", Role::BasicEducationClerk, house.county).await;
        let manager = house.person("许立", Role::AftercareManager, school).await;
        let teacher = house.person("方敏", Role::ClassTeacher, class).await;
        let mother = house.person("周晓", Role::Guardian, house.county).await;
        let father = house.person("陈刚", Role::Guardian, house.county).await;
        let now = house.clock.now();
        let head: StaffId = house.ids.make(now);
        let students = (0..3).map(|_| house.ids.make(now)).collect();
        let (school, class) = (school.retyped(), class.retyped());
        let it =
            Self { house, school, class, head, students, clerk, manager, teacher, mother, father };
        it.fill(town).await;
        it
    }

    async fn fill(&self, town: PlaceId) {
        let year = 2021_i64;
        let filled: Result<(), db::Error> = db::write!(self.house.cell.db, "county", |tx| {
            let sql = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                VALUES ($1, $2, 'primary', 'public', 0, '')";
            tx.run(sql, &[&self.school, &town]).await?;
            let sql = "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary')";
            tx.run(sql, &[&self.school]).await?;
            let sql = "INSERT INTO staff (id, place_id, name, subject, account_id)
                VALUES ($1, $2, '方敏', '语文', $3)";
            tx.run(sql, &[&self.head, &self.school, &self.teacher.account]).await?;
            let sql =
                "INSERT INTO class (id, school_id, school_year, stage, grade, number, head_id)
                VALUES ($1, $2, $3, 'primary', 3, 1, $4)";
            tx.run(sql, &[&self.class, &self.school, &year, &self.head]).await?;
            let sql = "INSERT INTO term (term, first_day, last_day)
                VALUES ('2021-1', '2021-09-01', '2022-01-21'), ('2021-2', '2022-02-14', '2022-06-30')";
            tx.run(sql, &[]).await?;
            for (seat, student) in (1_i64..).zip(&self.students) {
                let family = if seat <= 2 { 1_i64 } else { 2 };
                let sql = "INSERT INTO family (id, address) VALUES ($1, '') ON CONFLICT DO NOTHING";
                tx.run(sql, &[&family]).await?;
                let sql = "INSERT INTO student (id, family_id, name, standing, school_id, class_id,
                                                grade, class_number, seat)
                    VALUES ($1, $2, $3, 'enrolled', $4, $5, 3, 1, $6)";
                let name = format!("孩子{seat}");
                tx.run(sql, &[student, &family, &name, &self.school, &self.class, &seat]).await?;
                let sql =
                    "INSERT INTO enrolment (student_id, since, recorded_at, school_id, class_id,
                                                  grade, standing, reason)
                    VALUES ($1, '2021-09-01', 0, $2, $3, 3, 'enrolled', '入学')";
                tx.run(sql, &[student, &self.school, &self.class]).await?;
            }
            for (guardian, account) in [(1_i64, &self.mother.account), (2, &self.father.account)] {
                let sql = "INSERT INTO guardian (id, family_id, name, account_id)
                    VALUES ($1, $1, '家长', $2)";
                tx.run(sql, &[&guardian, account]).await?;
            }
            for (student, guardian) in self.students.iter().zip([1_i64, 1, 2]) {
                let sql =
                    "INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian,
                        may_collect, no_contact, priority, since, recorded_at)
                    VALUES ($1, $2, '52', 1, 1, 0, 1, '2021-09-01', 0)";
                tx.run(sql, &[student, &guardian]).await?;
            }
            let sql = "INSERT INTO care_term (term, file_due, answer_days, work_ends)
                VALUES ('2021-1', '2021-08-20', 10, '17:00:00')";
            tx.run(sql, &[]).await?;
            Ok(())
        });
        filled.unwrap();
    }

    /// Another teacher of the school, who can stand in.
    pub(super) async fn colleague(&self) -> (Person, StaffId) {
        let person = self.house.person("王芳", Role::Teacher, self.school.place()).await;
        let staff: StaffId = self.house.ids.make(self.house.clock.now());
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "colleague", |tx| {
            let sql = "INSERT INTO staff (id, place_id, name, subject, account_id)
                VALUES ($1, $2, '王芳', '数学', $3)";
            tx.run(sql, &[&staff, &self.school, &person.account]).await?;
            Ok(())
        });
        added.unwrap();
        (person, staff)
    }

    /// One number out of the database.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "count", |tx| {
            tx.one(sql, &[], |row| row.get("n")).await
        });
        found.unwrap().unwrap_or(0)
    }
}

/// Sends the form on `page` that posts to `action`, with its own hidden fields, as a person would.
pub(crate) async fn send(
    browser: &mut Browser,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> Reply {
    let open = browser.get(page).await;
    let from = open.body.find(&format!("action=\"{action}\""));
    let form = from.map_or_else(String::new, |at| {
        let rest = &open.body[at..];
        rest[..rest.find("</form>").unwrap_or(rest.len())].to_owned()
    });
    let mut all: Vec<(String, String)> = Vec::new();
    for input in form.split("<input").skip(1).filter(|it| it.contains("type=\"hidden\"")) {
        let part = |name: &str| {
            let at = input.find(&format!("{name}=\""))? + name.len() + 2;
            input[at..].split('"').next().map(str::to_owned)
        };
        if let (Some(name), Some(value)) = (part("name"), part("value")) {
            all.push((name, value));
        }
    }
    if all.is_empty() {
        all.push(("csrf".to_owned(), open.field("csrf").unwrap_or_default()));
    }
    all.retain(|it| !fields.iter().any(|of| of.0 == it.0));
    let hidden = all.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    let whole: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
    browser.post(action, &whole).await
}

/// Asserts that a form was taken, and says where it led.
#[track_caller]
pub(crate) fn see_other(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.clone().unwrap()
}
