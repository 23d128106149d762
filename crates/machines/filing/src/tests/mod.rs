//! What the machine promises: of periods, rules and crowds by example and by chance, of every kind in
//! the catalog by walking it, of its pages by calling them, on each database.

mod broken;
mod crowd;
mod demo;
mod pages;
mod papers;
mod periods;
mod polls;
mod rules;
mod sums;
mod walk;

use std::collections::BTreeMap;

use catalog::breadth;
use db::{Db, Migration, testing::on_each};
use platform::{
    Module,
    access::PlaceKind,
    testing::{House, Person},
};
use vocab::{AccountId, Clock as _, PlaceId, Role};

fn modules() -> Vec<Module> {
    vec![platform::MODULE, directory::MODULE, catalog::MODULE, form::MODULE, crate::module()]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county with two towns: a school of all compulsory stages in each, a kindergarten in the second,
/// and one person for each role at the first of each. Monday morning, a school day.
struct World {
    house: House,
    school: PlaceId,
    other_school: PlaceId,
    garden: PlaceId,
    places: BTreeMap<PlaceKind, PlaceId>,
    people: BTreeMap<Role, Person>,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆学校").await;
        let class = house.place(PlaceKind::Class, school, "三年级 2 班").await;
        let other_town = house.place(PlaceKind::Town, house.county, "周巷镇").await;
        let other_school = house.place(PlaceKind::School, other_town, "青禾学校").await;
        let garden = house.place(PlaceKind::School, other_town, "小荷幼儿园").await;
        let places = BTreeMap::from([
            (PlaceKind::County, house.county),
            (PlaceKind::Town, town),
            (PlaceKind::School, school),
            (PlaceKind::Class, class),
        ]);
        let mut people = BTreeMap::new();
        for role in Role::ALL {
            let name = role.label();
            people.insert(role, house.person(name, role, places[&breadth(role)]).await);
        }
        let world = Self { house, school, other_school, garden, places, people };
        world.rows((town, other_town), class).await;
        world
    }

    /// What the directory knows: schools with their stages, a class, a term.
    async fn rows(&self, (town, other_town): (PlaceId, PlaceId), class: PlaceId) {
        const SCHOOL: &str = "
            INSERT INTO school (id, town_id, kind, ownership, boarding, address)
            VALUES ($1, $2, $3, 'public', 0, '')";
        const STAGE: &str = "INSERT INTO school_stage (school_id, stage) VALUES ($1, $2)";
        const CLASS: &str = "
            INSERT INTO class (id, school_id, school_year, stage, grade, number)
            VALUES ($1, $2, 2021, 'primary', 3, 2)";
        const TERM: &str = "
            INSERT INTO term (term, first_day, last_day) VALUES ('2021-1', '2021-09-01', '2022-01-22')";
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "world", |tx| {
            let both = [(self.school, town), (self.other_school, other_town)];
            for (id, town) in both {
                tx.run(SCHOOL, &[&id, &town, &"nine-year".to_owned()]).await?;
                for stage in ["primary", "junior"] {
                    tx.run(STAGE, &[&id, &stage.to_owned()]).await?;
                }
            }
            tx.run(SCHOOL, &[&self.garden, &other_town, &"kindergarten".to_owned()]).await?;
            tx.run(STAGE, &[&self.garden, &"kindergarten".to_owned()]).await?;
            tx.run(CLASS, &[&class, &self.school]).await?;
            tx.run(TERM, &[]).await?;
            Ok(())
        });
        added.expect("the world is stored");
    }

    /// A guardian with a child in the first class, and an account that is logged in.
    async fn family(&self, number: usize) -> Person {
        let person = self.house.person(&format!("家长{number}"), Role::Guardian, self.school).await;
        self.child_of(person.account, self.school, self.places[&PlaceKind::Class]).await;
        person
    }

    /// Gives an account a child.
    async fn child_of(&self, account: AccountId, school: PlaceId, class: PlaceId) {
        const STUDENT: &str = "
            INSERT INTO student (id, name, standing, school_id, class_id, grade, class_number)
            VALUES ($1, '陈思远', 'enrolled', $2, $3, 3, 2)";
        const GUARDIAN: &str =
            "INSERT INTO guardian (id, name, account_id) VALUES ($1, '陈父', $2)";
        const BOND: &str = "
            INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
                                      no_contact, priority, since, recorded_at)
            VALUES ($1, $2, '51', 1, 1, 0, 1, '2015-01-01', 0)";
        let make = || self.house.ids.make::<()>(self.house.clock.now()).bits();
        let (student, guardian) = (make(), make());
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "child", |tx| {
            tx.run(STUDENT, &[&student, &school, &class]).await?;
            tx.run(GUARDIAN, &[&guardian, &account]).await?;
            tx.run(BOND, &[&student, &guardian]).await?;
            Ok(())
        });
        added.expect("the child is stored");
    }

    fn person(&mut self, role: Role) -> &mut Person {
        self.people.get_mut(&role).expect("there is one for each role")
    }

    /// Lets the clock do what it does.
    async fn sweep(&self) {
        self.house.clock.advance(jiff::SignedDuration::from_mins(6));
        self.house.work(&modules()).await;
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "count", |tx| {
            tx.one(sql, &[], |row| row.get::<i64>("n")).await
        });
        found.unwrap().unwrap()
    }

    /// Takes away every return.
    async fn clear(&self) {
        let done: Result<(), db::Error> = db::write!(self.house.cell.db, "clear", |tx| {
            for sql in [
                "DELETE FROM filing_version WHERE number > 0",
                "DELETE FROM filing_return WHERE version >= 0",
                "DELETE FROM filing_round WHERE label <> ''",
                "DELETE FROM answer WHERE number >= 0",
                "DELETE FROM answer_document WHERE document <> ''",
            ] {
                tx.run(sql, &[]).await?;
            }
            Ok(())
        });
        done.expect("everything goes");
    }

    /// The id that a statement finds.
    async fn id<K>(&self, sql: &'static str) -> vocab::Id<K> {
        let found = self.count(sql).await;
        vocab::Id::from_bits(found).unwrap()
    }
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}

/// What is posted, for the browser.
fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}
