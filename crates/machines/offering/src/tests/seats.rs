//! Seats, queues and rounds on each database: nothing is oversold, nobody is lost.

use std::sync::Arc;

use db::{Db, Migration, testing::on_each};
use jiff::civil::{DateTime, Time, Weekday, datetime};
use platform::access::{Place, PlaceKind, add_place};
use vocab::{Clock, Ids, StudentId, TestClock};

use crate::{
    actions::{self, Asking, Error, Making},
    model::{
        Booking, BookingId, Child, Meeting, Offer, OfferId, Round, RoundId, SeatRule, Standing,
    },
    rules::Refusal,
    store::{bookings, offers, wishes},
};

const NOW: DateTime = datetime(2021, 12, 20, 9, 0, 0, 0);
const LATER: DateTime = datetime(2021, 12, 21, 9, 0, 0, 0);

fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, directory::MIGRATIONS, crate::MIGRATIONS].concat()
}

/// A round with two courses on different days, and children.
struct Fixture {
    db: Db,
    ids: Ids,
    clock: TestClock,
    round: RoundId,
    offers: [OfferId; 2],
    children: Vec<StudentId>,
}

impl Fixture {
    async fn new(db: Db, rule: SeatRule, seats: i64, children: usize) -> Self {
        let (ids, clock) = (Ids::seeded(7), TestClock::at("2021-12-20T01:00:00Z"));
        let now = clock.now();
        let place = Place {
            id: ids.make(now),
            kind: PlaceKind::County,
            parent: None,
            code: None,
            name: "慈溪市".to_owned(),
            position: 1,
            since: NOW.date(),
        };
        let round = Round {
            id: ids.make(now),
            place: place.id,
            season: "2021-2".to_owned(),
            title: "春季拓展课程".to_owned(),
            rule,
            opens_at: datetime(2021, 12, 13, 8, 0, 0, 0),
            closes_at: datetime(2021, 12, 20, 20, 0, 0, 0),
            wishes_max: 3,
            seats_per_child: 2,
            hold_hours: 24,
            settled_at: None,
            seed: None,
        };
        let offers = [Weekday::Monday, Weekday::Tuesday]
            .map(|day| offer(ids.make(now), round.id, seats, day));
        let children: Vec<StudentId> = (0..children).map(|_| ids.make(now)).collect();
        let filled: Result<(), db::Error> = db::write!(db, "fill", |tx| {
            add_place(tx, &place).await?;
            let row = |it: &StudentId| db::row![*it, "孩子".to_owned(), "enrolled".to_owned()];
            let sql = "INSERT INTO student (id, name, standing)";
            tx.bulk(sql, "", children.iter().map(row)).await?;
            offers::add_rounds(tx, std::slice::from_ref(&round)).await?;
            offers::add_offers(tx, &offers).await
        });
        filled.unwrap();
        let offers = offers.map(|it| it.id);
        Self { db, ids, clock, round: round.id, offers, children }
    }

    async fn book(&self, offer: OfferId, student: StudentId) -> Result<Booking, Error> {
        let id: BookingId = self.ids.make(self.clock.now());
        let asking = asking(student, NOW);
        db::write!(self.db, "book", |tx| { actions::book(tx, id, offer, asking).await })
    }

    async fn withdraw(&self, id: BookingId) -> Vec<StudentId> {
        let done: Result<_, Error> =
            db::write!(self.db, "withdraw", |tx| { actions::withdraw(tx, id, NOW).await });
        done.unwrap().1.into_iter().map(|it| it.student).collect()
    }

    async fn lapse(&self, now: DateTime) -> Vec<StudentId> {
        let done: Result<_, Error> =
            db::write!(self.db, "lapse", |tx| { actions::lapse(tx, now).await });
        done.unwrap().into_iter().map(|it| it.student).collect()
    }

    async fn wish(&self, student: StudentId, wanted: &[OfferId]) -> Result<(), Error> {
        let (round, asking) = (self.round, asking(student, NOW));
        db::write!(self.db, "wish", |tx| { actions::wish(tx, round, wanted, asking).await })
    }

    async fn settle(&self, now: DateTime) -> Result<usize, Error> {
        let making = Making { ids: &self.ids, at: self.clock.now(), now };
        let round = self.round;
        let done: Result<_, Error> = db::write!(self.db, "settle", |tx| {
            let wished = wishes::of_round(tx, round).await?;
            let mut order: Vec<StudentId> = wished.into_iter().map(|it| it.0).collect();
            order.dedup();
            actions::settle(tx, round, &order, "PW211220-00000", making).await
        });
        Ok(done?.seats.len())
    }

    async fn roster(&self, offer: OfferId) -> Vec<StudentId> {
        let found: Result<_, db::Error> =
            db::read!(self.db, "roster", |tx| { bookings::roster(tx, offer, NOW.date()).await });
        found.unwrap()
    }

    async fn taken(&self) -> Vec<(i64, i64)> {
        let round = self.round;
        let found: Result<Vec<Offer>, db::Error> =
            db::read!(self.db, "offers", |tx| { offers::offers_of(tx, round).await });
        found.unwrap().iter().map(|it| (it.taken, it.queue_last)).collect()
    }
}

fn asking(student: StudentId, now: DateTime) -> Asking {
    Asking { child: Child { id: student, grade: 4 }, by: None, now }
}

fn offer(id: OfferId, round: RoundId, seats: i64, weekday: Weekday) -> Offer {
    let time = |text: &str| text.parse::<Time>().unwrap();
    let meeting = Meeting { weekday, starts: time("16:30"), ends: time("17:15") };
    Offer {
        id,
        round,
        title: format!("{}的课", vocab::weekday_label(weekday)),
        grades: 3..=6,
        seats,
        taken: 0,
        queue_last: 0,
        is_cancelled: false,
        meetings: vec![meeting],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_rush_no_seat_is_given_twice_and_everyone_gets_an_answer() {
    on_each(&migrations(), async |db| {
        let it = Arc::new(Fixture::new(db, SeatRule::FirstCome, 7, 60).await);
        let asked: Vec<_> = (0..60)
            .map(|at| {
                let it = it.clone();
                tokio::spawn(async move { it.book(it.offers[0], it.children[at]).await })
            })
            .collect();
        let mut seats = 0;
        let mut places = Vec::new();
        for asked in asked {
            let booking = asked.await.unwrap().unwrap();
            match booking.standing {
                Standing::Seat => seats += 1,
                _ => places.extend(booking.queue_place),
            }
        }
        places.sort_unstable();
        assert_eq!(
            (seats, places),
            (7, (1..=53).collect()),
            "each place in the queue is one's own"
        );
        assert_eq!(it.taken().await[0], (7, 53));
    })
    .await;
}

#[tokio::test]
async fn asking_twice_does_no_harm_and_a_seat_that_comes_free_goes_to_the_head_of_the_queue() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::FirstCome, 1, 4).await;
        let course = it.offers[0];
        let first = it.book(course, it.children[0]).await.unwrap();
        assert_eq!(it.book(course, it.children[0]).await.unwrap().id, first.id);
        let second = it.book(course, it.children[1]).await.unwrap();
        it.book(course, it.children[2]).await.unwrap();
        assert_eq!((second.standing, second.queue_place), (Standing::Waiting, Some(1)));
        assert_eq!(it.withdraw(first.id).await, [it.children[1]]);
        let last = it.book(course, it.children[3]).await.unwrap();
        assert_eq!(last.queue_place, Some(3), "a held seat is not free");
        let accepted: Result<_, Error> =
            db::write!(it.db, "accept", |tx| { actions::accept(tx, second.id, NOW).await });
        assert_eq!(accepted.unwrap().standing, Standing::Seat);
        assert_eq!(it.roster(course).await, [it.children[1]]);
    })
    .await;
}

#[tokio::test]
async fn a_held_seat_that_nobody_answers_for_goes_on_and_in_the_end_comes_free() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::FirstCome, 1, 3).await;
        let course = it.offers[0];
        let first = it.book(course, it.children[0]).await.unwrap();
        it.book(course, it.children[1]).await.unwrap();
        let third = it.book(course, it.children[2]).await.unwrap();
        it.withdraw(first.id).await;
        assert_eq!(it.lapse(NOW).await, [], "there is a day to answer");
        assert_eq!(it.lapse(LATER).await, [it.children[2]]);
        assert_eq!(it.withdraw(third.id).await, []);
        assert_eq!(it.taken().await[0].0, 0);
    })
    .await;
}

#[tokio::test]
async fn wishes_are_settled_once_after_the_window_and_what_is_left_goes_first_come() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::Wishes, 2, 5).await;
        let [monday, tuesday] = it.offers;
        for child in &it.children[..3] {
            it.wish(*child, &[tuesday]).await.unwrap();
            it.wish(*child, &[monday]).await.unwrap(); // Changed their mind.
        }
        it.wish(it.children[3], &[monday, tuesday]).await.unwrap();
        assert!(matches!(
            it.book(monday, it.children[4]).await,
            Err(Error::Refused(Refusal::OtherRule(_)))
        ));
        assert!(matches!(it.settle(NOW).await, Err(Error::Refused(Refusal::StillOpen(_)))));
        assert_eq!(it.settle(LATER).await.unwrap(), 3, "two on Monday, one on Tuesday");
        assert!(matches!(it.settle(LATER).await, Err(Error::Refused(Refusal::Settled))));
        let taken = it.taken().await;
        assert_eq!((taken[0].0, taken[1].0), (2, 1));
        assert!(taken[0].1 >= 1, "who got nothing waits");
        let seat = it.book(tuesday, it.children[4]).await.unwrap();
        assert_eq!(seat.standing, Standing::Seat);
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_offer_ends_every_booking_and_gives_no_more() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::FirstCome, 1, 3).await;
        let course = it.offers[0];
        it.book(course, it.children[0]).await.unwrap();
        it.book(course, it.children[1]).await.unwrap();
        let ended: Result<_, Error> =
            db::write!(it.db, "cancel", |tx| { actions::cancel(tx, course, NOW).await });
        assert_eq!(ended.unwrap().len(), 2);
        assert!(matches!(
            it.book(course, it.children[2]).await,
            Err(Error::Refused(Refusal::Cancelled(_)))
        ));
        assert_eq!(it.taken().await[0].0, 0);
    })
    .await;
}

#[tokio::test]
async fn a_child_is_not_given_two_things_at_one_time() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::FirstCome, 5, 1).await;
        let other = offer(it.ids.make(it.clock.now()), it.round, 5, Weekday::Monday);
        let added: Result<(), db::Error> = db::write!(it.db, "offer", |tx| {
            offers::add_offers(tx, std::slice::from_ref(&other)).await
        });
        added.unwrap();
        it.book(it.offers[0], it.children[0]).await.unwrap();
        let clash = it.book(other.id, it.children[0]).await;
        assert!(matches!(clash, Err(Error::Refused(Refusal::Clash { .. }))));
        it.book(it.offers[1], it.children[0]).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_seat_that_was_waited_for_is_not_taken_beside_another_at_the_same_time() {
    on_each(&migrations(), async |db| {
        let it = Fixture::new(db, SeatRule::FirstCome, 1, 2).await;
        let (first, second) = (it.children[0], it.children[1]);
        let other = offer(it.ids.make(it.clock.now()), it.round, 1, Weekday::Monday);
        let added: Result<(), db::Error> = db::write!(it.db, "another", |tx| {
            offers::add_offers(tx, std::slice::from_ref(&other)).await
        });
        added.unwrap();
        let seat = it.book(it.offers[0], first).await.unwrap();
        let waits = it.book(it.offers[0], second).await.unwrap();
        let meanwhile = it.book(other.id, second).await.unwrap();
        assert_eq!((waits.standing, meanwhile.standing), (Standing::Waiting, Standing::Seat));
        assert_eq!(it.withdraw(seat.id).await, [second]);
        let accept = async || -> Result<Booking, Error> {
            db::write!(it.db, "accept", |tx| { actions::accept(tx, waits.id, NOW).await })
        };
        let refused = accept().await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Clash { .. }))), "{refused:?}");
        it.withdraw(meanwhile.id).await;
        assert_eq!(accept().await.unwrap().standing, Standing::Seat);
    })
    .await;
}
