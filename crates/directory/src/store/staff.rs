//! Staff: lists, the record, posts.

use db::{Error, Row, Sql, Tx};
use jiff::civil::Date;
use vocab::{AccountId, StaffId};

use super::scope;
use crate::{
    model::{Duty, Post, Staff, StaffLine},
    scope::Scope,
};

fn line(row: &Row) -> Result<StaffLine, Error> {
    Ok(StaffLine {
        id: row.get("id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        subject: row.get("subject")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        account: row.get("account_id")?,
    })
}

const LINE: &str = "
    SELECT s.id, s.name, s.sex, s.subject, s.place_id, p.name AS place_name, s.account_id";
const OF_STAFF: &str = "FROM staff s JOIN place p ON p.id = s.place_id WHERE s.left_on IS NULL AND";

/// The staff of `scope` with a duty and a subject, if asked for, by place, after a key.
pub(crate) async fn staff(
    tx: &mut Tx,
    scope: Scope,
    duty: Option<Duty>,
    (place, id): (i64, i64),
    limit: usize,
) -> Result<Vec<StaffLine>, Error> {
    const END: &str = "
          AND ($2 IS NULL OR EXISTS (
              SELECT 1 FROM post o WHERE o.staff_id = s.id AND o.duty = $2 AND o.until IS NULL))
          AND (s.place_id, s.id) > ($3, $4)
        ORDER BY s.place_id, s.id
        LIMIT $5";
    let sql = Sql::of(&[LINE, OF_STAFF, scope::staff(scope), END]);
    tx.all(sql, &[&scope.place, &duty, &place, &id, &limit], line).await
}

/// The staff of `scope` whose names have a key from `low` up to, but without, `high`.
pub(crate) async fn find_by_name(
    tx: &mut Tx,
    scope: Scope,
    (low, high): (&str, &str),
    limit: usize,
) -> Result<Vec<StaffLine>, Error> {
    const FROM: &str = "
        FROM name_key k JOIN staff s ON s.name = k.name JOIN place p ON p.id = s.place_id
        WHERE k.key >= $2 AND k.key < $3 AND s.left_on IS NULL AND";
    let sql = Sql::of(&[LINE, FROM, scope::staff(scope), "ORDER BY k.key, k.name, s.id LIMIT $4"]);
    tx.all(sql, &[&scope.place, &low.to_owned(), &high.to_owned(), &limit], line).await
}

/// The record of `id`, if it lies in `scope`.
pub(crate) async fn find_staff(
    tx: &mut Tx,
    scope: Scope,
    id: StaffId,
) -> Result<Option<Staff>, Error> {
    let sql = Sql::of(&[LINE, ", s.phone_sealed", OF_STAFF, scope::staff(scope), "AND s.id = $2"]);
    tx.one(sql, &[&scope.place, &id], |row| {
        Ok(Staff { line: line(row)?, phone_sealed: row.get("phone_sealed")? })
    })
    .await
}

/// Who works under `account`.
pub(crate) async fn staff_of_account(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<StaffLine>, Error> {
    let sql = Sql::of(&[LINE, OF_STAFF, "s.account_id = $1"]);
    tx.one(sql, &[&account], line).await
}

/// The posts of each of `staff` that run on `day`.
pub(crate) async fn posts(tx: &mut Tx, staff: &[StaffId], day: Date) -> Result<Vec<Post>, Error> {
    const SQL: &str = "
        SELECT o.staff_id, o.place_id, p.name AS place_name, o.duty, o.since, o.until
        FROM post o JOIN place p ON p.id = o.place_id
        WHERE o.since <= $1 AND (o.until IS NULL OR o.until > $1) AND o.staff_id IN ($$)
        ORDER BY o.staff_id, o.since, o.duty";
    tx.all_in(SQL, &[&day], staff, |row| {
        Ok(Post {
            staff: row.get("staff_id")?,
            place: row.get("place_id")?,
            place_name: row.get("place_name")?,
            duty: row.get("duty")?,
            since: row.get("since")?,
            until: row.get("until")?,
        })
    })
    .await
}

/// Who holds the posts of `place` itself that are not those of teachers, by duty.
pub(crate) async fn officers(
    tx: &mut Tx,
    place: vocab::PlaceId,
    day: Date,
) -> Result<Vec<(Duty, String)>, Error> {
    const SQL: &str = "
        SELECT o.duty, s.name
        FROM post o JOIN staff s ON s.id = o.staff_id
        WHERE o.place_id = $1 AND o.since <= $2 AND (o.until IS NULL OR o.until > $2)
          AND o.duty NOT IN ('teacher', 'support')
        ORDER BY o.duty, s.id";
    tx.all(SQL, &[&place, &day], |row| Ok((row.get("duty")?, row.get("name")?))).await
}
