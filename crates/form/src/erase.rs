//! Erasing answers: for the erasers of machines, which know whose records are whose.

use db::Tx;
use jiff::Timestamp;
use platform::files;
use vocab::{Id, Kind as IdKind};

use crate::store::{self, papers};

/// Erases everything that was answered in some records: documents, the rows that follow from them,
/// files and sealed answers. Says how many rows went.
///
/// ```ignore
/// Eraser {
///     subject_kind: StudentId::PREFIX,
///     label: "办件里的回答",
///     run: |tx, bits| async move {
///         let mine = store::of_student(tx, bits).await?;
///         form::erase(tx, &mine).await
///     }.boxed(),
/// }
/// ```
pub async fn erase<K: IdKind>(tx: &mut Tx, owners: &[Id<K>]) -> Result<u64, db::Error> {
    let bits: Vec<i64> = owners.iter().map(|it| it.bits()).collect();
    let ids = papers::of_owners(tx, K::PREFIX, &bits).await?;
    // As if long gone: the next night takes the rows of the files, too.
    let mut rows = files::remove_all(tx, &ids, Timestamp::UNIX_EPOCH).await?;
    rows += papers::delete(tx, &ids).await?;
    rows += papers::delete_sealed_of(tx, K::PREFIX, &bits).await?;
    rows += store::delete_rows(tx, K::PREFIX, &bits).await?;
    rows += store::delete_documents(tx, K::PREFIX, &bits).await?;
    Ok(rows)
}
