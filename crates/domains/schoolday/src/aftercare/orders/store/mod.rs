//! The SQL of orders, receipts and refunds.

mod refunds;

use db::{Error, Row, Tx};
use jiff::civil::{Date, DateTime};
use offering::BookingId;
use vocab::{Personal, PlaceId, StudentId};

use super::model::{Order, OrderId, PaidBy, Refund, RefundId, State};
use crate::aftercare::{courses::model::CourseId, participation::model::GroupId};
pub use refunds::*;

fn order(row: &Row) -> Result<Order, Error> {
    Ok(Order {
        id: row.get("id")?,
        booking: row.get("booking_id")?,
        course: row.get("course_id")?,
        student: row.get("student_id")?,
        amount: row.get("amount")?,
        sessions: row.get("sessions")?,
        held_before: row.get("held_before")?,
        state: row.get("state")?,
        receipt: row.get("receipt")?,
        made_at: row.get("made_at")?,
        paid_at: row.get("paid_at")?,
        paid_by: row.get("paid_by")?,
    })
}

fn refund(row: &Row) -> Result<Refund, Error> {
    Ok(Refund {
        id: row.get("refund_id")?,
        order: row.get("id")?,
        amount: row.get("refund_amount")?,
        for_day: row.get::<String>("for_day")?.parse().ok(),
        used: row.get("used")?,
        state: row.get("refund_state")?,
        asked_at: row.get("asked_at")?,
    })
}

const ADD: &str = "
    INSERT INTO course_order (id, booking_id, course_id, student_id, amount, sessions, held_before,
                              state, receipt, made_at, paid_at, paid_by)";

/// Adds orders.
pub async fn add(tx: &mut Tx, all: impl IntoIterator<Item = Order>) -> Result<(), Error> {
    tx.bulk(ADD, "ON CONFLICT DO NOTHING", all.into_iter().map(|it| order_row(&it))).await?;
    Ok(())
}

/// Adds one order, along with the next statement.
pub fn add_one(tx: &mut Tx, it: &Order) {
    tx.later(ADD, "ON CONFLICT DO NOTHING", order_row(it));
}

fn order_row(it: &Order) -> [db::Value; 12] {
    db::row![
        it.id,
        it.booking,
        it.course,
        it.student,
        it.amount,
        it.sessions,
        it.held_before,
        it.state,
        it.receipt.clone(),
        it.made_at,
        it.paid_at,
        it.paid_by
    ]
}

/// The order of a booking, if its seat costs something.
pub async fn find_of_booking(tx: &mut Tx, id: BookingId) -> Result<Option<Order>, Error> {
    const SQL: &str = "
        SELECT id, booking_id, course_id, student_id, amount, sessions, held_before, state,
               receipt, made_at, paid_at, paid_by
        FROM course_order WHERE booking_id = $1";
    tx.one(SQL, &[&id], order).await
}

/// The order that `id` names.
pub async fn find(tx: &mut Tx, id: OrderId) -> Result<Option<Order>, Error> {
    const SQL: &str = "
        SELECT id, booking_id, course_id, student_id, amount, sessions, held_before, state,
               receipt, made_at, paid_at, paid_by
        FROM course_order WHERE id = $1";
    tx.one(SQL, &[&id], order).await
}

/// The order that `id` names, if its course's school lies in `scope`.
pub async fn find_within(tx: &mut Tx, id: OrderId, scope: PlaceId) -> Result<Option<Order>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by
        FROM course_order o
        JOIN course c ON c.id = o.course_id
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $2
        WHERE o.id = $1";
    tx.one(SQL, &[&id, &scope], order).await
}

/// Those of `ids` whose course's school lies in `scope`.
pub async fn find_all_within(
    tx: &mut Tx,
    ids: &[OrderId],
    scope: PlaceId,
) -> Result<Vec<Order>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by
        FROM course_order o
        JOIN course c ON c.id = o.course_id
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $1
        WHERE o.id IN ($$)";
    tx.all_in(SQL, &[&scope], ids, order).await
}

/// Writes orders as paid; one that is not due any more stays as it is.
pub async fn set_all_paid(tx: &mut Tx, all: impl IntoIterator<Item = Order>) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO course_order (id, booking_id, course_id, student_id, amount, sessions,
                                  held_before, state, receipt, made_at, paid_at, paid_by)";
    const PAID: &str = "
        ON CONFLICT (id) DO UPDATE
        SET state = excluded.state, receipt = excluded.receipt, paid_at = excluded.paid_at,
            paid_by = excluded.paid_by
        WHERE course_order.state = 'due'";
    tx.bulk(SQL, PAID, all.into_iter().map(|it| order_row(&it))).await
}

/// Takes `count` receipt numbers of a year, and says the last of them.
pub async fn take_receipts(tx: &mut Tx, year: i16, count: usize) -> Result<i64, Error> {
    const SQL: &str = "
        INSERT INTO receipt_number (year, last) VALUES ($1, $2)
        ON CONFLICT (year) DO UPDATE SET last = receipt_number.last + excluded.last
        RETURNING last";
    let last = tx.one(SQL, &[&year, &count], |row| row.get("last")).await?;
    last.ok_or_else(|| Error::corrupt("last"))
}

/// The orders of children with their refunds, newest first within a child.
pub async fn of_students(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(Order, Option<Refund>)>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by, r.id AS refund_id,
               r.amount AS refund_amount, r.used, r.for_day, r.state AS refund_state, r.asked_at
        FROM course_order o
        LEFT JOIN course_refund r ON r.order_id = o.id AND r.for_day = ''
        WHERE o.student_id IN ($$)
        ORDER BY o.student_id, o.id DESC";
    tx.all_in(SQL, &[], students, |row| Ok((order(row)?, maybe_refund(row)?))).await
}

fn maybe_refund(row: &Row) -> Result<Option<Refund>, Error> {
    let id: Option<RefundId> = row.get("refund_id")?;
    id.map(|_| refund(row)).transpose()
}

/// Marks an order as paid under a receipt number. Says whether it was due.
pub async fn set_paid(
    tx: &mut Tx,
    id: OrderId,
    receipt: &str,
    at: DateTime,
    by: PaidBy,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE course_order SET state = 'paid', receipt = $2, paid_at = $3, paid_by = $4
        WHERE id = $1 AND state = 'due'";
    Ok(tx.run(SQL, &[&id, &receipt, &at, &by]).await? == 1)
}

/// Cancels orders that were not paid.
pub async fn cancel(tx: &mut Tx, bookings: &[BookingId]) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE course_order SET state = 'cancelled' WHERE state = 'due' AND booking_id IN ($$)";
    tx.run_in(SQL, &[], bookings).await?;
    Ok(())
}

/// The paid orders of bookings.
pub async fn paid_of(tx: &mut Tx, bookings: &[BookingId]) -> Result<Vec<Order>, Error> {
    const SQL: &str = "
        SELECT id, booking_id, course_id, student_id, amount, sessions, held_before, state,
               receipt, made_at, paid_at, paid_by
        FROM course_order WHERE state = 'paid' AND booking_id IN ($$)";
    tx.all_in(SQL, &[], bookings, order).await
}

/// The next receipt number of a year.
pub async fn next_receipt(tx: &mut Tx, year: i16) -> Result<i64, Error> {
    const SQL: &str = "
        INSERT INTO receipt_number (year, last) VALUES ($1, 1)
        ON CONFLICT (year) DO UPDATE SET last = receipt_number.last + 1
        RETURNING last";
    let last = tx.one(SQL, &[&year], |row| row.get("last")).await?;
    last.ok_or_else(|| Error::corrupt("last"))
}

/// Sets the last receipt number of a year.
pub async fn set_last_receipt(tx: &mut Tx, year: i16, last: i64) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO receipt_number (year, last) VALUES ($1, $2)
        ON CONFLICT (year) DO UPDATE SET last = excluded.last";
    tx.run(SQL, &[&year, &last]).await?;
    Ok(())
}

/// How many sessions of a course were held up to `day`: those with a roll call.
pub async fn sessions_held(tx: &mut Tx, course: CourseId, day: Date) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM roll_call r JOIN course c ON c.group_id = r.group_id
        WHERE c.id = $1 AND r.day <= $2";
    Ok(tx.one(SQL, &[&course, &day], |row| row.get("n")).await?.unwrap_or(0))
}

/// How many sessions of each of `courses` were held up to `day`.
pub async fn all_sessions_held(
    tx: &mut Tx,
    courses: &[CourseId],
    day: Date,
) -> Result<Vec<(CourseId, i64)>, Error> {
    const SQL: &str = "
        SELECT c.id, COUNT(*) AS n
        FROM course c JOIN roll_call r ON r.group_id = c.group_id AND r.day <= $1
        WHERE c.id IN ($$)
        GROUP BY c.id";
    tx.all_in(SQL, &[&day], courses, |row| Ok((row.get("id")?, row.get("n")?))).await
}

/// The paid orders of those who have a seat in the courses of groups.
pub async fn paid_of_groups(tx: &mut Tx, groups: &[GroupId]) -> Result<Vec<Order>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by
        FROM course c
        JOIN course_order o ON o.course_id = c.id AND o.state = 'paid'
        JOIN booking b ON b.id = o.booking_id AND b.standing = 'seat'
        WHERE c.group_id IN ($$)
        ORDER BY o.id";
    tx.all_in(SQL, &[], groups, order).await
}

/// An order with the words that lists need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The order.
    pub order: Order,
    /// Its refund, if there is one.
    pub refund: Option<Refund>,
    /// The child.
    pub name: Personal<String>,
    /// Its class.
    pub class_name: String,
    /// The course.
    pub title: String,
}

/// The orders of the schools in `scope` at `state`, or all; those with a refund to work on first.
pub async fn list(
    tx: &mut Tx,
    scope: PlaceId,
    state: Option<State>,
    after: Option<OrderId>,
    count: i64,
) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by, r.id AS refund_id,
               r.amount AS refund_amount, r.used, r.for_day, r.state AS refund_state, r.asked_at,
               s.name, n.name AS class_name, c.title
        FROM course c
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $1
        JOIN course_order o ON o.course_id = c.id
        JOIN student s ON s.id = o.student_id
        LEFT JOIN place n ON n.id = s.class_id
        LEFT JOIN course_refund r ON r.order_id = o.id AND r.for_day = ''
        WHERE ($2 = '' OR o.state = $2) AND o.id < $3
        ORDER BY o.id DESC
        LIMIT $4";
    let state = state.map_or("", State::key);
    let before = after.map_or(i64::MAX, vocab::Id::bits);
    tx.all(SQL, &[&scope, &state, &before, &count], listed).await
}

fn listed(row: &Row) -> Result<Listed, Error> {
    Ok(Listed {
        order: order(row)?,
        refund: maybe_refund(row)?,
        name: row.get("name")?,
        class_name: row.get::<Option<String>>("class_name")?.unwrap_or_default(),
        title: row.get("title")?,
    })
}
