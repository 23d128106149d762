//! The SQL of bookings: seats, queues, rosters, ratings.

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, StudentId};

use crate::{
    model::{Booking, BookingId, Meeting, OfferId, RoundId, Standing},
    store::offers::meeting,
};

fn booking(row: &Row) -> Result<Booking, Error> {
    Ok(Booking {
        id: row.get("id")?,
        offer: row.get("offer_id")?,
        student: row.get("student_id")?,
        standing: row.get("standing")?,
        queue_place: row.get("queue_place")?,
        held_until: row.get("held_until")?,
        made_at: row.get("made_at")?,
        seated_at: row.get("seated_at")?,
        ended_at: row.get("ended_at")?,
        by: row.get("account_id")?,
    })
}

/// The booking that `id` names.
pub async fn find(tx: &mut Tx, id: BookingId) -> Result<Option<Booking>, Error> {
    const SQL: &str = "
        SELECT id, offer_id, student_id, standing, queue_place, held_until, made_at, seated_at,
               ended_at, account_id
        FROM booking WHERE id = $1";
    tx.one(SQL, &[&id], booking).await
}

/// The bookings of children in a season, each child's oldest first.
pub async fn of_children(
    tx: &mut Tx,
    students: &[StudentId],
    season: &str,
) -> Result<Vec<Booking>, Error> {
    const SQL: &str = "
        SELECT b.id, b.offer_id, b.student_id, b.standing, b.queue_place, b.held_until, b.made_at,
               b.seated_at, b.ended_at, b.account_id
        FROM booking b
        JOIN offer o ON o.id = b.offer_id
        JOIN offer_round r ON r.id = o.round_id
        WHERE r.season = $1 AND b.student_id IN ($$)
        ORDER BY b.student_id, b.id";
    tx.all_in(SQL, &[&season], students, booking).await
}

/// The bookings of offers that stand at `standing`.
pub async fn of_offers(
    tx: &mut Tx,
    offers: &[OfferId],
    standing: Standing,
) -> Result<Vec<Booking>, Error> {
    const SQL: &str = "
        SELECT id, offer_id, student_id, standing, queue_place, held_until, made_at, seated_at,
               ended_at, account_id
        FROM booking
        WHERE standing = $1 AND offer_id IN ($$)
        ORDER BY offer_id, id";
    tx.all_in(SQL, &[&standing], offers, booking).await
}

/// What a child has or is held for in a season: round, offer, title, when.
pub async fn engagements(
    tx: &mut Tx,
    students: &[StudentId],
    season: &str,
) -> Result<Vec<Engaged>, Error> {
    const SQL: &str = "
        SELECT b.student_id, o.round_id, o.id, o.title, m.weekday, m.starts, m.ends
        FROM booking b
        JOIN offer o ON o.id = b.offer_id AND o.cancelled_at IS NULL
        JOIN offer_round r ON r.id = o.round_id
        JOIN offer_meeting m ON m.offer_id = o.id
        WHERE r.season = $1 AND b.standing IN ('seat', 'held') AND b.student_id IN ($$)
        ORDER BY b.student_id, o.id";
    tx.all_in(SQL, &[&season], students, engaged).await
}

fn engaged(row: &Row) -> Result<Engaged, Error> {
    Ok(Engaged {
        student: row.get("student_id")?,
        round: row.get("round_id")?,
        offer: row.get("id")?,
        title: row.get("title")?,
        meeting: meeting(row)?,
    })
}

/// Where a child sits in a season, without what is only held for it.
pub async fn seats(tx: &mut Tx, student: StudentId, season: &str) -> Result<Vec<Engaged>, Error> {
    const SQL: &str = "
        SELECT b.student_id, o.round_id, o.id, o.title, m.weekday, m.starts, m.ends
        FROM booking b
        JOIN offer o ON o.id = b.offer_id
        JOIN offer_round r ON r.id = o.round_id
        JOIN offer_meeting m ON m.offer_id = o.id
        WHERE b.student_id = $1 AND b.standing = 'seat' AND r.season = $2
        ORDER BY o.id";
    tx.all(SQL, &[&student, &season], engaged).await
}

/// One meeting of something that a child has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engaged {
    /// Whose.
    pub student: StudentId,
    /// The round it was got in.
    pub round: RoundId,
    /// What.
    pub offer: OfferId,
    /// Its title.
    pub title: String,
    /// When.
    pub meeting: Meeting,
}

/// The child's live booking of an offer.
pub async fn find_live(
    tx: &mut Tx,
    offer: OfferId,
    student: StudentId,
) -> Result<Option<Booking>, Error> {
    const SQL: &str = "
        SELECT id, offer_id, student_id, standing, queue_place, held_until, made_at, seated_at,
               ended_at, account_id
        FROM booking
        WHERE offer_id = $1 AND student_id = $2 AND standing IN ('seat', 'waiting', 'held')";
    tx.one(SQL, &[&offer, &student], booking).await
}

const ADD: &str = "
    INSERT INTO booking (id, offer_id, student_id, standing, queue_place, held_until, made_at,
                         seated_at, ended_at, account_id)";

fn row(it: &Booking) -> [db::Value; 10] {
    db::row![
        it.id,
        it.offer,
        it.student,
        it.standing,
        it.queue_place,
        it.held_until,
        it.made_at,
        it.seated_at,
        it.ended_at,
        it.by
    ]
}

/// Adds one booking, along with the next statement.
pub fn add_one(tx: &mut Tx, it: &Booking) {
    tx.later(ADD, "", row(it));
}

/// Adds bookings.
pub async fn add(tx: &mut Tx, all: impl IntoIterator<Item = Booking>) -> Result<(), Error> {
    tx.bulk(ADD, "", all.into_iter().map(|it| row(&it))).await?;
    Ok(())
}

/// Moves a booking from where it was read to `to`. Says whether it was still there.
pub async fn set_standing(
    tx: &mut Tx,
    it: &Booking,
    to: Standing,
    now: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE booking
        SET standing = $3, held_until = NULL,
            seated_at = CASE WHEN $3 = 'seat' THEN $4 ELSE seated_at END,
            ended_at = CASE WHEN $3 IN ('lapsed', 'withdrawn') THEN $4 ELSE NULL END
        WHERE id = $1 AND standing = $2";
    Ok(tx.run(SQL, &[&it.id, &it.standing, &to, &now]).await? == 1)
}

/// Lets every held seat go that was not answered for by `now`: the offers that they were of.
pub async fn lapse(tx: &mut Tx, now: DateTime) -> Result<Vec<(OfferId, StudentId)>, Error> {
    const SQL: &str = "
        UPDATE booking SET standing = 'lapsed', held_until = NULL, ended_at = $1
        WHERE standing = 'held' AND held_until <= $1
        RETURNING offer_id, student_id";
    tx.all(SQL, &[&now], |row| Ok((row.get("offer_id")?, row.get("student_id")?))).await
}

/// How many held seats were not answered for by `now`.
pub async fn count_to_lapse(tx: &mut Tx, now: DateTime) -> Result<i64, Error> {
    const SQL: &str =
        "SELECT COUNT(*) AS n FROM booking WHERE standing = 'held' AND held_until <= $1";
    Ok(tx.one(SQL, &[&now], |row| row.get("n")).await?.unwrap_or(0))
}

/// Ends every live booking of an offer that is called off: who had a seat or waited for one.
pub async fn end_all(
    tx: &mut Tx,
    offer: OfferId,
    now: DateTime,
) -> Result<Vec<(BookingId, StudentId)>, Error> {
    const SQL: &str = "
        UPDATE booking SET standing = 'withdrawn', held_until = NULL, ended_at = $2
        WHERE offer_id = $1 AND standing IN ('seat', 'waiting', 'held')
        RETURNING id, student_id";
    tx.all(SQL, &[&offer, &now], |row| Ok((row.get("id")?, row.get("student_id")?))).await
}

/// Holds the free seats of offers for the heads of their queues until `until`; [`recount`] comes
/// before and after. Who was promoted.
///
/// [`recount`]: crate::store::offers::recount
pub async fn promote(
    tx: &mut Tx,
    offers: &[OfferId],
    until: DateTime,
) -> Result<Vec<Promoted>, Error> {
    const SQL: &str = "
        UPDATE booking SET standing = 'held', held_until = $1
        WHERE id IN (
            SELECT q.id
            FROM (
                SELECT b.id, b.offer_id,
                       ROW_NUMBER() OVER (PARTITION BY b.offer_id ORDER BY b.queue_place) AS place
                FROM booking b
                WHERE b.standing = 'waiting' AND b.offer_id IN ($$)
            ) q
            JOIN offer o ON o.id = q.offer_id AND o.cancelled_at IS NULL
            WHERE q.place <= o.seats - o.taken
        )
        RETURNING id, offer_id, student_id";
    tx.all_in(SQL, &[&until], offers, |row| {
        Ok(Promoted {
            booking: row.get("id")?,
            offer: row.get("offer_id")?,
            student: row.get("student_id")?,
        })
    })
    .await
}

/// A child for whom a seat is held now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promoted {
    /// Its booking.
    pub booking: BookingId,
    /// What for.
    pub offer: OfferId,
    /// Who.
    pub student: StudentId,
}

/// Who has a seat on `day`, in the order of sitting down.
pub async fn roster(tx: &mut Tx, offer: OfferId, day: Date) -> Result<Vec<StudentId>, Error> {
    const SQL: &str = "
        SELECT student_id FROM booking
        WHERE offer_id = $1 AND seated_at < $2 AND (ended_at IS NULL OR ended_at >= $2)
        ORDER BY seated_at, id";
    let next = day.tomorrow().unwrap_or(day).at(0, 0, 0, 0);
    tx.all(SQL, &[&offer, &next], |row| row.get("student_id")).await
}

/// How many children before `place` still wait for an offer.
pub async fn count_ahead(tx: &mut Tx, offer: OfferId, place: i64) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n FROM booking
        WHERE offer_id = $1 AND standing = 'waiting' AND queue_place < $2";
    Ok(tx.one(SQL, &[&offer, &place], |row| row.get("n")).await?.unwrap_or(0))
}

/// Keeps a guardian's rating, in place of an earlier one for the same child.
pub async fn set_rating(
    tx: &mut Tx,
    offer: OfferId,
    student: StudentId,
    stars: i64,
    words: &str,
    at: DateTime,
    by: Option<AccountId>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO offer_rating (offer_id, student_id, stars, words, made_at, account_id)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (offer_id, student_id) DO UPDATE
        SET stars = excluded.stars, words = excluded.words, made_at = excluded.made_at";
    tx.run(SQL, &[&offer, &student, &stars, &words, &at, &by]).await?;
    Ok(())
}

/// Adds many ratings at once: offer, child, stars, when.
pub async fn add_ratings(
    tx: &mut Tx,
    all: impl IntoIterator<Item = (OfferId, StudentId, i64, DateTime)>,
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO offer_rating (offer_id, student_id, stars, words, made_at)";
    let row = |(offer, student, stars, at): (OfferId, StudentId, i64, DateTime)| {
        db::row![offer, student, stars, "", at]
    };
    tx.bulk(SQL, "", all.into_iter().map(row)).await?;
    Ok(())
}

/// The ratings of offers: how many, and the sum of their stars.
pub async fn ratings(tx: &mut Tx, offers: &[OfferId]) -> Result<Vec<(OfferId, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT offer_id, COUNT(*) AS n, CAST(SUM(stars) AS BIGINT) AS stars
        FROM offer_rating WHERE offer_id IN ($$) GROUP BY offer_id";
    tx.all_in(SQL, &[], offers, |row| Ok((row.get("offer_id")?, row.get("n")?, row.get("stars")?)))
        .await
}

/// The stars that a child's guardian gave an offer.
pub async fn find_rating(
    tx: &mut Tx,
    offer: OfferId,
    student: StudentId,
) -> Result<Option<i64>, Error> {
    const SQL: &str = "SELECT stars FROM offer_rating WHERE offer_id = $1 AND student_id = $2";
    tx.one(SQL, &[&offer, &student], |row| row.get("stars")).await
}
