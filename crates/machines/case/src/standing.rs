//! A case as it stands, read whole: its row, its definition, its deadlines, its answers; and the
//! one who reads it.

use std::sync::Arc;

use catalog::Loaded;
use db::Tx;
use form::{Answers, Sight};
use jiff::civil::DateTime;
use platform::access;
use vocab::PlaceId;
use web::Visit;

use crate::{
    actions::Error,
    catalog,
    definition::{Case, breadth},
    model::{CaseId, Record},
    rules::{self, Doer, Ground, State},
    store::{self, Reader},
};

/// A case as it stands.
pub(crate) struct Standing {
    pub(crate) record: Record,
    pub(crate) kind: Arc<Loaded<Case>>,
    pub(crate) state: State,
    pub(crate) ground: Ground,
    pub(crate) answers: Answers,
}

/// The case `id` as it stands at `now`, whoever may see it.
pub(crate) async fn find(
    tx: &mut Tx,
    id: CaseId,
    now: DateTime,
) -> Result<Option<Standing>, Error> {
    let Some(record) = store::find(tx, id).await? else { return Ok(None) };
    let kind = catalog().by_digest(tx, &record.definition).await?.ok_or(Error::Missing)?;
    let step = kind.what.step(&record.step).ok_or_else(|| db::Error::corrupt("step"))?;
    let mut clocks = Vec::new();
    for (key, mut it) in store::clocks(tx, id).await? {
        let at = kind.what.clocks.iter().position(|it| it.key == key);
        it.clock = at.ok_or_else(|| db::Error::corrupt("clock"))?;
        clocks.push(it);
    }
    let answers = form::load(tx, id).await?;
    let turn = clocks.iter().map(|it| it.turn).max().unwrap_or(1);
    let state = State { step, paused: record.paused_at, turn, clocks, version: record.version };
    let facts = answers.facts(&kind.what.fields, now.date());
    let shut = rules::shut(&kind.what, &state, &facts, (record.closed_at, now));
    let ground = Ground { path: path(tx, record.place).await?, opener: record.made_by, shut };
    Ok(Some(Standing { record, kind, state, ground, answers }))
}

/// The places from the county down to `place`, with what they are.
pub(crate) async fn path(
    tx: &mut Tx,
    place: PlaceId,
) -> Result<Vec<(access::PlaceKind, PlaceId)>, db::Error> {
    let path = access::place_path(tx, place).await?;
    Ok(path.into_iter().map(|it| (it.kind, it.id)).collect())
}

/// The identity in use, with the place of its role's breadth: a clerk of an office of the bureau
/// acts for the county, one of a campus for its school.
pub(crate) async fn doer(tx: &mut Tx, visit: &Visit) -> Result<Doer, db::Error> {
    let (role, at) = (visit.actor.role(), visit.actor.scope());
    let wanted = breadth(role);
    let place = path(tx, at).await?.into_iter().find(|it| it.0 == wanted).map(|it| it.1);
    Ok(Doer { account: visit.actor.account, role, place })
}

/// The same as lists look through it. Where no kind is meant, nobody sees more than their own.
pub(crate) fn reader(doer: Doer, visit: &Visit, kind: Option<&Case>) -> Reader {
    let sees = kind.is_some_and(|it| it.sees.contains(&doer.role));
    let place = doer.place.unwrap_or_else(|| visit.actor.scope());
    Reader { account: doer.account, role: doer.role, place, sees }
}

impl Standing {
    /// How much of the answers `doer` sees.
    pub(crate) fn sight(&self, doer: Doer) -> Sight {
        if self.ground.opener == Some(doer.account) { Sight::Own } else { Sight::Role(doer.role) }
    }

    /// Whether whoever reads with `sight` may know who began it.
    pub(crate) fn shows_opener(&self, sight: Sight) -> bool {
        let named = &self.kind.what.opener_seen_by;
        match sight {
            Sight::Own => true,
            Sight::Role(role) => named.is_empty() || named.contains(&role),
            Sight::Anyone => false,
        }
    }
}
