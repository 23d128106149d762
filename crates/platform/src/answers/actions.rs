//! Keeping what was sent in and the copy that answers it, and finding them again.

use sheet::{Finding, Layout};
use vocab::normalise;
use web::{Problem, Visit};

use super::{
    ListKind,
    store::{self, Part},
};
use crate::seal::{Field, Sealer, open_file, seal_file};

/// What lies here. Its pieces are not sealed anew with another key: they go within a week, and open
/// with theirs until then.
const SEALED: Field = Field::new("sent_list.sealed");

/// How much of a file's name is kept.
const NAME_CHARS: usize = 80;

/// Why nothing was kept or found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read, which reading it told before.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
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
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
            Error::Db(error) => error.into(),
        }
    }
}

/// A list as it came.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The name that the file had.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// Keeps the marked copy of a list in which something was found, in place of whatever lay here of its
/// kind. Says whether there is one. What was taken over stays so where the copy cannot be kept: then
/// the page alone tells the faults.
pub async fn keep(
    visit: &Visit,
    kind: ListKind,
    sent: Sent<'_>,
    (layout, found): (&Layout, &[Finding]),
) -> bool {
    let kept = async {
        let copy = marked(sent, layout, found)?;
        put(visit, kind, sent.name, [(Part::Copy, copy.as_deref())]).await?;
        Ok::<_, Error>(copy.is_some())
    };
    kept.await.unwrap_or_else(|error| {
        tracing::warn!(cell = visit.cell.key, list = kind.key, "no copy is kept: {error}");
        false
    })
}

/// Keeps a list that is looked at before it is taken over, and its marked copy where something was
/// found, in place of whatever lay here of its kind. Says whether there is a copy.
///
/// # Errors
///
/// If the file cannot be read; if the database fails.
pub async fn keep_list(
    visit: &Visit,
    kind: ListKind,
    sent: Sent<'_>,
    (layout, found): (&Layout, &[Finding]),
) -> Result<bool, Error> {
    let copy = marked(sent, layout, found)?;
    let parts = [(Part::List, Some(sent.bytes)), (Part::Copy, copy.as_deref())];
    put(visit, kind, sent.name, parts).await?;
    Ok(copy.is_some())
}

fn marked(sent: Sent<'_>, layout: &Layout, found: &[Finding]) -> Result<Option<Vec<u8>>, Error> {
    Ok(if found.is_empty() { None } else { Some(sheet::marked(sent.bytes, layout, found)?) })
}

async fn put<const N: usize>(
    visit: &Visit,
    kind: ListKind,
    name: &str,
    parts: [(Part, Option<&[u8]>); N],
) -> Result<(), Error> {
    let (account, now, name) = (visit.actor.account, visit.now(), shown_name(name));
    let sealer = visit.cell.service::<Sealer>();
    let field = SEALED.at(account.bits());
    let parts = parts.map(|(part, bytes)| {
        (part, bytes.map(|it| seal_file(sealer, field, it)).unwrap_or_default())
    });
    crate::act!(*visit, "list.answer", |act| {
        store::delete(act.tx(), account, kind.key).await?;
        for (part, pieces) in &parts {
            store::add(act.tx(), (account, kind.key, *part), (&name, pieces), now).await?;
        }
        act.about(account);
        act.note("list", kind.key);
        Ok(())
    })
}

/// The list of a kind that the visitor last sent in to be looked at: its name and what is in it.
///
/// # Errors
///
/// If the database fails.
pub async fn find_list(visit: &Visit, kind: ListKind) -> Result<Option<(String, Vec<u8>)>, Error> {
    find(visit, kind.key, Part::List).await
}

/// The marked copy of a list of a kind that the visitor last sent in.
pub(super) async fn find_copy(
    visit: &Visit,
    kind: &str,
) -> Result<Option<(String, Vec<u8>)>, Error> {
    find(visit, kind, Part::Copy).await
}

async fn find(visit: &Visit, kind: &str, part: Part) -> Result<Option<(String, Vec<u8>)>, Error> {
    let account = visit.actor.account;
    let read: Result<Vec<(String, String)>, db::Error> =
        db::read!(visit.db(), "sent list", |tx| { store::pieces(tx, (account, kind, part)).await });
    let (names, pieces): (Vec<String>, Vec<String>) = read?.into_iter().unzip();
    let Some(name) = names.into_iter().next() else { return Ok(None) };
    let sealer = visit.cell.service::<Sealer>();
    Ok(open_file(sealer, SEALED.at(account.bits()), &pieces).map(|bytes| (name, bytes)))
}

/// Whether the marked copy of a list of a kind waits for the visitor.
///
/// # Errors
///
/// If the database fails.
pub async fn has_copy(visit: &Visit, kind: ListKind) -> Result<bool, Error> {
    let account = visit.actor.account;
    let found: Result<bool, db::Error> = db::read!(visit.db(), "marked copy", |tx| {
        store::exists(tx, (account, kind.key, Part::Copy)).await
    });
    Ok(found?)
}

/// A file's name without folders and ending, cut short.
fn shown_name(name: &str) -> String {
    let name = normalise(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |it| it.0);
    let short: String = stem.chars().take(NAME_CHARS).collect();
    if short.is_empty() { "名单".to_owned() } else { short }
}
