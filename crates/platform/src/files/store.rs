//! The SQL of files. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx, row};
use jiff::Timestamp;
use vocab::{AccountId, FileId};

use super::{
    FileKind,
    model::{Content, ContentId, FileRow},
};

/// The row of a content with this digest, added if it is new, and noted as asked for now.
pub(super) async fn note_content(
    tx: &mut Tx,
    fresh: &Content,
    (sm3, kind, bytes, has_preview): (&str, FileKind, i64, bool),
    now: Timestamp,
) -> Result<Content, Error> {
    const SQL: &str = "
        INSERT INTO content (id, sm3, key_sealed, kind, bytes, has_preview, noted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (sm3) DO UPDATE SET noted_at = excluded.noted_at
        RETURNING id, key_sealed";
    let values: [&dyn db::Stored; 7] =
        [&fresh.id, &sm3, &fresh.key_sealed, &kind, &bytes, &has_preview, &now];
    let row = tx.one(SQL, &values, content).await?;
    row.ok_or_else(|| Error::corrupt("content"))
}

fn content(row: &Row) -> Result<Content, Error> {
    Ok(Content { id: row.get("id")?, key_sealed: row.get("key_sealed")? })
}

/// The content `id`, while it has its key.
pub(super) async fn find_content(tx: &mut Tx, id: ContentId) -> Result<Option<Content>, Error> {
    const SQL: &str = "
        SELECT id, key_sealed FROM content WHERE id = $1 AND key_sealed IS NOT NULL";
    tx.one(SQL, &[&id], content).await
}

fn file(row: &Row) -> Result<FileRow, Error> {
    Ok(FileRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        bytes: row.get("bytes")?,
        made_at: row.get("made_at")?,
        sm3: row.get("sm3")?,
        content: row.get("content_id")?,
        has_preview: row.get("has_preview")?,
        owner: (row.get("owner_kind")?, row.get("owner_id")?),
    })
}

pub(super) async fn add(tx: &mut Tx, it: &FileRow, by: Option<AccountId>) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO file
            (id, content_id, sm3, kind, bytes, name, owner_kind, owner_id, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values: [&dyn db::Stored; 10] = [
        &it.id,
        &it.content,
        &it.sm3,
        &it.kind,
        &it.bytes,
        &it.name,
        &it.owner.0,
        &it.owner.1,
        &by,
        &it.made_at,
    ];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Adds the rows of many files.
pub(super) async fn add_all(
    tx: &mut Tx,
    all: &[FileRow],
    by: Option<AccountId>,
) -> Result<(), Error> {
    const ADD: &str = "
        INSERT INTO file
            (id, content_id, sm3, kind, bytes, name, owner_kind, owner_id, made_by, made_at)";
    let rows = all.iter().map(|it| {
        row![
            it.id, it.content, it.sm3, it.kind, it.bytes, it.name, it.owner.0, it.owner.1, by,
            it.made_at
        ]
    });
    tx.bulk(ADD, "", rows).await?;
    Ok(())
}

/// The file `id`, unless it was taken away.
pub(super) async fn find(tx: &mut Tx, id: FileId) -> Result<Option<FileRow>, Error> {
    const SQL: &str = "
        SELECT f.id, f.kind, f.name, f.bytes, f.made_at, f.sm3, f.content_id, c.has_preview,
               f.owner_kind, f.owner_id
        FROM file f JOIN content c ON c.id = f.content_id
        WHERE f.id = $1";
    tx.one(SQL, &[&id], file).await
}

/// The files of some things of one kind, the oldest first.
pub(super) async fn list(tx: &mut Tx, kind: &str, owners: &[i64]) -> Result<Vec<FileRow>, Error> {
    const SQL: &str = "
        SELECT f.id, f.kind, f.name, f.bytes, f.made_at, f.sm3, f.content_id, c.has_preview,
               f.owner_kind, f.owner_id
        FROM file f JOIN content c ON c.id = f.content_id
        WHERE f.owner_kind = $1 AND f.owner_id IN ($$)
        ORDER BY f.id";
    tx.all_in(SQL, &[&kind], owners, file).await
}

/// Takes a file of one thing away: what it was stays as a digest, without its name. Says whether it
/// was there.
pub(super) async fn remove(
    tx: &mut Tx,
    id: FileId,
    (kind, bits): (&str, i64),
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE file SET removed_at = $4, content_id = NULL, name = '附件'
        WHERE id = $1 AND owner_kind = $2 AND owner_id = $3 AND removed_at IS NULL";
    Ok(tx.run(SQL, &[&id, &kind, &bits, &now]).await? == 1)
}

/// Contents that some file needs, above `after`.
pub(super) async fn in_use(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<ContentId>, Error> {
    const SQL: &str = "
        SELECT c.id FROM content c
        WHERE c.id > $1 AND EXISTS (SELECT 1 FROM file f WHERE f.content_id = c.id)
        ORDER BY c.id LIMIT $2";
    tx.all(SQL, &[&after, &limit], |row| row.get("id")).await
}

/// Takes the keys of contents that no file needs and nobody asked for since `before`. Says how many.
pub(super) async fn forget_unneeded(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE content SET sm3 = NULL, key_sealed = NULL
        WHERE id IN (
            SELECT c.id FROM content c
            WHERE c.noted_at < $1 AND c.sm3 IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM file f WHERE f.content_id = c.id)
            ORDER BY c.noted_at LIMIT $2)";
    tx.run(SQL, &[&before, &limit]).await
}

/// Contents whose key is gone and whose bytes may still lie there.
pub(super) async fn forgotten(tx: &mut Tx, limit: i64) -> Result<Vec<ContentId>, Error> {
    const SQL: &str = "SELECT id FROM content WHERE sm3 IS NULL ORDER BY id LIMIT $1";
    tx.all(SQL, &[&limit], |row| row.get("id")).await
}

/// Deletes the rows of contents whose bytes are gone.
pub(super) async fn delete_forgotten(tx: &mut Tx, ids: &[ContentId]) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM content WHERE sm3 IS NULL AND id IN ($$)";
    tx.run_in(SQL, &[], ids).await
}

/// Deletes rows of files that were taken away before `at`. Says how many.
pub(super) async fn delete_removed(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM file
        WHERE id IN (SELECT id FROM file WHERE removed_at < $1 ORDER BY removed_at, id LIMIT $2)";
    tx.run(SQL, &[&at, &limit]).await
}

/// Takes away every file of some things of one kind. Says how many there were.
pub(super) async fn remove_of(
    tx: &mut Tx,
    kind: &str,
    owners: &[i64],
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE file SET removed_at = $2, content_id = NULL, name = '附件'
        WHERE owner_kind = $1 AND removed_at IS NULL AND owner_id IN ($$)";
    tx.run_in(SQL, &[&kind, &now], owners).await
}
