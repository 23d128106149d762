//! The SQL of the teachers who take part.

use db::{Error, Tx};
use jiff::civil::Date;
use platform::rights::Handing;
use vocab::{AccountId, Personal, SchoolId, StaffId, Term};

/// A teacher of a school, and since when they take part, if they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: StaffId,
    /// As colleagues call them.
    pub name: Personal<String>,
    /// What they teach.
    pub subject: String,
    /// Since when they take part in this term.
    pub since: Option<Date>,
}

/// A school's teachers, with who takes part on `day`.
pub async fn teachers(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    day: Date,
) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT s.id, s.name, s.subject, MIN(c.since) AS since
        FROM staff s
        LEFT JOIN care_teacher c ON c.staff_id = s.id AND c.school_id = $1 AND c.term = $2
            AND c.since <= $3 AND (c.until IS NULL OR c.until > $3)
        WHERE s.place_id = $1 AND s.subject IS NOT NULL
          AND (s.left_on IS NULL OR s.left_on > $3)
        GROUP BY s.id, s.name, s.subject
        ORDER BY s.subject, s.id";
    tx.all(SQL, &[&school, &term, &day], |row| {
        Ok(Listed {
            id: row.get("id")?,
            name: row.get("name")?,
            subject: row.get("subject")?,
            since: row.get("since")?,
        })
    })
    .await
}

/// Lets teachers take part from `since` on.
pub async fn add(
    tx: &mut Tx,
    term: Term,
    all: impl IntoIterator<Item = (SchoolId, StaffId, Date)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_teacher (school_id, term, staff_id, since)";
    const AGAIN: &str = "ON CONFLICT (school_id, term, staff_id, since) DO UPDATE SET until = NULL";
    let row =
        |(school, staff, since): (SchoolId, StaffId, Date)| db::row![school, term, staff, since];
    tx.bulk(SQL, AGAIN, all.into_iter().map(row)).await?;
    Ok(())
}

/// Ends the part of teachers from `until` on.
pub async fn end(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    staff: &[StaffId],
    until: Date,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE care_teacher SET until = $3
        WHERE school_id = $1 AND term = $2 AND until IS NULL AND since <= $3 AND staff_id IN ($$)";
    tx.run_in(SQL, &[&school, &term, &until], staff).await?;
    Ok(())
}

/// How many groups and duties of terms that are not over `account` has as a teacher.
pub async fn count_in_hand(tx: &mut Tx, account: AccountId) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*) FROM care_group g
                JOIN staff s ON s.id = g.teacher_id AND s.account_id = $1
                WHERE g.until IS NULL)
             + (SELECT COUNT(*) FROM care_duty d
                JOIN staff s ON s.id = d.teacher_id AND s.account_id = $1) AS n";
    Ok(tx.one(SQL, &[&account], |row| row.get("n")).await?.unwrap_or(0))
}

/// Gives a teacher's groups, duties and days of standing in to a colleague. Where the successor is
/// no teacher, they stay for the school to give to someone else. Roll calls that were made stay.
pub async fn give(tx: &mut Tx, it: Handing) -> Result<u64, Error> {
    const WHO: &str = "SELECT MIN(id) AS id FROM staff WHERE account_id = $1 AND left_on IS NULL";
    const GROUPS: &str =
        "UPDATE care_group SET teacher_id = $2 WHERE teacher_id = $1 AND until IS NULL";
    const DUTIES: &str = "UPDATE care_duty SET teacher_id = $2 WHERE teacher_id = $1";
    const DAYS: &str =
        "UPDATE care_substitute SET teacher_id = $2 WHERE teacher_id = $1 AND day >= $3";
    let who = |row: &db::Row| row.get::<Option<StaffId>>("id");
    let from = tx.one(WHO, &[&it.from], who).await?.flatten();
    let to = tx.one(WHO, &[&it.to], who).await?.flatten();
    let (Some(from), Some(to)) = (from, to) else { return Ok(0) };
    let groups = tx.run(GROUPS, &[&from, &to]).await?;
    let duties = tx.run(DUTIES, &[&from, &to]).await?;
    tx.run(DAYS, &[&from, &to, &it.today]).await?;
    Ok(groups + duties)
}
