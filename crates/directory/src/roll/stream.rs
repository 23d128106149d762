//! The file of an import, row by row: one thread reads while another works on what was read.

use std::sync::Arc;

use db::Db;
use platform::seal::Sealer;
use sheet::{Book, Refusal, Row};
use tokio::{
    sync::mpsc,
    task::{self, JoinHandle},
};
use vocab::PlaceId;

use super::{
    RollImportId, file,
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
    /// The header was found: the document columns that the file has, and its last row.
    Head(Vec<String>, u32),
    /// Some rows.
    Rows(Vec<Row>),
    /// The file cannot be read, or not further.
    Refused(Refusal),
}

/// A file that is being read.
pub(super) struct Stream {
    parts: mpsc::Receiver<Part>,
    thread: JoinHandle<()>,
}

impl Stream {
    /// Starts to read.
    pub(super) fn of(bytes: &Arc<Vec<u8>>) -> Self {
        let (sender, parts) = mpsc::channel(2);
        let bytes = bytes.clone();
        Self { parts, thread: task::spawn_blocking(move || read(&bytes, &sender)) }
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

fn read(bytes: &[u8], to: &mpsc::Sender<Part>) {
    if let Err(refusal) = read_rows(bytes, to) {
        let _ = to.blocking_send(Part::Refused(refusal));
    }
}

/// Ends early where nobody listens any more.
fn read_rows(bytes: &[u8], to: &mpsc::Sender<Part>) -> Result<(), Refusal> {
    let mut book = Book::open(bytes)?;
    let mut table = book.table(layout())?;
    let columns = kept_columns(&table.absent());
    let _ = to.blocking_send(Part::Head(columns, table.last_row()));
    let mut rows = Vec::with_capacity(ROWS);
    for row in table.rows()? {
        rows.push(row?);
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
