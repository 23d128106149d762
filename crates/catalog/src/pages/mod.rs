//! What people see of the catalog: every system that the county runs as a file, how it goes and by
//! when, what the county changed in it, and the page on which it is changed.

mod change;
mod compare;
mod entry;
mod list;
mod parts;

use db::Tx;
use web::{Path, Routes, Visit};

use crate::{
    Source,
    actions::Error,
    entry::{Face, Faces},
    module::{CHANGE, READ},
    sources,
    store::{self, Change},
};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/catalog", READ, list::show)
        .get("/catalog/{machine}/{name}", READ, entry::show)
        .get("/catalog/{machine}/{name}/versions/{number}", READ, compare::show)
        .get("/catalog/{machine}/{name}/change", CHANGE, change::form)
        .post("/catalog/{machine}/{name}/change", CHANGE, change::save)
        .post("/catalog/{machine}/{name}/restore", CHANGE, change::restore)
}

/// What an address of an entry names.
type At = Path<(String, String)>;

/// The machine and the program's own text of an entry.
fn find(visit: &Visit, machine: &str, name: &str) -> Result<(Face, Source), Error> {
    let face = visit.cell.service::<Faces>().find(machine).ok_or(Error::Missing)?;
    let mut all = sources().into_iter();
    let ours = all
        .find(|it| it.entry().is_some_and(|entry| entry.machine == machine && entry.name == name));
    Ok((*face, ours.ok_or(Error::Missing)?))
}

/// An entry as it stands in the cell.
struct Standing {
    /// The text that holds.
    text: Source,
    /// What was changed, the latest first.
    changes: Vec<Change>,
}

async fn standing(tx: &mut Tx, ours: &Source) -> Result<Standing, db::Error> {
    let text = match store::override_of(tx, &ours.path).await? {
        Some(digest) => store::find_definition(tx, &digest).await?,
        None => None,
    };
    let changes = store::changes(tx, &ours.path).await?;
    Ok(Standing { text: text.unwrap_or_else(|| ours.clone()), changes })
}

impl Standing {
    /// How many changes there were.
    fn seen(&self) -> i64 {
        self.changes.first().map_or(0, |it| it.number)
    }

    /// Whether the county says something of its own.
    fn is_changed(&self) -> bool {
        self.changes.first().is_some_and(|it| it.digest.is_some())
    }

    /// Whether the program's text has gone on since the county wrote its own.
    fn is_behind(&self, ours: &Source) -> bool {
        self.is_changed() && self.changes.first().is_some_and(|it| it.base != ours.digest())
    }
}
