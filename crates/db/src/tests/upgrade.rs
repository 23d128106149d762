//! An upgrade is done whole or not at all.

use super::{MIGRATIONS, count};
use crate::{Migration, Pending, testing::on_each};

const PARENTS: Migration = Migration {
    name: "0002_parents",
    sql: "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY, pupil_id BIGINT REFERENCES pupil (id));
          ALTER TABLE pupil ADD COLUMN grade BIGINT;",
};
const BROKEN: Migration =
    Migration { name: "0003_broken", sql: "CREATE INDEX parent_x ON parent (nowhere);" };

#[tokio::test]
async fn a_step_that_fails_takes_those_before_it_with_it() {
    on_each(MIGRATIONS, async |db| {
        let added = crate::write!(db, "pupil", |tx| {
            tx.run("INSERT INTO pupil (id, name) VALUES (1, 'a')", &[]).await
        });
        added.unwrap();
        let before = [MIGRATIONS[0], PARENTS];
        let broken = [MIGRATIONS[0], PARENTS, BROKEN];
        let wanted = Pending { done: 1, steps: vec!["0002_parents", "0003_broken"] };
        assert_eq!(db.pending(&[("test", &broken)]).await.unwrap(), wanted);
        let failed = db.upgrade(&[("test", &broken)]).await.unwrap_err();
        assert_eq!(failed.step, "0003_broken");
        assert_eq!(db.pending(&[("test", &broken)]).await.unwrap(), wanted, "as it was");
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil").await, 1);

        db.upgrade(&[("test", &before)]).await.unwrap();
        assert!(db.pending(&[("test", &before)]).await.unwrap().steps.is_empty());
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM pupil WHERE grade IS NULL").await, 1);
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM parent").await, 0);
        db.upgrade(&[("test", &before)]).await.unwrap();
        db.migrate("test", &before).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_new_database_has_all_steps_before_it() {
    on_each(&[], async |db| {
        let all = [MIGRATIONS[0], PARENTS];
        let pending = db.pending(&[("other", &all)]).await.unwrap();
        assert_eq!(pending, Pending { done: 0, steps: vec![MIGRATIONS[0].name, PARENTS.name] });
        db.upgrade(&[("other", &all)]).await.unwrap();
        assert_eq!(count(&db, "SELECT COUNT(*) AS n FROM parent").await, 0);
    })
    .await;
}
