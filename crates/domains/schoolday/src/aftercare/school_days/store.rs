//! The SQL of following the calendar.

use db::{Error, Tx};
use jiff::civil::{Date, Weekday};
use vocab::{AccountId, Personal, PlaceId, SchoolId, StudentId, Term};

use crate::aftercare::participation::model::GroupId;

/// The schools within `place` that have groups of `term` on `day`.
pub async fn schools(
    tx: &mut Tx,
    place: PlaceId,
    term: Term,
    day: Date,
) -> Result<Vec<SchoolId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT g.school_id
        FROM place_within w JOIN care_group g ON g.school_id = w.place_id AND g.term = $2
        WHERE w.ancestor_id = $1 AND g.since <= $3 AND (g.until IS NULL OR g.until > $3)
        ORDER BY g.school_id";
    tx.all(SQL, &[&place, &term, &day], |row| row.get("school_id")).await
}

/// What a school last followed on a day: a weekday's timetable or none; nothing where its day was
/// never changed.
pub async fn find_followed(
    tx: &mut Tx,
    school: SchoolId,
    day: Date,
) -> Result<Option<Option<Weekday>>, Error> {
    const SQL: &str = "SELECT follows FROM care_day_followed WHERE school_id = $1 AND day = $2";
    tx.one(SQL, &[&school, &day], |row| {
        let follows: Option<i8> = row.get("follows")?;
        let weekday = |it| Weekday::from_monday_one_offset(it);
        follows.map(weekday).transpose().map_err(|_| Error::corrupt("follows"))
    })
    .await
}

/// Remembers what a school follows on a day.
pub async fn set_followed(
    tx: &mut Tx,
    school: SchoolId,
    day: Date,
    follows: Option<Weekday>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO care_day_followed (school_id, day, follows) VALUES ($1, $2, $3)
        ON CONFLICT (school_id, day) DO UPDATE SET follows = excluded.follows";
    let follows = follows.map(Weekday::to_monday_one_offset);
    tx.run(SQL, &[&school, &day, &follows]).await?;
    Ok(())
}

/// Those of `groups` whose day is called off already.
pub async fn off_on(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<(GroupId, bool)>, Error> {
    const SQL: &str =
        "SELECT group_id, by_calendar FROM care_day_off WHERE day = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| Ok((row.get("group_id")?, row.get("by_calendar")?))).await
}

/// Calls groups' day off, as the calendar says.
pub async fn add_off(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
    reason: &str,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_day_off (group_id, day, reason, by_calendar)";
    let row = |id: &GroupId| db::row![*id, day, reason.to_owned(), true];
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", groups.iter().map(row)).await?;
    Ok(())
}

/// Lets groups' day be held that the calendar had called off.
pub async fn clear_off(tx: &mut Tx, groups: &[GroupId], day: Date) -> Result<(), Error> {
    const SQL: &str =
        "DELETE FROM care_day_off WHERE day = $1 AND by_calendar = 1 AND group_id IN ($$)";
    tx.run_in(SQL, &[&day], groups).await?;
    Ok(())
}

/// The days that the calendar took from `groups` and that nothing makes up for.
pub async fn lost(tx: &mut Tx, groups: &[GroupId]) -> Result<Vec<(GroupId, Date)>, Error> {
    const SQL: &str = "
        SELECT group_id, day FROM care_day_off
        WHERE by_calendar = 1 AND made_up_on IS NULL AND group_id IN ($$)";
    tx.all_in(SQL, &[], groups, |row| Ok((row.get("group_id")?, row.get("day")?))).await
}

/// Lets `made_up_on` make up for the `day` of groups.
pub async fn set_made_up(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
    made_up_on: Option<Date>,
) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE care_day_off SET made_up_on = $2 WHERE day = $1 AND group_id IN ($$)";
    tx.run_in(SQL, &[&day, &made_up_on], groups).await?;
    Ok(())
}

/// A group's session that another day makes up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakingUp {
    /// The group.
    pub group: GroupId,
    /// The day that was called off.
    pub day: Date,
    /// Whether the calendar did that.
    pub is_by_calendar: bool,
}

/// What those of `groups` make up for on `day`.
pub async fn making_up(tx: &mut Tx, groups: &[GroupId], day: Date) -> Result<Vec<MakingUp>, Error> {
    const SQL: &str = "
        SELECT group_id, day, by_calendar FROM care_day_off
        WHERE made_up_on = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| {
        Ok(MakingUp {
            group: row.get("group_id")?,
            day: row.get("day")?,
            is_by_calendar: row.get("by_calendar")?,
        })
    })
    .await
}

/// Who takes part in care groups on a day.
pub async fn cared_for(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<(GroupId, StudentId)>, Error> {
    const SQL: &str = "
        SELECT group_id, student_id FROM participation
        WHERE since <= $1 AND (until IS NULL OR until > $1) AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| Ok((row.get("group_id")?, row.get("student_id")?))).await
}

/// Who has a seat in the courses of groups on a day.
pub async fn taking(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<(GroupId, StudentId)>, Error> {
    const SQL: &str = "
        SELECT c.group_id, b.student_id
        FROM course c JOIN booking b ON b.offer_id = c.offer_id
        WHERE b.seated_at < $1 AND (b.ended_at IS NULL OR b.ended_at >= $1)
          AND c.group_id IN ($$)";
    let next = day.tomorrow().unwrap_or(day).at(0, 0, 0, 0);
    tx.all_in(SQL, &[&next], groups, |row| Ok((row.get("group_id")?, row.get("student_id")?))).await
}

/// What someone is still to be told of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Who is told.
    pub account: AccountId,
    /// About which child.
    pub student: StudentId,
    /// What the day is called.
    pub heading: String,
    /// What it means for the child.
    pub line: String,
}

/// Notes what families are to be told; a newer word on a day replaces one that was not told yet.
pub async fn add_untold(
    tx: &mut Tx,
    day: Date,
    all: impl IntoIterator<Item = Untold>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO care_day_untold (day, account_id, student_id, heading, line)";
    const TAIL: &str = "
        ON CONFLICT (day, account_id, student_id)
        DO UPDATE SET heading = excluded.heading, line = excluded.line";
    let row = |it: Untold| db::row![day, it.account, it.student, it.heading, it.line];
    tx.bulk(SQL, TAIL, all.into_iter().map(row)).await?;
    Ok(())
}

/// The next who are to be told of a day.
pub async fn next_untold(tx: &mut Tx, day: Date, count: i64) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT DISTINCT account_id FROM care_day_untold
        WHERE day = $1 ORDER BY account_id LIMIT $2";
    tx.all(SQL, &[&day, &count], |row| row.get("account_id")).await
}

/// What `accounts` are to be told of a day, each family's together.
pub async fn untold_of(
    tx: &mut Tx,
    day: Date,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, String, Personal<String>, String)>, Error> {
    const SQL: &str = "
        SELECT u.account_id, u.heading, s.name, u.line
        FROM care_day_untold u JOIN student s ON s.id = u.student_id
        WHERE u.day = $1 AND u.account_id IN ($$)
        ORDER BY u.account_id, u.heading, s.id";
    tx.all_in(SQL, &[&day], accounts, |row| {
        Ok((row.get("account_id")?, row.get("heading")?, row.get("name")?, row.get("line")?))
    })
    .await
}

/// `accounts` have been told.
pub async fn clear_untold(tx: &mut Tx, day: Date, accounts: &[AccountId]) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM care_day_untold WHERE day = $1 AND account_id IN ($$)";
    tx.run_in(SQL, &[&day], accounts).await?;
    Ok(())
}
