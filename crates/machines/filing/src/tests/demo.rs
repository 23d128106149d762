//! The returns of the invented county: most have come, some late, and on the demo's morning some
//! have not.

use std::sync::Arc;

use db::testing::on_each;
use directory::demo::{County, Plan};
use platform::{System, seal::testing::sealer};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use super::migrations;

#[tokio::test]
async fn in_the_invented_county_some_have_not_filed_today() {
    on_each(&migrations(), async |db| {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00"));
        let system = System { db, clock, calendar, ids: Arc::new(Ids::seeded(8)) };
        let at = "2021-12-19T12:00:00Z".parse().unwrap();
        let year = SchoolYear::starting(2021).unwrap();
        let county = County::generate(Plan::cixi(3).smaller(60), year, at);
        directory::demo::load(&system, &county, &sealer("test")).await.unwrap();
        crate::demo::load(&system, &county).await.unwrap();
        let count = async |sql: &'static str| {
            let found: Result<_, db::Error> = db::read!(system.db, "count", |tx| {
                tx.one(sql, &[], |row| row.get::<i64>("n")).await
            });
            found.unwrap().unwrap()
        };
        let today = "SELECT COUNT(*) AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
                     WHERE o.entry = 'daily' AND o.period = '2021-12-20'";
        let missing = "SELECT COUNT(*) AS n FROM filing_return r JOIN filing_round o ON o.id = r.round_id
                       WHERE o.entry = 'daily' AND o.period = '2021-12-20' AND r.state = 'missing'";
        let (due, missing) = (count(today).await, count(missing).await);
        assert!(due > 0 && missing > 0 && missing < due, "{missing} of {due}");
        let days = "SELECT COUNT(*) AS n FROM filing_round WHERE entry = 'daily'";
        assert_eq!(count(days).await, 9, "the school days from 8 to 20 December");
        let loose = "SELECT COUNT(*) AS n FROM filing_return r WHERE r.state = 'filed' AND NOT EXISTS
                     (SELECT 1 FROM filing_version v WHERE v.return_id = r.id AND v.number = r.version
                      AND v.until = '9999-12-31T00:00:00')";
        assert_eq!(count(loose).await, 0, "what stands has a version that holds");
        let voters = "SELECT COUNT(*) AS n FROM filing_voter";
        assert_eq!(count(voters).await, count("SELECT COUNT(*) AS n FROM filing_ballot").await);
        assert!(count(voters).await > 20);
        let told = "SELECT COUNT(*) AS n FROM filing_round
                    WHERE closes_at < '2021-12-20T08:00:00' AND escalated_at IS NULL";
        assert_eq!(count(told).await, 0);
    })
    .await;
}
