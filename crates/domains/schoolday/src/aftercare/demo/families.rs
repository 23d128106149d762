//! What families paid for this term's courses, and what came back; what they wish for the next one.

use std::ops::{Range, RangeInclusive};

use directory::demo::Chance;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use offering::{Booking, OfferId, Round, store::wishes};
use vocab::Fen;

use super::{
    Making, TODAY,
    courses::{Courses, FIRST_DAY, SESSIONS},
    takers::Takers,
};
use crate::aftercare::{
    courses::model::Course,
    orders::{
        self,
        model::{Order, PaidBy, Refund, RefundState, State as OrderState},
    },
    terms,
};

/// Of a thousand children in care, so many have wished for something so far.
const WISHING_PER_MILLE: usize = 560;

/// One order in so many is still to be paid: at the demo's own school more, so that its finance has
/// something to do.
const DUE_EVERY: [usize; 2] = [150, 12];

/// The order of a seat that costs something, mostly paid in the first days, and what came back where
/// the seat was left.
pub(super) fn pay(
    it: &Making,
    course: &Course,
    seat: &Booking,
    chance: &mut Chance,
    all: &mut Courses,
) {
    if course.fee.is_zero() {
        return;
    }
    let number = all.orders.len() + 1;
    let paid_at = seat.made_at.saturating_add(chance.between(1, 96).hours());
    let order = Order {
        id: it.id(),
        booking: seat.id,
        course: course.id,
        student: seat.student,
        amount: course.fee,
        sessions: SESSIONS,
        held_before: 0,
        state: OrderState::Paid,
        receipt: Some(format!("SJ2021{number:07}")),
        made_at: seat.made_at,
        paid_at: Some(paid_at),
        paid_by: Some(PaidBy::PublicPayment),
    };
    let main = it.county.schools[it.county.main_school()].id == course.school;
    let own = it.own_child.is_some_and(|at| it.county.students[at].id == seat.student);
    let owes = number % DUE_EVERY[usize::from(main)] == 5 && seat.ended_at.is_none() && !own;
    let order = if owes {
        Order { state: OrderState::Due, receipt: None, paid_at: None, paid_by: None, ..order }
    } else {
        order
    };
    if let Some(left) = seat.ended_at {
        let held = held_before(it, course, left.date());
        if let Ok(Some((amount, used))) = orders::actions::refund_of(&order, held, Fen::ZERO) {
            // Those of the last days are still in work.
            let days = terms::days_left(left.date(), TODAY);
            let state = match days {
                ..7 => RefundState::Asked,
                7..12 => RefundState::Approved,
                _ => RefundState::Paid,
            };
            let id = it.id();
            let order = order.id;
            let for_day = None;
            all.refunds.push(Refund { id, order, for_day, amount, used, state, asked_at: left });
        }
    }
    all.orders.push(order);
}

/// How many sessions of a course lay before `day`.
fn held_before(it: &Making, course: &Course, day: Date) -> i64 {
    let town = it.county.schools.iter().find(|it| it.id == course.school).map_or(0, |it| it.town);
    let meets = |weekday: Weekday| course.meetings.iter().any(|it| it.weekday == weekday);
    let days = it.days_of(town).iter();
    let held = days.filter(|it| it.day >= FIRST_DAY && it.day < day && meets(it.follows));
    i64::try_from(held.count()).unwrap_or(0)
}

/// The wishes that families have ranked so far for the next term. The demo's parent has not yet.
pub(super) fn wish(
    it: &Making,
    takers: &Takers,
    students: Range<usize>,
    round: &Round,
    all: &mut Courses,
) {
    let offered: Vec<(OfferId, RangeInclusive<i64>)> = all
        .offers
        .iter()
        .filter(|it| it.round == round.id)
        .map(|it| (it.id, it.grades.clone()))
        .collect();
    let demo = it.own_child.map(|child| it.county.students[child].family);
    for student in students.filter(|student| takers.basic[*student]) {
        let child = &it.county.students[student];
        let mut chance = it.chance("wish", student);
        if Some(child.family) == demo || !chance.happens(WISHING_PER_MILLE) {
            continue;
        }
        let grade = it.county.classes[child.class].grade.number();
        let fits = offered.iter().filter(|it| it.1.contains(&grade)).map(|it| it.0);
        let mut wanted: Vec<OfferId> = fits.collect();
        chance.shuffle(&mut wanted);
        let ranked = 1 + chance.below(3);
        let day = chance.between(0, 6).days();
        let made_at =
            round.opens_at.saturating_add(day).saturating_add(chance.between(0, 700).minutes());
        for (rank, offer) in (1..).zip(wanted.into_iter().take(ranked)) {
            let student = child.id;
            all.wishes.push(wishes::Wish {
                round: round.id,
                student,
                rank,
                offer,
                made_at,
                by: None,
            });
        }
    }
}
