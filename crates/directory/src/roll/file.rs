//! The file of an import: sealed while it lies here, and gone when the import closes.

use db::{Db, Tx};
use platform::{
    Act,
    act::Source,
    jobs,
    seal::{Sealer, open_file, seal_file},
};
use vocab::{JobId, PlaceId, normalise};

use super::{Import, ImportState, RollImportId};
use crate::{Error, fields::ROLL_FILE, store};

/// The pieces of a file, sealed for the import.
pub(super) fn sealed(sealer: &Sealer, id: RollImportId, bytes: &[u8]) -> Vec<String> {
    seal_file(sealer, ROLL_FILE.at(id.bits()), bytes)
}

/// The file that `pieces` make; none if one of them was tampered with.
pub(super) fn opened(sealer: &Sealer, id: RollImportId, pieces: &[String]) -> Option<Vec<u8>> {
    open_file(sealer, ROLL_FILE.at(id.bits()), pieces)
}

/// A file that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The import.
    pub import: RollImportId,
    /// The job that looks at it.
    pub job: JobId,
}

/// Takes a file in for `place` and has it looked at by a job.
pub async fn receive(
    source: &impl Source,
    sealer: &Sealer,
    place: PlaceId,
    name: &str,
    bytes: &[u8],
) -> Result<Received, Error> {
    let import = new(source, place, name);
    let pieces = sealed(sealer, import.id, bytes);
    platform::act!(source, "directory.roll.receive", |act| {
        add(act, &import, &pieces, bytes.len()).await?;
        let payload = super::jobs::payload(import.id, place);
        let job = jobs::add(act, &super::jobs::CHECK, "核对学籍表", &payload).await?;
        Ok(Received { import: import.id, job })
    })
}

/// Takes a file in for `place`; whoever calls looks at it.
pub async fn take_in(
    source: &impl Source,
    sealer: &Sealer,
    place: PlaceId,
    name: &str,
    bytes: &[u8],
) -> Result<RollImportId, Error> {
    let import = new(source, place, name);
    let pieces = sealed(sealer, import.id, bytes);
    platform::act!(source, "directory.roll.take", |act| {
        add(act, &import, &pieces, bytes.len()).await?;
        Ok(import.id)
    })
}

fn new(source: &impl Source, place: PlaceId, name: &str) -> Import {
    let origin = source.origin();
    Import {
        id: origin.ids.make(origin.now),
        place,
        made_at: origin.now,
        made_on: origin.civil_now.date(),
        file_name: shown_name(name),
        state: ImportState::Waiting,
        refusal: None,
        faults: 0,
    }
}

async fn add(
    act: &mut Act<'_>,
    import: &Import,
    pieces: &[String],
    bytes: usize,
) -> Result<(), Error> {
    act.about(import.id);
    act.note("bytes", bytes);
    let by = act.origin().account;
    store::roll::add_import(act.tx(), import, by).await?;
    Ok(store::roll::add_parts(act.tx(), import.id, "file", pieces).await?)
}

/// The import `id` of `place`.
pub async fn load(db: &Db, place: PlaceId, id: RollImportId) -> Result<Import, Error> {
    db::read!(db, "roll import", |tx| {
        store::roll::find_import(tx, place, id).await?.ok_or(Error::Missing)
    })
}

/// The person's own workbook with what was found in it, as long as the import is open.
pub async fn answer(db: &Db, sealer: &Sealer, id: RollImportId) -> Result<Option<Vec<u8>>, Error> {
    let read: Result<Vec<String>, db::Error> =
        db::read!(db, "roll answer", |tx| { store::roll::parts(tx, id, "answer").await });
    Ok(opened(sealer, id, &read?).filter(|it| !it.is_empty()))
}

/// A file's name without folders, cut short.
fn shown_name(name: &str) -> String {
    let name = normalise(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let short: String = last.chars().take(80).collect();
    if short.is_empty() { "学籍表".to_owned() } else { short }
}

/// How many imports of `place` wait to be confirmed.
pub async fn waiting_count(tx: &mut Tx, place: PlaceId) -> Result<i64, Error> {
    Ok(store::roll::count_waiting(tx, place).await?)
}
