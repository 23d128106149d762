//! Paying and paying back, each on an act.

use std::{collections::BTreeSet, num::NonZeroU32};

use jiff::civil::Date;
use offering::{Booking, BookingId};
use platform::act::Act;
use vocab::{Fen, StudentId};
use web::Visit;

use super::{
    model::{Order, OrderId, PaidBy, Refund, RefundId, RefundState, State},
    rules::{self, Refusal},
    store::{self, Listed},
};
use crate::aftercare::{
    courses::model::{CourseId, Price},
    error::{Error, refusals},
    participation::{actions::child_of, model::GroupId},
    people,
};

refusals!(Refusal);

/// The order for a seat, if it costs something: whoever comes late pays for what is left.
pub fn order_for(act: &Act<'_>, price: Price, booking: &Booking) -> Option<Order> {
    let origin = act.origin();
    let amount = price.amount();
    (!amount.is_zero()).then(|| Order {
        id: origin.ids.make(origin.now),
        booking: booking.id,
        course: price.course,
        student: booking.student,
        amount,
        sessions: price.sessions_left(),
        held_before: price.held,
        state: State::Due,
        receipt: None,
        made_at: origin.civil_now,
        paid_at: None,
        paid_by: None,
    })
}

/// What leaving a seat brings back when `held` sessions of its course were held and `given` came
/// back before: nothing where nothing was paid.
pub fn refund_of(order: &Order, held: i64, given: Fen) -> Result<Option<(Fen, u32)>, Refusal> {
    if order.state != State::Paid {
        return Ok(None);
    }
    let (used, planned) = used_of(order, held);
    let amount = rules::refund_left(order.amount, used, planned, given)?;
    Ok((!amount.is_zero()).then_some((amount, used)))
}

/// How many of the `held` sessions of a course were held since the seat of `order` was taken.
pub fn held_since(order: &Order, held: i64) -> i64 {
    held.saturating_sub(i64::from(order.held_before)).max(0)
}

/// How many sessions of `course` were held.
pub fn held_of(all: &[(CourseId, i64)], course: CourseId) -> i64 {
    all.iter().find(|it| it.0 == course).map_or(0, |it| it.1)
}

fn used_of(order: &Order, held: i64) -> (u32, NonZeroU32) {
    let used = u32::try_from(held_since(order, held)).unwrap_or(u32::MAX).min(order.sessions);
    (used, NonZeroU32::new(order.sessions).unwrap_or(NonZeroU32::MIN))
}

/// What came back of `order` before.
pub fn given(all: &[(OrderId, Fen)], order: &Order) -> Fen {
    all.iter().find(|it| it.0 == order.id).map_or(Fen::ZERO, |it| it.1)
}

/// Settles what left seats of one course owe or are owed: an unpaid order is cancelled, of a paid
/// one what was not used comes back.
pub async fn leave(
    act: &mut Act<'_>,
    course: CourseId,
    bookings: &[BookingId],
) -> Result<Vec<Refund>, Error> {
    store::cancel(act.tx(), bookings).await?;
    let paid = store::paid_of(act.tx(), bookings).await?;
    let orders: Vec<OrderId> = paid.iter().map(|it| it.id).collect();
    let before = store::given_of(act.tx(), &orders).await?;
    let today = act.origin().civil_now.date();
    let held = store::sessions_held(act.tx(), course, today).await?;
    let mut refunds = Vec::new();
    for order in &paid {
        if let Some((amount, used)) = refund_of(order, held, given(&before, order))? {
            refunds.push(asked(act, order, amount, used, None));
        }
    }
    store::add_refunds(act.tx(), &refunds).await?;
    act.note("refunds", refunds.len());
    Ok(refunds)
}

fn asked(act: &Act<'_>, order: &Order, amount: Fen, used: u32, for_day: Option<Date>) -> Refund {
    let origin = act.origin();
    Refund {
        id: origin.ids.make(origin.now),
        order: order.id,
        for_day,
        amount,
        used,
        state: RefundState::Asked,
        asked_at: origin.civil_now,
    }
}

/// Sessions of courses are called off and not made up: what each cost comes back to those who paid.
/// Says to whose child, and how much.
pub async fn refund_day(
    act: &mut Act<'_>,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<(StudentId, Fen)>, Error> {
    let mut paid = store::paid_of_groups(act.tx(), groups).await?;
    let orders: Vec<OrderId> = paid.iter().map(|it| it.id).collect();
    // Who had the day's money back before it was held after all keeps it, and has no more.
    let already = store::refunded_on(act.tx(), &orders, day).await?;
    paid.retain(|it| !already.contains(&it.id));
    give_back(act, &paid, day).await
}

/// Orders that were paid after a session of theirs had fallen away: what it cost comes back too.
pub(super) async fn refund_missed(act: &mut Act<'_>, orders: &[OrderId]) -> Result<(), Error> {
    let missed = store::missed(act.tx(), orders).await?;
    let days: BTreeSet<Date> = missed.iter().map(|it| it.1).collect();
    for day in days {
        let of_day = missed.iter().filter(|it| it.1 == day).map(|it| it.0.clone());
        give_back(act, &of_day.collect::<Vec<_>>(), day).await?;
    }
    Ok(())
}

async fn give_back(
    act: &mut Act<'_>,
    paid: &[Order],
    day: Date,
) -> Result<Vec<(StudentId, Fen)>, Error> {
    let orders: Vec<OrderId> = paid.iter().map(|it| it.id).collect();
    let before = store::given_of(act.tx(), &orders).await?;
    let today = act.origin().civil_now.date();
    let courses: BTreeSet<CourseId> = paid.iter().map(|it| it.course).collect();
    let courses: Vec<CourseId> = courses.into_iter().collect();
    let all_held = store::all_sessions_held(act.tx(), &courses, today).await?;
    let mut refunds = Vec::new();
    let mut back = Vec::new();
    for order in paid {
        let (used, planned) = used_of(order, held_of(&all_held, order.course));
        let amount = rules::refund_of_day(order.amount, used, planned, given(&before, order))?;
        if !amount.is_zero() {
            refunds.push(asked(act, order, amount, used, Some(day)));
            back.push((order.student, amount));
        }
    }
    store::add_refunds(act.tx(), &refunds).await?;
    act.note("refunds", refunds.len());
    Ok(back)
}

/// A guardian pays through the stand-in of the public payment service, which only a demo has.
pub async fn pay(visit: &Visit, id: OrderId) -> Result<(), Error> {
    if !visit.cell.demo {
        let words = "公共支付还没有接通。请按学校通知的方式缴费，到账后由学校登记。";
        return Err(Error::Refused(words.to_owned()));
    }
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.order.pay", |act| {
        let order = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        child_of(act.tx(), account, order.student, now.date()).await?;
        mark_paid(act, &order, order.amount, PaidBy::PublicPayment).await
    })
}

/// The school's finance marks a payment that arrived otherwise.
pub async fn register_payment(visit: &Visit, id: OrderId, paid: Fen) -> Result<(), Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.order.register", |act| {
        let order = store::find_within(act.tx(), id, scope).await?.ok_or(Error::Missing)?;
        mark_paid(act, &order, paid, PaidBy::Sheet).await
    })
}

/// The `number`-th receipt of a year, as it is printed.
pub(super) fn receipt(year: i16, number: i64) -> String {
    format!("SJ{year}{number:07}")
}

async fn mark_paid(act: &mut Act<'_>, order: &Order, paid: Fen, by: PaidBy) -> Result<(), Error> {
    rules::may_mark_paid(order.state, paid, order.amount)?;
    let now = act.origin().civil_now;
    let number = store::next_receipt(act.tx(), now.year()).await?;
    let receipt = receipt(now.year(), number);
    act.about(order.id);
    act.note("receipt", &receipt);
    act.note("amount", paid.get());
    if !store::set_paid(act.tx(), order.id, &receipt, now, by).await? {
        return Err(Error::Stale);
    }
    refund_missed(act, &[order.id]).await
}

/// The school's finance moves a refund on: agrees, then marks it as paid out.
pub async fn advance_refund(visit: &Visit, id: RefundId) -> Result<(), Error> {
    let (scope, now) = (visit.actor.scope(), visit.civil_now());
    platform::act!(visit, "aftercare.refund.advance", |act| {
        let found = store::find_refund(act.tx(), id, scope).await?;
        let (order, refund) = found.ok_or(Error::Missing)?;
        let to = rules::next(refund.state)?;
        if !store::set_refund(act.tx(), id, refund.state, to, now).await? {
            return Err(Error::Stale);
        }
        act.about(id);
        act.note("to", to.key());
        for (_, account) in people::guardians_of(act.tx(), &[order.student], now.date()).await? {
            let title = format!("课程退费 {}:{}", refund.amount, to.label());
            act.tell(account, title, "/family/courses");
        }
        Ok(())
    })
}

/// What the finance desk shows: refunds in work, and a page of orders.
pub async fn desk(
    visit: &Visit,
    state: Option<State>,
    after: Option<OrderId>,
    count: i64,
) -> Result<(Vec<Listed>, Vec<Listed>), Error> {
    let scope = visit.actor.scope();
    let found: Result<_, db::Error> = db::read!(visit.db(), "orders", |tx| {
        let refunds = store::refunds_in_work(tx, scope).await?;
        Ok((refunds, store::list(tx, scope, state, after, count).await?))
    });
    Ok(found?)
}
