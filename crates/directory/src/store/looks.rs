//! Who opened what was sealed: read from the audit trail.

use db::{Error, Tx};
use vocab::StudentId;

use crate::model::Opening;

/// When and for what the sealed parts of `student`'s record were opened, the latest first.
pub(crate) async fn openings(
    tx: &mut Tx,
    student: StudentId,
    limit: usize,
) -> Result<Vec<Opening>, Error> {
    const SQL: &str = "
        SELECT a.civil_at, a.kind, a.notes, g.role, p.name AS place_name
        FROM act a LEFT JOIN role_grant g ON g.id = a.grant_id
        LEFT JOIN place p ON p.id = g.place_id
        WHERE a.subject_kind = 'stu' AND a.subject_id = $1
          AND a.kind IN ('directory.student.unmask', 'directory.student.contacts')
        ORDER BY a.at DESC
        LIMIT $2";
    tx.all(SQL, &[&student.bits(), &limit], |row| {
        Ok(Opening {
            at: row.get("civil_at")?,
            kind: row.get("kind")?,
            notes: row.get("notes")?,
            role: row.get("role")?,
            place: row.get("place_name")?,
        })
    })
    .await
}
