//! A return as it stands with its period and its kind, and what whoever looks at it may do.

use std::sync::Arc;

use catalog::{Loaded, breadth};
use db::Tx;
use form::Answers;
use platform::access::{self, PlaceKind};
use vocab::{AccountId, PlaceId, Role};
use web::Visit;

use crate::{
    actions::Error,
    catalog,
    definition::{Filing, Of},
    model::{Return, ReturnId, Round, RoundId, State},
    rules, store,
};

/// Who looks: the identity in use, with the place of its role's breadth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doer {
    pub(crate) account: AccountId,
    pub(crate) role: Role,
    pub(crate) place: PlaceId,
}

/// The identity in use: a clerk of an office of the bureau acts for the county, one of a campus for
/// its school.
pub(crate) async fn doer(tx: &mut Tx, visit: &Visit) -> Result<Doer, db::Error> {
    let (role, at) = (visit.actor.role(), visit.actor.scope());
    let wanted = breadth(role);
    let path = access::place_path(tx, at).await?;
    let place = path.into_iter().find(|it| it.kind == wanted).map_or(at, |it| it.id);
    Ok(Doer { account: visit.actor.account, role, place })
}

/// A period with its kind.
pub(crate) struct Opened {
    pub(crate) round: Round,
    pub(crate) kind: Arc<Loaded<Filing>>,
}

/// A return as it stands.
pub(crate) struct Standing {
    pub(crate) it: Return,
    pub(crate) round: Round,
    pub(crate) kind: Arc<Loaded<Filing>>,
}

/// What somebody may do about a return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rights {
    /// File, correct, take back.
    pub(crate) files: bool,
    /// Lock and release.
    pub(crate) office: bool,
    /// See it among all others of their scope, and remind.
    pub(crate) sees: bool,
}

/// The kind called `name` as it holds in this cell, for somebody who has to do with it.
pub(crate) async fn kind(
    tx: &mut Tx,
    role: Role,
    name: &str,
) -> Result<Arc<Loaded<Filing>>, Error> {
    let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
    if kind.what.roles().contains(&role) { Ok(kind) } else { Err(Error::Missing) }
}

/// The period `id` of the kind called `name`, as it was opened.
pub(crate) async fn opened(tx: &mut Tx, name: &str, id: RoundId) -> Result<Opened, Error> {
    let round = store::find_round(tx, id).await?.filter(|it| it.entry == name);
    let round = round.ok_or(Error::Missing)?;
    let kind = catalog().by_digest(tx, &round.definition).await?.ok_or(Error::Missing)?;
    Ok(Opened { round, kind })
}

/// A period for whoever looks after it: sees it, or enters for others.
pub(crate) async fn overseen(
    tx: &mut Tx,
    doer: Doer,
    (name, id): (&str, RoundId),
) -> Result<Opened, Error> {
    let it = opened(tx, name, id).await?;
    if it.kind.what.overseers().contains(&doer.role) { Ok(it) } else { Err(Error::Missing) }
}

/// The return `id`, and what the one who looks may do about it; none for whom it is nothing.
pub(crate) async fn seen(
    tx: &mut Tx,
    doer: Doer,
    (name, id): (&str, ReturnId),
) -> Result<(Standing, Rights), Error> {
    let it = store::find_return(tx, id).await?.ok_or(Error::Missing)?;
    let Opened { round, kind } = opened(tx, name, it.round).await?;
    let rights = rights(tx, doer, (&kind.what, &it)).await?;
    if rights == Rights::default() {
        return Err(Error::Missing);
    }
    Ok((Standing { it, round, kind }, rights))
}

async fn rights(tx: &mut Tx, doer: Doer, (kind, it): (&Filing, &Return)) -> Result<Rights, Error> {
    let Some(due) = kind.due() else { return Err(Error::Missing) };
    let is_within = access::is_within(tx, it.place, doer.place).await?;
    let own = match it.account {
        Some(account) => account == doer.account,
        None => it.place == doer.place,
    };
    let enters = due.entered_by.contains(&doer.role) && is_within;
    Ok(Rights {
        files: (due.by.contains(&doer.role) && own) || enters,
        office: kind.office.contains(&doer.role) && is_within,
        sees: (kind.sees.contains(&doer.role) || enters) && is_within,
    })
}

/// Whether the visitor may have the files of the return with these bits: whoever sees it.
pub(crate) async fn may_read(visit: &Visit, bits: i64) -> Result<bool, db::Error> {
    let Some(id) = ReturnId::from_bits(bits) else { return Ok(false) };
    let read: Result<bool, Error> = db::read!(visit.db(), "files of a return", |tx| {
        let doer = doer(tx, visit).await?;
        let it = store::find_return(tx, id).await?.ok_or(Error::Missing)?;
        let round = store::find_round(tx, it.round).await?.ok_or(Error::Missing)?;
        let kind = catalog().by_digest(tx, &round.definition).await?.ok_or(Error::Missing)?;
        Ok(rights(tx, doer, (&kind.what, &it)).await? != Rights::default())
    });
    match read {
        Ok(it) => Ok(it),
        Err(Error::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

impl Standing {
    /// As the rules look at it.
    pub(crate) fn state(&self) -> rules::Standing {
        rules::Standing {
            state: self.it.state,
            version: self.it.version,
            filed: self.it.filed,
            released: self.it.released,
            opens: self.round.opens,
            locked: self.round.locked.is_some(),
        }
    }

    /// What stands as filed; nothing where nothing does.
    pub(crate) async fn answers(&self, tx: &mut Tx) -> Result<Answers, Error> {
        if self.it.state != State::Filed {
            return Ok(Answers::default());
        }
        let found = store::standing_version(tx, self.it.id, self.it.version).await?;
        match found {
            Some(id) => Ok(form::load(tx, id).await?),
            None => Ok(Answers::default()),
        }
    }

    /// What the same place or person filed in the period before.
    pub(crate) async fn previous(&self, tx: &mut Tx) -> Result<Answers, Error> {
        let Some(before) = store::round_before(tx, &self.round).await? else {
            return Ok(Answers::default());
        };
        match store::version_of(tx, before, (self.it.place, self.it.account)).await? {
            Some(id) => Ok(form::load(tx, id).await?),
            None => Ok(Answers::default()),
        }
    }
}

/// The kind of place that returns are of; persons file at their school.
pub(crate) fn place_kind(of: Of) -> PlaceKind {
    match of {
        Of::Town => PlaceKind::Town,
        Of::School | Of::Person => PlaceKind::School,
        Of::Class => PlaceKind::Class,
    }
}
