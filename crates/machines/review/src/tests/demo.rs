//! The rounds of the invented county: they follow the rules, and something waits on the desks.

use std::sync::Arc;

use db::testing::on_each;
use directory::demo::{County, Plan};
use platform::{System, seal::testing::sealer};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use super::migrations;

const YOUTHS: &str = "
    SELECT COUNT(*) AS n FROM review_application a JOIN review_round r ON r.id = a.round_id
    WHERE a.entry = 'good-youth' AND a.state = 'final' AND r.state = 'closed'";

#[tokio::test]
async fn the_invented_county_has_rounds_in_which_something_waits() {
    on_each(&migrations(), async |db| {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00"));
        let system = System { db, clock, calendar, ids: Arc::new(Ids::seeded(8)) };
        let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
        let year = SchoolYear::starting(2021).expect("a year");
        let county = County::generate(Plan::cixi(3).smaller(40), year, at);
        directory::demo::load(&system, &county, &sealer("test")).await.expect("it is loaded");
        crate::demo::load(&system, &county).await.expect("the rounds are loaded");
        let count = async |sql: &'static str| {
            let found: Result<_, db::Error> = db::read!(system.db, "count", |tx| {
                tx.one(sql, &[], |row| row.get::<i64>("n")).await
            });
            found.expect("it is read").expect("a count")
        };
        assert_eq!(count("SELECT COUNT(*) AS n FROM review_round").await, 4);
        assert!(count(YOUTHS).await > 0, "the youths of 2021 were chosen");
        assert!(count("SELECT COUNT(*) AS n FROM review_application").await >= 8);
    })
    .await;
}
