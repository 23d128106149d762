//! The SQL of divisions: one statement a function.

use classing::{Asked, Wish};
use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, Grade, PlaceId, SchoolId, SchoolYear, StudentId};

use super::model::{
    ClassingId, Division, Entrant, Own, Paper, Progress, Request, Stage, Standing, Term, Witness,
    wish, wish_key,
};

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
pub(super) async fn find(
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
pub(super) async fn find_numbered(tx: &mut Tx, number: &str) -> Result<Option<Division>, Error> {
    const SQL: &str = "
        SELECT d.id, d.number, d.school_id, p.name AS school_name, d.school_year, d.grade,
               d.rehearsal, d.stage, d.method, d.classes, d.pupils, d.levels, d.posted, d.digest,
               d.drafted_on, d.sealed_on, d.made_on, d.published_on, d.void_on, d.reason, d.version
        FROM classing d JOIN place p ON p.id = d.school_id
        WHERE d.number = $1";
    tx.one(SQL, &[&number.to_owned()], division).await
}

/// The live division of a year group.
pub(super) async fn find_live(
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
pub(super) async fn divisions(
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

/// What everyone may look up: published, the latest first; of schools whose name begins so.
pub(super) async fn published(
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
          AND (d.number = $1 OR p.name LIKE $1 || '%')
        ORDER BY d.published_on DESC, d.id DESC LIMIT $4";
    tx.all(SQL, &[&search.to_owned(), &day, &id, &limit], division).await
}

/// Keeps divisions.
pub(super) async fn add(tx: &mut Tx, all: &[Division]) -> Result<(), Error> {
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
pub(super) async fn set(tx: &mut Tx, it: &Division) -> Result<bool, Error> {
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

/// Who is divided, by number.
pub(super) async fn entrants(tx: &mut Tx, id: ClassingId) -> Result<Vec<Entrant>, Error> {
    const SQL: &str = "
        SELECT code, student_id, name, sex, origin, special, levels, made_class, class_number
        FROM classing_pupil WHERE classing_id = $1 ORDER BY code";
    tx.all(SQL, &[&id], |row| {
        Ok(Entrant {
            code: row.get("code")?,
            student: row.get("student_id")?,
            name: row.get("name")?,
            sex: row.get("sex")?,
            origin: row.get("origin")?,
            is_special: row.get("special")?,
            levels: row.get("levels")?,
            made: row.get("made_class")?,
            now: row.get("class_number")?,
        })
    })
    .await
}

/// Keeps who is divided, or what became of them.
pub(super) async fn set_entrants<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = (ClassingId, &'a Entrant)>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_pupil (classing_id, code, student_id, name, sex, origin, special,
            levels, made_class, class_number)";
    const TAIL: &str = "
        ON CONFLICT (classing_id, code) DO UPDATE SET made_class = excluded.made_class,
            class_number = excluded.class_number";
    let rows = all.map(|(id, it)| {
        row![
            id,
            it.code.clone(),
            it.student,
            it.name.clone(),
            it.sex,
            it.origin.clone(),
            it.is_special,
            it.levels.clone(),
            it.made,
            it.now
        ]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Empties the list of a draft.
pub(super) async fn clear_entrants(tx: &mut Tx, id: ClassingId) -> Result<(), Error> {
    tx.run("DELETE FROM classing_pupil WHERE classing_id = $1", &[&id]).await?;
    Ok(())
}

/// Who is on the roll of a year group now: id and name.
pub(super) async fn on_roll(
    tx: &mut Tx,
    school: SchoolId,
    grade: Grade,
) -> Result<Vec<Entrant>, Error> {
    const SQL: &str = "
        SELECT id, name, COALESCE(sex, 1) AS sex FROM student
        WHERE school_id = $1 AND grade = $2 AND standing = 'enrolled' ORDER BY id";
    let all = tx
        .all(SQL, &[&school, &grade], |row| {
            Ok(Entrant {
                code: String::new(),
                student: Some(row.get::<StudentId>("id")?),
                name: row.get("name")?,
                sex: row.get("sex")?,
                origin: String::new(),
                is_special: false,
                levels: String::new(),
                made: None,
                now: None,
            })
        })
        .await?;
    Ok(all)
}

/// What is asked, in order.
pub(super) async fn requests(tx: &mut Tx, id: ClassingId) -> Result<Vec<Request>, Error> {
    const SQL: &str = "
        SELECT position, wish, codes, reason FROM classing_request
        WHERE classing_id = $1 ORDER BY position";
    tx.all(SQL, &[&id], |row| {
        let codes: String = row.get("codes")?;
        let pupils = codes.split(' ').map(ToOwned::to_owned).collect();
        let wish = wish(&row.get::<String>("wish")?).unwrap_or(Wish::Apart);
        let asked = Asked { wish, pupils, reason: row.get("reason")? };
        Ok(Request { position: row.get("position")?, asked })
    })
    .await
}

/// Keeps what is asked.
pub(super) async fn add_requests(
    tx: &mut Tx,
    id: ClassingId,
    all: &[Request],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_request (classing_id, position, wish, codes, reason)";
    let rows = all.iter().map(|it| {
        let asked = &it.asked;
        let wish = wish_key(asked.wish).to_owned();
        row![id, it.position, wish, asked.pupils.join(" "), asked.reason.clone()]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Takes one request down.
pub(super) async fn end_request(tx: &mut Tx, id: ClassingId, position: i64) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM classing_request WHERE classing_id = $1 AND position = $2";
    Ok(tx.run(SQL, &[&id, &position]).await? == 1)
}

/// Takes all requests of a draft down.
pub(super) async fn clear_requests(tx: &mut Tx, id: ClassingId) -> Result<(), Error> {
    tx.run("DELETE FROM classing_request WHERE classing_id = $1", &[&id]).await?;
    Ok(())
}

/// A piece of evidence.
pub(super) async fn find_file(
    tx: &mut Tx,
    id: ClassingId,
    paper: Paper,
) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT content FROM classing_file WHERE classing_id = $1 AND kind = $2";
    tx.one(SQL, &[&id, &paper.key().to_owned()], |row| row.get("content")).await
}

/// Keeps pieces of evidence.
pub(super) async fn set_files(
    tx: &mut Tx,
    all: impl Iterator<Item = (ClassingId, Paper, String)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO classing_file (classing_id, kind, content)";
    const TAIL: &str = "ON CONFLICT (classing_id, kind) DO UPDATE SET content = excluded.content";
    tx.bulk(SQL, TAIL, all.map(|(id, paper, text)| row![id, paper.key().to_owned(), text])).await?;
    Ok(())
}

/// Who signed, in order.
pub(super) async fn witnesses(tx: &mut Tx, id: ClassingId) -> Result<Vec<Witness>, Error> {
    const SQL: &str = "
        SELECT role, name, words, signed_at FROM classing_witness
        WHERE classing_id = $1 ORDER BY signed_at, account_id";
    tx.all(SQL, &[&id], |row| {
        Ok(Witness {
            role: row.get("role")?,
            name: row.get("name")?,
            words: row.get("words")?,
            at: row.get("signed_at")?,
        })
    })
    .await
}

/// Keeps a signature; who signed before signs anew.
pub(super) async fn set_witness(
    tx: &mut Tx,
    id: ClassingId,
    account: AccountId,
    it: &Witness,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_witness (classing_id, account_id, role, name, words, signed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (classing_id, account_id) DO UPDATE SET words = excluded.words,
            signed_at = excluded.signed_at";
    tx.run(SQL, &[&id, &account, &it.role, &it.name, &it.words, &it.at]).await?;
    Ok(())
}

/// The published divisions of the children of `account` on `day`, the latest first.
pub(super) async fn of_children(
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
        FROM guardian g JOIN guardianship b ON b.guardian_id = g.id
        JOIN classing_pupil e ON e.student_id = b.student_id
        JOIN classing d ON d.id = e.classing_id JOIN place p ON p.id = d.school_id
        LEFT JOIN classing_witness s ON s.classing_id = d.id AND s.account_id = $1
        WHERE g.account_id = $1 AND b.is_guardian = 1 AND b.no_contact = 0 AND b.since <= $2
          AND (b.until IS NULL OR b.until > $2)
          AND d.rehearsal = 0 AND d.stage IN ('sealed', 'made', 'published')
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

/// What holds for a school year.
pub(super) async fn find_term(tx: &mut Tx, year: SchoolYear) -> Result<Option<Term>, Error> {
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
pub(super) async fn set_term(tx: &mut Tx, it: &Term) -> Result<bool, Error> {
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
pub(super) async fn standings(
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
pub(super) async fn strays(
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
pub(super) async fn keepers(
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
