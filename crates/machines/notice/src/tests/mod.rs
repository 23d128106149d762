//! What the machine promises: of every kind in the catalog by walking it, of its rules by example, of
//! broken files by what is told of them, on each database.

mod broken;
mod rules;
mod walk;

use db::{Db, Migration, testing::on_each};
use platform::{
    Module,
    testing::{House, Person},
};
use vocab::Role;

pub(super) fn modules() -> Vec<Module> {
    vec![platform::MODULE, directory::MODULE, catalog::MODULE, form::MODULE, crate::module()]
}

fn migrations() -> Vec<Migration> {
    modules().iter().flat_map(|it| it.migrations).copied().collect()
}

/// A county, with somebody who publishes and a guardian.
pub(super) struct World {
    pub(super) house: House,
    pub(super) guardian: Person,
}

impl World {
    async fn new(db: Db) -> Self {
        let house = House::new(db, &modules(), |cell| cell).await;
        let guardian = house.person("周家长", Role::Guardian, house.county).await;
        Self { house, guardian }
    }
}

/// Runs `test` over a world on each database.
async fn in_world<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    on_each(&migrations(), async |db| test(World::new(db).await).await).await;
}
