//! What the machine promises: of its rules by example and by chance, of every register in the catalog
//! by walking it, of its pages by calling them, on each database.

mod broken;
mod chance;
mod demo;
mod import;
mod pages;
mod rules;
mod walk;

use std::collections::BTreeMap;

use ::catalog::breadth;
use db::{Db, Migration, testing::on_each};
use form::{Field, Kind};
use platform::{
    Module,
    access::PlaceKind,
    seal::testing::sealer,
    testing::{House, Person},
};
use vocab::{PlaceId, Role};
use web::{StatusCode, testing::Reply};

use crate::{catalog, definition::Register};

fn modules() -> Vec<Module> {
    vec![platform::MODULE, directory::MODULE, ::catalog::MODULE, form::MODULE, crate::module()]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county with two schools in two towns, and one person for each role at the first of each.
struct World {
    house: House,
    other_school: PlaceId,
    places: BTreeMap<PlaceKind, PlaceId>,
    people: BTreeMap<Role, Person>,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell.with(sealer("test"))).await;
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
        Self { house, other_school, places, people }
    }

    fn person(&mut self, role: Role) -> &mut Person {
        self.people.get_mut(&role).expect("there is one for each role")
    }

    async fn get(&mut self, role: Role, path: &str) -> Reply {
        self.person(role).browser.get(path).await
    }

    /// Fills in the form at `path` as it came, with `fields` in place of its own, and sends it.
    async fn send(&mut self, role: Role, path: &str, fields: &[(String, String)]) -> Reply {
        let page = self.get(role, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} for {role:?}: {}", page.body);
        self.post(role, path, (&page, fields)).await
    }

    /// Sends what stands on a page that was fetched before.
    async fn post(
        &mut self,
        role: Role,
        path: &str,
        (page, fields): (&Reply, &[(String, String)]),
    ) -> Reply {
        let mut all = fields.to_vec();
        for hidden in ["csrf", "id", "version"] {
            if let Some(value) = page.field(hidden) {
                all.push((hidden.to_owned(), value));
            }
        }
        let pairs: Vec<(&str, &str)> =
            all.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        self.person(role).browser.post(path, &pairs).await
    }

    /// Adds a record to a register and gives its address.
    async fn add(&mut self, name: &str, variant: usize) -> String {
        let register = &catalog().find(name).expect("it is in the catalog").what;
        let role = register.keeps[0];
        let mut fields = answers(register, variant);
        fields.push(("place-of-record".to_owned(), self.places[&register.subject].to_string()));
        fields.push(("from-day".to_owned(), "2021-06-01".to_owned()));
        let path = format!("/cixi/registers/{name}/new");
        let sent = self.send(role, &path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}: {}", sent.body);
        let location = sent.location.expect("a redirect leads somewhere");
        location.split('?').next().unwrap_or_default().to_owned()
    }
}

/// An answer that fits a field; another in each variant.
fn answer(field: &Field, variant: usize) -> Vec<(String, String)> {
    let one = |text: &str| vec![(field.key.clone(), text.to_owned())];
    match &field.kind {
        Kind::Text(most) | Kind::Long(most) => {
            let words = format!("第{variant}项的内容");
            one(&words.chars().take(*most as usize).collect::<String>())
        }
        Kind::Date => one("2021-12-10"),
        Kind::Phone => one("10012345678"),
        _ => form::sample(field, variant),
    }
}

fn answers(register: &Register, variant: usize) -> Vec<(String, String)> {
    register.fields.iter().flat_map(|it| answer(it, variant)).collect()
}

fn pair(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}
