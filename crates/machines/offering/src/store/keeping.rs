//! The SQL of erasing a child.

use db::{Error, Tx};

/// Deletes what a child would have liked, where the seats are given out.
pub(crate) async fn erase_wishes(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM offer_wish
        WHERE student_id = $1
          AND round_id IN (SELECT id FROM offer_round WHERE settled_at IS NOT NULL)";
    tx.run(SQL, &[&student]).await
}

/// Takes the words out of what a child's guardians thought of courses.
pub(crate) async fn erase_words(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE offer_rating SET words = '', account_id = NULL
        WHERE student_id = $1 AND (words <> '' OR account_id IS NOT NULL)";
    tx.run(SQL, &[&student]).await
}
