//! What a family does with courses: ranks wishes for all its children, asks for a seat, answers for
//! one that is held, leaves, rates.

use db::Tx;
use jiff::civil::{Date, Weekday};
use offering::{
    Booking, BookingId, Child as Asker, Offer, OfferId, Round, RoundId, Standing,
    actions::{self as seats, Asking},
    rules as seat_rules,
    store::{bookings, offers, wishes},
};
use vocab::{Fen, Grade, SchoolId, StudentId, Term};
use web::Visit;

use super::{
    actions::tell,
    model::{Course, CourseId, Price, State},
    store,
};
use crate::aftercare::{
    error::Error,
    orders::{
        self,
        model::{Order, Refund},
    },
    participation::actions::child_of,
    people::{self, Child},
};

/// Something on offer, for one child.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The course.
    pub course: Course,
    /// Its seats.
    pub offer: Offer,
    /// What a seat taken now costs.
    pub price: Price,
    /// Why the child cannot have it, where it cannot.
    pub refusal: Option<String>,
}

/// A seat or a place in a queue, with what it costs.
#[derive(Debug, Clone)]
pub struct Held {
    /// The booking.
    pub booking: Booking,
    /// The course.
    pub course: Course,
    /// Its order, if it costs something.
    pub order: Option<Order>,
    /// Its refund, if it was left.
    pub refund: Option<Refund>,
    /// What leaving now brings back.
    pub back: Option<vocab::Fen>,
    /// How many wait before this child, where it waits.
    pub ahead: Option<i64>,
    /// The stars that its guardian gave.
    pub stars: Option<i64>,
}

/// A child with what it can have and has.
#[derive(Debug)]
pub struct OfChild {
    /// The child.
    pub child: Child,
    /// Its school's rounds in this term.
    pub rounds: Vec<Round>,
    /// What is on offer.
    pub choices: Vec<Choice>,
    /// Its wishes, best first, in the round of wishes.
    pub wishes: Vec<OfferId>,
    /// What it has, had, or waits for.
    pub held: Vec<Held>,
}

impl OfChild {
    /// The course that an offer is of.
    pub fn title(&self, offer: OfferId) -> &str {
        let found = self.choices.iter().find(|it| it.offer.id == offer);
        found.map_or("", |it| it.course.title.as_str())
    }

    /// On which weekdays the child stays until when, by its seats: latest end first of each day.
    pub fn leaves(&self) -> Vec<(Weekday, jiff::civil::Time)> {
        let mut days: Vec<(Weekday, jiff::civil::Time)> = Vec::new();
        let seated = self.held.iter().filter(|it| it.booking.standing == Standing::Seat);
        for meeting in seated.flat_map(|it| &it.course.meetings) {
            match days.iter_mut().find(|it| it.0 == meeting.weekday) {
                Some(day) => day.1 = day.1.max(meeting.ends),
                None => days.push((meeting.weekday, meeting.ends)),
            }
        }
        days
    }
}

/// The grade that a child of `grade` is in during `term`: one more after the summer.
pub fn grade_in(grade: Grade, term: Term, today: Date) -> Grade {
    let moved_up = vocab::SchoolYear::of(today).is_ok_and(|it| term.year > it);
    if moved_up { grade.next().unwrap_or(grade) } else { grade }
}

/// The actor's children with their courses of `term`.
pub async fn children(visit: &Visit, term: Term) -> Result<Vec<OfChild>, Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    db::read!(visit.db(), "family courses", |tx| {
        let children = people::children_of(tx, account, now.date()).await?;
        let students: Vec<StudentId> = children.iter().map(|it| it.id).collect();
        let season = term.to_string();
        let booked = bookings::of_children(tx, &students, &season).await?;
        let engaged = bookings::engagements(tx, &students, &season).await?;
        let paid = orders::store::of_students(tx, &students).await?;
        let mut all = Vec::new();
        // A family has a handful of children: each asks for its own school's offers.
        for child in children {
            let own = booked.iter().filter(|it| it.student == child.id).cloned().collect();
            let busy = seats::engagements_of(&engaged, child.id);
            let grade = grade_in(child.grade, term, now.date());
            all.push(of_child(tx, child, grade, term, (own, busy, &paid)).await?);
        }
        Ok(all)
    })
}

type Known<'a> = (Vec<Booking>, Vec<seat_rules::Engagement>, &'a [(Order, Option<Refund>)]);

async fn of_child(
    tx: &mut Tx,
    child: Child,
    grade: Grade,
    term: Term,
    (booked, busy, paid): Known<'_>,
) -> Result<OfChild, Error> {
    let rounds = offers::rounds_of(tx, child.school.place(), &term.to_string()).await?;
    let courses = store::of_school(tx, child.school, term).await?;
    let ids: Vec<OfferId> = courses.iter().map(|it| it.offer).collect();
    let all = offers::offers(tx, &ids).await?;
    let asker = Asker { id: child.id, grade: grade.number() };
    let names: Vec<_> = courses.iter().map(|it| it.id).collect();
    let all_held = orders::store::all_sessions_held(tx, &names, Date::MAX).await?;
    let choice = |course: &Course| {
        let offer = all.iter().find(|it| it.id == course.offer)?.clone();
        let own = |it: &&Booking| it.offer == offer.id && it.standing.is_live();
        let refusal = match booked.iter().find(own) {
            Some(_) => None,
            None => seat_rules::is_eligible(&offer, asker)
                .and_then(|()| seat_rules::is_free(&offer, &busy))
                .err(),
        };
        let refusal = refusal.map(|it| it.to_string());
        let held = orders::actions::held_of(&all_held, course.id);
        Some(Choice { course: course.clone(), offer, price: course.price(held), refusal })
    };
    let published = courses.iter().filter(|it| it.state == State::Published);
    let choices: Vec<Choice> = published.filter_map(choice).collect();
    let wished = match rounds.first() {
        Some(round) => wishes::of_child(tx, round.id, child.id).await?,
        None => Vec::new(),
    };
    let held = held(tx, (&courses, &all_held), booked, paid).await?;
    Ok(OfChild { child, rounds, choices, wishes: wished, held })
}

async fn held(
    tx: &mut Tx,
    (courses, all_held): (&[Course], &[(CourseId, i64)]),
    booked: Vec<Booking>,
    paid: &[(Order, Option<Refund>)],
) -> Result<Vec<Held>, Error> {
    let mut all = Vec::new();
    let orders: Vec<_> = paid.iter().map(|it| it.0.id).collect();
    let given = orders::store::given_of(tx, &orders).await?;
    // At most a few courses a child.
    for booking in booked {
        let Some(course) = courses.iter().find(|it| it.offer == booking.offer) else { continue };
        let own = paid.iter().find(|it| it.0.booking == booking.id);
        let order = own.map(|it| it.0.clone());
        let sessions = orders::actions::held_of(all_held, course.id);
        let back = match &order {
            Some(order) if booking.standing.is_live() => {
                let given = orders::actions::given(&given, order);
                orders::actions::refund_of(order, sessions, given)?.map(|it| it.0)
            }
            _ => None,
        };
        let ahead = match (booking.standing, booking.queue_place) {
            (Standing::Waiting, Some(place)) => {
                Some(bookings::count_ahead(tx, booking.offer, place).await?)
            }
            _ => None,
        };
        let stars = bookings::find_rating(tx, booking.offer, booking.student).await?;
        let refund = own.and_then(|it| it.1);
        all.push(Held { booking, course: course.clone(), order, refund, back, ahead, stars });
    }
    Ok(all)
}

/// What came back to the actor's children for sessions that were called off.
pub async fn day_refunds(
    visit: &Visit,
    children: &[OfChild],
) -> Result<Vec<(String, Refund)>, Error> {
    let students: Vec<StudentId> = children.iter().map(|it| it.child.id).collect();
    Ok(db::read!(visit.db(), "refunds of days", |tx| {
        orders::store::day_refunds(tx, &students).await
    })?)
}

/// What a family wants for one child in one round, best first.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The round.
    pub round: RoundId,
    /// The child.
    pub student: StudentId,
    /// The courses' offers.
    pub offers: Vec<OfferId>,
}

/// Ranks wishes for some of the actor's children, all of it or nothing.
pub async fn wish(visit: &Visit, wanted: &[Wanted]) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.course.wish", |act| {
        for it in wanted {
            let child = child_of(act.tx(), account, it.student, now.date()).await?;
            let round = offers::find_round(act.tx(), it.round).await?.ok_or(Error::Missing)?;
            let asking = asking(visit, (child.id, child.school, child.grade), &round)?;
            seats::wish(act.tx(), it.round, &it.offers, asking).await?;
        }
        act.note("children", wanted.len());
        Ok(())
    })
}

fn asking(
    visit: &Visit,
    (id, school, grade): (StudentId, SchoolId, Grade),
    round: &Round,
) -> Result<Asking, Error> {
    // A round of another school is as if it were not there.
    if round.place != school.place() {
        return Err(Error::Missing);
    }
    let term: Term = round.season.parse().map_err(|_| Error::Missing)?;
    let child = Asker { id, grade: grade_in(grade, term, visit.today()).number() };
    Ok(Asking { child, by: Some(visit.actor.account), now: visit.civil_now() })
}

/// Asks for a seat at once. In a rush this decides how many families are served a second: nobody
/// else writes meanwhile, so it takes as few statements as it can.
pub async fn book(
    visit: &Visit,
    id: BookingId,
    offer: OfferId,
    student: StudentId,
) -> Result<Standing, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    platform::act!(visit, "aftercare.course.book", |act| {
        let tx = act.tx();
        let asked = store::find_asked(tx, offer, student, (account, today)).await?;
        let asked = asked.filter(|it| it.state == State::Published).ok_or(Error::Missing)?;
        let counter =
            offers::find_counter(tx, id, (offer, student)).await?.ok_or(Error::Missing)?;
        let asking = asking(visit, (student, asked.school, asked.grade), &counter.round)?;
        let booking = seats::book_at(tx, id, counter, asking).await?;
        if booking.standing == Standing::Seat
            && let Some(order) = orders::actions::order_for(act, asked.price, &booking)
        {
            orders::store::add_one(act.tx(), &order);
        }
        act.about(booking.id);
        act.note("standing", booking.standing.key());
        Ok(booking.standing)
    })
}

async fn own(tx: &mut Tx, visit: &Visit, id: BookingId) -> Result<Booking, Error> {
    let booking = bookings::find(tx, id).await?.ok_or(Error::Missing)?;
    child_of(tx, visit.actor.account, booking.student, visit.today()).await?;
    Ok(booking)
}

async fn course_of(tx: &mut Tx, booking: &Booking) -> Result<Course, Error> {
    store::of_offers(tx, &[booking.offer]).await?.pop().ok_or(Error::Missing)
}

/// Takes the seat that is held for a child. Says of which term the course is.
pub async fn accept(visit: &Visit, id: BookingId) -> Result<Term, Error> {
    let now = visit.civil_now();
    platform::act!(visit, "aftercare.course.accept", |act| {
        own(act.tx(), visit, id).await?;
        let booking = seats::accept(act.tx(), id, now).await?;
        let course = course_of(act.tx(), &booking).await?;
        let held = orders::store::sessions_held(act.tx(), course.id, now.date()).await?;
        let order = orders::actions::order_for(act, course.price(held), &booking);
        orders::store::add(act.tx(), order).await?;
        act.about(id);
        Ok(course.term)
    })
}

/// What leaving would mean, told before it is done.
#[derive(Debug)]
pub struct Leaving {
    /// The place.
    pub booking: Booking,
    /// The course.
    pub course: Course,
    /// What was ordered, where it costs something.
    pub order: Option<Order>,
    /// How many of its sessions were held since the seat was taken.
    pub held: i64,
    /// What came back before, for sessions called off.
    pub given: Fen,
    /// What comes back.
    pub back: Option<Fen>,
}

/// What leaving a course would mean now.
pub async fn leaving(visit: &Visit, id: BookingId) -> Result<Leaving, Error> {
    let today = visit.today();
    db::read!(visit.db(), "leaving a course", |tx| {
        let booking = own(tx, visit, id).await?;
        let course = course_of(tx, &booking).await?;
        let order = orders::store::find_of_booking(tx, id).await?;
        let held = orders::store::sessions_held(tx, course.id, today).await?;
        let ids: Vec<_> = order.iter().map(|it| it.id).collect();
        let before = orders::store::given_of(tx, &ids).await?;
        let given = order.as_ref().map_or(Fen::ZERO, |it| orders::actions::given(&before, it));
        let back = match &order {
            Some(order) => orders::actions::refund_of(order, held, given)?.map(|it| it.0),
            None => None,
        };
        let held = order.as_ref().map_or(held, |it| orders::actions::held_since(it, held));
        Ok(Leaving { booking, course, order, held, given, back })
    })
}

/// Leaves a course or its queue; what was paid for and not used comes back, and the next in the
/// queue is told. Says of which term the course is.
pub async fn withdraw(visit: &Visit, id: BookingId) -> Result<Term, Error> {
    let now = visit.civil_now();
    platform::act!(visit, "aftercare.course.withdraw", |act| {
        own(act.tx(), visit, id).await?;
        let (booking, promoted) = seats::withdraw(act.tx(), id, now).await?;
        let course = course_of(act.tx(), &booking).await?;
        orders::actions::leave(act, course.id, &[id]).await?;
        let next: Vec<StudentId> = promoted.iter().map(|it| it.student).collect();
        act.about(id);
        act.note("promoted", next.len());
        tell(act, &next, &format!("课程“{}”有空位，请尽快确认", course.title)).await?;
        Ok(course.term)
    })
}

/// Rates a course that a child had a seat in. Says of which term it is.
pub async fn rate(visit: &Visit, id: BookingId, stars: i64, words: &str) -> Result<Term, Error> {
    let now = visit.civil_now();
    platform::act!(visit, "aftercare.course.rate", |act| {
        let booking = own(act.tx(), visit, id).await?;
        let course = course_of(act.tx(), &booking).await?;
        let held = orders::store::sessions_held(act.tx(), course.id, now.date()).await?;
        super::rules::may_rate(booking.seated_at, held, stars)?;
        let by = act.origin().account;
        act.about(id);
        act.note("stars", stars);
        let (offer, student) = (booking.offer, booking.student);
        bookings::set_rating(act.tx(), offer, student, stars, words, now, by).await?;
        Ok(course.term)
    })
}
