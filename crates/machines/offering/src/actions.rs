//! What can be done with rounds, offers and bookings. Each works on the transaction of the domain's
//! own act, so that seats, orders and notices are stored together or not at all.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use jiff::{Timestamp, civil::DateTime};
use vocab::{AccountId, Ids, StudentId};

use crate::{
    allot::{self, Allotment, Demand, Supply, Violation},
    model::{Booking, BookingId, Child, Offer, OfferId, Round, RoundId, Standing},
    rules::{self, Engagement, Refusal},
    store::{
        bookings::{self, Engaged, Promoted},
        offers::{self, Counter},
        wishes::{self, Wish},
    },
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such round, offer or booking.
    #[error("no such offer")]
    Missing,
    /// Someone else changed it meanwhile.
    #[error("the booking was changed meanwhile")]
    Stale,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The allotment is not what everyone is entitled to: a slip of ours, and nothing is saved.
    #[error("the allotment does not hold: {0}")]
    Unfair(#[from] Violation),
    /// The database did not do as asked.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// The child.
    pub child: Child,
    /// The account that asks for it.
    pub by: Option<AccountId>,
    /// The civil moment.
    pub now: DateTime,
}

async fn load_round(tx: &mut Tx, id: RoundId) -> Result<Round, Error> {
    offers::find_round(tx, id).await?.ok_or(Error::Missing)
}

async fn load_offer(tx: &mut Tx, id: OfferId) -> Result<Offer, Error> {
    offers::offers(tx, &[id]).await?.pop().ok_or(Error::Missing)
}

/// What a child has, out of what several have: one engagement for each offer.
pub fn engagements_of(all: &[Engaged], student: StudentId) -> Vec<Engagement> {
    let mut by_offer = BTreeMap::<OfferId, Engagement>::new();
    for it in all.iter().filter(|it| it.student == student) {
        let entry = by_offer.entry(it.offer);
        let title = || Engagement { title: it.title.clone(), meetings: Vec::new() };
        entry.or_insert_with(title).meetings.push(it.meeting);
    }
    by_offer.into_values().collect()
}

/// Ranks `wanted`, best first, in place of what the child wished before. None takes all back.
pub async fn wish(
    tx: &mut Tx,
    round: RoundId,
    wanted: &[OfferId],
    asking: Asking,
) -> Result<(), Error> {
    let round = load_round(tx, round).await?;
    let found = offers::offers(tx, wanted).await?;
    let ranked: Option<Vec<&Offer>> =
        wanted.iter().map(|id| found.iter().find(|it| it.id == *id)).collect();
    let ranked = ranked.ok_or(Error::Missing)?;
    if ranked.iter().any(|it| it.round != round.id) {
        return Err(Error::Missing);
    }
    let student = asking.child.id;
    let engaged = bookings::engagements(tx, &[student], &round.season).await?;
    let engaged = engagements_of(&engaged, student);
    rules::may_wish(&round, &ranked, asking.child, &engaged, asking.now)?;
    wishes::clear(tx, round.id, student).await?;
    let all = (1..).zip(wanted).map(|(rank, offer)| Wish {
        round: round.id,
        student,
        rank,
        offer: *offer,
        made_at: asking.now,
        by: asking.by,
    });
    Ok(wishes::add(tx, all).await?)
}

/// Asks for a seat at once: the seat if one is free, else a place in the queue. Asking twice for
/// the same does no harm.
pub async fn book(
    tx: &mut Tx,
    id: BookingId,
    offer: OfferId,
    asking: Asking,
) -> Result<Booking, Error> {
    let counter = offers::find_counter(tx, id, (offer, asking.child.id)).await?;
    book_at(tx, id, counter.ok_or(Error::Missing)?, asking).await
}

/// The same where the caller has asked for the counter already, in this transaction.
pub async fn book_at(
    tx: &mut Tx,
    id: BookingId,
    counter: Counter,
    asking: Asking,
) -> Result<Booking, Error> {
    let (student, Counter { mut offer, round, had, busy, is_used }) = (asking.child.id, counter);
    if had > 0
        && let Some(done) = bookings::find_live(tx, offer.id, student).await?
    {
        return Ok(done);
    }
    // What the form made was left since: an old page that is sent again makes no new one.
    if is_used {
        return Err(Error::Stale);
    }
    let mut engaged = Vec::new();
    if busy > 0 {
        let meetings = offers::meetings_of(tx, &[offer.id]).await?;
        offer.meetings = meetings.into_iter().map(|it| it.1).collect();
        let all = bookings::engagements(tx, &[student], &round.season).await?;
        engaged = engagements_of(&all, student);
    }
    let had = usize::try_from(had).unwrap_or(usize::MAX);
    rules::may_book(&round, &offer, asking.child, had, &engaged, asking.now)?;
    // Within a transaction nobody gives a seat back: where all are taken there is none to try for.
    let seated = offer.free() > 0 && offers::take_seat(tx, offer.id).await?;
    let queue_place =
        if seated { None } else { Some(offers::take_queue_place(tx, offer.id).await?) };
    let booking = Booking {
        id,
        offer: offer.id,
        student,
        standing: if seated { Standing::Seat } else { Standing::Waiting },
        queue_place,
        held_until: None,
        made_at: asking.now,
        seated_at: seated.then_some(asking.now),
        ended_at: None,
        by: asking.by,
    };
    bookings::add_one(tx, &booking);
    Ok(booking)
}

/// Takes the seat that is held for a child, who may have got another since it began to wait.
pub async fn accept(tx: &mut Tx, id: BookingId, now: DateTime) -> Result<Booking, Error> {
    let booking = bookings::find(tx, id).await?.ok_or(Error::Missing)?;
    rules::may_accept(&booking, now)?;
    let offer = load_offer(tx, booking.offer).await?;
    let round = load_round(tx, offer.round).await?;
    let seats = bookings::seats(tx, booking.student, &round.season).await?;
    let of_round: BTreeSet<OfferId> =
        seats.iter().filter(|it| it.round == round.id).map(|it| it.offer).collect();
    let seats = engagements_of(&seats, booking.student);
    rules::may_sit(&round, &offer, of_round.len(), &seats)?;
    if !bookings::set_standing(tx, &booking, Standing::Seat, now).await? {
        return Err(Error::Stale);
    }
    Ok(Booking { standing: Standing::Seat, seated_at: Some(now), held_until: None, ..booking })
}

/// Gives up a seat or a place in the queue; a seat that came free is held for the next.
pub async fn withdraw(
    tx: &mut Tx,
    id: BookingId,
    now: DateTime,
) -> Result<(Booking, Vec<Promoted>), Error> {
    let booking = bookings::find(tx, id).await?.ok_or(Error::Missing)?;
    rules::may_withdraw(&booking)?;
    if !bookings::set_standing(tx, &booking, Standing::Withdrawn, now).await? {
        return Err(Error::Stale);
    }
    let promoted = match booking.standing {
        Standing::Seat | Standing::Held => promote(tx, &[booking.offer], now).await?,
        _ => Vec::new(),
    };
    Ok((booking, promoted))
}

/// Lets held seats go that nobody answered for, and holds them for the next in each queue.
pub async fn lapse(tx: &mut Tx, now: DateTime) -> Result<Vec<Promoted>, Error> {
    let lapsed = bookings::lapse(tx, now).await?;
    let mut of: Vec<OfferId> = lapsed.into_iter().map(|it| it.0).collect();
    of.sort();
    of.dedup();
    promote(tx, &of, now).await
}

/// Holds the free seats of offers for the heads of their queues. All offers are of one round or of
/// rounds that hold equally long.
pub async fn promote(tx: &mut Tx, of: &[OfferId], now: DateTime) -> Result<Vec<Promoted>, Error> {
    let Some(first) = of.first() else { return Ok(Vec::new()) };
    let offer = load_offer(tx, *first).await?;
    let round = load_round(tx, offer.round).await?;
    offers::recount(tx, of).await?;
    let promoted = bookings::promote(tx, of, rules::held_until(&round, now)).await?;
    offers::recount(tx, of).await?;
    Ok(promoted)
}

/// Calls an offer off: everyone's booking ends. Who had one.
pub async fn cancel(
    tx: &mut Tx,
    id: OfferId,
    now: DateTime,
) -> Result<Vec<(BookingId, StudentId)>, Error> {
    if !offers::set_cancelled(tx, id, now).await? {
        return Err(Error::Stale);
    }
    let ended = bookings::end_all(tx, id, now).await?;
    offers::recount(tx, &[id]).await?;
    Ok(ended)
}

/// What makes new bookings: identifiers of a real moment, and the civil one.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// Makes identifiers.
    pub ids: &'a Ids,
    /// Real time.
    pub at: Timestamp,
    /// Civil time.
    pub now: DateTime,
}

/// Gives out the seats of a round whose window is over, along `order`, which the drawing `drawing`
/// gave: everyone who wished stands in it. Who got what, and who waits.
pub async fn settle(
    tx: &mut Tx,
    id: RoundId,
    order: &[StudentId],
    drawing: &str,
    making: Making<'_>,
) -> Result<Allotment, Error> {
    let round = load_round(tx, id).await?;
    rules::may_settle(&round, making.now)?;
    let all = offers::offers_of(tx, id).await?;
    let demand = demand(tx, &round, &all).await?;
    let drawn: BTreeSet<StudentId> = order.iter().copied().collect();
    if demand.wishes.keys().any(|it| !drawn.contains(it)) {
        return Err(Error::Stale);
    }
    let outcome = allot::allot(&demand, order);
    allot::check(&demand, order, &outcome)?;
    if !offers::set_settled(tx, id, making.now, drawing).await? {
        return Err(Error::Stale);
    }
    bookings::add(tx, bookings_of(&all, &outcome, making)).await?;
    let of: Vec<OfferId> = all.iter().map(|it| it.id).collect();
    offers::recount(tx, &of).await?;
    Ok(outcome)
}

async fn demand(tx: &mut Tx, round: &Round, all: &[Offer]) -> Result<Demand, Error> {
    let mut demand = Demand {
        seats_per_child: usize::try_from(round.seats_per_child).unwrap_or(1),
        ..Demand::default()
    };
    for it in all.iter().filter(|it| !it.is_cancelled) {
        let supply = Supply { seats: it.free(), meetings: it.meetings.clone() };
        demand.supply.insert(it.id, supply);
    }
    for (student, offer) in wishes::of_round(tx, round.id).await? {
        demand.wishes.entry(student).or_default().push(offer);
    }
    let students: Vec<StudentId> = demand.wishes.keys().copied().collect();
    for it in bookings::engagements(tx, &students, &round.season).await? {
        demand.engaged.entry(it.student).or_default().push(it.meeting);
    }
    Ok(demand)
}

fn bookings_of(all: &[Offer], outcome: &Allotment, making: Making) -> Vec<Booking> {
    let booking = |offer, student, queue_place: Option<i64>| Booking {
        id: making.ids.make(making.at),
        offer,
        student,
        standing: if queue_place.is_none() { Standing::Seat } else { Standing::Waiting },
        queue_place,
        held_until: None,
        made_at: making.now,
        seated_at: queue_place.is_none().then_some(making.now),
        ended_at: None,
        by: None,
    };
    let seats = outcome.seats.iter().map(|(student, offer)| booking(*offer, *student, None));
    let queues = outcome.queues.iter().flat_map(|(offer, queue)| {
        let last = all.iter().find(|it| it.id == *offer).map_or(0, |it| it.queue_last);
        let places = (last + 1..).zip(queue);
        places.map(|(place, student)| booking(*offer, *student, Some(place))).collect::<Vec<_>>()
    });
    seats.chain(queues).collect()
}
