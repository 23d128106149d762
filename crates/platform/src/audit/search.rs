//! Finding records: what the auditor types, and what that asks of the store.

use db::Tx;
use jiff::civil::Date;
use serde::Deserialize;
use vocab::{AccountId, ActId};

use super::{
    model::{Entry, Wanted},
    store,
};

/// What the auditor typed, as it stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    /// From this day …
    from: Option<String>,
    /// … to this one, both included.
    to: Option<String>,
    /// A log-in, or an account's identifier.
    who: Option<String>,
    /// A kind of act.
    kind: Option<String>,
    /// The identifier of what it was about: `stu_…`.
    about: Option<String>,
    /// The key after which the page begins.
    after: Option<String>,
}

/// Where a page begins: below this moment and this record.
pub(super) fn key(entry: &Entry) -> String {
    format!("{}~{}", entry.civil_at, entry.id.bits())
}

/// The records that `query` asks for, newest first. Whoever or whatever does not exist has none.
pub(super) async fn find(
    tx: &mut Tx,
    query: &Query,
    limit: usize,
) -> Result<Vec<Entry>, db::Error> {
    let account = match text(query.who.as_ref()) {
        None => None,
        Some(who) => match account(tx, who).await? {
            Some(account) => Some(account),
            None => return Ok(Vec::new()),
        },
    };
    let subject = match text(query.about.as_ref()) {
        None => None,
        Some(about) => match subject(about) {
            Some(subject) => Some(subject),
            None => return Ok(Vec::new()),
        },
    };
    let wanted = Wanted {
        from: day(query.from.as_ref()).map_or_else(String::new, |it| it.to_string()),
        until: day(query.to.as_ref())
            .and_then(|it| it.tomorrow().ok())
            .map_or_else(|| "9999".to_owned(), |it| it.to_string()),
        kind: text(query.kind.as_ref()).map(str::to_owned),
        below: query.after.as_deref().and_then(below),
        account,
        subject,
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    };
    store::search(tx, &wanted).await
}

fn text(field: Option<&String>) -> Option<&str> {
    field.map(|it| it.trim()).filter(|it| !it.is_empty())
}

fn day(field: Option<&String>) -> Option<Date> {
    text(field)?.parse().ok()
}

fn below(text: &str) -> Option<(String, i64)> {
    let (civil_at, id) = text.split_once('~')?;
    Some((civil_at.to_owned(), id.parse().ok()?))
}

async fn account(tx: &mut Tx, who: &str) -> Result<Option<AccountId>, db::Error> {
    match who.parse() {
        Ok(id) => Ok(Some(id)),
        Err(_) => store::find_account(tx, who).await,
    }
}

/// The kind and the number behind an identifier of any kind.
fn subject(text: &str) -> Option<(String, i64)> {
    let (kind, digits) = text.split_once('_')?;
    let id: ActId = format!("act_{digits}").parse().ok()?;
    Some((kind.to_owned(), id.bits()))
}

/// An identifier as people see it, from its kind and its number.
pub(crate) fn shown(kind: &str, bits: i64) -> String {
    let digits = ActId::from_bits(bits).map(|it| it.to_string()).unwrap_or_default();
    format!("{kind}{}", digits.trim_start_matches("act"))
}
