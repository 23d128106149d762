//! The SQL of drafts.

use db::{Error, Row, Tx};
use jiff::Timestamp;
use platform::rights::Handing;
use vocab::AccountId;

use crate::papers::DraftId;

/// A draft as its row tells it.
pub(crate) struct DraftRow {
    pub(crate) id: DraftId,
    pub(crate) definition: String,
    pub(crate) document: String,
    pub(crate) changed_at: Timestamp,
}

fn draft(row: &Row) -> Result<DraftRow, Error> {
    Ok(DraftRow {
        id: row.get("id")?,
        definition: row.get("definition")?,
        document: row.get("document")?,
        changed_at: row.get("changed_at")?,
    })
}

/// The draft `id`, if it is this account's.
pub(crate) async fn own(
    tx: &mut Tx,
    id: DraftId,
    account: AccountId,
) -> Result<Option<DraftRow>, Error> {
    const SQL: &str = "
        SELECT id, definition, document, changed_at FROM form_draft
        WHERE id = $1 AND account_id = $2";
    tx.one(SQL, &[&id, &account], draft).await
}

/// What an account saved of a form last.
pub(crate) async fn last_saved(
    tx: &mut Tx,
    account: AccountId,
    entry: &str,
) -> Result<Option<DraftRow>, Error> {
    const SQL: &str = "
        SELECT id, definition, document, changed_at FROM form_draft
        WHERE account_id = $1 AND entry = $2 AND is_saved = 1
        ORDER BY changed_at DESC, id DESC LIMIT 1";
    tx.one(SQL, &[&account, &entry.to_owned()], draft).await
}

/// Deletes drafts.
pub(crate) async fn delete(tx: &mut Tx, ids: &[DraftId]) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM form_draft WHERE id IN ($$)";
    tx.run_in(SQL, &[], ids).await
}

/// Drafts that nobody touched since `before`.
pub(crate) async fn forgotten(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<DraftId>, Error> {
    const SQL: &str = "
        SELECT id FROM form_draft WHERE changed_at < $1 ORDER BY changed_at, id LIMIT $2";
    tx.all(SQL, &[&before, &limit], |row| row.get("id")).await
}

/// How many drafts an account saved.
pub(crate) async fn count(tx: &mut Tx, account: AccountId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM form_draft WHERE account_id = $1 AND is_saved = 1";
    Ok(tx.one(SQL, &[&account], |row| row.get("n")).await?.unwrap_or_default())
}

/// Gives the drafts that an account saved to a successor.
pub(crate) async fn give(tx: &mut Tx, it: Handing) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE form_draft SET account_id = $2 WHERE account_id = $1 AND is_saved = 1";
    tx.run(SQL, &[&it.from, &it.to]).await
}
