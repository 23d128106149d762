//! The invented county's year of tasks and targets: figures that its offices reported, a list with
//! lights of every colour on the demo's day, and a plan for the next year that waits to be confirmed.

use directory::{demo::County, model::Duty};
use platform::{System, seal::Sealer};
use vocab::{AccountId, Role};

use crate::{balance, packages, reported, reports, targets};

/// Who works in the bureau: accounts and names by role.
pub(crate) struct Cast<'a>(&'a County);

impl Cast<'_> {
    /// The `at`-th person who holds a role at the county, or the first where there are fewer.
    pub(crate) fn person(&self, role: Role, at: usize) -> Option<(AccountId, &str)> {
        let county = self.0;
        let posts = county.posts.iter();
        let held = posts.filter(|it| it.duty == Duty::Role(role) && it.place == county.id);
        let all: Vec<_> = held.map(|it| &county.staff[it.staff]).collect();
        let one = all.get(at).or_else(|| all.first())?;
        Some((one.account, one.name.as_str()))
    }

    /// The account of the `at`-th.
    pub(crate) fn account(&self, role: Role, at: usize) -> Option<AccountId> {
        self.person(role, at).map(|it| it.0)
    }
}

/// Loads all of it.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, county: &County, sealer: &Sealer) -> Result<(), db::Error> {
    packages::demo::below_the_city(system, sealer).await?;
    let cast = Cast(county);
    let figures = reported::demo::load(system, county, &cast).await?;
    targets::demo::load(system, county, (&cast, &figures)).await?;
    balance::demo::load(system, county, &cast).await?;
    reports::demo::load(system, county, &cast).await
}

/// Loads what a city's bureau has: the agreement with the county, and no plan yet: reading it in is
/// what one does there first.
///
/// # Errors
///
/// If the database fails.
pub async fn load_city(system: &System, sealer: &Sealer) -> Result<(), db::Error> {
    packages::demo::above_the_county(system, sealer).await
}
