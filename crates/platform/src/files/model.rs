//! Files, their contents, and what they belong to.

use std::collections::HashMap;

use jiff::Timestamp;
use vocab::FileId;
use web::{Later, Visit};

use super::FileKind;

vocab::ids! {
    /// A content, whatever it belongs to.
    ContentId = "con";
}

/// What a form takes.
#[derive(Debug, Clone, Copy)]
pub struct Accept {
    /// The kinds.
    pub kinds: &'static [FileKind],
    /// The same as a file field tells the browser.
    pub types: &'static str,
    /// The largest size.
    pub bytes_max: usize,
}

impl Accept {
    /// Pictures from a phone.
    pub const PICTURES: Self = Self {
        kinds: &FileKind::PICTURES,
        types: "image/jpeg,image/png,image/webp",
        bytes_max: 20 << 20,
    };
    /// What proves something: a photograph or a scan.
    pub const PROOF: Self = Self {
        kinds: &FileKind::PROOFS,
        types: "image/jpeg,image/png,image/webp,application/pdf",
        bytes_max: 20 << 20,
    };
    /// Anything that is known.
    pub const ANY: Self = Self {
        kinds: &FileKind::ALL,
        types: "image/jpeg,image/png,image/webp,application/pdf,.xlsx,.docx",
        bytes_max: 20 << 20,
    };
}

/// A content that is in its place and waits for a thing to belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub(super) content: ContentId,
    /// Its digest.
    pub sm3: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size.
    pub bytes: i64,
}

/// A content as its row tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) id: ContentId,
    pub(super) key_sealed: String,
}

/// A file as it belongs to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its name in links.
    pub id: FileId,
    /// What it is.
    pub kind: FileKind,
    /// As people call it.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// When it was given.
    pub made_at: Timestamp,
    /// Its digest.
    pub sm3: String,
    pub(super) content: ContentId,
    pub(super) has_preview: bool,
    pub(super) owner: (String, i64),
}

impl FileRow {
    /// The path inside the cell that it is had at.
    pub fn path(&self) -> String {
        format!("/files/{}", self.id)
    }

    /// The bits of what it belongs to.
    pub fn owner_bits(&self) -> i64 {
        self.owner.1
    }
}

/// Says who may have the files of one kind of thing. Declared by the module that owns the thing.
///
/// ```ignore
/// const PROOFS: FileOwner = FileOwner {
///     kind: kinds::RequestId::PREFIX,
///     may_read: |visit, bits| Box::pin(actions::may_read(visit, bits)),
/// };
/// ```
#[derive(Clone, Copy)]
pub struct FileOwner {
    /// The prefix of the thing's identifier.
    pub kind: &'static str,
    /// Whether the visitor may have the files of the thing with these bits.
    pub may_read: for<'a> fn(&'a Visit, i64) -> Later<'a, Result<bool, db::Error>>,
}

/// The owners of all modules, as a service of each cell.
#[derive(Clone, Default)]
pub struct FileOwners(HashMap<&'static str, FileOwner>);

impl FileOwners {
    /// What the modules declare.
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a FileOwner>) -> Self {
        Self(declared.into_iter().map(|it| (it.kind, *it)).collect())
    }

    /// Whether the visitor may have the files of this thing. What nobody owns, nobody has.
    pub async fn may_read(
        &self,
        visit: &Visit,
        (kind, bits): (&str, i64),
    ) -> Result<bool, db::Error> {
        match self.0.get(kind) {
            Some(owner) => (owner.may_read)(visit, bits).await,
            None => Ok(false),
        }
    }
}
