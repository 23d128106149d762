//! What the directory promises, on each database, over a small invented county.

mod calendar;
mod consents;
mod demo;
mod lists;
mod moves;
pub(crate) mod pages;
mod persons;
mod records;
mod roll;
mod roll_leaves;
mod school_list;
mod year;

use std::sync::Arc;

use db::{Db, Migration, testing::on_each};
use platform::{System, seal::testing::sealer};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use crate::demo::{County, Plan, load};

/// A cell with a small county: most tests wait for its loading.
pub(crate) struct Fixture {
    pub(crate) system: System,
    pub(crate) county: County,
    pub(crate) sealer: platform::seal::Sealer,
}

pub(crate) fn migrations() -> Vec<Migration> {
    platform::MIGRATIONS.iter().chain(crate::MIGRATIONS).copied().collect()
}

impl Fixture {
    pub(crate) async fn new(db: Db) -> Self {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00"));
        let system = System { db, clock, calendar, ids: Arc::new(Ids::seeded(8)) };
        let at = "2021-12-19T12:00:00Z".parse().unwrap();
        let county =
            County::generate(Plan::cixi(3).smaller(250), SchoolYear::starting(2021).unwrap(), at);
        let sealer = sealer("test");
        load(&system, &county, &sealer).await.unwrap();
        Self { system, county, sealer }
    }

    /// The one number that `sql` answers as `n`.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let found: Result<_, db::Error> =
            db::read!(self.system.db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
        found.unwrap().unwrap()
    }
}

/// Runs `test` over a loaded county on each database.
pub(crate) async fn with_county<F: Future<Output = ()>>(test: impl Fn(Fixture) -> F) {
    on_each(&migrations(), async |db| test(Fixture::new(db).await).await).await;
}
