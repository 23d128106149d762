//! The SQL of what is planned for a group: duty, substitutes, days called off.

use db::{Error, Row, Tx};
use jiff::civil::{Date, Weekday};
use vocab::{AccountId, Personal, SchoolId, StaffId};

use crate::aftercare::participation::model::GroupId;

/// A day that is called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOff {
    /// The day.
    pub day: Date,
    /// The day that makes up for it, where there is one.
    pub made_up_on: Option<Date>,
    /// Why.
    pub reason: String,
    /// Whether the calendar called it off, and not the school for this group.
    pub is_by_calendar: bool,
}

/// A group's days off, and those that make up, from `day` on.
pub async fn days_off(tx: &mut Tx, group: GroupId, day: Date) -> Result<Vec<DayOff>, Error> {
    const SQL: &str = "
        SELECT day, made_up_on, reason, by_calendar
        FROM care_day_off WHERE group_id = $1 AND (day >= $2 OR made_up_on >= $2)
        ORDER BY day";
    tx.all(SQL, &[&group, &day], |row| {
        Ok(DayOff {
            day: row.get("day")?,
            made_up_on: row.get("made_up_on")?,
            reason: row.get("reason")?,
            is_by_calendar: row.get("by_calendar")?,
        })
    })
    .await
}

/// Who stands in for a group's teacher from `day` on.
pub async fn substitutes(
    tx: &mut Tx,
    group: GroupId,
    day: Date,
) -> Result<Vec<(Date, StaffId)>, Error> {
    const SQL: &str = "
        SELECT day, teacher_id FROM care_substitute WHERE group_id = $1 AND day >= $2
        ORDER BY day";
    tx.all(SQL, &[&group, &day], |row| Ok((row.get("day")?, row.get("teacher_id")?))).await
}

/// Who is on duty with which group of a school on `weekday`, where that is not the group's own
/// teacher.
pub async fn duties(
    tx: &mut Tx,
    groups: &[GroupId],
) -> Result<Vec<(GroupId, Weekday, StaffId)>, Error> {
    const SQL: &str = "SELECT group_id, weekday, teacher_id FROM care_duty WHERE group_id IN ($$)";
    tx.all_in(SQL, &[], groups, |row| {
        let weekday = Weekday::from_monday_one_offset(row.get("weekday")?);
        let weekday = weekday.map_err(|_| Error::corrupt("weekday"))?;
        Ok((row.get("group_id")?, weekday, row.get("teacher_id")?))
    })
    .await
}

/// Who stands in where on one day.
pub async fn substitutes_on(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<(GroupId, StaffId)>, Error> {
    const SQL: &str =
        "SELECT group_id, teacher_id FROM care_substitute WHERE day = $1 AND group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| Ok((row.get("group_id")?, row.get("teacher_id")?))).await
}

/// Someone who can be asked to look after a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teacher {
    /// Who.
    pub id: StaffId,
    /// As colleagues call them.
    pub name: Personal<String>,
    /// What they teach.
    pub subject: String,
    /// The account that is told.
    pub account: Option<AccountId>,
}

fn teacher(row: &Row) -> Result<Teacher, Error> {
    Ok(Teacher {
        id: row.get("id")?,
        name: row.get("name")?,
        subject: row.get::<Option<String>>("subject")?.unwrap_or_default(),
        account: row.get("account_id")?,
    })
}

/// The teachers of a school.
pub async fn teachers(tx: &mut Tx, school: SchoolId) -> Result<Vec<Teacher>, Error> {
    const SQL: &str = "
        SELECT id, name, subject, account_id FROM staff
        WHERE place_id = $1 AND subject IS NOT NULL AND left_on IS NULL
        ORDER BY subject, id";
    tx.all(SQL, &[&school], teacher).await
}

/// Those whom `ids` name, wherever they work.
pub async fn named(tx: &mut Tx, ids: &[StaffId]) -> Result<Vec<Teacher>, Error> {
    const SQL: &str = "SELECT id, name, subject, account_id FROM staff WHERE id IN ($$)";
    tx.all_in(SQL, &[], ids, teacher).await
}

/// Nobody stands in any longer.
pub async fn clear_substitute(tx: &mut Tx, group: GroupId, day: Date) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM care_substitute WHERE group_id = $1 AND day = $2";
    tx.run(SQL, &[&group, &day]).await?;
    Ok(())
}

/// Lets a day be held after all.
pub async fn clear_day_off(tx: &mut Tx, group: GroupId, day: Date) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM care_day_off WHERE group_id = $1 AND day = $2";
    tx.run(SQL, &[&group, &day]).await?;
    Ok(())
}
