//! The file of an import, row by row: one thread reads, and does all that needs no database, while
//! another works on what was read.

use std::sync::Arc;

use db::Db;
use platform::seal::Sealer;
use sheet::{Book, Finding, Refusal};
use tokio::{
    sync::mpsc,
    task::{self, JoinHandle},
};
use vocab::PlaceId;

use super::{
    RollImportId, file,
    judge::Heard,
    place::Schools,
    read::{Against, kept_columns, layout},
};
use crate::{Error, rules::roll_year, schools, scope::Scope, store};

/// How many rows are handed over together: each such part is taken over in one act, which SQLite
/// makes dearer with every page that it touches.
const ROWS: usize = 500;

/// The file of an import, and what its rows are read against.
pub(super) struct Opened {
    /// None where the stored file was tampered with.
    pub(super) bytes: Option<Arc<Vec<u8>>>,
    pub(super) against: Against,
}

/// Opens an import of `place`.
pub(super) async fn open(
    db: &Db,
    sealer: &Sealer,
    place: PlaceId,
    id: RollImportId,
    demo: bool,
) -> Result<Opened, Error> {
    let found: Result<_, Error> = db::read!(db, "roll file", |tx| {
        let import = store::roll::find_import(tx, place, id).await?.ok_or(Error::Missing)?;
        let pieces = store::roll::parts(tx, id, "file").await?;
        let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
        let schools = schools::all(tx, scope).await?;
        let newest = schools::current_year(tx).await?;
        Ok((import, pieces, schools, newest))
    });
    let (import, pieces, schools, newest) = found?;
    let bytes = file::opened(sealer, id, &pieces).map(Arc::new);
    let year = roll_year(newest, import.made_on)?;
    let schools = Schools::new(schools);
    Ok(Opened { bytes, against: Against { schools, year, columns: Vec::new(), demo } })
}

/// What the reading thread hands over.
pub(super) enum Part {
    /// The header was found.
    Head(Beginning),
    /// Some rows.
    Rows(Vec<Heard>),
    /// The file cannot be read, or not further.
    Refused(Refusal),
}

/// What the header of a file says.
pub(super) struct Beginning {
    /// What its rows are read against: with the documents' columns that it has.
    pub(super) against: Arc<Against>,
    /// What is to be said of it before any row: hidden rows, columns that are not known.
    pub(super) findings: Vec<Finding>,
    /// Its last row.
    pub(super) last_row: u32,
}

/// A file that is being read.
pub(super) struct Stream {
    parts: mpsc::Receiver<Part>,
    thread: JoinHandle<()>,
}

impl Stream {
    /// Starts to read.
    pub(super) fn of(bytes: &Arc<Vec<u8>>, against: Against, sealer: &Sealer) -> Self {
        let (sender, parts) = mpsc::channel(2);
        let (bytes, sealer) = (bytes.clone(), sealer.clone());
        let read = move || {
            if let Err(refusal) = read_rows(&bytes, against, &sealer, &sender) {
                let _ = sender.blocking_send(Part::Refused(refusal));
            }
        };
        Self { parts, thread: task::spawn_blocking(read) }
    }

    /// What comes next; nothing at the end.
    pub(super) async fn next(&mut self) -> Option<Part> {
        let part = self.parts.recv().await;
        if part.is_none() {
            // The thread ends with its channel; a panic in it is a panic here.
            let ended = (&mut self.thread).await;
            ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        }
        part
    }
}

/// Ends early where nobody listens any more.
fn read_rows(
    bytes: &[u8],
    mut against: Against,
    sealer: &Sealer,
    to: &mpsc::Sender<Part>,
) -> Result<(), Refusal> {
    let mut book = Book::open(bytes)?;
    let mut table = book.table(layout())?;
    against.columns = kept_columns(&table.absent());
    let against = Arc::new(against);
    let (findings, last_row) = (table.findings().to_vec(), table.last_row());
    let _ =
        to.blocking_send(Part::Head(Beginning { against: against.clone(), findings, last_row }));
    let mut rows = Vec::with_capacity(ROWS);
    for row in table.rows()? {
        rows.push(Heard::of(row?, sealer, &against));
        if rows.len() == ROWS {
            let full = std::mem::replace(&mut rows, Vec::with_capacity(ROWS));
            if to.blocking_send(Part::Rows(full)).is_err() {
                return Ok(());
            }
        }
    }
    let _ = to.blocking_send(Part::Rows(rows));
    Ok(())
}
