//! The gauges, on each database.

use db::testing::on_each;

use crate::testing::House;

#[tokio::test]
async fn a_new_cell_has_no_jobs_no_messages_and_some_bytes() {
    on_each(crate::MIGRATIONS, async |db| {
        let house = House::new(db, &[crate::MODULE], |cell| cell).await;
        let found = super::read(&house.cell).await.unwrap();
        assert_eq!((found.jobs, found.messages_waiting), (Vec::new(), 0));
        assert!(found.database_bytes.unwrap() > 100_000);
        assert_eq!(house.cell.db.tally().waiting, 0);
    })
    .await;
}
