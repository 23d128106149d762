//! What lies beside the document: files and sealed answers. They come first to a draft, so that a
//! form that is refused loses none of them, and go to the record with the answers.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use jiff::Timestamp;
use platform::files::{self, FileRow};
use vocab::AccountId;

use crate::store::papers as store;

vocab::ids! {
    /// A file that answers a question.
    PaperId = "apr";
    /// A sealed answer.
    SealedId = "ase";
    /// What somebody began to fill in.
    DraftId = "drf";
}

/// When a file came in, and where it was taken, as far as the telephone said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// When it came in.
    pub received_at: Timestamp,
    /// Latitude and longitude, in millionths of a degree.
    pub at: Option<(i64, i64)>,
}

/// The row of a file that answers a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    pub(crate) id: PaperId,
    /// The draft or the record: prefix and bits.
    pub(crate) owner: (String, i64),
    pub(crate) field: String,
    /// The roles that may open it, with bars around each.
    pub(crate) seen_by: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) spot: Spot,
}

/// The files that answers call `ids`, and when and where they came in.
pub(crate) async fn files_of(
    tx: &mut Tx,
    ids: &BTreeSet<String>,
) -> Result<(BTreeMap<String, FileRow>, BTreeMap<String, Spot>), db::Error> {
    let ids: Vec<PaperId> = ids.iter().filter_map(|it| it.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(Default::default());
    }
    let rows = files::list_many(tx, &ids).await?;
    let spots = store::by_ids(tx, &ids).await?;
    let named = |it: FileRow| Some((PaperId::from_bits(it.owner_bits())?.to_string(), it));
    let files = rows.into_iter().filter_map(named).collect();
    Ok((files, spots.into_iter().map(|it| (it.id.to_string(), it.spot)).collect()))
}
