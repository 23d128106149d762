//! What lies beside the document: files and sealed answers. They come first to a draft, so that a
//! form that is refused loses none of them, and go to the record with the answers.
//!
//! Who may open a file of a record: whoever its machine lets have the record's files (`FileOwner`
//! of the record's kind), in one of the roles that the field names, or who sent it.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use jiff::Timestamp;
use platform::{
    files::{self, FileOwner, FileOwners, FileRow},
    seal,
};
use vocab::{AccountId, Kind as _, Role};
use web::Visit;

use crate::{Field, store::drafts, store::papers as store};

vocab::ids! {
    /// A file that answers a question.
    PaperId = "apr";
    /// A sealed answer.
    SealedId = "ase";
    /// What somebody began to fill in.
    DraftId = "drf";
}

/// Who may open the files of answers.
pub(crate) const FILES: FileOwner = FileOwner {
    kind: kinds::PaperId::PREFIX,
    may_read: |visit, bits| Box::pin(may_read(visit, bits)),
};

/// What sealed answers are sealed as. The name never changes: keys derive from it.
pub(crate) const SEALED: seal::Field = seal::Field::new("answer.sealed");

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

/// The row of a sealed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SealedPaper {
    pub(crate) id: SealedId,
    pub(crate) owner: (String, i64),
    pub(crate) field: String,
    pub(crate) seen_by: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) received_at: Timestamp,
    pub(crate) value_sealed: String,
}

/// The roles that may open what answers `field`, as rows keep them.
pub(crate) fn roles_of(field: &Field) -> String {
    if field.seen_by.is_empty() {
        return String::new();
    }
    field.seen_by.iter().fold("|".to_owned(), |text, it| text + it.key() + "|")
}

fn is_named(seen_by: &str, role: Role) -> bool {
    seen_by.is_empty() || seen_by.contains(&format!("|{}|", role.key()))
}

/// The files that answers call `ids`, and when and where they came in.
pub(crate) async fn files_of(
    tx: &mut Tx,
    ids: &BTreeSet<String>,
) -> Result<(BTreeMap<String, FileRow>, BTreeMap<String, Spot>), db::Error> {
    let ids: Vec<PaperId> = ids.iter().filter_map(|it| it.parse().ok()).collect();
    if ids.is_empty() {
        return Ok((BTreeMap::new(), BTreeMap::new()));
    }
    let rows = files::list_many(tx, &ids).await?;
    let spots = store::by_ids(tx, &ids).await?;
    let named = |it: FileRow| Some((PaperId::from_bits(it.owner_bits())?.to_string(), it));
    let files = rows.into_iter().filter_map(named).collect();
    Ok((files, spots.into_iter().map(|it| (it.id.to_string(), it.spot)).collect()))
}

async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    let Some(id) = PaperId::from_bits(bits) else { return Ok(false) };
    let found: Result<Vec<Paper>, db::Error> =
        db::read!(visit.db(), "file of an answer", |tx| { store::by_ids(tx, &[id]).await });
    let Some(paper) = found?.pop() else { return Ok(false) };
    let owner = (paper.owner.0.as_str(), paper.owner.1);
    may_see(visit, owner, (&paper.seen_by, paper.account)).await
}

/// Whether the visitor may see what lies beside the answers of `owner`.
pub(crate) async fn may_see(
    visit: &Visit,
    owner: (&str, i64),
    (seen_by, sender): (&str, Option<AccountId>),
) -> Result<bool, db::Error> {
    let account = visit.actor.account;
    if owner.0 == kinds::DraftId::PREFIX {
        let Some(id) = DraftId::from_bits(owner.1) else { return Ok(false) };
        let found: Result<_, db::Error> =
            db::read!(visit.db(), "draft of a file", |tx| { drafts::own(tx, id, account).await });
        return Ok(found?.is_some());
    }
    let named = is_named(seen_by, visit.actor.role()) || sender == Some(account);
    Ok(named && visit.cell.service::<FileOwners>().may_read(visit, owner).await?)
}
