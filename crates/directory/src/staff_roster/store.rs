//! The SQL of the roster.

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{ClassId, SchoolId, StaffId};

use super::rules::{Known, Seat};
use crate::model::NewStaff;

fn known(row: &Row) -> Result<Known, Error> {
    Ok(Known {
        id: row.get("id")?,
        place: row.get("place_id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        subject: row.get("subject")?,
        phone: row.get("phone_index")?,
        account: row.get("account_id")?,
        posts: Vec::new(),
    })
}

/// Who works at a school; their posts are read apart.
pub(super) async fn at_school(tx: &mut Tx, school: SchoolId) -> Result<Vec<Known>, Error> {
    const SQL: &str = "
        SELECT id, place_id, name, sex, subject, phone_index, account_id
        FROM staff WHERE place_id = $1 AND left_on IS NULL ORDER BY id";
    tx.all(SQL, &[&school.place()], known).await
}

/// Who has one of these telephone numbers, wherever they work.
pub(super) async fn with_phones(tx: &mut Tx, indexes: &[String]) -> Result<Vec<Known>, Error> {
    const SQL: &str = "
        SELECT id, place_id, name, sex, subject, phone_index, account_id
        FROM staff WHERE left_on IS NULL AND phone_index IN ($$) ORDER BY id";
    tx.all_in(SQL, &[], indexes, known).await
}

/// Adds people, or takes over what differs: what is not given stays.
pub(super) async fn set_staff(tx: &mut Tx, staff: &[NewStaff]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO staff (id, place_id, name, sex, subject, phone_sealed, phone_index, account_id)";
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE SET
            place_id = excluded.place_id,
            sex = COALESCE(excluded.sex, staff.sex),
            subject = COALESCE(excluded.subject, staff.subject),
            phone_sealed = COALESCE(excluded.phone_sealed, staff.phone_sealed),
            phone_index = COALESCE(excluded.phone_index, staff.phone_index),
            account_id = COALESCE(excluded.account_id, staff.account_id),
            version = staff.version + 1";
    let rows = staff.iter().map(|it| {
        let phone = it.phone.as_ref();
        let (sealed, index) = (phone.map(|it| it.text.clone()), phone.map(|it| it.index.clone()));
        db::row![it.id, it.place, it.name, it.sex, it.subject, sealed, index, it.account]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// A post that begins, or one that ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) staff: StaffId,
    pub(super) seat: Seat,
    pub(super) since: Date,
    pub(super) until: Option<Date>,
}

/// Begins and ends posts. One that ended on the day it begins again goes on.
pub(super) async fn set_posts(tx: &mut Tx, posts: &[Posting], now: Timestamp) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO post (staff_id, place_id, duty, since, until, recorded_at, ended_at)";
    const TAIL: &str = "
        ON CONFLICT (staff_id, place_id, duty, since)
        DO UPDATE SET until = excluded.until, ended_at = excluded.ended_at";
    let rows = posts.iter().map(|it| {
        let (place, duty) = it.seat;
        db::row![it.staff, place, duty, it.since, it.until, now, it.until.map(|_| now)]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Notes with each class who its teacher is by the posts that run on `day`.
pub(super) async fn set_heads(tx: &mut Tx, classes: &[ClassId], day: Date) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE class SET head_id = (
            SELECT o.staff_id FROM post o
            WHERE o.place_id = class.id AND o.duty = 'class-teacher'
              AND o.since <= $1 AND (o.until IS NULL OR o.until > $1)
            ORDER BY o.since DESC, o.staff_id LIMIT 1)
        WHERE id IN ($$)";
    tx.run_in(SQL, &[&day], classes).await?;
    Ok(())
}

/// Marks someone as gone from `day` on. Says whether they were still there.
pub(super) async fn set_left(tx: &mut Tx, id: StaffId, day: Date) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE staff SET left_on = $2, version = version + 1 WHERE id = $1 AND left_on IS NULL";
    Ok(tx.run(SQL, &[&id, &day]).await? == 1)
}
