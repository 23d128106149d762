//! What the machine promises: of its rules by example and by chance, of every kind of case in the
//! catalog by walking it, of its pages by calling them, on each database.

mod broken;
mod demo;
mod entry;
mod joint;
mod measures;
mod mutants;
mod pages;
mod papers;
mod rules;
mod sending;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Migration, testing::on_each};
use platform::{
    Module,
    access::PlaceKind,
    accounts::Sessions,
    effects::Effect,
    testing::{House, Person},
};
use vocab::{Clock as _, PlaceId, Role};

use crate::definition::breadth;

fn modules() -> Vec<Module> {
    vec![
        platform::MODULE,
        directory::MODULE,
        catalog::MODULE,
        form::MODULE,
        crate::module(),
        elsewhere(),
    ]
}

/// What the catalog has domains above this floor do, which here do nothing.
fn elsewhere() -> Module {
    let own = [platform::MODULE, directory::MODULE, form::MODULE, crate::module()];
    let own: Vec<&str> = own.iter().flat_map(|it| it.effects).map(|it| it.name).collect();
    let actions = crate::catalog().all().flat_map(|it| &it.what.steps).flat_map(|it| &it.actions);
    let named: BTreeSet<&str> =
        actions.flat_map(|it| &it.effects).map(|it| it.name.as_str()).collect();
    let named = named.into_iter().filter(|it| !own.contains(it));
    let effects: Vec<Effect> = named.map(|it| Effect { name: it, ..Effect::BARE }).collect();
    Module { name: "elsewhere", effects: effects.leak(), ..Module::BARE }
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county with two schools in two towns, and one person for each role at the first of each.
struct World {
    house: House,
    school: PlaceId,
    other_school: PlaceId,
    places: BTreeMap<PlaceKind, PlaceId>,
    people: BTreeMap<Role, Person>,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell.with(Sessions::default())).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let class = house.place(PlaceKind::Class, school, "三年级 2 班").await;
        let other_town = house.place(PlaceKind::Town, house.county, "周巷镇").await;
        let other_school = house.place(PlaceKind::School, other_town, "青禾小学").await;
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
        let world = Self { house, school, other_school, places, people };
        world.child().await;
        world
    }

    /// The guardian's child, who sits in the class.
    async fn child(&self) {
        let make = || self.house.ids.make::<()>(self.house.clock.now()).bits();
        let (student, guardian) = (make(), make());
        let (school, class) = (self.school.bits(), self.places[&PlaceKind::Class].bits());
        let (town, other) = (self.places[&PlaceKind::Town].bits(), self.other_school.bits());
        let account = self.people[&Role::Guardian].account.bits();
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "child", |tx| {
            for (sql, values) in [
                ("INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                  VALUES ($1, $2, 'primary', 'public', 0, '')", vec![school, town]),
                ("INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                  SELECT id, parent_id, 'primary', 'public', 0, '' FROM place WHERE id = $1", vec![other]),
                ("INSERT INTO school_stage (school_id, stage) VALUES ($1, 'primary'), ($2, 'primary')",
                 vec![school, other]),
                ("INSERT INTO class (id, school_id, school_year, stage, grade, number)
                  VALUES ($1, $2, 2021, 'primary', 3, 2)", vec![class, school]),
                ("INSERT INTO student (id, name, standing, school_id, class_id, grade, class_number)
                  VALUES ($1, '陈思远', 'enrolled', $2, $3, 3, 2)", vec![student, school, class]),
                ("INSERT INTO guardian (id, name, account_id) VALUES ($1, '陈父', $2)", vec![guardian, account]),
                ("INSERT INTO guardianship (student_id, guardian_id, relation, is_guardian, may_collect,
                                            no_contact, priority, since, recorded_at)
                  VALUES ($1, $2, '51', 1, 1, 0, 1, '2015-01-01', 0)", vec![student, guardian]),
            ] {
                let values: Vec<&dyn db::Stored> =
                    values.iter().map(|it| it as &dyn db::Stored).collect();
                tx.run(sql, &values).await?;
            }
            Ok(())
        });
        added.expect("the child is stored");
    }

    /// Begins a case of `kind` about the first school as `role`, and gives its address.
    async fn open(&mut self, role: Role, kind: &str, answers: &[(&str, &str)]) -> String {
        let (school, new) = (self.school.to_string(), format!("/cixi/cases/{kind}/new"));
        let browser = &mut self.person(role).browser;
        let page = browser.get(&new).await;
        let hidden = ["csrf", "id"].map(|key| (key, page.field(key).expect("a form has it")));
        let mut fields: Vec<(&str, &str)> = vec![("place_of_case", &school)];
        fields.extend(hidden.iter().map(|(key, value)| (*key, value.as_str())));
        fields.extend(answers);
        let sent = browser.post(&new, &fields).await;
        assert_eq!(sent.status, web::StatusCode::SEE_OTHER, "{}", sent.body);
        let to = sent.location.expect("a redirect leads somewhere");
        to.split('?').next().unwrap_or_default().to_owned()
    }

    fn person(&mut self, role: Role) -> &mut Person {
        self.people.get_mut(&role).expect("there is one for each role")
    }
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}
