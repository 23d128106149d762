//! Applications: their rows, what happened to them, who has to do with them.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, Role, StudentId};

use crate::{
    model::{Application, ApplicationId, Event, NEVER, RoundId},
    points::Points,
    rules::{Action, State},
};

pub(super) fn application(row: &Row) -> Result<Application, Error> {
    Ok(Application {
        id: row.get("id")?,
        round: row.get("round_id")?,
        entry: row.get("entry")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        student: row.get("student_id")?,
        student_name: row.get("student_name")?,
        title: row.get("title")?,
        state: row.get("state")?,
        total: row.get::<Option<i64>>("total")?.map(Points),
        level: row.get("level")?,
        vetoed: row.get::<i64>("vetoed")? == 1,
        upward: row.get::<i64>("upward")? == 1,
        made_by: row.get("made_by")?,
        made_as: row.get("made_as")?,
        applied_on: row.get("applied_on")?,
        settled_at: row.get("settled_at")?,
        valid_until: row.get("valid_until")?,
        version: row.get("version")?,
    })
}

/// An application as it begins.
pub(crate) struct NewApplication<'a> {
    pub(crate) id: ApplicationId,
    pub(crate) round: RoundId,
    pub(crate) entry: &'a str,
    pub(crate) place: PlaceId,
    pub(crate) student: Option<StudentId>,
    pub(crate) title: &'a str,
    pub(crate) state: State,
    pub(crate) by: (Option<AccountId>, Role),
    pub(crate) on: Date,
}

/// Adds an application.
pub(crate) async fn add(tx: &mut Tx, it: &NewApplication<'_>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_application (id, round_id, entry, place_id, student_id, title, state,
                                        vetoed, upward, made_by, made_as, applied_on, valid_until,
                                        remind_on, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, $10, $11, $11, 1)";
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.round,
        &it.entry,
        &it.place,
        &it.student,
        &it.title,
        &it.state,
        &it.by.0,
        &it.by.1,
        &it.on,
        &NEVER,
    ];
    tx.run(SQL, values).await?;
    Ok(())
}

/// The application `id`.
pub(crate) async fn find(tx: &mut Tx, id: ApplicationId) -> Result<Option<Application>, Error> {
    const SQL: &str = "
        SELECT a.id, a.round_id, a.entry, a.place_id, p.name AS place_name, a.student_id,
               s.name AS student_name, a.title, a.state, a.total, a.level, a.vetoed, a.upward,
               a.made_by, a.made_as, a.applied_on, a.settled_at, a.valid_until, a.version
        FROM review_application a JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE a.id = $1";
    tx.one(SQL, &[&id], application).await
}

/// The applications of a round that lie within `scope`, the highest total first.
pub(crate) async fn of_round(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<Vec<Application>, Error> {
    const SQL: &str = "
        SELECT a.id, a.round_id, a.entry, a.place_id, p.name AS place_name, a.student_id,
               s.name AS student_name, a.title, a.state, a.total, a.level, a.vetoed, a.upward,
               a.made_by, a.made_as, a.applied_on, a.settled_at, a.valid_until, a.version
        FROM review_application a JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        JOIN place_within w ON w.place_id = a.place_id AND w.ancestor_id = $2
        WHERE a.round_id = $1
        ORDER BY a.total DESC NULLS LAST, a.id";
    tx.all(SQL, &[&round, &scope], application).await
}

/// What somebody put in, the newest first.
pub(crate) async fn mine(
    tx: &mut Tx,
    (account, place): (AccountId, PlaceId),
    limit: i64,
) -> Result<Vec<Application>, Error> {
    const SQL: &str = "
        SELECT a.id, a.round_id, a.entry, a.place_id, p.name AS place_name, a.student_id,
               s.name AS student_name, a.title, a.state, a.total, a.level, a.vetoed, a.upward,
               a.made_by, a.made_as, a.applied_on, a.settled_at, a.valid_until, a.version
        FROM review_application a JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE a.made_by = $1 OR a.place_id = $2
        ORDER BY a.id DESC LIMIT $3";
    tx.all(SQL, &[&account, &place, &limit], application).await
}

/// Whether what is judged lies within `scope`, or a seat or the making of it is the reader's.
pub(crate) async fn is_seen(
    tx: &mut Tx,
    id: ApplicationId,
    (account, scope): (AccountId, PlaceId),
) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT a.id FROM review_application a
        WHERE a.id = $1
          AND (a.made_by = $2
               OR EXISTS (SELECT 1 FROM place_within w
                          WHERE w.ancestor_id = $3 AND w.place_id = a.place_id))";
    let read = |row: &Row| row.get::<ApplicationId>("id");
    Ok(tx.one(SQL, &[&id, &account, &scope], read).await?.is_some())
}

/// Sets where an application stands, unless somebody was first. Says whether it did.
pub(crate) async fn set(
    tx: &mut Tx,
    (id, seen): (ApplicationId, i64),
    state: State,
    upward: bool,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE review_application SET state = $1, upward = $2, version = version + 1
        WHERE id = $3 AND version = $4";
    Ok(tx.run(SQL, &[&state, &i64::from(upward), &id, &seen]).await? == 1)
}

/// Sets what an application came to.
pub(crate) async fn set_settled(
    tx: &mut Tx,
    id: ApplicationId,
    (total, level, vetoed): (Option<Points>, Option<&str>, bool),
    (at, valid_until, remind_on): (DateTime, Date, Date),
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE review_application
        SET total = $1, level = $2, vetoed = $3, settled_at = $4, valid_until = $5, remind_on = $6
        WHERE id = $7";
    let total = total.map(|it| it.0);
    let values: &[&dyn db::Stored] =
        &[&total, &level, &i64::from(vetoed), &at, &valid_until, &remind_on, &id];
    tx.run(SQL, values).await?;
    Ok(())
}

/// Writes down what happened.
pub(crate) async fn add_event(
    tx: &mut Tx,
    (id, number, at): (ApplicationId, i64, DateTime),
    action: Action,
    (by, reason): ((Option<AccountId>, Role), Option<&str>),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO review_event (application_id, number, at, action, account_id, role, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.run(SQL, &[&id, &number, &at, &action, &by.0, &by.1, &reason]).await?;
    Ok(())
}

/// What happened to an application, the latest first.
pub(crate) async fn events(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Event>, Error> {
    const SQL: &str = "
        SELECT e.action, e.at, e.account_id, c.name AS name, e.role, e.reason
        FROM review_event e LEFT JOIN account c ON c.id = e.account_id
        WHERE e.application_id = $1 ORDER BY e.number DESC";
    tx.all(SQL, &[&id], |row| {
        let account: Option<AccountId> = row.get("account_id")?;
        let name: Option<String> = row.get("name")?;
        Ok(Event {
            action: row.get("action")?,
            at: row.get("at")?,
            by: account.zip(name),
            role: row.get("role")?,
            reason: row.get("reason")?,
        })
    })
    .await
}

/// How many a school has put forward in a round.
pub(crate) async fn count_forwarded(
    tx: &mut Tx,
    round: RoundId,
    school: PlaceId,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM review_application a
        JOIN place_within w ON w.place_id = a.place_id AND w.ancestor_id = $2
        WHERE a.round_id = $1 AND a.state NOT IN ('draft', 'forward', 'withdrawn')
          AND EXISTS (SELECT 1 FROM review_event e
                      WHERE e.application_id = a.id AND e.action = 'forward')";
    Ok(tx.one(SQL, &[&round, &school], |row| row.get("n")).await?.unwrap_or(0))
}

/// Who holds `role` at the place of each of `applications` or around it, on `day`.
pub(crate) async fn holders_of_each(
    tx: &mut Tx,
    (role, day): (Role, Date),
    applications: &[ApplicationId],
) -> Result<Vec<(ApplicationId, AccountId)>, Error> {
    const SQL: &str = "
        SELECT DISTINCT a.id AS application_id, g.account_id AS account_id
        FROM review_application a
        JOIN place_within w ON w.place_id = a.place_id
        JOIN role_grant g ON g.place_id = w.ancestor_id AND g.role = $1
             AND g.since <= $2 AND (g.until IS NULL OR g.until > $2)
        WHERE a.id IN ($$) ORDER BY 1, 2";
    let read = |row: &Row| Ok((row.get("application_id")?, row.get("account_id")?));
    tx.all_in(SQL, &[&role, &day], applications, read).await
}

/// The applications whose hosts are to be reminded by `today`.
pub(crate) async fn due(tx: &mut Tx, today: Date) -> Result<Vec<Application>, Error> {
    const SQL: &str = "
        SELECT a.id, a.round_id, a.entry, a.place_id, p.name AS place_name, a.student_id,
               s.name AS student_name, a.title, a.state, a.total, a.level, a.vetoed, a.upward,
               a.made_by, a.made_as, a.applied_on, a.settled_at, a.valid_until, a.version
        FROM review_application a JOIN place p ON p.id = a.place_id
        LEFT JOIN student s ON s.id = a.student_id
        WHERE a.remind_on <= $1 AND a.state = 'final'
        ORDER BY a.id";
    tx.all(SQL, &[&today], application).await
}

/// Nobody is reminded of `all` any more.
pub(crate) async fn set_reminded(tx: &mut Tx, all: &[ApplicationId]) -> Result<(), Error> {
    const SQL: &str = "UPDATE review_application SET remind_on = $1 WHERE id IN ($$)";
    tx.run_in(SQL, &[&NEVER], all).await?;
    Ok(())
}

/// The pupils of a class, to choose from: id and name.
pub(crate) async fn children_to_choose(
    tx: &mut Tx,
    class: PlaceId,
) -> Result<Vec<(StudentId, String)>, Error> {
    const SQL: &str =
        "SELECT id, name FROM student WHERE class_id = $1 AND standing = 'enrolled' ORDER BY id";
    tx.all(SQL, &[&class], |row| Ok((row.get("id")?, row.get("name")?))).await
}
