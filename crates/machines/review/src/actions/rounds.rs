//! Rounds: opened with their windows and their seed, brought to a result, closed.

use std::collections::BTreeSet;

use catalog::{Loaded, Set};
use jiff::civil::{Date, DateTime};
use platform::{Act, effects::Effects};
use web::Visit;

use super::{By, Error, HOLIDAYS, bring_about, by, effects, tell, write};
use crate::{
    definition::{Moment, Review, Stage, end_of},
    model::{Application, ApplicationId, NEVER, Round, RoundId, RoundState},
    points::Points,
    quota::{self, Choice},
    rules::{self, Action, Refusal, State},
    store,
};

/// A round that is to be opened.
pub(crate) struct Opening<'a> {
    /// Its id, made with the form.
    pub(crate) id: RoundId,
    /// As people call it.
    pub(crate) title: &'a str,
    /// What its lots are drawn from.
    pub(crate) seed: &'a str,
    /// The last day to apply; by the rule where none is given.
    pub(crate) apply_until: Option<Date>,
    /// The last day to judge; by the rule where none is given.
    pub(crate) score_until: Option<Date>,
}

/// Opens a round. Sent twice, it is opened once.
pub(crate) async fn open(
    visit: &Visit,
    kind: &Loaded<Review>,
    it: &Opening<'_>,
) -> Result<(), Error> {
    if !kind.what.hosts.contains(&visit.actor.role()) {
        return Err(Error::Missing);
    }
    let today = visit.today();
    platform::act!(visit, "review.open", |act| {
        if store::find_round(act.tx(), it.id).await?.is_some() {
            return Ok(());
        }
        let (role, scope) = (visit.actor.role(), visit.actor.scope());
        let place = ::catalog::acts_for(act.tx(), role, scope).await?;
        let round = new_round(kind, it, (place, today))?;
        let now = act.origin().now;
        Set::keep(act.tx(), kind, now).await?;
        store::add_round(act.tx(), &round).await?;
        act.about(round.id);
        act.note("review", &kind.name);
        act.event("review.opened", format!(r#"{{"round":"{}"}}"#, round.id));
        Ok(())
    })
}

/// A round as it begins, with its windows by the rules in force.
pub(crate) fn new_round(
    kind: &Loaded<Review>,
    it: &Opening<'_>,
    (place, today): (vocab::PlaceId, Date),
) -> Result<Round, Refusal> {
    let review = &kind.what;
    let apply_until = match it.apply_until {
        Some(day) => day,
        None => end_of(&review.apply, today, &HOLIDAYS)?,
    };
    let score_until = match it.score_until {
        Some(day) => day,
        None => end_of(&review.score, apply_until, &HOLIDAYS)?,
    };
    Ok(Round {
        id: it.id,
        entry: kind.name.clone(),
        definition: kind.digest.clone(),
        place,
        title: it.title.to_owned(),
        seed: it.seed.to_owned(),
        opened_on: today,
        apply_until,
        score_until,
        notice_until: NEVER,
        state: RoundState::Open,
        version: 1,
    })
}

/// What a round is brought on to: the result is published, or holds.
pub(crate) struct Ending<'a> {
    pub(crate) round: RoundId,
    pub(crate) version: i64,
    /// Those whom the chair lets through among equal ones.
    pub(crate) chosen: &'a BTreeSet<ApplicationId>,
    pub(crate) reason: &'a str,
}

/// Brings a round on: from judging to the notice, from the notice to its end.
pub(crate) async fn conclude(
    visit: &Visit,
    kind: &Loaded<Review>,
    it: &Ending<'_>,
) -> Result<RoundState, Error> {
    let role = visit.actor.role();
    let may = kind.what.hosts.contains(&role) || kind.what.chair == role;
    if !may {
        return Err(Error::Missing);
    }
    let (at, effects) = (visit.civil_now(), effects(visit));
    platform::act!(visit, "review.conclude", |act| {
        let round = store::find_round(act.tx(), it.round).await?;
        let round = round.filter(|it| it.entry == kind.name).ok_or(Error::Missing)?;
        let (role, scope) = (visit.actor.role(), visit.actor.scope());
        let mine = ::catalog::acts_for(act.tx(), role, scope).await?;
        if mine != round.place {
            return Err(Error::Missing);
        }
        if round.version != it.version {
            return Err(Refusal::Overtaken.into());
        }
        bring_on(act, kind, (&round, it), (by(visit), &effects), at).await
    })
}

/// The next step of a round, at a moment.
pub(crate) async fn bring_on(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (round, it): (&Round, &Ending<'_>),
    with: (By, &Effects),
    at: DateTime,
) -> Result<RoundState, Error> {
    match round.state {
        RoundState::Open => publish(act, kind, (round, it), with, at).await,
        RoundState::Notice => close(act, kind, round, with, at).await,
        RoundState::Closed => Err(Refusal::NotYours.into()),
    }
}

/// Who comes through, as the totals and the places of the round are; a tie is told.
pub(crate) fn through(
    review: &Review,
    round: &Round,
    all: &[Application],
) -> (Choice, Vec<Option<Points>>) {
    let totals: Vec<Option<Points>> = all
        .iter()
        .map(|it| {
            let level = it.level.as_deref().and_then(|key| review.level_called(key));
            let good = it.state == State::Settled && rules::passes(level) && !it.vetoed;
            it.total.filter(|_| good)
        })
        .collect();
    let most = review.most(Stage::County, round.opened_on);
    let most = most.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX));
    (quota::choose(&totals, most), totals)
}

async fn publish(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (round, it): (&Round, &Ending<'_>),
    (by, effects): (By, &Effects),
    at: DateTime,
) -> Result<RoundState, Error> {
    let review = &kind.what;
    let all = store::of_round(act.tx(), round.id, round.place).await?;
    let waits = |it: &&Application| {
        matches!(it.state, State::Forward | State::Panel | State::Scoring | State::Chair)
    };
    let unsettled = i64::try_from(all.iter().filter(waits).count()).unwrap_or(i64::MAX);
    if unsettled > 0 {
        return Err(Refusal::Unsettled(unsettled).into());
    }
    let (choice, totals) = through(review, round, &all);
    let chosen: BTreeSet<usize> =
        (0..all.len()).filter(|at| it.chosen.contains(&all[*at].id)).collect();
    let tie = match &choice {
        Choice::Tie { equal, .. } => Some(equal.clone()),
        Choice::Through(_) => None,
    };
    if tie.is_some() && !chosen.is_empty() && it.reason.is_empty() {
        return Err(Refusal::NoReason.into());
    }
    let through = match (quota::settle(choice, &chosen), &tie) {
        (Some(it), _) => it,
        (None, equal) => return Err(of_tie(review, round, (&all, &totals), equal.as_ref()).into()),
    };
    let until = end_of(&review.notice, at.date(), &HOLIDAYS).map_err(Refusal::from)?;
    for (place, application) in all.iter().enumerate() {
        if application.state != State::Settled {
            continue;
        }
        let passes = through.contains(&place);
        let state = if passes { State::Notice } else { State::Refused };
        let broken = tie.as_ref().is_some_and(|it| it.contains(&place));
        let reason = if broken { it.reason } else { "" };
        write(act, application, (Action::Settle, state, false), (by, reason), at).await?;
        tell(act, kind, (application, state), at).await?;
        if passes {
            let it = (application, round);
            bring_about(act, kind, Moment::Published, it, (effects, by)).await?;
        }
    }
    set(act, round, (RoundState::Notice, until)).await
}

/// What is told of a tie that nobody broke: who, at which place, for how many.
fn of_tie(
    review: &Review,
    round: &Round,
    (all, totals): (&[Application], &[Option<Points>]),
    equal: Option<&BTreeSet<usize>>,
) -> Refusal {
    let names = equal.into_iter().flatten().map(|at| all[*at].title.as_str());
    let places = quota::places(totals);
    let place = equal.and_then(|it| it.first()).and_then(|at| places[*at]).unwrap_or_default();
    let most = review.most(Stage::County, round.opened_on).unwrap_or_default();
    Refusal::Tie { place, most, names: names.collect::<Vec<_>>().join("、") }
}

async fn set(
    act: &mut Act<'_>,
    round: &Round,
    (state, until): (RoundState, Date),
) -> Result<RoundState, Error> {
    if !store::set_round(act.tx(), (round.id, round.version), state, until).await? {
        return Err(Refusal::Overtaken.into());
    }
    act.about(round.id);
    act.note("state", state.key());
    act.event("review.round", format!(r#"{{"round":"{}","state":"{}"}}"#, round.id, state.key()));
    Ok(state)
}

/// The notice is over: what stood in it holds.
async fn close(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    round: &Round,
    (by, effects): (By, &Effects),
    at: DateTime,
) -> Result<RoundState, Error> {
    if at.date() <= round.notice_until {
        return Err(Refusal::NoticeRuns(round.notice_until).into());
    }
    let all = store::of_round(act.tx(), round.id, round.place).await?;
    let open = all.iter().filter(|it| it.state == State::Appealed).count();
    if open > 0 {
        return Err(Refusal::Appeals(i64::try_from(open).unwrap_or(i64::MAX)).into());
    }
    for it in all.iter().filter(|it| it.state == State::Notice) {
        hold(act, kind, (it, round), (by, effects), at).await?;
    }
    set(act, round, (RoundState::Closed, round.notice_until)).await
}

/// A result holds: its term begins, and what the file says is brought about.
pub(super) async fn hold(
    act: &mut Act<'_>,
    kind: &Loaded<Review>,
    (it, round): (&Application, &Round),
    (by, effects): (By, &Effects),
    at: DateTime,
) -> Result<(), Error> {
    let (until, remind) = term(&kind.what, at.date());
    let result = (it.total, it.level.as_deref(), it.vetoed);
    let settled = it.settled_at.unwrap_or(at);
    store::set_settled(act.tx(), it.id, result, (settled, until, remind)).await?;
    write(act, it, (Action::Settle, State::Final, it.upward), (by, ""), at).await?;
    tell(act, kind, (it, State::Final), at).await?;
    let it = &Application { valid_until: until, ..it.clone() };
    bring_about(act, kind, Moment::Final, (it, round), (effects, by)).await
}

/// The last day of a title that begins on `from`, and when its hosts are reminded.
pub(super) fn term(review: &Review, from: Date) -> (Date, Date) {
    let Some((rules, days)) = &review.term else { return (NEVER, NEVER) };
    let Some(rule) = catalog::in_force(rules, from) else { return (NEVER, NEVER) };
    let until = rule.value.until(from);
    (until, until.saturating_sub(jiff::Span::new().days(i64::from(*days))))
}
