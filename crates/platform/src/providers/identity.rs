//! Who a citizen without an account is, by the real name that a provider made sure of. It opens
//! nothing by itself: a page that serves citizens asks for it and judges for itself.
//!
//! Nothing of it is stored here. The browser carries it, sealed, for a quarter of an hour.

use jiff::{SignedDuration, Timestamp};
use vocab::{IdNumber, Personal};
use web::{Call, Cell, HeaderMap, IntoResponse, Page, Problem, Redirect, Response, header, serve};

use super::{ProviderKind, RealName, offered, pages};
use crate::seal;

/// How long a browser may show it.
const LIFE: SignedDuration = SignedDuration::from_mins(15);
/// What the cookie is sealed as. The name never changes: keys derive from it.
const SEALED: seal::Field = seal::Field::new("outside_person.cookie");

/// Somebody whose real name a provider made sure of, a moment ago.
#[derive(Debug, Clone)]
pub struct Identified {
    /// By whom.
    pub by: ProviderKind,
    /// The name.
    pub name: Personal<String>,
    /// The ID number.
    pub number: IdNumber,
}

/// The provider by which citizens of `cell` can show who they are, and whether it is the demo's own.
pub fn can_identify(cell: &Cell) -> Option<(ProviderKind, bool)> {
    offered(cell).iter().find(|it| it.protocol.knows_names()).map(|it| (it.kind, it.is_stand_in))
}

/// Sends a browser out to show who sits before it; it comes back to `next`, a path of this cell.
pub async fn begin_identity(call: &Call, next: &str) -> Result<Response, Page> {
    let provider = offered(&call.cell).iter().find(|it| it.protocol.knows_names());
    let provider = provider.ok_or_else(Problem::not_found)?;
    pages::go_out(call, provider, next, true).await
}

/// Who sits before this browser, if that was shown and is not too long ago.
pub fn identified(call: &Call, headers: &HeaderMap) -> Option<Identified> {
    let text = serve::cookie(headers, &cookie_name(call))?;
    let plain = call.cell.service::<seal::Sealer>().open(SEALED, text).ok()?;
    let mut parts = plain.open().splitn(4, '\n');
    let until: Timestamp = parts.next()?.parse().ok()?;
    if until <= call.now() {
        return None;
    }
    let by = ProviderKind::from_key(parts.next()?)?;
    let number = parts.next()?.parse().ok()?;
    Some(Identified { by, number, name: Personal::new(parts.next()?.to_owned()) })
}

/// Forgets who sits before this browser, and goes on to `next`.
pub fn end_identity(call: &Call, next: &str) -> Response {
    let cookie = cookie(call, "", 0);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&call.link(next))).into_response()
}

/// Gives the browser who sits before it, and goes on to where that was asked for.
pub(super) fn come_in(call: &Call, by: ProviderKind, it: &RealName, next: &str) -> Response {
    let until = call.now() + LIFE;
    let plain = format!("{until}\n{}\n{}\n{}", by.key(), it.number.open(), it.name.open());
    let text = call.cell.service::<seal::Sealer>().seal(SEALED, &plain);
    let cookie = cookie(call, &text, LIFE.as_secs());
    ([(header::SET_COOKIE, cookie)], Redirect::to(&call.link(next))).into_response()
}

fn cookie_name(call: &Call) -> String {
    format!("{}_person", serve::cookie_name(&call.cell.key))
}

fn cookie(call: &Call, text: &str, seconds: i64) -> String {
    let (name, cell) = (cookie_name(call), &call.cell.key);
    let secure = if call.is_secure() { "; Secure" } else { "" };
    format!("{name}={text}; Path=/{cell}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}
