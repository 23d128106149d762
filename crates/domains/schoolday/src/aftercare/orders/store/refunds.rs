//! The SQL of refunds.

use db::{Error, Tx};
use jiff::civil::{Date, DateTime};
use vocab::{Fen, PlaceId, StudentId};

use super::{Listed, listed, order, refund};
use crate::aftercare::{
    orders::model::{Order, OrderId, Refund, RefundId, RefundState},
    participation::model::GroupId,
};

/// Adds refunds.
pub async fn add_refunds(tx: &mut Tx, all: &[Refund]) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO course_refund (id, order_id, for_day, amount, used, state, asked_at)";
    let row = |it: &Refund| {
        let for_day = it.for_day.map(|it| it.to_string()).unwrap_or_default();
        db::row![it.id, it.order, for_day, it.amount, it.used, it.state, it.asked_at]
    };
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.iter().map(row)).await?;
    Ok(())
}

/// What came back of orders for sessions that were called off.
pub async fn given_of(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<(OrderId, Fen)>, Error> {
    const SQL: &str = "
        SELECT order_id, CAST(SUM(amount) AS BIGINT) AS given
        FROM course_refund WHERE for_day <> '' AND order_id IN ($$)
        GROUP BY order_id";
    tx.all_in(SQL, &[], orders, |row| Ok((row.get("order_id")?, row.get("given")?))).await
}

/// The sessions of paid `orders` that fell away and were neither made up nor paid back, since the
/// order was not paid then: with the day of each.
pub async fn missed(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<(Order, Date)>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by, f.day
        FROM course_order o
        JOIN booking b ON b.id = o.booking_id AND b.standing = 'seat'
        JOIN course c ON c.id = o.course_id
        JOIN care_day_off f ON f.group_id = c.group_id AND f.made_up_on IS NULL
        LEFT JOIN course_refund r ON r.order_id = o.id AND r.for_day = f.day
        WHERE o.state = 'paid' AND r.id IS NULL AND SUBSTR(b.seated_at, 1, 10) <= f.day
          AND o.id IN ($$)
        ORDER BY f.day, o.id";
    tx.all_in(SQL, &[], orders, |row| Ok((order(row)?, row.get("day")?))).await
}

/// Those of `orders` of which something came back for `day`.
pub async fn refunded_on(
    tx: &mut Tx,
    orders: &[OrderId],
    day: Date,
) -> Result<Vec<OrderId>, Error> {
    const SQL: &str = "SELECT order_id FROM course_refund WHERE for_day = $1 AND order_id IN ($$)";
    tx.all_in(SQL, &[&day], orders, |row| row.get("order_id")).await
}

/// How many refunds for a group's day were paid out.
pub async fn count_paid_out(tx: &mut Tx, group: GroupId, day: Date) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM course c
        JOIN course_order o ON o.course_id = c.id
        JOIN course_refund r ON r.order_id = o.id AND r.for_day = $2 AND r.state = 'paid'
        WHERE c.group_id = $1";
    Ok(tx.one(SQL, &[&group, &day], |row| row.get("n")).await?.unwrap_or(0))
}

/// The children for whom a refund of groups' day is not paid out yet.
pub async fn owed_for_day(
    tx: &mut Tx,
    groups: &[GroupId],
    day: Date,
) -> Result<Vec<StudentId>, Error> {
    const SQL: &str = "
        SELECT o.student_id
        FROM course c
        JOIN course_order o ON o.course_id = c.id
        JOIN course_refund r ON r.order_id = o.id AND r.for_day = $1 AND r.state <> 'paid'
        WHERE c.group_id IN ($$)";
    tx.all_in(SQL, &[&day], groups, |row| row.get("student_id")).await
}

/// Takes back what was not paid out yet of the refunds for groups' day that is held after all, or
/// made up for.
pub async fn clear_day_refunds(tx: &mut Tx, groups: &[GroupId], day: Date) -> Result<u64, Error> {
    const SQL: &str = "
        DELETE FROM course_refund
        WHERE for_day = $1 AND state <> 'paid' AND order_id IN (
            SELECT o.id FROM course c
            JOIN course_order o ON o.course_id = c.id
            JOIN booking b ON b.id = o.booking_id AND b.standing = 'seat'
            WHERE c.group_id IN ($$))";
    tx.run_in(SQL, &[&day], groups).await
}

/// The refunds of children for sessions that were called off, the newest first.
pub async fn day_refunds(
    tx: &mut Tx,
    students: &[StudentId],
) -> Result<Vec<(String, Refund)>, Error> {
    const SQL: &str = "
        SELECT o.id, r.id AS refund_id, r.amount AS refund_amount, r.used, r.for_day,
               r.state AS refund_state, r.asked_at, c.title
        FROM course_order o
        JOIN course_refund r ON r.order_id = o.id AND r.for_day <> ''
        JOIN course c ON c.id = o.course_id
        WHERE o.student_id IN ($$)
        ORDER BY r.for_day DESC, r.id";
    tx.all_in(SQL, &[], students, |row| Ok((row.get("title")?, refund(row)?))).await
}

/// Moves a refund on. Says whether it stood at `from`.
pub async fn set_refund(
    tx: &mut Tx,
    id: RefundId,
    from: RefundState,
    to: RefundState,
    at: DateTime,
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE course_refund
        SET state = $3,
            approved_at = CASE WHEN $3 = 'approved' THEN $4 ELSE approved_at END,
            paid_at = CASE WHEN $3 = 'paid' THEN $4 ELSE paid_at END
        WHERE id = $1 AND state = $2";
    Ok(tx.run(SQL, &[&id, &from, &to, &at]).await? == 1)
}

/// The refunds of the schools in `scope` that are still in work, the oldest first.
pub async fn refunds_in_work(tx: &mut Tx, scope: PlaceId) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by, r.id AS refund_id,
               r.amount AS refund_amount, r.used, r.for_day, r.state AS refund_state, r.asked_at,
               s.name, n.name AS class_name, c.title
        FROM course_refund r
        JOIN course_order o ON o.id = r.order_id
        JOIN course c ON c.id = o.course_id
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $1
        JOIN student s ON s.id = o.student_id
        LEFT JOIN place n ON n.id = s.class_id
        WHERE r.state IN ('asked', 'approved')
        ORDER BY r.asked_at, r.id";
    tx.all(SQL, &[&scope], listed).await
}

/// The refund that `id` names with its order, if its course's school lies in `scope`.
pub async fn find_refund(
    tx: &mut Tx,
    id: RefundId,
    scope: PlaceId,
) -> Result<Option<(Order, Refund)>, Error> {
    const SQL: &str = "
        SELECT o.id, o.booking_id, o.course_id, o.student_id, o.amount, o.sessions,
               o.held_before, o.state, o.receipt, o.made_at, o.paid_at, o.paid_by, r.id AS refund_id,
               r.amount AS refund_amount, r.used, r.for_day, r.state AS refund_state, r.asked_at
        FROM course_refund r
        JOIN course_order o ON o.id = r.order_id
        JOIN course c ON c.id = o.course_id
        JOIN place_within w ON w.place_id = c.school_id AND w.ancestor_id = $2
        WHERE r.id = $1";
    tx.one(SQL, &[&id, &scope], |row| Ok((order(row)?, refund(row)?))).await
}
