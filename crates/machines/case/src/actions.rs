//! Everything that is done to a case: one act each.

use std::sync::LazyLock;

use form::{Received, Wrong};
use jiff::civil::DateTime;
use platform::{access, effects::Effects};
use vocab::{Holidays, PlaceId, Role};
use web::{Call, Problem, Visit};

use crate::{
    definition::{Act, Case},
    model::CaseId,
    moving::{self, Deed, Moving},
    rules::{Doer, Refusal, Wish},
    standing::{self, Standing},
    store, subject,
};

pub(crate) static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// Why a case was not begun or nothing was done to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Some answers are missing or do not fit.
    #[error("{} answers do not fit", .0.len())]
    Wrong(Vec<Wrong>),
    /// There is no such case or kind, or it is not for this person.
    #[error("no such case")]
    Missing,
    /// Something that was to be brought about elsewhere cannot be.
    #[error("{0}")]
    Effect(String),
    /// Too many were sent in from one network.
    #[error(transparent)]
    Often(#[from] platform::accounts::Error),
    /// What a case was begun under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Db(error) => Self::Db(error),
            // Whatever else keeps a pupil from somebody: for them there is none.
            _ => Self::Missing,
        }
    }
}

impl From<platform::effects::Error> for Error {
    fn from(error: platform::effects::Error) -> Self {
        match error {
            platform::effects::Error::Refused(words) => Self::Effect(words),
            platform::effects::Error::Db(error) => Self::Db(error),
        }
    }
}

impl From<vocab::NoNotice> for Error {
    fn from(error: vocab::NoNotice) -> Self {
        Self::Refused(error.into())
    }
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Effect(words) => Self::refused(words),
            Error::Wrong(wrongs) => form::unfit(wrongs),
            Error::Missing => Self::not_found(),
            Error::Often(error) => error.into(),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}

/// Deadlines are told to the minute; what was done within it was done at its beginning.
pub(crate) fn minute(now: DateTime) -> DateTime {
    now.date().at(now.hour(), now.minute(), 0, 0)
}

/// What can be brought about in this cell. A cell that was wired without any has none.
pub(crate) fn effects(call: &Call) -> Effects {
    call.cell.find_service::<Effects>().cloned().unwrap_or_default()
}

/// The longest reason.
pub(crate) const REASON_MAX: usize = 300;

/// Something that somebody wants done to a case.
pub(crate) struct Doing<'a> {
    /// The case.
    pub(crate) id: CaseId,
    /// The action's word.
    pub(crate) action: &'a str,
    /// The version that they saw.
    pub(crate) version: i64,
    /// Why.
    pub(crate) reason: &'a str,
    /// What was typed and sent.
    pub(crate) received: &'a Received,
    /// Who is asked for their part, where that is what is done.
    pub(crate) others: &'a [(Role, PlaceId)],
    /// Where it is moved, where that is what is done.
    pub(crate) to: Option<PlaceId>,
}

/// Does something to a case.
pub(crate) async fn act(visit: &Visit, it: &Doing<'_>) -> Result<(), Error> {
    let now = minute(visit.civil_now());
    let (reason, effects) = (shortened(it.reason), effects(visit));
    platform::act!(visit, "case.act", |act| {
        let (found, doer) = seen(act.tx(), visit, (it.id, now)).await?;
        if it.version != found.state.version {
            return Err(Refusal::Overtaken.into());
        }
        let kind = found.kind.clone();
        let (case, step) = (&kind.what, &kind.what.steps[found.state.step]);
        let action = step.actions.iter().position(|action| action.key == it.action);
        let action = action.ok_or(Refusal::NotYours)?;
        let known = (&found.answers, now.date());
        let fresh = form::take(&case.fields, &step.actions[action].asks, it.received, known);
        let to = destination(act.tx(), (&found, &step.actions[action]), it.to).await?;
        let wish = Wish { action, version: it.version, reason: &reason, others: it.others };
        may_take_part(act.tx(), case, wish.others, &found).await?;
        let mut moving = Moving::of(found);
        // Whether it may be done at all is said before what is wrong with the answers.
        let fresh = match fresh {
            Ok(fresh) => fresh,
            Err(wrongs) => {
                moving.would_take(wish, doer, (now, &HOLIDAYS))?;
                return Err(Error::Wrong(wrongs));
            }
        };
        let deed = Deed { by: Some(doer), answers: &fresh, to };
        moving.take(wish, deed, (now, &HOLIDAYS))?;
        moving.go_on_by_itself((now, &HOLIDAYS))?;
        form::settle(act, it.id, it.received).await?;
        put_down(act, moving, &effects, (doer, now)).await
    })
}

/// What somebody who was asked answers.
pub(crate) struct Answering<'a> {
    /// The case.
    pub(crate) id: CaseId,
    /// What they were asked for.
    pub(crate) number: i64,
    /// What was typed and sent.
    pub(crate) received: &'a Received,
}

/// Gives the part of somebody who was asked for it.
pub(crate) async fn answer(visit: &Visit, it: &Answering<'_>) -> Result<(), Error> {
    let now = minute(visit.civil_now());
    let effects = effects(visit);
    platform::act!(visit, "case.answer", |act| {
        let (found, doer) = seen(act.tx(), visit, (it.id, now)).await?;
        let asked = found.state.asked.iter().find(|asked| asked.number == it.number);
        let task = asked.ok_or(Refusal::NotYours)?.task;
        let case = &found.kind.what;
        let none = form::Answers::default();
        let known = (&none, now.date());
        let fresh = form::take(&case.fields, &case.tasks[task].asks, it.received, known);
        let fresh = fresh.map_err(Error::Wrong)?;
        let mut moving = Moving::of(found);
        moving.answer(doer, (it.number, &fresh), now)?;
        moving.go_on_by_itself((now, &HOLIDAYS))?;
        form::settle(act, it.id, it.received).await?;
        put_down(act, moving, &effects, (doer, now)).await
    })
}

pub(crate) fn shortened(reason: &str) -> String {
    reason.trim().chars().take(REASON_MAX).collect()
}

/// The case as the visitor sees it, and who they are to it.
async fn seen(
    tx: &mut db::Tx,
    visit: &Visit,
    (id, now): (CaseId, DateTime),
) -> Result<(Standing, Doer), Error> {
    let doer = standing::doer(tx, visit).await?;
    let found = standing::find(tx, id, now).await?.ok_or(Error::Missing)?;
    let reader = standing::reader(doer, visit, Some(&found.kind.what));
    if store::is_seen(tx, id, reader).await? { Ok((found, doer)) } else { Err(Error::Missing) }
}

async fn put_down(
    act: &mut platform::Act<'_>,
    moving: Moving,
    effects: &Effects,
    (doer, now): (Doer, DateTime),
) -> Result<(), Error> {
    let all = [moving];
    moving::write(act, &all, effects).await?;
    moving::tell(act, &all, (Some(doer.account), now)).await?;
    moving::note(act, &all[0]);
    Ok(())
}

type Path = Vec<(access::PlaceKind, PlaceId)>;

/// Where a case is moved: another place of the kind that it is about, in the same county.
async fn destination(
    tx: &mut db::Tx,
    (found, action): (&Standing, &crate::definition::Action),
    to: Option<PlaceId>,
) -> Result<Option<(PlaceId, Path)>, Error> {
    if action.kind != Act::Transfer || !action.moves {
        return Ok(None);
    }
    let to = to.filter(|it| *it != found.record.place).ok_or(Refusal::NoPlace)?;
    let path = standing::paths(tx, &[to]).await?.remove(&to).unwrap_or_default();
    let case = &found.kind.what;
    let fits =
        path.last().is_some_and(|it| it.0 == case.subject) && subject::fits(tx, case, to).await?;
    let same = path.first() == found.ground.path.first();
    if fits && same { Ok(Some((to, path))) } else { Err(Refusal::NoPlace.into()) }
}

/// Whoever is asked for their part holds their role at a place of its breadth within the county.
async fn may_take_part(
    tx: &mut db::Tx,
    case: &Case,
    others: &[(Role, PlaceId)],
    found: &Standing,
) -> Result<(), Error> {
    let places: Vec<PlaceId> = others.iter().map(|it| it.1).collect();
    let paths = standing::paths(tx, &places).await?;
    let county = found.ground.path.first();
    let fits = |(role, place): &(Role, PlaceId)| {
        let path = paths.get(place).map(Vec::as_slice).unwrap_or_default();
        path.first() == county
            && path.last().is_some_and(|it| it.0 == crate::definition::breadth(*role))
    };
    let known = case.tasks.iter().any(|it| others.iter().all(|(role, _)| it.who.contains(role)));
    if others.is_empty() || (known && others.iter().all(fits)) {
        Ok(())
    } else {
        Err(Refusal::NobodyAsked.into())
    }
}
