//! The SQL of those who have finished.

use db::{Error, Tx};

use crate::graduates::Graduate;

/// Those who have this number and whose time in a class of a senior school ended with graduation.
pub(crate) async fn of_senior_schools(tx: &mut Tx, id_index: &str) -> Result<Vec<Graduate>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, p.name AS school_name, e.until
        FROM student s
        JOIN enrolment e ON e.student_id = s.id AND e.superseded_at IS NULL
        JOIN class c ON c.id = e.class_id JOIN place p ON p.id = e.school_id
        WHERE s.id_index = $1 AND s.standing = 'graduated' AND c.stage = 'senior'
          AND e.end_reason = 'graduation' AND e.until IS NOT NULL
        ORDER BY e.until DESC";
    tx.all(SQL, &[&id_index.to_owned()], |row| {
        Ok(Graduate {
            id: row.get("id")?,
            name: row.get("name")?,
            school_name: row.get("school_name")?,
            left_on: row.get("until")?,
        })
    })
    .await
}
