//! Divisions and their evidence.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, Grade, PlaceId, SchoolId, SchoolYear};

use crate::classes::model::{ClassingId, Division, Own, Paper, Stage};

fn division(row: &Row) -> Result<Division, Error> {
    Ok(Division {
        id: row.get("id")?,
        number: row.get("number")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        year: row.get("school_year")?,
        grade: row.get("grade")?,
        is_rehearsal: row.get("rehearsal")?,
        stage: row.get("stage")?,
        way: row.get("method")?,
        classes: row.get("classes")?,
        pupils: row.get("pupils")?,
        by_levels: row.get("levels")?,
        posted: row.get("posted")?,
        digest: row.get("digest")?,
        drafted_on: row.get("drafted_on")?,
        sealed_on: row.get("sealed_on")?,
        made_on: row.get("made_on")?,
        published_on: row.get("published_on")?,
        void: row.get::<Option<Date>>("void_on")?.zip(row.get("reason")?),
        version: row.get("version")?,
    })
}

/// The division `id`, if its school lies within `scope`.
pub(in crate::classes) async fn find(
    tx: &mut Tx,
    id: ClassingId,
    scope: PlaceId,
) -> Result<Option<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        JOIN place_within w ON w.place_id = d.school_id AND w.ancestor_id = $2
        WHERE d.id = $1";
    tx.one(SQL, &[&id, &scope], division).await
}

/// The division with this number, wherever it is.
pub(in crate::classes) async fn find_numbered(
    tx: &mut Tx,
    number: &str,
) -> Result<Option<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        WHERE d.number = $1";
    tx.one(SQL, &[&number.to_owned()], division).await
}

/// The live division of a year group.
pub(in crate::classes) async fn find_live(
    tx: &mut Tx,
    school: SchoolId,
    (year, grade): (SchoolYear, Grade),
) -> Result<Option<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        WHERE d.school_id = $1 AND d.school_year = $2 AND d.grade = $3
          AND d.stage <> 'void' AND d.rehearsal = 0";
    tx.one(SQL, &[&school, &year, &grade], division).await
}

/// The divisions of the schools within `scope`, the latest first.
pub(in crate::classes) async fn divisions(
    tx: &mut Tx,
    scope: PlaceId,
    stage: Option<Stage>,
    (before, limit): (i64, i64),
) -> Result<Vec<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        JOIN place_within w ON w.place_id = d.school_id AND w.ancestor_id = $1
        WHERE (d.stage = $2 OR $2 IS NULL) AND d.id < $3
        ORDER BY d.id DESC LIMIT $4";
    let stage = stage.map(|it| it.key().to_owned());
    tx.all(SQL, &[&scope, &stage, &before, &limit], division).await
}

/// What everyone may look up: published, the latest first; with this number, or of schools whose name
/// begins so.
pub(in crate::classes) async fn published(
    tx: &mut Tx,
    search: &str,
    (day, id): (Date, i64),
    limit: i64,
) -> Result<Vec<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        WHERE d.published_on IS NOT NULL AND (d.published_on, d.id) < ($2, $3)
          AND (d.number = $1 OR (p.name >= $1 AND p.name < $5))
        ORDER BY d.published_on DESC, d.id DESC LIMIT $4";
    // What begins so lies before the last character of all behind it.
    let behind = format!("{search}\u{10FFFF}");
    tx.all(SQL, &[&search.to_owned(), &day, &id, &limit, &behind], division).await
}

/// Keeps divisions.
pub(in crate::classes) async fn add(tx: &mut Tx, all: &[Division]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing (id, number, school_id, school_year, grade, rehearsal, stage, method,
            classes, pupils, levels, posted, digest, drafted_on, sealed_on, made_on, published_on)";
    let rows = all.iter().map(|it| {
        row![
            it.id,
            it.number.clone(),
            it.school,
            it.year,
            it.grade,
            it.is_rehearsal,
            it.stage,
            it.way,
            it.classes,
            it.pupils,
            it.by_levels,
            it.posted.clone(),
            it.digest.clone(),
            it.drafted_on,
            it.sealed_on,
            it.made_on,
            it.published_on
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Writes how far a division is, if nobody changed it since it was read.
pub(in crate::classes) async fn set(tx: &mut Tx, it: &Division) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE classing SET stage = $3, pupils = $4, posted = $5, digest = $6, sealed_on = $7,
            made_on = $8, published_on = $9, void_on = $10, reason = $11, version = version + 1
        WHERE id = $1 AND version = $2";
    let (void_on, reason) = it.void.clone().unzip();
    let values: [&dyn db::Stored; 11] = [
        &it.id,
        &it.version,
        &it.stage,
        &it.pupils,
        &it.posted,
        &it.digest,
        &it.sealed_on,
        &it.made_on,
        &it.published_on,
        &void_on,
        &reason,
    ];
    Ok(tx.run(SQL, &values).await? == 1)
}

/// A piece of evidence.
pub(in crate::classes) async fn find_file(
    tx: &mut Tx,
    id: ClassingId,
    paper: Paper,
) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT content FROM classing_file WHERE classing_id = $1 AND kind = $2";
    tx.one(SQL, &[&id, &paper.key().to_owned()], |row| row.get("content")).await
}

/// Keeps pieces of evidence.
pub(in crate::classes) async fn set_files(
    tx: &mut Tx,
    all: impl Iterator<Item = (ClassingId, Paper, String)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO classing_file (classing_id, kind, content)";
    const TAIL: &str = "ON CONFLICT (classing_id, kind) DO UPDATE SET content = excluded.content";
    tx.bulk(SQL, TAIL, all.map(|(id, paper, text)| row![id, paper.key().to_owned(), text])).await?;
    Ok(())
}

/// The published divisions of the children of `account` on `day`, the latest first.
pub(in crate::classes) async fn of_children(
    tx: &mut Tx,
    account: AccountId,
    day: Date,
) -> Result<Vec<Own>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version,
               e.name AS child, e.code, e.made_class, e.class_number,
               CASE WHEN s.account_id IS NULL THEN 0 ELSE 1 END AS has_signed
        FROM (SELECT e.classing_id, e.code
              FROM guardian g JOIN guardianship b ON b.guardian_id = g.id
              JOIN classing_pupil e ON e.student_id = b.student_id
              WHERE g.account_id = $1 AND b.is_guardian = 1 AND b.no_contact = 0
                AND b.since <= $2 AND (b.until IS NULL OR b.until > $2)
              UNION
              SELECT e.classing_id, e.code
              FROM registration r JOIN classing_pupil e ON e.registration_id = r.id
              WHERE r.account_id = $1 AND e.student_id IS NULL) AS o
        JOIN classing_pupil e ON e.classing_id = o.classing_id AND e.code = o.code
        JOIN classing d ON d.id = e.classing_id JOIN place p ON p.id = d.school_id
        LEFT JOIN classing_witness s ON s.classing_id = d.id AND s.account_id = $1
        WHERE d.rehearsal = 0 AND d.stage IN ('sealed', 'made', 'published')
        ORDER BY d.id DESC, e.code";
    tx.all(SQL, &[&account, &day], |row| {
        Ok(Own {
            division: division(row)?,
            child: row.get("child")?,
            code: row.get("code")?,
            made: row.get("made_class")?,
            now: row.get("class_number")?,
            has_signed: row.get("has_signed")?,
        })
    })
    .await
}
