//! What people see of reviews: what waits for them, rounds with their ranking, an application with its
//! course, the score sheet for a phone, the protocol of a draw.

mod applying;
mod deductions;
mod doing;
mod home;
mod kind;
mod panel;
mod record;
mod round;
mod score;
mod words;

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use vocab::PlaceId;
use web::{Routes, Visit};

use crate::{
    actions::Error,
    catalog,
    definition::Review,
    export,
    model::{Application, ApplicationId, Round, RoundId, Seat},
    module::ANY,
    store,
};

pub(crate) use words::{level, title};

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/reviews", ANY, home::show)
        .post("/reviews/interests", ANY, home::declare)
        .post("/reviews/interests/end", ANY, home::undeclare)
        .get("/reviews/{kind}", ANY, kind::show)
        .get("/reviews/{kind}/new", ANY, kind::form)
        .post("/reviews/{kind}/new", ANY, kind::open)
        .get("/reviews/{kind}/deductions", ANY, deductions::show)
        .post("/reviews/{kind}/deductions", ANY, deductions::add)
        .get("/reviews/{kind}/rounds/{round}", ANY, round::show)
        .post("/reviews/{kind}/rounds/{round}/conclude", ANY, round::conclude)
        .get("/reviews/{kind}/rounds/{round}/export", ANY, export::send)
        .get("/reviews/{kind}/rounds/{round}/apply", ANY, applying::form)
        .post("/reviews/{kind}/rounds/{round}/apply", ANY, applying::apply)
        .get("/reviews/{kind}/{application}", ANY, record::show)
        .get("/reviews/{kind}/{application}/claims", ANY, applying::claims)
        .post("/reviews/{kind}/{application}/claims", ANY, applying::save)
        .get("/reviews/{kind}/{application}/panel", ANY, panel::show)
        .get("/reviews/{kind}/{application}/score", ANY, score::sheet)
        .post("/reviews/{kind}/{application}/hand-in", ANY, score::hand_in)
        .post("/reviews/{kind}/{application}/step-down", ANY, score::step_down)
        .get("/reviews/{kind}/{application}/score/{item}", ANY, score::item)
        .post("/reviews/{kind}/{application}/score/{item}", ANY, score::save)
        .get("/reviews/{kind}/{application}/do/{action}", ANY, doing::form)
        .post("/reviews/{kind}/{application}/do/{action}", ANY, doing::act)
}

/// A review as it holds in this cell, for somebody who has to do with it, with the place that they
/// act for.
pub(crate) async fn kind(
    tx: &mut Tx,
    visit: &Visit,
    name: &str,
) -> Result<(Arc<Loaded<Review>>, PlaceId), Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    if !kind.what.roles().contains(&role) {
        return Err(Error::Missing);
    }
    let place = ::catalog::acts_for(tx, role, scope).await?;
    Ok((kind, place))
}

/// A round, under the definition that it was opened with.
pub(crate) async fn round(
    tx: &mut Tx,
    visit: &Visit,
    (name, id): (&str, RoundId),
) -> Result<(Arc<Loaded<Review>>, Round, PlaceId), Error> {
    let (_, place) = kind(tx, visit, name).await?;
    let round = store::find_round(tx, id).await?.filter(|it| it.entry == name);
    let round = round.ok_or(Error::Missing)?;
    let kind = catalog().by_digest(tx, &round.definition).await?.ok_or(Error::Missing)?;
    Ok((kind, round, place))
}

/// An application, as the visitor may see it.
struct Seen {
    kind: Arc<Loaded<Review>>,
    round: Round,
    it: Application,
    seats: Vec<Seat>,
    /// Whether the visitor sits on its panel.
    judges: bool,
    /// Whether it lies within what the visitor acts for, or is their own.
    near: bool,
}

async fn seen(
    tx: &mut Tx,
    visit: &Visit,
    (name, id): (&str, ApplicationId),
) -> Result<Seen, Error> {
    let it = store::find(tx, id).await?.filter(|it| it.entry == name).ok_or(Error::Missing)?;
    let (kind, round, place) = round(tx, visit, (name, it.round)).await?;
    let account = visit.actor.account;
    let seats = store::seats(tx, id).await?;
    let judges = seats.iter().any(|it| it.account == account);
    // Who is only asked to judge sees what they judge, and nothing else.
    let role = visit.actor.role();
    let expert_only = kind.what.panel.roles.contains(&role)
        && !kind.what.hosts.contains(&role)
        && !kind.what.applies.contains(&role)
        && !kind.what.sees.contains(&role)
        && kind.what.chair != role
        && kind.what.signed_by != Some(role)
        && kind.what.forwards() != Some(role);
    let near = !expert_only && store::is_seen(tx, id, (account, place)).await?;
    if near || judges {
        Ok(Seen { kind, round, it, seats, judges, near })
    } else {
        Err(Error::Missing)
    }
}
