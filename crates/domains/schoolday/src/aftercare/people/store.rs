//! The SQL of the questions to the directory.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, ClassId, Personal, PlaceId, SchoolId, StaffId, StudentId, Term};

use super::Child;

fn child(row: &Row) -> Result<Child, Error> {
    Ok(Child {
        id: row.get("id")?,
        name: row.get("name")?,
        family: row.get("family_id")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        class: row.get("class_id")?,
        class_name: row.get("class_name")?,
        grade: row.get("grade")?,
    })
}

/// The children whom `account` is a guardian of on `day`, oldest first. Who must not come near a
/// child has no children here.
pub async fn children_of(tx: &mut Tx, account: AccountId, day: Date) -> Result<Vec<Child>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.family_id, s.school_id, sp.name AS school_name,
               s.class_id, cp.name AS class_name, s.grade
        FROM guardian g
        JOIN guardianship w ON w.guardian_id = g.id
        JOIN student s ON s.id = w.student_id
        JOIN place sp ON sp.id = s.school_id
        JOIN place cp ON cp.id = s.class_id
        WHERE g.account_id = $1 AND w.is_guardian = 1 AND w.no_contact = 0
          AND w.since <= $2 AND (w.until IS NULL OR w.until > $2)
          AND s.standing = 'enrolled'
        ORDER BY s.grade DESC, s.id";
    tx.all(SQL, &[&account, &day], child).await
}

/// The child that `id` names, if it is in a class that lies in `scope`.
pub async fn find_child(
    tx: &mut Tx,
    id: StudentId,
    scope: PlaceId,
) -> Result<Option<Child>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.family_id, s.school_id, sp.name AS school_name,
               s.class_id, cp.name AS class_name, s.grade
        FROM student s
        JOIN place_within w ON w.place_id = s.class_id AND w.ancestor_id = $2
        JOIN place sp ON sp.id = s.school_id
        JOIN place cp ON cp.id = s.class_id
        WHERE s.id = $1 AND s.standing = 'enrolled'";
    tx.one(SQL, &[&id, &scope], child).await
}

/// The children that `ids` name, as teachers' pages name them, by class and seat.
pub async fn children(tx: &mut Tx, ids: &[StudentId]) -> Result<Vec<Child>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.family_id, s.school_id, sp.name AS school_name,
               s.class_id, cp.name AS class_name, s.grade
        FROM student s
        JOIN place sp ON sp.id = s.school_id
        JOIN place cp ON cp.id = s.class_id
        WHERE s.standing = 'enrolled' AND s.id IN ($$)
        ORDER BY s.grade, s.class_number, s.seat, s.id";
    tx.all_in(SQL, &[], ids, child).await
}

/// The accounts of the guardians of `students` on `day`, with the child that it is about.
pub async fn guardians_of(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<(StudentId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT w.student_id, g.account_id
        FROM guardianship w JOIN guardian g ON g.id = w.guardian_id
        WHERE w.is_guardian = 1 AND w.no_contact = 0 AND g.account_id IS NOT NULL
          AND w.since <= $1 AND (w.until IS NULL OR w.until > $1)
          AND w.student_id IN ($$)
        ORDER BY w.student_id, w.priority";
    tx.all_in(SQL, &[&day], students, |row| Ok((row.get("student_id")?, row.get("account_id")?)))
        .await
}

/// Who may fetch each of `students`: name and what they are to it, the first to be called first.
pub async fn all_collectors_of(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<Vec<(StudentId, Personal<String>, directory::model::Relation)>, Error> {
    const SQL: &str = "
        SELECT w.student_id, g.name, w.relation
        FROM guardianship w JOIN guardian g ON g.id = w.guardian_id
        WHERE w.may_collect = 1 AND w.no_contact = 0
          AND w.since <= $1 AND (w.until IS NULL OR w.until > $1)
          AND w.student_id IN ($$)
        ORDER BY w.student_id, w.priority, g.id";
    tx.all_in(SQL, &[&day], students, |row| {
        Ok((row.get("student_id")?, row.get("name")?, row.get("relation")?))
    })
    .await
}

/// The school that `place` is, or lies in: a class's, for its teacher.
pub async fn school_of(tx: &mut Tx, place: PlaceId) -> Result<Option<SchoolId>, Error> {
    const SQL: &str = "
        SELECT s.id FROM place_within w JOIN school s ON s.id = w.ancestor_id
        WHERE w.place_id = $1";
    tx.one(SQL, &[&place], |row| row.get("id")).await
}

/// The name of a place.
pub async fn place_name(tx: &mut Tx, id: PlaceId) -> Result<String, Error> {
    const SQL: &str = "SELECT name FROM place WHERE id = $1";
    Ok(tx.one(SQL, &[&id], |row| row.get("name")).await?.unwrap_or_default())
}

/// The first and the last day of a term, if the county's calendar has it.
pub async fn term_days(tx: &mut Tx, term: Term) -> Result<Option<(Date, Date)>, Error> {
    const SQL: &str = "SELECT first_day, last_day FROM term WHERE term = $1";
    tx.one(SQL, &[&term], |row| Ok((row.get("first_day")?, row.get("last_day")?))).await
}

/// The term that runs on `day`, or the next to come.
pub async fn term_on(tx: &mut Tx, day: Date) -> Result<Option<Term>, Error> {
    const SQL: &str = "SELECT term FROM term WHERE last_day >= $1 ORDER BY first_day LIMIT 1";
    tx.one(SQL, &[&day], |row| row.get("term")).await
}

/// Whether a school has classes of `grade` in the year of `term`.
pub async fn has_grade(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    grade: i64,
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS classes FROM class
        WHERE school_id = $1 AND school_year = $2 AND grade = $3";
    let count = |row: &Row| row.get::<i64>("classes");
    Ok(tx.one(SQL, &[&school, &term.year, &grade], count).await?.is_some_and(|it| it > 0))
}

/// The accounts that keep after-school service at each of `schools`: its managers and its principal.
pub async fn keepers_of(
    tx: &mut Tx,
    schools: &[SchoolId],
    day: Date,
) -> Result<Vec<(SchoolId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT place_id, account_id FROM role_grant
        WHERE role IN ('aftercare-manager', 'principal')
          AND since <= $1 AND (until IS NULL OR until > $1) AND place_id IN ($$)
        ORDER BY place_id, account_id";
    tx.all_in(SQL, &[&day], schools, |row| Ok((row.get("place_id")?, row.get("account_id")?))).await
}

/// The account of a class's head teacher, if there is one who can be told.
pub async fn head_of(tx: &mut Tx, class: ClassId) -> Result<Option<AccountId>, Error> {
    const SQL: &str = "
        SELECT s.account_id
        FROM class c JOIN staff s ON s.id = c.head_id
        WHERE c.id = $1 AND s.account_id IS NOT NULL";
    tx.one(SQL, &[&class], |row| row.get("account_id")).await
}

/// The member of staff behind an account, if it is one's.
pub async fn staff_of(tx: &mut Tx, account: AccountId) -> Result<Option<StaffId>, Error> {
    const SQL: &str = "SELECT id FROM staff WHERE account_id = $1 AND left_on IS NULL";
    tx.one(SQL, &[&account], |row| row.get("id")).await
}
