//! Notices that another module publishes of a thing of its own, on the transaction of its own act. What
//! may be published, for how long, which columns are masked and where objections go, the catalog says,
//! as with any other.

use jiff::civil::DateTime;
use platform::Act;
use vocab::{AccountId, PlaceId};

use crate::{
    Error,
    actions::{self, Content, From},
    catalog,
    model::PublicationId,
};

/// A notice that a module wants published.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The kind: an entry of the catalog.
    pub kind: &'a str,
    /// Whose it is.
    pub place: PlaceId,
    /// Who publishes it; nobody for the system itself.
    pub by: Option<AccountId>,
    /// What it is of, as people call that.
    pub source: &'a str,
    /// When it is published.
    pub at: DateTime,
    /// Its title.
    pub title: &'a str,
    /// What it says before its lines.
    pub body: &'a str,
    /// Its lines, with a cell for each column of the kind.
    pub rows: &'a [Vec<String>],
}

/// Publishes it, and gives its number.
///
/// # Errors
///
/// If there is no such kind, or its lines are not as the kind has them.
pub async fn publish(act: &mut Act<'_>, it: &Wanted<'_>) -> Result<String, Error> {
    let kind = catalog().in_force(act.tx(), it.kind).await?.ok_or(Error::Missing)?;
    // A comma parts cells.
    let line = |cells: &Vec<String>| {
        cells.iter().map(|it| it.replace([',', '，'], "、")).collect::<Vec<_>>().join("，")
    };
    let rows: Vec<String> = it.rows.iter().map(line).collect();
    let content = Content::typed(&kind.what, (it.title, it.body, &rows.join("\n")))?;
    let origin = act.origin();
    let id: PublicationId = origin.ids.make(origin.now);
    let from = From { id, place: it.place, by: it.by, source: it.source, now: it.at };
    Ok(actions::publish_in(act, &kind, (from, &content)).await?.number)
}
