//! The SQL of rounds and offers.

use std::collections::HashMap;

use db::{Error, Row, Tx};
use jiff::civil::{DateTime, Weekday};
use vocab::{PlaceId, StudentId};

use crate::model::{BookingId, Meeting, Offer, OfferId, Round, RoundId};

fn round(row: &Row) -> Result<Round, Error> {
    Ok(Round {
        id: row.get("id")?,
        place: row.get("place_id")?,
        season: row.get("season")?,
        title: row.get("title")?,
        rule: row.get("rule")?,
        opens_at: row.get("opens_at")?,
        closes_at: row.get("closes_at")?,
        wishes_max: row.get("wishes_max")?,
        seats_per_child: row.get("seats_per_child")?,
        hold_hours: row.get("hold_hours")?,
        settled_at: row.get("settled_at")?,
        seed: row.get("seed")?,
    })
}

/// Adds rounds.
pub async fn add_rounds(tx: &mut Tx, all: &[Round]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO offer_round
            (id, place_id, season, title, rule, opens_at, closes_at, wishes_max, seats_per_child,
             hold_hours, settled_at, seed)";
    let row = |it: &Round| {
        db::row![
            it.id,
            it.place,
            it.season,
            it.title,
            it.rule,
            it.opens_at,
            it.closes_at,
            it.wishes_max,
            it.seats_per_child,
            it.hold_hours,
            it.settled_at,
            it.seed
        ]
    };
    tx.bulk(SQL, "", all.iter().map(row)).await?;
    Ok(())
}

/// The round that `id` names.
pub async fn find_round(tx: &mut Tx, id: RoundId) -> Result<Option<Round>, Error> {
    const SQL: &str = "
        SELECT id, place_id, season, title, rule, opens_at, closes_at, wishes_max,
               seats_per_child, hold_hours, settled_at, seed
        FROM offer_round WHERE id = $1";
    tx.one(SQL, &[&id], round).await
}

/// The rounds of a place in a season, the first to close first.
pub async fn rounds_of(tx: &mut Tx, place: PlaceId, season: &str) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, place_id, season, title, rule, opens_at, closes_at, wishes_max,
               seats_per_child, hold_hours, settled_at, seed
        FROM offer_round WHERE place_id = $1 AND season = $2
        ORDER BY closes_at, id";
    tx.all(SQL, &[&place, &season], round).await
}

/// Rounds of wishes whose window is over and whose seats are still to be given out.
pub async fn rounds_to_settle(tx: &mut Tx, now: DateTime) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, place_id, season, title, rule, opens_at, closes_at, wishes_max,
               seats_per_child, hold_hours, settled_at, seed
        FROM offer_round
        WHERE settled_at IS NULL AND rule = 'wishes' AND closes_at <= $1
        ORDER BY closes_at, id";
    tx.all(SQL, &[&now], round).await
}

/// Moves the window of a round that is not settled. Says whether it was so.
pub async fn set_window(
    tx: &mut Tx,
    id: RoundId,
    opens_at: DateTime,
    closes_at: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE offer_round SET opens_at = $2, closes_at = $3
        WHERE id = $1 AND settled_at IS NULL";
    Ok(tx.run(SQL, &[&id, &opens_at, &closes_at]).await? == 1)
}

/// Marks a round's seats as given out by the order of the drawing whose number `seed` is. Says whether they were not before.
pub async fn set_settled(
    tx: &mut Tx,
    id: RoundId,
    at: DateTime,
    seed: &str,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE offer_round SET settled_at = $2, seed = $3 WHERE id = $1 AND settled_at IS NULL";
    Ok(tx.run(SQL, &[&id, &at, &seed]).await? == 1)
}

/// Adds offers with their meetings.
pub async fn add_offers(tx: &mut Tx, all: &[Offer]) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO offer (id, round_id, title, grade_min, grade_max, seats, taken, queue_last)";
    let row = |it: &Offer| {
        let (first, last) = (*it.grades.start(), *it.grades.end());
        db::row![it.id, it.round, it.title, first, last, it.seats, it.taken, it.queue_last]
    };
    tx.bulk(SQL, "", all.iter().map(row)).await?;
    add_meetings(tx, all).await
}

async fn add_meetings(tx: &mut Tx, all: &[Offer]) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO offer_meeting (offer_id, weekday, starts, ends)";
    let rows = all.iter().flat_map(|it| {
        it.meetings.iter().map(|meeting| {
            let weekday = meeting.weekday.to_monday_one_offset();
            db::row![it.id, weekday, meeting.starts, meeting.ends]
        })
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Writes an offer anew: title, grades, seats and meetings. Says whether the seats suffice for
/// those who have one.
pub async fn set_offer(tx: &mut Tx, it: &Offer) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE offer SET title = $2, grade_min = $3, grade_max = $4, seats = $5, round_id = $6
        WHERE id = $1 AND taken <= $5";
    const CLEAR: &str = "DELETE FROM offer_meeting WHERE offer_id = $1";
    let (first, last) = (*it.grades.start(), *it.grades.end());
    let values: &[&dyn db::Stored] = &[&it.id, &it.title, &first, &last, &it.seats, &it.round];
    if tx.run(SQL, values).await? == 0 {
        return Ok(false);
    }
    tx.run(CLEAR, &[&it.id]).await?;
    add_meetings(tx, std::slice::from_ref(it)).await?;
    Ok(true)
}

fn offer(row: &Row) -> Result<Offer, Error> {
    let (first, last): (i64, i64) = (row.get("grade_min")?, row.get("grade_max")?);
    Ok(Offer {
        id: row.get("id")?,
        round: row.get("round_id")?,
        title: row.get("title")?,
        grades: first..=last,
        seats: row.get("seats")?,
        taken: row.get("taken")?,
        queue_last: row.get("queue_last")?,
        is_cancelled: row.get::<Option<DateTime>>("cancelled_at")?.is_some(),
        meetings: Vec::new(),
    })
}

/// The offers that `ids` name, with their meetings, in no order.
pub async fn offers(tx: &mut Tx, ids: &[OfferId]) -> Result<Vec<Offer>, Error> {
    const SQL: &str = "
        SELECT id, round_id, title, grade_min, grade_max, seats, taken, queue_last, cancelled_at
        FROM offer WHERE id IN ($$)";
    let found = tx.all_in(SQL, &[], ids, offer).await?;
    with_meetings(tx, found).await
}

/// The offers of a round with their meetings, in the order in which they were made.
pub async fn offers_of(tx: &mut Tx, round: RoundId) -> Result<Vec<Offer>, Error> {
    const SQL: &str = "
        SELECT id, round_id, title, grade_min, grade_max, seats, taken, queue_last, cancelled_at
        FROM offer WHERE round_id = $1 ORDER BY id";
    let found = tx.all(SQL, &[&round], offer).await?;
    with_meetings(tx, found).await
}

/// All that decides whether a child gets a seat of an offer, but when things meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// The offer, without its meetings.
    pub offer: Offer,
    /// The round that it is asked for in.
    pub round: Round,
    /// How many live bookings the child has in the round.
    pub had: i64,
    /// How many seats the child has, or has held, in the season: what else it has can clash.
    pub busy: i64,
    /// Whether the form that asks has made a booking before.
    pub is_used: bool,
}

/// Everything that a child's asking for an offer is decided by, in one question: in a rush, each
/// takes its time from all who stand in line behind it.
pub async fn find_counter(
    tx: &mut Tx,
    id: BookingId,
    (offer, student): (OfferId, StudentId),
) -> Result<Option<Counter>, Error> {
    const SQL: &str = "
        SELECT o.title AS offer_title, o.grade_min, o.grade_max, o.seats, o.taken, o.queue_last,
               o.cancelled_at, r.id, r.place_id, r.season, r.title, r.rule, r.opens_at, r.closes_at,
               r.wishes_max, r.seats_per_child, r.hold_hours, r.settled_at, r.seed,
               (SELECT COUNT(*) FROM booking b JOIN offer x ON x.id = b.offer_id
                WHERE b.student_id = $2 AND x.round_id = o.round_id
                  AND b.standing IN ('seat', 'waiting', 'held')) AS had,
               (SELECT COUNT(*) FROM booking b
                JOIN offer x ON x.id = b.offer_id
                JOIN offer_round y ON y.id = x.round_id
                WHERE b.student_id = $2 AND y.season = r.season
                  AND b.standing IN ('seat', 'held')) AS busy,
               (SELECT COUNT(*) FROM booking b WHERE b.id = $3) AS used
        FROM offer o JOIN offer_round r ON r.id = o.round_id
        WHERE o.id = $1";
    tx.one(SQL, &[&offer, &student, &id], |row| {
        let round = round(row)?;
        let (first, last): (i64, i64) = (row.get("grade_min")?, row.get("grade_max")?);
        let offer = Offer {
            id: offer,
            round: round.id,
            title: row.get("offer_title")?,
            grades: first..=last,
            seats: row.get("seats")?,
            taken: row.get("taken")?,
            queue_last: row.get("queue_last")?,
            is_cancelled: row.get::<Option<DateTime>>("cancelled_at")?.is_some(),
            meetings: Vec::new(),
        };
        let is_used = row.get::<i64>("used")? > 0;
        Ok(Counter { offer, round, had: row.get("had")?, busy: row.get("busy")?, is_used })
    })
    .await
}

async fn with_meetings(tx: &mut Tx, mut offers: Vec<Offer>) -> Result<Vec<Offer>, Error> {
    let ids: Vec<OfferId> = offers.iter().map(|it| it.id).collect();
    let mut meetings = HashMap::<OfferId, Vec<Meeting>>::new();
    for (id, meeting) in meetings_of(tx, &ids).await? {
        meetings.entry(id).or_default().push(meeting);
    }
    for it in &mut offers {
        it.meetings = meetings.remove(&it.id).unwrap_or_default();
    }
    Ok(offers)
}

/// When offers meet, by weekday and time within 512 offers.
pub async fn meetings_of(tx: &mut Tx, ids: &[OfferId]) -> Result<Vec<(OfferId, Meeting)>, Error> {
    const SQL: &str = "
        SELECT offer_id, weekday, starts, ends
        FROM offer_meeting WHERE offer_id IN ($$)
        ORDER BY weekday, starts";
    tx.all_in(SQL, &[], ids, |row| Ok((row.get("offer_id")?, meeting(row)?))).await
}

pub(crate) fn meeting(row: &Row) -> Result<Meeting, Error> {
    let weekday = Weekday::from_monday_one_offset(row.get("weekday")?);
    let weekday = weekday.map_err(|_| Error::corrupt("weekday"))?;
    Ok(Meeting { weekday, starts: row.get("starts")?, ends: row.get("ends")? })
}

/// Calls an offer off. Says whether it was on.
pub async fn set_cancelled(tx: &mut Tx, id: OfferId, at: DateTime) -> Result<bool, Error> {
    const SQL: &str = "UPDATE offer SET cancelled_at = $2 WHERE id = $1 AND cancelled_at IS NULL";
    Ok(tx.run(SQL, &[&id, &at]).await? == 1)
}

/// Takes one seat if there is one: the one statement that decides it.
pub async fn take_seat(tx: &mut Tx, id: OfferId) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE offer SET taken = taken + 1
        WHERE id = $1 AND taken < seats AND cancelled_at IS NULL";
    Ok(tx.run(SQL, &[&id]).await? == 1)
}

/// Gives the next place in an offer's queue.
pub async fn take_queue_place(tx: &mut Tx, id: OfferId) -> Result<i64, Error> {
    const SQL: &str = "
        UPDATE offer SET queue_last = queue_last + 1 WHERE id = $1 RETURNING queue_last";
    let place = tx.one(SQL, &[&id], |row| row.get("queue_last")).await?;
    place.ok_or_else(|| Error::corrupt("offer_id"))
}

/// Counts the seats of offers anew from the bookings that have or hold one.
pub async fn recount(tx: &mut Tx, ids: &[OfferId]) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE offer SET taken = (
            SELECT COUNT(*) FROM booking b
            WHERE b.offer_id = offer.id AND b.standing IN ('seat', 'held')),
        queue_last = (
            SELECT COALESCE(MAX(b.queue_place), 0) FROM booking b WHERE b.offer_id = offer.id)
        WHERE id IN ($$)";
    tx.run_in(SQL, &[], ids).await?;
    Ok(())
}
