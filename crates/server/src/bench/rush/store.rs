//! The SQL of a rehearsed rush: who could take part, and what came of it.

use db::{Error, Tx};
use offering::{OfferId, Standing};
use vocab::{AccountId, FamilyId, GrantId, SchoolId, StaffId, StudentId};

/// A school where nobody boards, with someone who can stand beside a course.
pub(super) struct School {
    pub(super) id: SchoolId,
    pub(super) teacher: StaffId,
}

/// The schools of grades 1 to 9 where nobody boards, the largest first.
pub(super) async fn schools(tx: &mut Tx) -> Result<Vec<School>, Error> {
    const SQL: &str = "
        SELECT c.id, MIN(t.id) AS teacher
        FROM school c
        JOIN (SELECT school_id, COUNT(*) AS pupils FROM student
              WHERE standing = 'enrolled' AND grade BETWEEN 1 AND 9 GROUP BY school_id) n
          ON n.school_id = c.id
        JOIN staff t ON t.place_id = c.id AND t.left_on IS NULL
        WHERE c.boarding = 0
        GROUP BY c.id, n.pupils
        ORDER BY n.pupils DESC, c.id";
    tx.all(SQL, &[], |row| Ok(School { id: row.get("id")?, teacher: row.get("teacher")? })).await
}

/// A child with the guardian who would ask for it.
pub(super) struct Candidate {
    pub(super) student: StudentId,
    pub(super) family: FamilyId,
    pub(super) account: AccountId,
    pub(super) grant: GrantId,
}

/// The children of a school with each of their guardians who has an account.
pub(super) async fn candidates(tx: &mut Tx, school: SchoolId) -> Result<Vec<Candidate>, Error> {
    const SQL: &str = "
        SELECT s.id, s.family_id, g.account_id, r.id AS grant_id
        FROM student s
        JOIN guardianship w ON w.student_id = s.id AND w.until IS NULL
        JOIN guardian g ON g.id = w.guardian_id
        JOIN role_grant r ON r.account_id = g.account_id AND r.role = 'guardian'
        WHERE s.school_id = $1 AND s.standing = 'enrolled' AND s.class_id IS NOT NULL
          AND s.grade BETWEEN 1 AND 9 AND w.is_guardian = 1 AND w.no_contact = 0
        ORDER BY s.id, w.priority, g.id";
    tx.all(SQL, &[&school], |row| {
        Ok(Candidate {
            student: row.get("id")?,
            family: row.get("family_id")?,
            account: row.get("account_id")?,
            grant: row.get("grant_id")?,
        })
    })
    .await
}

/// What one asker has.
pub(super) struct Place {
    pub(super) offer: OfferId,
    pub(super) student: StudentId,
    pub(super) standing: Standing,
    pub(super) queue_place: Option<i64>,
}

/// Everything that was given of `offers`.
pub(super) async fn places(tx: &mut Tx, offers: &[OfferId]) -> Result<Vec<Place>, Error> {
    const SQL: &str = "
        SELECT offer_id, student_id, standing, queue_place FROM booking WHERE offer_id IN ($$)";
    tx.all_in(SQL, &[], offers, |row| {
        Ok(Place {
            offer: row.get("offer_id")?,
            student: row.get("student_id")?,
            standing: row.get("standing")?,
            queue_place: row.get("queue_place")?,
        })
    })
    .await
}

/// What an offer says of itself.
pub(super) struct Stated {
    pub(super) offer: OfferId,
    pub(super) seats: i64,
    pub(super) taken: i64,
    pub(super) queue_last: i64,
}

/// What `offers` say of their seats and queues.
pub(super) async fn stated(tx: &mut Tx, offers: &[OfferId]) -> Result<Vec<Stated>, Error> {
    const SQL: &str = "SELECT id, seats, taken, queue_last FROM offer WHERE id IN ($$)";
    tx.all_in(SQL, &[], offers, |row| {
        Ok(Stated {
            offer: row.get("id")?,
            seats: row.get("seats")?,
            taken: row.get("taken")?,
            queue_last: row.get("queue_last")?,
        })
    })
    .await
}

/// How many places in `offers` have no record in the audit trail. A form that was sent twice has
/// two.
pub(super) async fn unrecorded(tx: &mut Tx, offers: &[OfferId]) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM booking b
        WHERE NOT EXISTS (SELECT 1 FROM act a
                          WHERE a.subject_kind = 'bkg' AND a.subject_id = b.id
                            AND a.kind = 'aftercare.course.book')
          AND b.offer_id IN ($$)";
    let counts: Vec<i64> = tx.all_in(SQL, &[], offers, |row| row.get("n")).await?;
    Ok(counts.iter().sum())
}

/// How many seats in `offers` cost something and are not owed exactly once.
pub(super) async fn unordered(tx: &mut Tx, offers: &[OfferId]) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM booking b JOIN course c ON c.offer_id = b.offer_id
        WHERE (SELECT COUNT(*) FROM course_order o WHERE o.booking_id = b.id)
              <> CASE WHEN b.standing = 'seat' AND c.fee > 0 THEN 1 ELSE 0 END
          AND b.offer_id IN ($$)";
    let counts: Vec<i64> = tx.all_in(SQL, &[], offers, |row| row.get("n")).await?;
    Ok(counts.iter().sum())
}

/// Takes away what an earlier rush left on PostgreSQL.
pub(super) async fn drop_schema(tx: &mut Tx) -> Result<(), Error> {
    tx.run("DROP SCHEMA IF EXISTS xueyu_rush CASCADE", &[]).await?;
    Ok(())
}

/// Whether PostgreSQL waits for its disk: `on` or `off`.
pub(super) async fn fsync(tx: &mut Tx) -> Result<String, Error> {
    const SQL: &str = "SELECT current_setting('fsync') AS fsync";
    Ok(tx.one(SQL, &[], |row| row.get("fsync")).await?.unwrap_or_default())
}
