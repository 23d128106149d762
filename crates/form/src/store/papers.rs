//! The SQL of what lies beside documents: files, sealed answers, drafts.

use db::{Error, Row, Tx};

use crate::papers::{Paper, PaperId, Spot};

fn paper(row: &Row) -> Result<Paper, Error> {
    let at: (Option<i64>, Option<i64>) = (row.get("latitude")?, row.get("longitude")?);
    Ok(Paper {
        id: row.get("id")?,
        owner: (row.get("owner_kind")?, row.get("owner_id")?),
        field: row.get("field")?,
        seen_by: row.get("seen_by")?,
        account: row.get("account_id")?,
        spot: Spot { received_at: row.get("received_at")?, at: at.0.zip(at.1) },
    })
}

/// The files with these ids.
pub(crate) async fn by_ids(tx: &mut Tx, ids: &[PaperId]) -> Result<Vec<Paper>, Error> {
    const SQL: &str = "
        SELECT id, owner_kind, owner_id, field, seen_by, account_id, received_at, latitude, longitude
        FROM answer_file WHERE id IN ($$)";
    tx.all_in(SQL, &[], ids, paper).await
}
