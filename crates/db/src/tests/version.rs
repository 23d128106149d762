//! The version of a database: the same while nothing is written, another after any commit.

use super::{MIGRATIONS, act};
use crate::testing::{on_each, on_sqlite};

#[tokio::test]
async fn a_commit_makes_another_version_of_this_process_or_another() {
    on_each(MIGRATIONS, async |db| {
        let before = db.version().await.unwrap();
        act(&db, 1).await.unwrap();
        let between = db.version().await.unwrap();
        assert_ne!(before, between);
        act(&db.another(), 2).await.unwrap();
        assert_ne!(between, db.version().await.unwrap());
    })
    .await;
}

/// On PostgreSQL any other test's commit would change it too.
#[tokio::test]
async fn reading_leaves_the_version_as_it_is() {
    on_sqlite(MIGRATIONS, async |db| {
        act(&db, 1).await.unwrap();
        let before = db.version().await.unwrap();
        super::count(&db, "SELECT COUNT(*) AS n FROM pupil").await;
        assert_eq!(before, db.version().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn after_a_rest_nothing_counts_as_the_same() {
    on_sqlite(MIGRATIONS, async |db| {
        let before = db.version().await.unwrap();
        db.close().await;
        assert_ne!(before, db.version().await.unwrap());
    })
    .await;
}
