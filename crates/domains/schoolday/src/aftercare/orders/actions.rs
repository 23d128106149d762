//! Paying and paying back, each on an act.

use std::num::NonZeroU32;

use offering::{Booking, BookingId};
use platform::act::Act;
use vocab::Fen;
use web::Visit;

use super::{
    model::{Order, OrderId, PaidBy, Refund, RefundId, RefundState, State},
    rules::{self, Refusal},
    store::{self, Listed},
};
use crate::aftercare::{
    courses::model::{Course, CourseId},
    error::{Error, refusals},
    participation::actions::child_of,
    people,
};

refusals!(Refusal);

/// The order for a seat in `course`, if it costs something.
pub fn order_for(act: &Act<'_>, course: &Course, booking: &Booking) -> Option<Order> {
    let origin = act.origin();
    (!course.fee.is_zero()).then(|| Order {
        id: origin.ids.make(origin.now),
        booking: booking.id,
        course: course.id,
        student: booking.student,
        amount: course.fee,
        sessions: course.sessions,
        state: State::Due,
        receipt: None,
        made_at: origin.civil_now,
        paid_at: None,
        paid_by: None,
    })
}

/// What leaving a seat brings back when `held` sessions of its course were held: nothing where
/// nothing was paid.
pub fn refund_of(order: &Order, held: i64) -> Result<Option<(Fen, u32)>, Refusal> {
    if order.state != State::Paid {
        return Ok(None);
    }
    let used = u32::try_from(held).unwrap_or(u32::MAX).min(order.sessions);
    let planned = NonZeroU32::new(order.sessions).unwrap_or(NonZeroU32::MIN);
    let amount = rules::refund(order.amount, used, planned)?;
    Ok((!amount.is_zero()).then_some((amount, used)))
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
    let origin = act.origin().clone();
    let held = store::sessions_held(act.tx(), course, origin.civil_now.date()).await?;
    let mut refunds = Vec::new();
    for order in &paid {
        if let Some((amount, used)) = refund_of(order, held)? {
            refunds.push(Refund {
                id: origin.ids.make(origin.now),
                order: order.id,
                amount,
                used,
                state: RefundState::Asked,
                asked_at: origin.civil_now,
            });
        }
    }
    store::add_refunds(act.tx(), &refunds).await?;
    act.note("refunds", refunds.len());
    Ok(refunds)
}

/// A guardian pays through the stand-in of the public payment service, which only a demo has.
pub async fn pay(visit: &Visit, id: OrderId) -> Result<(), Error> {
    if !visit.cell.demo {
        let words = "公共支付还没有接通。请按学校通知的方式缴费,到账后由学校登记。";
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

async fn mark_paid(act: &mut Act<'_>, order: &Order, paid: Fen, by: PaidBy) -> Result<(), Error> {
    rules::may_mark_paid(order.state, paid, order.amount)?;
    let now = act.origin().civil_now;
    let number = store::next_receipt(act.tx(), now.year()).await?;
    let receipt = format!("SJ{}{number:07}", now.year());
    act.about(order.id);
    act.note("receipt", &receipt);
    act.note("amount", paid.get());
    if store::set_paid(act.tx(), order.id, &receipt, now, by).await? {
        Ok(())
    } else {
        Err(Error::Stale)
    }
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
