//! What the machine promises: of its arithmetic by example, of its files broken one way after the
//! other, of counting, correcting and showing on each database.

mod broken;
mod checks;
mod counting;
mod index;
mod pages;
mod rules;

use std::collections::BTreeMap;

use db::{Db, Migration, testing::on_each};
use jiff::civil::date;
use platform::{
    Module,
    access::PlaceKind,
    measures::Measures,
    testing::{House, Person},
};
use vocab::{PlaceId, Role, StudentId};
use web::testing::Reply;

fn modules() -> Vec<Module> {
    vec![platform::MODULE, directory::MODULE, ::catalog::MODULE, form::MODULE, crate::module()]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county with two towns, a primary school in each, and twelve pupils in the first, three in the
/// second.
struct World {
    house: House,
    town: PlaceId,
    school: PlaceId,
    other: PlaceId,
    pupils: Vec<StudentId>,
    people: BTreeMap<Role, Person>,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let far = house.place(PlaceKind::Town, house.county, "周巷镇").await;
        let other = house.place(PlaceKind::School, far, "青禾小学").await;
        let mut people = BTreeMap::new();
        for (role, place) in [
            (Role::BasicEducationClerk, house.county),
            (Role::TownClerk, town),
            (Role::Principal, school),
        ] {
            people.insert(role, house.person(role.label(), role, place).await);
        }
        let mut world = Self { house, town, school, other, pupils: Vec::new(), people };
        world.found(school, town).await;
        world.found(other, far).await;
        for at in 0..15 {
            world.enrol(if at < 12 { school } else { other }).await;
        }
        world
    }

    /// Makes a place a school.
    async fn found(&self, school: PlaceId, town: PlaceId) {
        let done: Result<(), db::Error> = db::write!(self.house.cell.db, "a school", |tx| {
            tx.run(
                "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                 VALUES ($1, $2, '211', 'public', 0, '')",
                &[&school, &town],
            )
            .await?;
            tx.run(
                "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary')",
                &[&school],
            )
            .await?;
            Ok(())
        });
        done.unwrap();
    }

    /// Adds a third-grader.
    async fn enrol(&mut self, school: PlaceId) {
        let id: StudentId = self.house.ids.make(vocab::Clock::now(&*self.house.clock));
        let done: Result<(), db::Error> = db::write!(self.house.cell.db, "a pupil", |tx| {
            tx.run(
                "INSERT INTO student (id, name, standing, school_id, grade)
                 VALUES ($1, '陈小明', 'enrolled', $2, 3)",
                &[&id, &school],
            )
            .await?;
            tx.run(
                "INSERT INTO enrolment (student_id, since, recorded_at, school_id, grade, standing, reason)
                 VALUES ($1, '2021-09-01', 0, $2, 3, 'enrolled', 'new')",
                &[&id, &school],
            )
            .await?;
            Ok(())
        });
        done.unwrap();
        self.pupils.push(id);
    }

    /// A pupil has been gone since a day.
    async fn leaves(&self, id: StudentId, day: &str) {
        let done: Result<u64, db::Error> = db::write!(self.house.cell.db, "leaves", |tx| {
            tx.run(
                "UPDATE enrolment SET until = $2, ended_at = 0 WHERE student_id = $1",
                &[&id, &day],
            )
            .await
        });
        done.unwrap();
    }

    fn measures(&self) -> Measures {
        self.house.cell.service::<Measures>().clone()
    }

    /// Counts the county for the calendar's day.
    async fn count(&self) -> crate::counting::Done {
        let day = vocab::Calendar::now(&*self.house.calendar).date();
        crate::counting::count(&self.house.system(), &self.measures(), day).await.unwrap()
    }

    /// Part and whole of an indicator at a place on a day, as known on another; `None` where nothing
    /// was counted.
    async fn told(
        &self,
        (name, place): (&str, PlaceId),
        (day, known): (&str, &str),
    ) -> Option<(i64, i64)> {
        let at = crate::asking::AsKnown {
            day: day.parse().unwrap(),
            known: known.parse().unwrap_or(date(2999, 1, 1)),
        };
        let found: Result<_, db::Error> = db::read!(self.house.cell.db, "told", |tx| {
            crate::asking::value(tx, (name, place), at).await
        });
        found.unwrap().map(|it| (it.value.part, it.value.whole))
    }

    async fn get(&mut self, role: Role, path: &str) -> Reply {
        self.people.get_mut(&role).expect("there is one").browser.get(path).await
    }
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}
