//! The cases of the invented county: they follow the rules, and something waits on the desks.

use std::sync::Arc;

use db::testing::on_each;
use directory::demo::{County, Plan};
use platform::{System, effects::Effects, seal::testing::sealer};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use super::migrations;

#[tokio::test]
async fn the_invented_county_has_cases_that_wait_are_late_and_are_closed() {
    on_each(&migrations(), async |db| {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00"));
        let system = System { db, clock, calendar, ids: Arc::new(Ids::seeded(8)) };
        let at = "2021-12-19T12:00:00Z".parse().unwrap();
        let year = SchoolYear::starting(2021).unwrap();
        let county = County::generate(Plan::cixi(3).smaller(100), year, at);
        directory::demo::load(&system, &county, &sealer("test")).await.unwrap();
        crate::demo::load(&system, &county, &Effects::of(&super::modules())).await.unwrap();
        let count = async |sql: &'static str| {
            let found: Result<_, db::Error> = db::read!(system.db, "count", |tx| {
                tx.one(sql, &[], |row| row.get::<i64>("n")).await
            });
            found.unwrap().unwrap()
        };
        let open = "SELECT COUNT(*) AS n FROM case_record WHERE outcome IS NULL";
        let waiting = "SELECT COUNT(DISTINCT case_id) AS n FROM case_desk";
        let late = "SELECT COUNT(*) AS n FROM case_record
                    WHERE outcome IS NULL AND due_at < '2021-12-20T08:00:00'";
        let closed = "SELECT COUNT(*) AS n FROM case_record WHERE outcome = 'done'";
        assert!(count(open).await >= 4 && count(closed).await >= 3);
        assert_eq!(count(open).await, count(waiting).await);
        assert_eq!(count(late).await, 1);
    })
    .await;
}
