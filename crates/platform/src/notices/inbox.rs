//! What a reader does with their inbox. Reading is no act: it changes nothing for anyone else.

use jiff::Timestamp;
use vocab::{AccountId, NoticeId};
use web::Visit;

use super::{model::Notice, store};

/// How many lines a page of the inbox has.
pub(super) const PAGE: usize = 30;

/// A page of the visitor's inbox, and one line more where there are further ones.
pub(super) async fn page(visit: &Visit, before: i64) -> Result<Vec<Notice>, db::Error> {
    let (account, limit) = (visit.actor.account, i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    db::read!(visit.db(), "inbox", |tx| { store::inbox(tx, account, before, limit).await })
}

/// Marks a notice as read, and says where it leads.
pub(super) async fn open(visit: &Visit, id: NoticeId) -> Result<Option<String>, db::Error> {
    let (account, now): (AccountId, Timestamp) = (visit.actor.account, visit.now());
    db::write!(visit.db(), "read notice", |tx| { store::set_read(tx, account, id, now).await })
}

/// Marks all of them.
pub(super) async fn open_all(visit: &Visit) -> Result<u64, db::Error> {
    let (account, now) = (visit.actor.account, visit.now());
    db::write!(visit.db(), "read notices", |tx| { store::set_all_read(tx, account, now).await })
}
