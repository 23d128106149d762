//! Answering questionnaires, and opening envelopes in crowds.

use db::Tx;
use form::{Answers, Posted};
use jiff::civil::DateTime;
use platform::{
    access::{self, PlaceKind},
    act::Source,
    seal::{Field, Sealer},
};
use vocab::{PlaceId, Role};
use web::Visit;

use crate::{
    actions::Error,
    catalog, crowd,
    definition::Audience,
    model::{BallotId, Round, RoundId},
    rounds,
    rules::Refusal,
    standing, store,
};

/// What is sealed in an envelope, bound to its number.
pub(crate) const ENVELOPE: Field = Field::new("filing_envelope.sealed");

/// At which school the visitor's answer counts; none where they are not asked.
pub(crate) async fn place_asked(
    tx: &mut Tx,
    visit: &Visit,
    audience: &Audience,
) -> Result<Option<PlaceId>, Error> {
    if !audience.by.contains(&visit.actor.role()) {
        return Ok(None);
    }
    let stages = rounds::codes(&audience.stages);
    if visit.actor.role() == Role::Guardian {
        let who = (visit.actor.account, visit.today());
        return Ok(store::school_of_guardian(tx, who, &stages).await?);
    }
    let path = access::place_path(tx, visit.actor.scope()).await?;
    let Some(school) = path.into_iter().find(|it| it.kind == PlaceKind::School) else {
        return Ok(None);
    };
    Ok(store::has_stage(tx, school.id, &stages).await?.then_some(school.id))
}

/// Whether the visitor may answer now, and at which school that counts.
pub(crate) async fn may_answer(
    tx: &mut Tx,
    visit: &Visit,
    (round, audience): (&Round, &Audience),
) -> Result<PlaceId, Error> {
    let now = visit.civil_now();
    if now < round.opens {
        return Err(Refusal::NotYet.into());
    }
    if now > round.closes || round.locked.is_some() {
        return Err(Refusal::Closed.into());
    }
    let place = place_asked(tx, visit, audience).await?.ok_or(Refusal::NotAsked)?;
    if store::has_voted(tx, round.id, visit.actor.account).await? {
        return Err(Refusal::Answered.into());
    }
    Ok(place)
}

/// Answers a questionnaire, once. An anonymous answer is sealed before it is stored.
pub(crate) async fn answer(
    visit: &Visit,
    (kind, id): (&str, RoundId),
    posted: &Posted,
) -> Result<(), Error> {
    let sealer = visit.cell.service::<Sealer>();
    let (number, now) = (chance(), visit.civil_now());
    platform::act!(visit, "filing.poll.answer", |act| {
        let it = standing::opened(act.tx(), kind, id).await?;
        let Some(audience) = it.kind.what.audience() else { return Err(Error::Missing) };
        let place = may_answer(act.tx(), visit, (&it.round, audience)).await?;
        let (filing, none) = (&it.kind.what, Answers::default());
        let answers = form::read(&filing.fields, &filing.asks(), posted, (&none, now.date()));
        let answers = answers.map_err(Error::Wrong)?;
        if !store::add_voter(act.tx(), id, visit.actor.account).await? {
            return Err(Refusal::Answered.into());
        }
        if audience.anonymous {
            let sealed = sealer.seal(ENVELOPE.at(number), &answers.to_document());
            store::add_envelope(act.tx(), (number, id), place, &sealed).await?;
        } else {
            let ballot = ballot(number);
            let who = Some(visit.actor.account);
            store::add_ballots(act.tx(), id, &[(ballot, place, who)]).await?;
            let all = [(ballot, answers)];
            form::add_all(act.tx(), &it.kind.name, &filing.fields, &all).await?;
        }
        // Neither when nor what: that a person took part is all that the trail knows.
        act.about(id);
        Ok(())
    })
}

/// A number that says nothing of when or for whom it was made.
fn chance() -> i64 {
    let mut bytes = [0; 8];
    // A machine without randomness could not have made its keys.
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    i64::from_be_bytes(bytes) & i64::MAX
}

fn ballot(number: i64) -> BallotId {
    BallotId::from_bits(number).unwrap_or_else(|| unreachable!("the sign was taken off"))
}

/// Opens what may be opened of every questionnaire. Says how many.
pub(crate) async fn mix_all(
    source: &impl Source,
    sealer: &Sealer,
    now: DateTime,
) -> Result<usize, Error> {
    let polls: Vec<String> = catalog()
        .all()
        .filter(|it| it.what.audience().is_some_and(|it| it.anonymous))
        .map(|it| it.name.clone())
        .collect();
    let read: Result<_, Error> = db::read!(source.store(), "envelopes", |tx| {
        let mut ready = Vec::new();
        for round in store::unmixed(tx, &polls).await? {
            let has_ended = now > round.closes || round.locked.is_some();
            let waiting = store::waiting(tx, round.id).await?;
            if has_ended || !crowd::batches(waiting, has_ended).is_empty() {
                ready.push(round);
            }
        }
        Ok(ready)
    });
    let mut opened = 0;
    for round in read? {
        opened += mix(source, sealer, (&round, now)).await?;
    }
    Ok(opened)
}

/// Opens what may be opened of one questionnaire, in one transaction.
async fn mix(
    source: &impl Source,
    sealer: &Sealer,
    (round, now): (&Round, DateTime),
) -> Result<usize, Error> {
    platform::act!(source, "filing.poll.mix", |act| {
        let has_ended = now > round.closes || round.locked.is_some();
        let Some(kind) = catalog().by_digest(act.tx(), &round.definition).await? else {
            return Err(Error::Missing);
        };
        let waiting = store::waiting(act.tx(), round.id).await?;
        let batches = crowd::batches(waiting, has_ended);
        let ids: Vec<i64> = batches.iter().flat_map(|it| it.envelopes.iter().copied()).collect();
        let taken = store::take_envelopes(act.tx(), &ids).await?;
        let mut ballots = Vec::with_capacity(taken.len());
        for (id, sealed) in taken {
            let opened = sealer.open(ENVELOPE.at(id), &sealed);
            let opened = opened.map_err(|_| db::Error::corrupt("sealed"))?;
            let answers = Answers::from_document(opened.open());
            let answers = answers.ok_or_else(|| db::Error::corrupt("sealed"))?;
            let batch = batches.iter().find(|it| it.envelopes.contains(&id));
            let place = batch.map(|it| it.place).ok_or(Error::Missing)?;
            ballots.push((ballot(chance()), place, answers));
        }
        // The numbers are of chance, and so is the order in which they are written.
        ballots.sort_by_key(|it| it.0);
        let rows: Vec<_> = ballots.iter().map(|it| (it.0, it.1, None)).collect();
        store::add_ballots(act.tx(), round.id, &rows).await?;
        let answers: Vec<_> = ballots.into_iter().map(|it| (it.0, it.2)).collect();
        form::add_all(act.tx(), &kind.name, &kind.what.fields, &answers).await?;
        if has_ended {
            store::set_mixed(act.tx(), round.id, now).await?;
        }
        act.about(round.id);
        act.note("opened", answers.len());
        Ok(answers.len())
    })
}
