//! The SQL by which the year is judged: who may be seen by whom, what was written at all, what the
//! figures and the money come to when counted another way.

use db::{Db, Error, Row, Sql, Tx};
use schoolday::aftercare::{
    orders::model::OrderId, participation::model::ParticipationId, programme::model::ProgrammeId,
};
use vocab::{AccountId, PlaceId, StudentId};

/// Names of the children that an account has to do with at a place: its own as a guardian, else
/// everyone who is or was at the school that the place is in.
pub(in crate::year) async fn known_children(
    tx: &mut Tx,
    account: AccountId,
    place: PlaceId,
    is_guardian: bool,
) -> Result<Vec<String>, Error> {
    const OWN: &str = "
        SELECT s.name FROM guardian g
        JOIN guardianship w ON w.guardian_id = g.id
        JOIN student s ON s.id = w.student_id
        WHERE g.account_id = $1 AND w.no_contact = 0";
    const AT_SCHOOL: &str = "
        SELECT DISTINCT s.name FROM student s JOIN enrolment e ON e.student_id = s.id
        WHERE e.school_id IN (SELECT w.ancestor_id FROM place_within w WHERE w.place_id = $1)";
    let read = |row: &Row| row.get("name");
    if is_guardian {
        tx.all(OWN, &[&account], read).await
    } else {
        tx.all(AT_SCHOOL, &[&place], read).await
    }
}

/// The figures of the whole county on `day`, counted child by child: schools, pupils, teachers,
/// ninth-graders, each as part and whole.
pub(in crate::year) async fn figures(
    tx: &mut Tx,
    term: &str,
    day: &str,
) -> Result<Vec<(i64, i64)>, Error> {
    const SQL: &str = "
        SELECT 1 AS figure, COUNT(*) AS total, COUNT(p.id) AS part
        FROM school s
        LEFT JOIN programme p ON p.school_id = s.id AND p.term = $1
            AND p.state IN ('recorded', 'opened')
        UNION ALL
        SELECT 2, (SELECT COUNT(DISTINCT e.student_id) FROM enrolment e
                   WHERE e.standing = 'enrolled' AND e.superseded_at IS NULL
                     AND e.since <= $2 AND COALESCE(e.until, '9999') > $2),
               (SELECT COUNT(DISTINCT p.student_id) FROM participation p
                WHERE p.term = $1 AND p.service = 'basic'
                  AND p.since <= $2 AND COALESCE(p.until, '9999') > $2)
        UNION ALL
        SELECT 3, (SELECT COUNT(*) FROM staff t
                   WHERE t.subject IS NOT NULL AND COALESCE(t.left_on, '9999') > $2),
               (SELECT COUNT(DISTINCT c.staff_id) FROM care_teacher c
                WHERE c.term = $1 AND c.since <= $2 AND COALESCE(c.until, '9999') > $2)
        UNION ALL
        SELECT 4, (SELECT COUNT(DISTINCT e.student_id) FROM enrolment e
                   WHERE e.standing = 'enrolled' AND e.superseded_at IS NULL AND e.grade = 9
                     AND e.since <= $2 AND COALESCE(e.until, '9999') > $2),
               (SELECT COUNT(DISTINCT p.student_id) FROM participation p
                WHERE p.term = $1 AND p.service = 'evening'
                  AND p.since <= $2 AND COALESCE(p.until, '9999') > $2)
        ORDER BY 1";
    tx.all(SQL, &[&term, &day], |row| Ok((row.get("part")?, row.get("total")?))).await
}

/// A paid order whose seat was left, with what came back.
#[derive(Debug)]
pub(in crate::year) struct Left {
    pub(in crate::year) order: i64,
    pub(in crate::year) amount: i64,
    pub(in crate::year) sessions: i64,
    /// What came back for days that were called off.
    pub(in crate::year) for_days: i64,
    /// What came back when the seat was left, and how many sessions counted as used.
    pub(in crate::year) at_the_end: Option<(i64, i64)>,
    /// Sessions whose roll was called before the seat was left, and up to that day; those from
    /// before it was taken are no part of it.
    pub(in crate::year) held: (i64, i64),
}

/// Every paid order whose seat was left.
pub(in crate::year) async fn left_seats(tx: &mut Tx) -> Result<Vec<Left>, Error> {
    const SQL: &str = "
        SELECT o.id, o.amount, o.sessions, r.amount AS last, r.used,
               CAST(COALESCE((SELECT SUM(d.amount) FROM course_refund d
                              WHERE d.order_id = o.id AND d.for_day <> ''), 0) AS BIGINT) AS days,
               (SELECT COUNT(*) FROM roll_call c
                WHERE c.group_id = k.group_id AND c.called_at <= b.ended_at) AS before,
               (SELECT COUNT(*) FROM roll_call c
                WHERE c.group_id = k.group_id AND c.day <= SUBSTR(b.ended_at, 1, 10)) AS up_to,
               (SELECT COUNT(*) FROM roll_call c
                WHERE c.group_id = k.group_id AND c.day < SUBSTR(o.made_at, 1, 10)) AS earlier,
               (SELECT COUNT(*) FROM roll_call c
                WHERE c.group_id = k.group_id AND c.day <= SUBSTR(o.made_at, 1, 10)) AS not_later
        FROM course_order o
        JOIN booking b ON b.id = o.booking_id
        JOIN course k ON k.id = o.course_id
        LEFT JOIN course_refund r ON r.order_id = o.id AND r.for_day = ''
        WHERE o.state = 'paid' AND b.ended_at IS NOT NULL";
    tx.all(SQL, &[], |row| {
        let last: Option<i64> = row.get("last")?;
        let used: Option<i64> = row.get("used")?;
        Ok(Left {
            order: row.get("id")?,
            amount: row.get("amount")?,
            sessions: row.get("sessions")?,
            for_days: row.get("days")?,
            at_the_end: last.zip(used),
            held: (
                (row.get::<i64>("before")? - row.get::<i64>("not_later")?).max(0),
                (row.get::<i64>("up_to")? - row.get::<i64>("earlier")?).max(0),
            ),
        })
    })
    .await
}

/// How many children are on the roster of a group on a day, counted anew.
pub(in crate::year) async fn roster(tx: &mut Tx, group: i64, day: &str) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT (SELECT COUNT(DISTINCT p.student_id) FROM participation p
                WHERE p.group_id = $1 AND p.since <= $2 AND COALESCE(p.until, '9999') > $2)
             + (SELECT COUNT(DISTINCT b.student_id)
                FROM course c JOIN booking b ON b.offer_id = c.offer_id
                WHERE c.group_id = $1 AND SUBSTR(b.seated_at, 1, 10) <= $2
                  AND SUBSTR(COALESCE(b.ended_at, '9999-12-31'), 1, 10) > $2) AS n";
    Ok(tx.one(SQL, &[&group, &day], |row| row.get("n")).await?.unwrap_or_default())
}

/// What a roll call says was expected.
pub(in crate::year) async fn expected(
    tx: &mut Tx,
    group: i64,
    day: &str,
) -> Result<Option<i64>, Error> {
    const SQL: &str = "SELECT expected AS n FROM roll_call WHERE group_id = $1 AND day = $2";
    tx.one(SQL, &[&group, &day], |row| row.get("n")).await
}

/// Every table of the database with its columns.
pub(in crate::year) async fn columns(
    tx: &mut Tx,
    is_sqlite: bool,
) -> Result<Vec<(String, String)>, Error> {
    const SQLITE: &str = "
        SELECT m.name AS of_table, c.name AS of_column
        FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND SUBSTR(m.name, 1, 6) <> 'sqlite'
        ORDER BY 1, c.cid";
    const POSTGRES: &str = "
        SELECT CAST(table_name AS TEXT) AS of_table, CAST(column_name AS TEXT) AS of_column
        FROM information_schema.columns WHERE table_schema = current_schema()
        ORDER BY 1, ordinal_position";
    let sql = if is_sqlite { SQLITE } else { POSTGRES };
    tx.all(sql, &[], |row| Ok((row.get("of_table")?, row.get("of_column")?))).await
}

/// A statement that counts every row of every table but those named, and adds up what they hold: a
/// line a table, all in one value, since this is asked hundreds of times in a year.
pub(in crate::year) fn print_of(
    columns: &[(String, String)],
    but: &[&str],
    is_sqlite: bool,
) -> Sql {
    let tables = columns.chunk_by(|a, b| a.0 == b.0).filter(|it| !but.contains(&&*it[0].0));
    let each: Vec<String> = tables
        .map(|all| {
            let table = &all[0].0;
            let size = if is_sqlite {
                let lengths = all.iter().map(|it| format!("COALESCE(SUM(LENGTH({})), 0)", it.1));
                lengths.collect::<Vec<_>>().join(" + ")
            } else {
                "COALESCE(SUM(LENGTH(CAST(t AS TEXT))), 0)".to_owned()
            };
            format!("SELECT '{table}' AS name, COUNT(*) AS n, {size} AS size FROM {table} t")
        })
        .collect();
    let add = if is_sqlite { "GROUP_CONCAT" } else { "STRING_AGG" };
    let all = each.join(" UNION ALL ");
    let whole = format!(
        "SELECT {add}(line, '; ') AS print FROM (
            SELECT name || ': ' || n || ' rows, ' || size AS line FROM ({all}) p ORDER BY name) l"
    );
    // A test's statement lives as long as the test.
    Sql::from(&*whole.leak())
}

/// What is stored, table by table.
pub(in crate::year) async fn stored(db: &Db, print: &Sql) -> String {
    let read: Result<Option<String>, Error> = db::read!(db, "what is stored", |tx| {
        tx.one(print.clone(), &[], |row| row.get("print")).await
    });
    read.unwrap().unwrap_or_default()
}

/// Ends the connection that writes on PostgreSQL, as a server that is restarted does.
pub(in crate::year) async fn end_writer(db: &Db) {
    const OWN: &str = "SELECT pg_backend_pid() AS id";
    const END: &str = "
        SELECT CASE WHEN pg_terminate_backend(pid) THEN 1 ELSE 0 END AS id
        FROM pg_stat_activity WHERE CAST(pid AS BIGINT) = $1";
    let read = |row: &Row| row.get("id");
    let own: Result<Option<i64>, Error> =
        db::write!(db, "own connection", |tx| { tx.one(OWN, &[], read).await });
    let own = own.unwrap().unwrap();
    let ended: Result<Option<i64>, Error> =
        db::read!(db, "end it", |tx| { tx.one(END, &[&own], read).await });
    assert_eq!(ended.unwrap(), Some(1));
}

/// A school's programme for a term, and how it stands.
pub(in crate::year) async fn programme(
    tx: &mut Tx,
    school: PlaceId,
    term: &str,
) -> Result<Option<(ProgrammeId, String)>, Error> {
    const SQL: &str = "SELECT id, state FROM programme WHERE school_id = $1 AND term = $2";
    tx.one(SQL, &[&school, &term], |row| Ok((row.get("id")?, row.get("state")?))).await
}

/// How often each kind of act was done.
pub(in crate::year) async fn acts(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    const SQL: &str = "SELECT kind, COUNT(*) AS n FROM act GROUP BY kind ORDER BY kind";
    tx.all(SQL, &[], |row| Ok((row.get("kind")?, row.get("n")?))).await
}

/// A child at a school who has a seat in a course.
pub(in crate::year) async fn seated(
    tx: &mut Tx,
    school: PlaceId,
) -> Result<Option<StudentId>, Error> {
    const SQL: &str = "
        SELECT MIN(s.id) AS id FROM booking b JOIN student s ON s.id = b.student_id
        WHERE b.standing = 'seat' AND s.school_id = $1 AND s.standing = 'enrolled'";
    Ok(tx.one(SQL, &[&school], |row| row.get::<Option<StudentId>>("id")).await?.flatten())
}

/// The code that was sent to a family for its paper form.
pub(in crate::year) async fn code(
    tx: &mut Tx,
    id: ParticipationId,
) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT code FROM participation_code WHERE participation_id = $1";
    tx.one(SQL, &[&id], |row| row.get("code")).await
}

/// What families of a school have yet to pay, with how much it is.
pub(in crate::year) async fn due_orders(
    tx: &mut Tx,
    school: PlaceId,
) -> Result<Vec<(OrderId, i64)>, Error> {
    const SQL: &str = "
        SELECT o.id, o.amount FROM course_order o JOIN course c ON c.id = o.course_id
        WHERE o.state = 'due' AND c.school_id = $1 ORDER BY o.id";
    tx.all(SQL, &[&school], |row| Ok((row.get("id")?, row.get("amount")?))).await
}
