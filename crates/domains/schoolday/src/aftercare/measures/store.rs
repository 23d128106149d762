//! The SQL of what can be counted of after-school service: each goes over a whole scope at once.

use db::{Error, Tx};
use jiff::civil::Date;
use platform::measures::Record;
use vocab::{PlaceId, StudentId, Term};

/// Children who take part, and those of them whose fees are waived, by school and service.
pub(super) async fn participants(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<(PlaceId, String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT p.school_id, p.service, COUNT(*) AS n,
               CAST(SUM(CASE WHEN p.waiver = 'granted' THEN 1 ELSE 0 END) AS BIGINT) AS waived
        FROM participation p
        WHERE p.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND p.term = $2 AND p.service IN ('basic', 'late', 'evening')
          AND p.since <= $3 AND (p.until IS NULL OR p.until > $3)
        GROUP BY p.school_id, p.service";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        Ok((row.get("school_id")?, row.get("service")?, row.get("n")?, row.get("waived")?))
    })
    .await
}

/// The children themselves.
pub(super) async fn participant_records(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
    waived: bool,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT p.student_id, p.service, s.name
        FROM participation p JOIN student s ON s.id = p.student_id
        WHERE p.school_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND p.term = $2 AND p.service IN ('basic', 'late', 'evening')
          AND p.since <= $3 AND (p.until IS NULL OR p.until > $3)
          AND ($4 = 0 OR p.waiver = 'granted')";
    tx.all(SQL, &[&scope, &term, &day, &i64::from(waived)], |row| {
        let id: StudentId = row.get("student_id")?;
        Ok(Record {
            words: vec![row.get("service")?],
            label: vocab::mask_name(&row.get::<String>("name")?),
            path: format!("/students/{id}"),
        })
    })
    .await
}

/// Teachers who take part, here or elsewhere, by the school they are of.
pub(super) async fn teachers(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<(PlaceId, i64)>, Error> {
    const SQL: &str = "
        SELECT s.place_id, COUNT(*) AS n
        FROM staff s
        WHERE s.place_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND s.subject IS NOT NULL AND (s.left_on IS NULL OR s.left_on > $3)
          AND EXISTS (SELECT 1 FROM care_teacher c
                      WHERE c.staff_id = s.id AND c.term = $2 AND c.since <= $3
                        AND (c.until IS NULL OR c.until > $3))
        GROUP BY s.place_id";
    tx.all(SQL, &[&scope, &term, &day], |row| Ok((row.get("place_id")?, row.get("n")?))).await
}

/// The teachers themselves.
pub(super) async fn teacher_records(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name
        FROM staff s
        WHERE s.place_id IN (
            SELECT w.place_id FROM place_within w JOIN school h ON h.id = w.place_id
            WHERE w.ancestor_id = $1)
          AND s.subject IS NOT NULL AND (s.left_on IS NULL OR s.left_on > $3)
          AND EXISTS (SELECT 1 FROM care_teacher c
                      WHERE c.staff_id = s.id AND c.term = $2 AND c.since <= $3
                        AND (c.until IS NULL OR c.until > $3))";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        let id: vocab::StaffId = row.get("id")?;
        Ok(Record {
            words: Vec::new(),
            label: vocab::mask_name(&row.get::<String>("name")?),
            path: format!("/staff/{id}"),
        })
    })
    .await
}

/// The programmes of a term: school, its name, state.
pub(super) async fn programmes(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<(PlaceId, String, String)>, Error> {
    const SQL: &str = "
        SELECT p.school_id, n.name, p.state
        FROM programme p
        JOIN place n ON n.id = p.school_id
        JOIN place_within w ON w.place_id = p.school_id AND w.ancestor_id = $1
        WHERE p.term = $2";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok((row.get("school_id")?, row.get("name")?, row.get("state")?))
    })
    .await
}

/// The same as records.
pub(super) async fn programme_records(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<Record>, Error> {
    let all = programmes(tx, scope, term).await?;
    Ok(all
        .into_iter()
        .map(|(place, name, state)| Record {
            words: vec![state],
            label: name,
            path: format!("/aftercare/places/{place}"),
        })
        .collect())
}

/// Groups that run on a day, by school and kind.
pub(super) async fn groups(
    tx: &mut Tx,
    scope: PlaceId,
    (term, day): (Term, Date),
) -> Result<Vec<(PlaceId, String, i64)>, Error> {
    const SQL: &str = "
        SELECT g.school_id, g.kind, COUNT(*) AS n
        FROM place_within w
        JOIN care_group g ON g.school_id = w.place_id AND g.term = $2
        WHERE w.ancestor_id = $1 AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
        GROUP BY g.school_id, g.kind";
    tx.all(SQL, &[&scope, &term, &day], |row| {
        Ok((row.get("school_id")?, row.get("kind")?, row.get("n")?))
    })
    .await
}

/// What rolls said between two days.
pub(super) struct Rolls {
    pub(super) place: PlaceId,
    pub(super) called: i64,
    pub(super) expected: i64,
    pub(super) present: i64,
    pub(super) absent: i64,
}

/// The rolls called between two days, by school.
pub(super) async fn rolls(
    tx: &mut Tx,
    scope: PlaceId,
    (first, last): (Date, Date),
) -> Result<Vec<Rolls>, Error> {
    const SQL: &str = "
        SELECT g.school_id, COUNT(*) AS called, CAST(SUM(r.expected) AS BIGINT) AS expected,
               CAST(SUM(r.present) AS BIGINT) AS present, CAST(SUM(r.absent) AS BIGINT) AS absent
        FROM place_within w
        JOIN care_group g ON g.school_id = w.place_id AND g.kind <> 'course'
        JOIN roll_call r ON r.group_id = g.id AND r.day BETWEEN $2 AND $3
        WHERE w.ancestor_id = $1
        GROUP BY g.school_id";
    tx.all(SQL, &[&scope, &first, &last], |row| {
        Ok(Rolls {
            place: row.get("school_id")?,
            called: row.get("called")?,
            expected: row.get("expected")?,
            present: row.get("present")?,
            absent: row.get("absent")?,
        })
    })
    .await
}

/// The published courses of a term.
pub(super) struct Courses {
    pub(super) place: PlaceId,
    pub(super) outside: i64,
    pub(super) courses: i64,
    pub(super) seats: i64,
    pub(super) taken: i64,
}

/// The published courses of a term, by school and who teaches.
pub(super) async fn courses(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<Courses>, Error> {
    const SQL: &str = "
        SELECT c.school_id, CASE WHEN c.outside_id IS NULL THEN 0 ELSE 1 END AS outside,
               COUNT(*) AS n, CAST(SUM(o.seats) AS BIGINT) AS seats,
               CAST(SUM(o.taken) AS BIGINT) AS taken
        FROM place_within w
        JOIN course c ON c.school_id = w.place_id AND c.term = $2 AND c.state = 'published'
        JOIN offer o ON o.id = c.offer_id
        WHERE w.ancestor_id = $1
        GROUP BY c.school_id, CASE WHEN c.outside_id IS NULL THEN 0 ELSE 1 END";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok(Courses {
            place: row.get("school_id")?,
            outside: row.get("outside")?,
            courses: row.get("n")?,
            seats: row.get("seats")?,
            taken: row.get("taken")?,
        })
    })
    .await
}

/// Orders of a term by school and state: how many, and how much.
pub(super) async fn orders(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<(PlaceId, String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, o.state, COUNT(*) AS n, CAST(SUM(o.amount) AS BIGINT) AS total
        FROM place_within w
        JOIN course c ON c.school_id = w.place_id AND c.term = $2
        JOIN course_order o ON o.course_id = c.id
        WHERE w.ancestor_id = $1
        GROUP BY c.school_id, o.state";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok((row.get("school_id")?, row.get("state")?, row.get("n")?, row.get("total")?))
    })
    .await
}

/// Refunds of a term by school and state: how many, and how much.
pub(super) async fn refunds(
    tx: &mut Tx,
    scope: PlaceId,
    term: Term,
) -> Result<Vec<(PlaceId, String, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT c.school_id, f.state, COUNT(*) AS n, CAST(SUM(f.amount) AS BIGINT) AS total
        FROM place_within w
        JOIN course c ON c.school_id = w.place_id AND c.term = $2
        JOIN course_order o ON o.course_id = c.id
        JOIN course_refund f ON f.order_id = o.id
        WHERE w.ancestor_id = $1
        GROUP BY c.school_id, f.state";
    tx.all(SQL, &[&scope, &term], |row| {
        Ok((row.get("school_id")?, row.get("state")?, row.get("n")?, row.get("total")?))
    })
    .await
}
