//! Everything that is done: rounds, applying, scoring, settling; one act each.

mod applying;
mod doing;
mod rounds;
mod scoring;

use std::sync::LazyLock;

use catalog::Loaded;
use form::Wrong;
use jiff::civil::DateTime;
use platform::{
    Act,
    access::{self, PlaceKind},
    effects::{Cause, Effects},
};
use vocab::{AccountId, Holidays, PlaceId, Role};
use web::{Problem, Visit};

use crate::{
    definition::{Moment, Review},
    model::{Application, ApplicationId, Round},
    rules::{self, Action, Part, Refusal, Standing, State},
    store,
};

pub(crate) use applying::{
    Applying, Begin, apply, begin, evidence_field, points_field, save_claims,
};
pub(crate) use doing::{Deducting, Doing, What, deduct, draw_panel, result, settle, take};
pub(crate) use rounds::{Ending, Opening, bring_on, conclude, new_round, open, through};
pub(crate) use scoring::{declare, hand, hand_in, save, step_down, undeclare};

pub(crate) static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::published);

/// The longest reason.
pub(crate) const REASON_MAX: usize = 500;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Some answers are missing or do not fit.
    #[error("{} answers do not fit", .0.len())]
    Wrong(Vec<Wrong>),
    /// There is no such thing, or it is not for this person.
    #[error("no such review")]
    Missing,
    /// What something was begun under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
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
            Error::Wrong(wrongs) => form::unfit(wrongs),
            Error::Missing => Self::not_found(),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}

/// Who acts, in which role.
pub(crate) type By = (Option<AccountId>, Role);

/// The identity in use.
pub(crate) fn by(visit: &Visit) -> By {
    (Some(visit.actor.account), visit.actor.role())
}

/// What the identity in use is to an application.
pub(crate) async fn part(
    tx: &mut db::Tx,
    visit: &Visit,
    (review, it): (&Review, &Application),
) -> Result<Part, db::Error> {
    let (role, scope) = (visit.actor.role(), visit.actor.scope());
    let mine = ::catalog::acts_for(tx, role, scope).await?;
    let over = access::is_within(tx, it.place, mine).await?;
    Ok(Part {
        applies: it.made_by == Some(visit.actor.account)
            || (over && role == it.made_as && review.applies.contains(&role)),
        forwards: over && review.forwards() == Some(role),
        hosts: over && review.hosts.contains(&role),
        chairs: over && review.chair == role,
        signs: over && review.signed_by == Some(role),
    })
}

/// How an application stands, as far as rules ask.
pub(crate) fn standing(
    review: &Review,
    (it, round): (&Application, &Round),
    (signed, now): (bool, DateTime),
) -> Standing {
    let from = if review.published { round.notice_until } else { it.applied_on };
    let settled = it.settled_at.map_or(from, DateTime::date);
    let begun = if review.published { from } else { settled };
    // Somebody may appeal while the result is published, and so long after it came.
    let until = crate::definition::end_of(&review.appeal, begun, &HOLIDAYS).unwrap_or(begun);
    let level = it.level.as_deref().and_then(|key| review.level_called(key));
    Standing {
        state: it.state,
        appealable: !review.appeal.is_empty() && now.date() <= until,
        signed,
        upward: it.upward,
        passes: rules::passes(level),
    }
}

/// Writes down what was done to an application, unless somebody was first.
pub(crate) async fn write(
    act: &mut Act<'_>,
    it: &Application,
    (action, state, upward): (Action, State, bool),
    (by, reason): (By, &str),
    at: DateTime,
) -> Result<(), Error> {
    if !store::set(act.tx(), (it.id, it.version), state, upward).await? {
        return Err(Refusal::Overtaken.into());
    }
    let reason = (!reason.is_empty()).then_some(reason);
    let number = (it.id, it.version + 1, at);
    store::add_event(act.tx(), number, action, (by, reason)).await?;
    note(act, (&it.entry, it.id), action, state);
    platform::measures::moved(act, it.place, at.date(), "评审有进展").await?;
    Ok(())
}

fn note(act: &mut Act<'_>, (entry, id): (&str, ApplicationId), action: Action, state: State) {
    act.about(id);
    act.note("review", entry);
    act.note("action", action.key());
    act.note("state", state.key());
    let payload = format!(r#"{{"application":"{id}","state":"{}"}}"#, state.key());
    act.event("review.moved", payload);
}

/// Tells those who have to do with an application now.
pub(crate) async fn tell(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (it, state): (&Application, State),
    at: DateTime,
) -> Result<(), Error> {
    let review = &kind.what;
    let day = at.date();
    let mut told: Vec<AccountId> = Vec::new();
    let roles: Vec<Role> = match state {
        State::Forward => review.forwards().into_iter().collect(),
        State::Panel => review.hosts.clone(),
        State::Chair | State::Appealed => vec![review.chair],
        State::Notice | State::Final => review.signed_by.into_iter().collect(),
        _ => Vec::new(),
    };
    for role in roles {
        let holders = store::holders_of_each(act.tx(), (role, day), &[it.id]).await?;
        told.extend(holders.into_iter().map(|it| it.1));
    }
    let own = matches!(state, State::Refused | State::Final | State::Notice | State::Revoked);
    told.extend(it.made_by.filter(|_| own));
    told.sort_unstable();
    told.dedup();
    let link = format!("/reviews/{}/{}", kind.name, it.id);
    for account in told {
        let words = format!("{}“{}”：{}", review.label, it.title, state.label());
        act.tell(account, words, link.clone());
    }
    Ok(())
}

/// Brings about what the file says for a moment.
pub(crate) async fn bring_about(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    moment: Moment,
    (it, round): (&Application, &Round),
    (effects, by): (&Effects, By),
) -> Result<(), Error> {
    let review = &kind.what;
    if review.effects.iter().all(|other| other.0 != moment) {
        return Ok(());
    }
    let answers = form::load(act.tx(), it.id).await?;
    let now = act.origin().civil_now;
    let mut facts = answers.facts(&review.fields, now.date());
    facts.text("this_place", &it.place.to_string());
    facts.text("title_of_it", &it.title);
    facts.text("round_of_it", &round.title);
    facts.text("level_of_it", it.level.as_deref().unwrap_or_default());
    facts.text("total_of_it", &it.total.map(|it| it.to_string()).unwrap_or_default());
    facts.date("valid_until_of_it", it.valid_until);
    for (_, _, bring) in review.effects.iter().filter(|other| other.0 == moment) {
        let Some(inputs) = bring.inputs(&facts) else { continue };
        let place = place_of(act, by.1, it.place).await?;
        let cause = Cause {
            kind: "apl",
            id: it.id.bits(),
            entry: kind.name.clone(),
            name: format!("{}：{}", review.label, it.title),
            link: format!("/reviews/{}/{}", kind.name, it.id),
            place: it.place,
            doer: by.0.map(|account| (account, by.1, place)),
            inputs,
            effects: effects.clone(),
        };
        let made = effects.bring_about(act, &bring.name, &cause).await;
        made.map_err(|error| match error {
            platform::effects::Error::Refused(words) => Refusal::Effect(words).into(),
            platform::effects::Error::Db(error) => Error::Db(error),
        })?;
    }
    Ok(())
}

/// The place at which `role` is held, as seen from what is judged.
async fn place_of(act: &mut Act<'_>, role: Role, place: PlaceId) -> Result<PlaceId, db::Error> {
    let wanted: PlaceKind = ::catalog::breadth(role);
    let path = access::place_path(act.tx(), place).await?;
    Ok(path.into_iter().find(|it| it.kind == wanted).map_or(place, |it| it.id))
}

/// The effects that the cell knows.
pub(crate) fn effects(visit: &Visit) -> Effects {
    visit.cell.find_service::<Effects>().cloned().unwrap_or_default()
}
