//! Taking files in, finding them, reading them, taking them away.

use db::Tx;
use tokio::sync::Semaphore;
use vocab::{FileId, Id, Kind};
use web::{Bytes, Problem};

use super::{
    folder::Folder,
    kind,
    model::{Accept, Content, ContentId, FileRow, Kept},
    picture::{self, Drawn},
    rules::{self, Refusal},
    shelf::Files,
    store,
};
use crate::{
    Act,
    act::Source,
    seal::{AlteredContent, ContentKey, Field, KeyError, Unreadable},
};

/// The key of a content. The name never changes: keys derive from it.
pub(super) const KEY: Field = Field::new("content.key");

/// Pictures are drawn one at a time: a large one needs a good part of a small server's memory.
static DRAWING: Semaphore = Semaphore::const_new(1);

/// Why a file was not kept or not read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The folder or the bucket does not answer.
    #[error("the place of files does not answer")]
    Shelf(#[from] std::io::Error),
    /// There is no key.
    #[error("no key for a content")]
    Key(#[from] KeyError),
    /// The key does not open.
    #[error("the key of a content does not open")]
    Unreadable(#[from] Unreadable),
    /// What lies there is not what was kept.
    #[error(transparent)]
    Altered(#[from] AlteredContent),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Shelf(_) => Self::unavailable(&error),
            Error::Key(_) | Error::Unreadable(_) | Error::Altered(_) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// Looks what `bytes` are, draws pictures anew, and keeps the content sealed. Comes before the act
/// that adds the file ([`add`]), since a transaction makes no call to the outside; a content whose
/// act then fails is swept away.
pub async fn keep(
    source: &impl Source,
    files: &Files,
    bytes: Bytes,
    accept: &Accept,
) -> Result<Kept, Error> {
    rules::may_be_large(bytes.len(), accept)?;
    let looked = looked(bytes, *accept).await?;
    let (kind, size) = (looked.kind, i64::try_from(looked.whole.len()).unwrap_or(i64::MAX));
    let sm3 = crate::act::sm3(&looked.whole);
    let content = note(source, files, &looked, &sm3).await?;
    let key = key(files, &content)?;
    let name = content.id.to_string();
    if !looked.preview.is_empty() {
        let preview = key.seal(PREVIEW, &looked.preview)?;
        files.shelf.put(&preview_name(&name), preview).await?;
    }
    let sealing = tokio::task::spawn_blocking(move || key.seal(WHOLE, &looked.whole));
    let sealed = sealing.await.map_err(std::io::Error::other)??;
    files.shelf.put(&name, sealed).await?;
    Ok(Kept { content: content.id, sm3, kind, bytes: size })
}

/// The parts of a content.
const WHOLE: &[u8] = b"whole";
const PREVIEW: &[u8] = b"preview";

pub(super) fn preview_name(name: &str) -> String {
    format!("p-{name}")
}

async fn looked(bytes: Bytes, accept: Accept) -> Result<Drawn, Error> {
    let kind = kind::of(&bytes)?;
    rules::may_be(kind, &accept)?;
    if !kind.is_picture() {
        return Ok(Drawn { kind, whole: bytes.to_vec(), preview: Vec::new() });
    }
    let _turn = DRAWING.acquire().await.map_err(std::io::Error::other)?;
    let drawing = tokio::task::spawn_blocking(move || picture::redraw(&bytes, kind));
    Ok(drawing.await.map_err(std::io::Error::other)??)
}

/// The row of the content, new or as it was: bookkeeping, told by no act until a file needs it.
async fn note(
    source: &impl Source,
    files: &Files,
    looked: &Drawn,
    sm3: &str,
) -> Result<Content, Error> {
    let origin = source.origin();
    let id: ContentId = origin.ids.make(origin.now);
    let key_sealed = files.sealer.seal(KEY.at(id.bits()), ContentKey::random()?.to_text().open());
    let fresh = Content { id, key_sealed };
    let size = i64::try_from(looked.whole.len()).unwrap_or(i64::MAX);
    let about = (sm3, looked.kind, size, !looked.preview.is_empty());
    let noted: Result<Content, db::Error> = db::write!(source.store(), "note content", |tx| {
        store::note_content(tx, &fresh, about, origin.now).await
    });
    Ok(noted?)
}

fn key(files: &Files, content: &Content) -> Result<ContentKey, Error> {
    let text = files.sealer.open(KEY.at(content.id.bits()), &content.key_sealed)?;
    ContentKey::from_text(&text).ok_or(Error::Altered(AlteredContent))
}

/// Gives a kept content to `owner`, under the name that it came with.
pub async fn add<K: Kind>(
    act: &mut Act<'_>,
    kept: &Kept,
    name: &str,
    owner: Id<K>,
) -> Result<FileId, db::Error> {
    let origin = act.origin().clone();
    let id = origin.ids.make(origin.now);
    let file = FileRow {
        id,
        kind: kept.kind,
        name: rules::shown_name(name, kept.kind),
        bytes: kept.bytes,
        made_at: origin.now,
        sm3: kept.sm3.clone(),
        content: kept.content,
        has_preview: false,
        owner: (K::PREFIX.to_owned(), owner.bits()),
    };
    store::add(act.tx(), &file, origin.account).await?;
    act.note("file", id);
    act.note("sm3", &file.sm3);
    Ok(id)
}

/// Gives files to other things, too: each has a row of its own, the bytes lie there once.
pub async fn add_again<K: Kind>(
    act: &mut Act<'_>,
    files: &[(FileRow, Id<K>)],
) -> Result<(), db::Error> {
    let origin = act.origin().clone();
    let again = files.iter().map(|(it, owner)| FileRow {
        id: origin.ids.make(origin.now),
        made_at: origin.now,
        owner: (K::PREFIX.to_owned(), owner.bits()),
        ..it.clone()
    });
    let again: Vec<FileRow> = again.collect();
    store::add_all(act.tx(), &again, origin.account).await?;
    let contents: std::collections::BTreeSet<&str> =
        again.iter().map(|it| it.sm3.as_str()).collect();
    act.note("files", again.len());
    act.note("sm3", contents.into_iter().collect::<Vec<_>>().join(" "));
    Ok(())
}

/// The files of `owner`, the oldest first.
pub async fn list<K: Kind>(tx: &mut Tx, owner: Id<K>) -> Result<Vec<FileRow>, db::Error> {
    store::list(tx, K::PREFIX, &[owner.bits()]).await
}

/// The files of several things of one kind.
pub async fn list_many<K: Kind>(tx: &mut Tx, owners: &[Id<K>]) -> Result<Vec<FileRow>, db::Error> {
    let bits: Vec<i64> = owners.iter().map(|it| it.bits()).collect();
    store::list(tx, K::PREFIX, &bits).await
}

/// Takes a file of `owner` away. Says whether it was there.
pub async fn remove<K: Kind>(
    act: &mut Act<'_>,
    id: FileId,
    owner: Id<K>,
) -> Result<bool, db::Error> {
    let now = act.origin().now;
    act.note("file", id);
    store::remove(act.tx(), id, (K::PREFIX, owner.bits()), now).await
}

/// Takes away every file of some things that go for good: of drafts that ran out, of people who are
/// erased. Says how many there were.
pub async fn remove_all<K: Kind>(
    tx: &mut Tx,
    owners: &[Id<K>],
    now: jiff::Timestamp,
) -> Result<u64, db::Error> {
    let bits: Vec<i64> = owners.iter().map(|it| it.bits()).collect();
    store::remove_of(tx, K::PREFIX, &bits, now).await
}

/// What is in a file. Whether the reader may have it is for the caller to have asked.
pub async fn read(db: &db::Db, files: &Files, file: &FileRow) -> Result<Vec<u8>, Error> {
    open(db, files, file, WHOLE, &file.content.to_string()).await
}

/// A file's small picture.
pub(super) async fn read_preview(
    db: &db::Db,
    files: &Files,
    file: &FileRow,
) -> Result<Vec<u8>, Error> {
    open(db, files, file, PREVIEW, &preview_name(&file.content.to_string())).await
}

async fn open(
    db: &db::Db,
    files: &Files,
    file: &FileRow,
    part: &'static [u8],
    name: &str,
) -> Result<Vec<u8>, Error> {
    let id = file.content;
    let found: Result<Option<Content>, db::Error> =
        db::read!(db, "content", |tx| { store::find_content(tx, id).await });
    let content = found?.ok_or(Error::Altered(AlteredContent))?;
    let key = key(files, &content)?;
    let sealed = files.shelf.get(name).await?;
    let opening = tokio::task::spawn_blocking(move || key.open(part, sealed));
    Ok(opening.await.map_err(std::io::Error::other)??)
}

/// How many contents the database names, and how many of them are not in `folder`: for a copy to be
/// trusted.
pub async fn missing(db: &db::Db, folder: &Folder) -> Result<(usize, usize), Error> {
    const PAGE: i64 = 1_000;
    let (mut seen, mut missing, mut after) = (0, 0, i64::MIN);
    loop {
        let found: Result<Vec<ContentId>, db::Error> =
            db::read!(db, "contents in use", |tx| { store::in_use(tx, after, PAGE).await });
        let found = found?;
        let Some(last) = found.last() else { return Ok((seen, missing)) };
        after = last.bits();
        seen += found.len();
        for id in &found {
            missing += usize::from(!folder.has(&id.to_string()).await?);
        }
    }
}
