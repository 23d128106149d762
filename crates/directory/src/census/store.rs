//! What was said of classes, one statement a function.

use db::{Error, Row, Sql, Tx, row};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, ClassId, SchoolYear, Term};

use super::{ClassLine, Difference, Kind, Line, Past, Said, SchoolLine};
use crate::scope::{Reach, Scope};

/// What was said of a class in `term`.
pub(super) async fn find(tx: &mut Tx, term: Term, class: ClassId) -> Result<Option<Said>, Error> {
    const SQL: &str = "SELECT on_roll, checked_on FROM census WHERE term = $1 AND class_id = $2";
    tx.one(SQL, &[&term, &class], |row| {
        Ok(Said { term, class, on_roll: row.get("on_roll")?, day: row.get("checked_on")? })
    })
    .await
}

/// Says it; what was said before in the term gives way.
pub(super) async fn set(
    tx: &mut Tx,
    said: &Said,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO census (term, class_id, on_roll, checked_on, checked_by, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (term, class_id) DO UPDATE SET on_roll = excluded.on_roll,
            checked_on = excluded.checked_on, checked_by = excluded.checked_by,
            recorded_at = excluded.recorded_at";
    tx.run(SQL, &[&said.term, &said.class, &said.on_roll, &said.day, &by, &now]).await?;
    Ok(())
}

/// Keeps what was said of a class in `term` as a further round, if anything was.
pub(super) async fn keep(tx: &mut Tx, term: Term, class: ClassId) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO census_past (term, class_id, round, on_roll, checked_on, checked_by, recorded_at)
        SELECT e.term, e.class_id,
               (SELECT COUNT(*) FROM census_past p
                WHERE p.term = e.term AND p.class_id = e.class_id) + 1,
               e.on_roll, e.checked_on, e.checked_by, e.recorded_at
        FROM census e WHERE e.term = $1 AND e.class_id = $2";
    tx.run(SQL, &[&term, &class]).await?;
    Ok(())
}

/// Keeps the differences as those of the round that was kept last.
pub(super) async fn keep_differences(tx: &mut Tx, term: Term, class: ClassId) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO census_past_difference (term, class_id, round, number, kind, student_id, name,
            note, settled_on, settled)
        SELECT d.term, d.class_id,
               (SELECT MAX(p.round) FROM census_past p
                WHERE p.term = d.term AND p.class_id = d.class_id),
               d.number, d.kind, d.student_id, d.name, d.note, d.settled_on, d.settled
        FROM census_difference d WHERE d.term = $1 AND d.class_id = $2";
    tx.run(SQL, &[&term, &class]).await?;
    Ok(())
}

/// How many differences of earlier rounds are shown.
const PAST: usize = 100;

/// What was said earlier of a school or class in `term`, the latest first.
pub(super) async fn past(tx: &mut Tx, scope: Scope, term: Term) -> Result<Vec<Past>, Error> {
    const SQL: &str = "
        SELECT p.class_id, p.round, p.on_roll, p.checked_on, c.grade, c.number AS class_number,
               d.kind, d.student_id, COALESCE(s.name, d.name, '') AS name,
               COALESCE(d.note, '') AS note, d.settled_on, COALESCE(d.settled, '') AS settled
        FROM census_past p JOIN class c ON c.id = p.class_id
        LEFT JOIN census_past_difference d
             ON d.term = p.term AND d.class_id = p.class_id AND d.round = p.round
        LEFT JOIN student s ON s.id = d.student_id
        WHERE p.term = $2 AND";
    const END: &str = "ORDER BY p.checked_on DESC, p.class_id, p.round DESC, d.number LIMIT $3";
    let within = if scope.reach == Reach::Class { "p.class_id = $1" } else { "c.school_id = $1" };
    let read = |row: &Row| {
        let kind: Option<Kind> = row.get("kind")?;
        let settled: Option<Date> = row.get("settled_on")?;
        let words: String = row.get("settled")?;
        let difference = match kind {
            Some(_) => Some((difference(row)?, settled.map(|day| (day, words)))),
            None => None,
        };
        Ok(Past {
            class: row.get("class_id")?,
            round: row.get("round")?,
            grade: row.get("grade")?,
            class_number: row.get("class_number")?,
            on_roll: row.get("on_roll")?,
            day: row.get("checked_on")?,
            differences: difference.into_iter().collect(),
        })
    };
    let rows = tx.all(Sql::of(&[SQL, within, END]), &[&scope.place, &term, &PAST], read).await?;
    let mut all: Vec<Past> = Vec::new();
    for row in rows {
        match all.last_mut() {
            Some(last) if (last.class, last.round) == (row.class, row.round) => {
                last.differences.extend(row.differences);
            }
            _ => all.push(row),
        }
    }
    Ok(all)
}

pub(super) async fn clear_differences(
    tx: &mut Tx,
    term: Term,
    class: ClassId,
) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM census_difference WHERE term = $1 AND class_id = $2";
    tx.run(SQL, &[&term, &class]).await?;
    Ok(())
}

pub(super) async fn add_differences(
    tx: &mut Tx,
    said: &Said,
    all: &[Difference],
    settled: impl Fn(&Difference) -> Option<(Date, String)>,
) -> Result<(), Error> {
    let lines = (1i64..).zip(all).map(|(number, it)| (said, number, it, settled(it)));
    add_lines(tx, lines).await
}

/// Says it of many classes that nothing was said of yet.
pub(super) async fn add_all<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = &'a Said>,
    now: Timestamp,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO census (term, class_id, on_roll, checked_on, recorded_at)";
    tx.bulk(SQL, "", all.map(|it| row![it.term, it.class, it.on_roll, it.day, now])).await?;
    Ok(())
}

/// Writes down differences, each with its number in its class and how it was settled.
pub(super) async fn add_lines<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = (&'a Said, i64, &'a Difference, Option<(Date, String)>)>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO census_difference (term, class_id, number, kind, student_id, name, note,
            settled_on, settled)";
    let rows = all.map(|(said, number, it, settled)| {
        let (day, words) = settled.unzip();
        let words = words.unwrap_or_default();
        row![said.term, said.class, number, it.kind, it.student, it.name, it.note, day, words]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Settles a difference of a class of school `scope`. Says whether it was open.
pub(super) async fn settle(
    tx: &mut Tx,
    scope: Scope,
    (term, class, number): (Term, ClassId, i64),
    (day, words): (Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE census_difference SET settled_on = $5, settled = $6
        WHERE term = $2 AND class_id = $3 AND number = $4 AND settled_on IS NULL
          AND class_id IN (SELECT id FROM class WHERE school_id = $1)";
    let words = words.to_owned();
    Ok(tx.run(SQL, &[&scope.place, &term, &class, &number, &day, &words]).await? == 1)
}

fn difference(row: &Row) -> Result<Difference, Error> {
    Ok(Difference {
        kind: row.get("kind")?,
        student: row.get("student_id")?,
        name: row.get("name")?,
        note: row.get("note")?,
    })
}

const LINE: &str = "
    SELECT d.class_id, d.number, d.kind, d.student_id, COALESCE(s.name, d.name) AS name, d.note,
           d.settled_on, d.settled, c.grade, c.number AS class_number
    FROM census_difference d JOIN class c ON c.id = d.class_id
    LEFT JOIN student s ON s.id = d.student_id
    WHERE d.term = $2 AND";

/// The differences of a school or class, those that are open first.
pub(super) async fn differences(tx: &mut Tx, scope: Scope, term: Term) -> Result<Vec<Line>, Error> {
    const END: &str = "
        ORDER BY CASE WHEN d.settled_on IS NULL THEN 0 ELSE 1 END, c.grade, c.number, d.number";
    let within = if scope.reach == Reach::Class { "d.class_id = $1" } else { "c.school_id = $1" };
    tx.all(Sql::of(&[LINE, within, END]), &[&scope.place, &term], |row| {
        let settled: Option<Date> = row.get("settled_on")?;
        let words: String = row.get("settled")?;
        Ok(Line {
            class: row.get("class_id")?,
            number: row.get("number")?,
            grade: row.get("grade")?,
            class_number: row.get("class_number")?,
            it: difference(row)?,
            settled: settled.map(|day| (day, words)),
        })
    })
    .await
}

/// The classes of a school in `term`.
pub(super) async fn classes(
    tx: &mut Tx,
    scope: Scope,
    year: SchoolYear,
    term: Term,
) -> Result<Vec<ClassLine>, Error> {
    const SQL: &str = "
        SELECT c.id, c.grade, c.number, e.checked_on, e.on_roll,
               (SELECT COUNT(*) FROM student s WHERE s.class_id = c.id) AS pupils,
               (SELECT COUNT(*) FROM census_difference d
                WHERE d.term = $3 AND d.class_id = c.id) AS differences,
               (SELECT COUNT(*) FROM census_difference d
                WHERE d.term = $3 AND d.class_id = c.id AND d.settled_on IS NULL) AS open
        FROM class c LEFT JOIN census e ON e.class_id = c.id AND e.term = $3
        WHERE c.school_id = $1 AND c.school_year = $2
        ORDER BY c.grade, c.number";
    tx.all(SQL, &[&scope.place, &year, &term], |row| {
        let day: Option<Date> = row.get("checked_on")?;
        let on_roll: Option<i64> = row.get("on_roll")?;
        Ok(ClassLine {
            class: row.get("id")?,
            grade: row.get("grade")?,
            number: row.get("number")?,
            pupils: row.get("pupils")?,
            checked: day.zip(on_roll),
            differences: row.get("differences")?,
            open: row.get("open")?,
        })
    })
    .await
}

const SCHOOLS: &str = "
    SELECT h.id, p.name, h.town_id, t.name AS town, COUNT(c.id) AS classes, COUNT(e.class_id) AS checked,
           CAST(COALESCE(SUM(e.on_roll), 0) AS BIGINT) AS on_roll,
           COALESCE(MAX(d.absent), 0) AS absent, COALESCE(MAX(d.extra), 0) AS extra,
           COALESCE(MAX(d.open), 0) AS open
    FROM school h JOIN place p ON p.id = h.id JOIN place t ON t.id = h.town_id
    JOIN class c ON c.school_id = h.id AND c.school_year = $2
    LEFT JOIN census e ON e.class_id = c.id AND e.term = $3
    LEFT JOIN (
        SELECT k.school_id,
               COUNT(*) FILTER (WHERE x.kind = 'absent') AS absent,
               COUNT(*) FILTER (WHERE x.kind = 'extra') AS extra,
               COUNT(*) FILTER (WHERE x.settled_on IS NULL) AS open
        FROM census_difference x JOIN class k ON k.id = x.class_id
        WHERE x.term = $3 GROUP BY k.school_id) d ON d.school_id = h.id
    WHERE p.until IS NULL AND";

/// The schools of a town or county in `term`: those with open differences and those that have not
/// confirmed first.
pub(super) async fn schools(
    tx: &mut Tx,
    scope: Scope,
    year: SchoolYear,
    term: Term,
) -> Result<Vec<SchoolLine>, Error> {
    const END: &str = "
        GROUP BY h.id, p.name, h.town_id, t.name
        ORDER BY COUNT(c.id) - COUNT(e.class_id) DESC, COALESCE(MAX(d.open), 0) DESC, h.id";
    let within = match scope.reach {
        Reach::County => "$1 IS NOT NULL",
        Reach::Town => "h.town_id = $1",
        Reach::School | Reach::Class => "h.id = $1",
    };
    tx.all(Sql::of(&[SCHOOLS, within, END]), &[&scope.place, &year, &term], |row| {
        Ok(SchoolLine {
            school: row.get("id")?,
            name: row.get("name")?,
            town: row.get("town_id")?,
            town_name: row.get("town")?,
            classes: row.get("classes")?,
            checked: row.get("checked")?,
            on_roll: row.get("on_roll")?,
            absent: row.get("absent")?,
            extra: row.get("extra")?,
            open: row.get("open")?,
        })
    })
    .await
}
