//! What the machine promises: of its rules by example and by chance, of every review in the catalog by
//! walking it, of its pages by calling them, on each database.

mod broken;
mod demo;
mod pages;
mod rules;
mod walk;

use std::collections::BTreeMap;

use ::catalog::breadth;
use db::{Db, Migration, testing::on_each};
use platform::{
    Module,
    access::PlaceKind,
    effects::Effect,
    testing::{House, Person},
};
use vocab::{AccountId, Clock as _, PlaceId, Role};
use web::{StatusCode, testing::Reply};

use crate::{definition::Review, model::ApplicationId, points::Points};

/// What other machines would do; here nothing comes of it.
const STUBS: &[Effect] = &[
    Effect { name: "register.add", takes_more: true, ..Effect::BARE },
    Effect { name: "case.open", takes_more: true, ..Effect::BARE },
    Effect { name: "notice.publish", takes_more: true, ..Effect::BARE },
];

fn modules() -> Vec<Module> {
    vec![
        platform::MODULE,
        directory::MODULE,
        ::catalog::MODULE,
        form::MODULE,
        Module { name: "others", effects: STUBS, ..Module::BARE },
        crate::module(),
    ]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county with six schools, one person for each role at the first of them, a principal at each, and
/// five inspectors.
struct World {
    house: House,
    places: BTreeMap<PlaceKind, PlaceId>,
    people: BTreeMap<Role, AccountId>,
    all: BTreeMap<AccountId, Person>,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell).await;
        let town = house.place(PlaceKind::Town, house.county, "观海卫镇").await;
        let school = house.place(PlaceKind::School, town, "云帆小学").await;
        let class = house.place(PlaceKind::Class, school, "三年级 2 班").await;
        let places = BTreeMap::from([
            (PlaceKind::County, house.county),
            (PlaceKind::Town, town),
            (PlaceKind::School, school),
            (PlaceKind::Class, class),
        ]);
        let mut world = Self { house, places, people: BTreeMap::new(), all: BTreeMap::new() };
        for role in Role::ALL {
            let place = world.places[&breadth(role)];
            let account = world.add(role.label(), role, place).await;
            world.people.insert(role, account);
        }
        let other = world.house.place(PlaceKind::Town, world.house.county, "周巷镇").await;
        for at in 1..6 {
            let name = format!("第 {at} 小学");
            let place = world.house.place(PlaceKind::School, other, &name).await;
            world.add(&format!("校长{at}"), Role::Principal, place).await;
            world.add(&format!("督学{at}"), Role::Inspector, world.house.county).await;
        }
        world.child("陈思远").await;
        world
    }

    async fn add(&mut self, name: &str, role: Role, place: PlaceId) -> AccountId {
        let person = self.house.person(name, role, place).await;
        let account = person.account;
        self.all.insert(account, person);
        account
    }

    /// A pupil of the class.
    async fn child(&self, name: &str) {
        let student = self.house.ids.make::<()>(self.house.clock.now()).bits();
        let school = self.places[&PlaceKind::School].bits();
        let (class, town) =
            (self.places[&PlaceKind::Class].bits(), self.places[&PlaceKind::Town].bits());
        let name = name.to_owned();
        let added: Result<(), db::Error> = db::write!(self.house.cell.db, "child", |tx| {
            tx.run(
                "INSERT INTO school (id, town_id, kind, ownership, boarding, address)
                 VALUES ($1, $2, 'primary', 'public', 0, '') ON CONFLICT DO NOTHING",
                &[&school, &town],
            )
            .await?;
            tx.run(
                "INSERT INTO class (id, school_id, school_year, stage, grade, number)
                 VALUES ($1, $2, 2021, 'primary', 3, 2) ON CONFLICT DO NOTHING",
                &[&class, &school],
            )
            .await?;
            tx.run(
                "INSERT INTO student (id, name, standing, school_id, class_id, grade, class_number)
                 VALUES ($1, $2, 'enrolled', $3, $4, 3, 2)",
                &[&student, &name, &school, &class],
            )
            .await?;
            Ok(())
        });
        added.expect("the child is stored");
    }

    fn person(&mut self, account: AccountId) -> &mut Person {
        self.all.get_mut(&account).expect("they were added")
    }

    async fn get(&mut self, role: Role, path: &str) -> Reply {
        let account = self.people[&role];
        self.person(account).browser.get(path).await
    }

    /// Fills in the form on the page at `from` and sends it to `path`.
    async fn send_as(
        &mut self,
        account: AccountId,
        (from, path): (&str, &str),
        fields: &[(String, String)],
    ) -> Reply {
        let page = self.person(account).browser.get(from).await;
        assert_eq!(page.status, StatusCode::OK, "{from}: {}", page.body);
        let mut all = fields.to_vec();
        for hidden in ["csrf", "id", "version"] {
            if let Some(value) = page.field(hidden) {
                all.push((hidden.to_owned(), value));
            }
        }
        if let Some(about) = page.field("about-what").filter(|it| !it.is_empty()) {
            all.push(("about-what".to_owned(), about));
        }
        let pairs: Vec<(&str, &str)> =
            all.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        self.person(account).browser.post(path, &pairs).await
    }

    async fn send(&mut self, role: Role, path: &str, fields: &[(String, String)]) -> Reply {
        let account = self.people[&role];
        self.send_as(account, (path, path), fields).await
    }

    /// The same where it must be done; gives where it led.
    async fn done(&mut self, role: Role, path: &str, fields: &[(String, String)]) -> String {
        let sent = self.send(role, path, fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path} by {role:?}: {}", words(&sent.body));
        let location = sent.location.expect("a redirect leads somewhere");
        location.split('?').next().unwrap_or_default().to_owned()
    }

    /// Opens a round and gives its address.
    async fn round(&mut self, name: &str, review: &Review) -> String {
        let fields = [pair("title", "2021 年"), pair("seed", "福彩 3D 第 2021335 期 4 1 7")];
        self.done(review.hosts[0], &format!("/cixi/reviews/{name}/new"), &fields).await
    }

    /// Puts something in and gives its address.
    async fn apply(&mut self, (name, review): (&str, &Review), round: &str) -> String {
        let mut fields: Vec<(String, String)> =
            review.asks.iter().flat_map(|at| form::sample(&review.fields[*at], 0)).collect();
        if !review.of_student {
            let place = self.places[&review.subject].to_string();
            fields.push(pair("about-what", &place));
        }
        let role = review.applies[0];
        let path = self.done(role, &format!("{round}/apply"), &fields).await;
        let path = path.trim_end_matches("/claims").to_owned();
        if review.self_assessed {
            let claims: Vec<_> = review
                .items
                .iter()
                .flat_map(|it| {
                    let points = format!("points-{}", it.key);
                    let evidence = format!("evidence-{}", it.key);
                    [pair(&points, "1"), pair(&evidence, "见佐证材料")]
                })
                .collect();
            self.done(role, &format!("{path}/claims"), &claims).await;
            self.done(role, &format!("{path}/do/submit"), &[]).await;
        }
        if let Some(role) = review.forwards() {
            self.done(role, &format!("{path}/do/forward"), &[]).await;
        }
        assert!(path.contains(&format!("/reviews/{name}/")), "{path}");
        path
    }

    /// Who sits on the panel of an application.
    async fn panel(&self, path: &str) -> Vec<AccountId> {
        let id: ApplicationId =
            path.rsplit('/').next().and_then(|it| it.parse().ok()).expect("an id");
        let seats: Result<_, db::Error> =
            db::read!(self.house.cell.db, "seats", |tx| { crate::store::seats(tx, id).await });
        seats.expect("they are read").into_iter().map(|it| it.account).collect()
    }

    /// Scores every item of a sheet, item by item as on a phone, and hands it in.
    async fn score(&mut self, review: &Review, (account, path): (AccountId, &str), off: i64) {
        for item in &review.items {
            let points = match item.kind {
                crate::definition::ItemKind::Points => Points((item.most.0 - off).max(0)),
                _ => Points::default(),
            };
            let form = format!("{path}/score/{}", item.key);
            let fields = [pair("points", &points.to_string()), pair("note", "")];
            let sent = self.send_as(account, (&form, &form), &fields).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{form}: {}", words(&sent.body));
        }
        let sheet = format!("{path}/score");
        let sent = self.send_as(account, (&sheet, &format!("{path}/hand-in")), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}: {}", words(&sent.body));
    }
}

fn pair(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// The main part of a page, short enough to read in a failure.
fn words(body: &str) -> String {
    let main = body.split("<main").nth(1).unwrap_or(body);
    main.chars().take(1500).collect()
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}
