//! The invented registers: whole, and adding up to what was published.

use std::sync::Arc;

use db::testing::on_each;
use directory::demo::{County, Plan};
use platform::{System, seal::testing::sealer};
use vocab::{Ids, SchoolYear, TestCalendar, TestClock};

use super::migrations;

#[tokio::test]
async fn what_the_schools_reported_adds_up_to_what_the_county_published() {
    on_each(&migrations(), async |db| {
        let clock = Arc::new(TestClock::at("2021-12-20T00:00:00Z"));
        let calendar = Arc::new(TestCalendar::at("2021-12-20T08:00"));
        let system = System { db, clock, calendar, ids: Arc::new(Ids::seeded(8)) };
        let at = "2021-12-19T12:00:00Z".parse().expect("a moment");
        let year = SchoolYear::starting(2021).expect("a year");
        let county = County::generate(Plan::cixi(3).smaller(100), year, at);
        directory::demo::load(&system, &county, &sealer("test")).await.expect("it is loaded");
        crate::demo::load(&system, &county).await.expect("the registers are loaded");
        let told: Result<Vec<(String, i64)>, db::Error> = db::read!(system.db, "sums", |tx| {
            tx.all(
                "SELECT k.text_value AS kind, CAST(SUM(q.int_value) AS BIGINT) AS n
                     FROM answer k JOIN answer q ON q.owner_id = k.owner_id AND q.field = 'quantity'
                     WHERE k.field = 'kind' AND k.entry = 'edu-activity'
                     GROUP BY k.text_value ORDER BY 1",
                &[],
                |row| Ok((row.get("kind")?, row.get("n")?)),
            )
            .await
        });
        let told = told.expect("they are read");
        let told: Vec<(&str, i64)> = told.iter().map(|it| (it.0.as_str(), it.1)).collect();
        let published =
            [("course", 112), ("exchange", 73), ("lesson", 693), ("offline", 133), ("online", 358)];
        assert_eq!(told, published);
    })
    .await;
}
