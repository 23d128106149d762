//! What the machine promises: of its draws by many of them, of every kind in the catalog by walking
//! it, of what is hidden by looking everywhere, on each database.

mod broken;
mod chance;
mod hidden;
mod once;
mod walk;

use std::collections::BTreeMap;

use catalog::breadth;
use db::{Db, Migration, testing::on_each};
use platform::{
    Module,
    access::PlaceKind,
    testing::{House, Person},
};
use vocab::{PlaceId, Role};
use web::testing::Reply;

use crate::Beacons;

pub(super) fn modules() -> Vec<Module> {
    vec![platform::MODULE, directory::MODULE, catalog::MODULE, form::MODULE, crate::module()]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county of two towns with schools, two classes at the first, and a person for each role there.
pub(super) struct World {
    pub(super) house: House,
    pub(super) people: BTreeMap<Role, Person>,
}

impl World {
    async fn new(db: Db, beacon: bool) -> Self {
        let with = |cell: web::Cell| if beacon { cell.with(Beacons::stand_in()) } else { cell };
        let house = House::new(db, &modules(), with).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let other = house.place(PlaceKind::Town, house.county, "周巷镇").await;
        let mut schools = Vec::new();
        for (town, name) in [
            (town, "云帆小学"),
            (town, "青禾小学"),
            (town, "望海小学"),
            (other, "晨光小学"),
            (other, "周巷小学"),
        ] {
            schools.push((house.place(PlaceKind::School, town, name).await, town));
        }
        let school = schools[0].0;
        let class = house.place(PlaceKind::Class, school, "三年级 2 班").await;
        let next = house.place(PlaceKind::Class, school, "四年级 1 班").await;
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
        let world = Self { house, people };
        world.register(&schools, [(class, 3, 2), (next, 4, 1)]).await;
        world
    }

    /// Enters schools and classes into the directory.
    async fn register(&self, schools: &[(PlaceId, PlaceId)], classes: [(PlaceId, i64, i64); 2]) {
        let first = schools[0].0;
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "schools", |tx| {
            for (school, town) in schools {
                let sql = "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                           VALUES ($1, $2, '211', 'public', 0, '')";
                tx.run(sql, &[school, town]).await?;
                let sql = "INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary')";
                tx.run(sql, &[school]).await?;
            }
            for (class, grade, number) in classes {
                let sql = "INSERT INTO class (id, school_id, school_year, stage, grade, number)
                           VALUES ($1, $2, 2021, 'primary', $3, $4)";
                tx.run(sql, &[&class, &first, &grade, &number]).await?;
            }
            Ok(())
        });
        added.expect("the schools are stored");
    }

    pub(super) fn person(&mut self, role: Role) -> &mut Person {
        self.people.get_mut(&role).expect("there is one for each role")
    }

    /// Declares a drawing of a kind; gives the address of its record.
    pub(super) async fn declare(&mut self, kind: &str, more: &[(&str, &str)]) -> String {
        let what = crate::catalog().find(kind).expect("the kind is there").clone();
        let new = format!("/cixi/drawings/{kind}/new");
        let mut fields = vec![("title", "十二月督查"), ("draws_at", "2021-12-20T08:00")];
        if what.what.hidden_days.is_some() {
            fields.push(("hidden_until", "2021-12-22T08:00"));
        }
        if matches!(what.what.take, crate::definition::Take::Sample { .. }) {
            fields.push(("size", "1"));
        }
        if what.what.population == crate::definition::Population::List {
            fields.push(("list", "甲\n乙\n丙\n丁"));
        }
        fields.extend(more);
        let reply = self.person(what.what.declares[0]).browser.submit(&new, &new, &fields).await;
        let to = see_other(&reply);
        to.split('?').next().unwrap_or_default().to_owned()
    }

    /// Does something on the record at `page` as whoever declares `kind`.
    pub(super) async fn act(&mut self, kind: &str, page: &str, what: &str) -> Reply {
        let role = crate::catalog().find(kind).expect("the kind is there").what.declares[0];
        self.person(role).browser.submit(page, &format!("{page}/{what}"), &[]).await
    }

    /// A number that a statement counts.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        let found: Result<Option<i64>, db::Error> = db::read!(self.house.cell.db, "count", |tx| {
            tx.one(sql, &[], |row| row.get("n")).await
        });
        found.expect("it is counted").unwrap_or(0)
    }

    /// A word that a statement finds.
    pub(super) async fn word(&self, sql: &'static str) -> String {
        let found: Result<Option<String>, db::Error> =
            db::read!(self.house.cell.db, "word", |tx| {
                tx.one(sql, &[], |row| row.get("w")).await
            });
        found.expect("it is found").unwrap_or_default()
    }
}

#[track_caller]
pub(super) fn see_other(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.location.clone().unwrap_or_default()
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db, true).await).await).await;
}
