//! Guardians of a child, and children of a guardian.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use vocab::{AccountId, StudentId};

use crate::model::{Child, Guardian};

fn guardian(row: &Row) -> Result<Guardian, Error> {
    Ok(Guardian {
        id: row.get("id")?,
        name: row.get("name")?,
        phone_sealed: row.get("phone_sealed")?,
        account: row.get("account_id")?,
        relation: row.get("relation")?,
        is_guardian: row.get("is_guardian")?,
        may_collect: row.get("may_collect")?,
        no_contact: row.get("no_contact")?,
        priority: row.get("priority")?,
    })
}

/// Who belongs to `student` on `day`, in the order in which to call.
pub(crate) async fn guardians_of(
    tx: &mut Tx,
    student: StudentId,
    day: Date,
) -> Result<Vec<Guardian>, Error> {
    const SQL: &str = "
        SELECT g.id, g.name, g.phone_sealed, g.account_id, r.relation, r.is_guardian,
               r.may_collect, r.no_contact, r.priority
        FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
        WHERE r.student_id = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
        ORDER BY r.priority, g.id";
    tx.all(SQL, &[&student, &day], guardian).await
}

/// Who belongs to each of `students` on `day`.
pub(crate) async fn guardians_of_each(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<(StudentId, Guardian)>, Error> {
    const SQL: &str = "
        SELECT r.student_id, g.id, g.name, g.phone_sealed, g.account_id, r.relation,
               r.is_guardian, r.may_collect, r.no_contact, r.priority
        FROM guardianship r JOIN guardian g ON g.id = r.guardian_id
        WHERE r.since <= $1 AND (r.until IS NULL OR r.until > $1) AND r.student_id IN ($$)
        ORDER BY r.priority, g.id";
    tx.all_in(SQL, &[&day], students, |row| Ok((row.get("student_id")?, guardian(row)?))).await
}

fn child(row: &Row) -> Result<Child, Error> {
    Ok(Child {
        line: super::students::line(row)?,
        guardian: row.get("guardian_id")?,
        relation: row.get("relation")?,
    })
}

const CHILD: &str = "
    SELECT s.id, s.name, s.sex, s.birth_date, s.standing, s.roll_kind, s.school_id, s.class_id,
           s.grade, s.class_number, s.seat, p.name AS school_name, r.guardian_id, r.relation
    FROM guardian g JOIN guardianship r ON r.guardian_id = g.id
    JOIN student s ON s.id = r.student_id LEFT JOIN place p ON p.id = s.school_id
    WHERE g.account_id = $1 AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
      AND r.is_guardian = 1 AND r.no_contact = 0";

/// The children that `account` may act for on `day`, eldest first.
pub(crate) async fn children_of(
    tx: &mut Tx,
    account: AccountId,
    day: Date,
) -> Result<Vec<Child>, Error> {
    let sql = Sql::of(&[CHILD, "ORDER BY s.birth_date NULLS LAST, s.id"]);
    tx.all(sql, &[&account, &day], child).await
}

/// The child `student`, if `account` may act for it on `day`.
pub(crate) async fn find_child(
    tx: &mut Tx,
    account: AccountId,
    student: StudentId,
    day: Date,
) -> Result<Option<Child>, Error> {
    let sql = Sql::of(&[CHILD, "AND s.id = $3"]);
    tx.one(sql, &[&account, &day, &student], child).await
}
