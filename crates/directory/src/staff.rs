//! People who work at schools and in the bureau, for whoever asks.

use std::collections::HashMap;

use db::Tx;
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, StaffId};

use crate::{
    Error,
    model::{Duty, Post, Staff, StaffLine},
    scope::Scope,
    store,
};

/// Where a page of staff begins: after this one.
pub type StaffKey = (i64, i64);

/// A page of a list: at most `limit` lines, and where the next page begins.
pub async fn page(
    tx: &mut Tx,
    scope: Scope,
    duty: Option<Duty>,
    after: Option<StaffKey>,
    limit: usize,
) -> Result<(Vec<StaffLine>, Option<StaffKey>), Error> {
    let after = after.unwrap_or((-1, -1));
    let mut lines = store::staff::staff(tx, scope, duty, after, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let key = |it: &StaffLine| (it.place.bits(), it.id.bits());
    let next = if more { lines.last().map(key) } else { None };
    Ok((lines, next))
}

/// The record of `id`. Outside the scope it is missing.
pub async fn load(tx: &mut Tx, scope: Scope, id: StaffId) -> Result<Staff, Error> {
    store::staff::find_staff(tx, scope, id).await?.ok_or(Error::Missing)
}

/// Who works under `account`, if anyone does.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Option<StaffLine>, Error> {
    Ok(store::staff::staff_of_account(tx, account).await?)
}

/// The posts that each of `staff` holds on `day`.
pub async fn posts(
    tx: &mut Tx,
    staff: &[StaffId],
    day: Date,
) -> Result<HashMap<StaffId, Vec<Post>>, Error> {
    let mut by_person = HashMap::<StaffId, Vec<Post>>::new();
    for post in store::staff::posts(tx, staff, day).await? {
        by_person.entry(post.staff).or_default().push(post);
    }
    Ok(by_person)
}

/// Who is responsible at `place` for what, teachers left out.
pub async fn officers(
    tx: &mut Tx,
    place: PlaceId,
    day: Date,
) -> Result<Vec<(Duty, String)>, Error> {
    let mut officers = store::staff::officers(tx, place, day).await?;
    officers.sort_by_key(|it| it.0);
    Ok(officers)
}
