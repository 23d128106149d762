//! What the office looks at: the days of a year, how far each school is.

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{AccountId, Grade, PlaceId, SchoolId, SchoolYear};

use crate::classes::model::{ClassingId, Progress, Standing, Term};

/// What holds for a school year.
pub(in crate::classes) async fn find_term(
    tx: &mut Tx,
    year: SchoolYear,
) -> Result<Option<Term>, Error> {
    const SQL: &str = "
        SELECT school_year, seal_by, publish_by, source, clause, subjects, version
        FROM classing_term WHERE school_year = $1";
    tx.one(SQL, &[&year], |row| {
        let subjects: String = row.get("subjects")?;
        Ok(Term {
            year: row.get("school_year")?,
            seal_by: row.get("seal_by")?,
            publish_by: row.get("publish_by")?,
            source: row.get("source")?,
            clause: row.get("clause")?,
            subjects: subjects.split('、').filter(|it| !it.is_empty()).map(str::to_owned).collect(),
            version: row.get("version")?,
        })
    })
    .await
}

/// Writes what holds for a school year, if nobody changed it since it was read.
pub(in crate::classes) async fn set_term(tx: &mut Tx, it: &Term) -> Result<bool, Error> {
    const SQL: &str = "
        INSERT INTO classing_term (school_year, seal_by, publish_by, source, clause, subjects)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (school_year) DO UPDATE SET seal_by = excluded.seal_by,
            publish_by = excluded.publish_by, source = excluded.source, clause = excluded.clause,
            subjects = excluded.subjects, version = classing_term.version + 1
        WHERE classing_term.version = $7";
    let subjects = it.subjects.join("、");
    let values: [&dyn db::Stored; 7] =
        [&it.year, &it.seal_by, &it.publish_by, &it.source, &it.clause, &subjects, &it.version];
    Ok(tx.run(SQL, &values).await? == 1)
}

/// How far each school of `scope` is with grade `grade`, whose pupils are of a stage that begins with
/// it; town by town. Strays are pupils whose class on the roll is another than the recorded one.
pub(in crate::classes) async fn standings(
    tx: &mut Tx,
    scope: PlaceId,
    (year, grade): (SchoolYear, Grade),
) -> Result<Vec<Standing>, Error> {
    const SQL: &str = "
        SELECT h.id AS school_id, p.name AS school_name, t.name AS town,
               d.id, d.number, d.stage, d.method, d.classes, d.pupils, d.published_on,
               (SELECT COUNT(*) FROM classing_pupil e JOIN student s ON s.id = e.student_id
                WHERE e.classing_id = d.id AND d.stage = 'published' AND s.school_id = d.school_id
                  AND s.grade = d.grade AND s.class_number > 0
                  AND s.class_number <> COALESCE(e.class_number, 0)) AS strays
        FROM school h JOIN place p ON p.id = h.id JOIN place t ON t.id = h.town_id
        JOIN place_within w ON w.place_id = h.id AND w.ancestor_id = $1
        JOIN school_stage g ON g.school_id = h.id AND g.stage = $4
        LEFT JOIN classing d ON d.school_id = h.id AND d.school_year = $2 AND d.grade = $3
             AND d.stage <> 'void' AND d.rehearsal = 0
        WHERE p.until IS NULL
        ORDER BY t.position, p.position, h.id";
    let stage = grade.stage();
    tx.all(SQL, &[&scope, &year, &grade, &stage], |row| {
        let division = match row.get::<Option<ClassingId>>("id")? {
            Some(id) => Some(Progress {
                id,
                number: row.get("number")?,
                stage: row.get("stage")?,
                way: row.get("method")?,
                classes: row.get("classes")?,
                pupils: row.get("pupils")?,
                published_on: row.get("published_on")?,
                strays: row.get("strays")?,
            }),
            None => None,
        };
        Ok(Standing {
            school: row.get("school_id")?,
            school_name: row.get("school_name")?,
            town: row.get("town")?,
            grade,
            division,
        })
    })
    .await
}

/// Pupils of a published division whose class on the roll is another than the recorded one: number,
/// class recorded, class on the roll.
pub(in crate::classes) async fn strays(
    tx: &mut Tx,
    id: ClassingId,
) -> Result<Vec<(String, Option<i64>, i64)>, Error> {
    const SQL: &str = "
        SELECT e.code, e.class_number, s.class_number AS rolled
        FROM classing d JOIN classing_pupil e ON e.classing_id = d.id
        JOIN student s ON s.id = e.student_id
        WHERE d.id = $1 AND s.school_id = d.school_id AND s.grade = d.grade AND s.class_number > 0
          AND s.class_number <> COALESCE(e.class_number, 0)
        ORDER BY e.code";
    tx.all(SQL, &[&id], |row| Ok((row.get("code")?, row.get("class_number")?, row.get("rolled")?)))
        .await
}

/// Who leads the roll at `school` on `day`, by account.
pub(in crate::classes) async fn keepers(
    tx: &mut Tx,
    schools: &[SchoolId],
    day: Date,
) -> Result<Vec<(AccountId, SchoolId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT account_id, place_id FROM role_grant
        WHERE role IN ('roll-manager', 'principal') AND since <= $1
          AND (until IS NULL OR until > $1) AND place_id IN ($$)";
    let read = |row: &Row| Ok((row.get("account_id")?, row.get("place_id")?));
    tx.all_in(SQL, &[&day], schools, read).await
}
