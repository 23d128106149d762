//! The SQL of telling people of their after-school records, and of erasing them.

use db::{Error, Row, Tx};
use offering::Standing;
use vocab::Fen;

use crate::aftercare::{
    days::model::Exception,
    orders::model::{RefundState, State},
    participation::model,
    programme::model::Service,
};

fn text(row: &Row, column: &'static str) -> Result<String, Error> {
    Ok(row.get::<Option<String>>(column)?.unwrap_or_default())
}

/// A moment without its seconds.
fn moment(row: &Row, column: &'static str) -> Result<String, Error> {
    let text = text(row, column)?.replace('T', " ");
    Ok(text.chars().take(16).collect())
}

pub(super) async fn parts(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT term, service, state, since, until, waiver FROM participation
        WHERE student_id = $1 ORDER BY id DESC";
    tx.all(SQL, &[&student], |row| {
        let (service, state): (Service, model::State) = (row.get("service")?, row.get("state")?);
        let waiver = match row.get::<String>("waiver")?.as_str() {
            "asked" => "申请中",
            "granted" => "已减免",
            _ => "",
        };
        Ok(vec![
            row.get("term")?,
            service.label().to_owned(),
            state.label().to_owned(),
            text(row, "since")?,
            text(row, "until")?,
            waiver.to_owned(),
        ])
    })
    .await
}

pub(super) async fn marks(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT m.day, g.name, m.exception, m.fetched_by
        FROM roll_mark m JOIN care_group g ON g.id = m.group_id
        WHERE m.student_id = $1 ORDER BY m.day DESC, g.id";
    tx.all(SQL, &[&student], |row| {
        let exception: Exception = row.get("exception")?;
        let label = exception.label().to_owned();
        Ok(vec![row.get("day")?, row.get("name")?, label, text(row, "fetched_by")?])
    })
    .await
}

pub(super) async fn leaves(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT from_day, to_day, asked_at, withdrawn_at FROM care_leave
        WHERE student_id = $1 ORDER BY from_day DESC, id DESC";
    tx.all(SQL, &[&student], |row| {
        let asked = moment(row, "asked_at")?;
        Ok(vec![row.get("from_day")?, row.get("to_day")?, asked, moment(row, "withdrawn_at")?])
    })
    .await
}

pub(super) async fn pick_ups(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT day, at, with_whom FROM early_leave
        WHERE student_id = $1 AND withdrawn_at IS NULL
        UNION ALL
        SELECT term AS day, fetch_from AS at, '' AS with_whom FROM pick_up WHERE student_id = $1
        ORDER BY 1 DESC";
    tx.all(SQL, &[&student], |row| {
        let at: String = text(row, "at")?.chars().take(5).collect();
        Ok(vec![row.get("day")?, at, row.get("with_whom")?])
    })
    .await
}

pub(super) async fn bookings(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT o.title, b.standing, b.made_at, b.seated_at, b.ended_at
        FROM booking b JOIN offer o ON o.id = b.offer_id
        WHERE b.student_id = $1 ORDER BY b.id DESC";
    tx.all(SQL, &[&student], |row| {
        let standing: Standing = row.get("standing")?;
        let (made, seated) = (moment(row, "made_at")?, moment(row, "seated_at")?);
        let label = standing.label().to_owned();
        Ok(vec![row.get("title")?, label, made, seated, moment(row, "ended_at")?])
    })
    .await
}

pub(super) async fn wishes(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT o.title, w.rank, w.made_at
        FROM offer_wish w JOIN offer o ON o.id = w.offer_id
        WHERE w.student_id = $1 ORDER BY w.round_id DESC, w.rank";
    tx.all(SQL, &[&student], |row| {
        let rank: i64 = row.get("rank")?;
        Ok(vec![row.get("title")?, rank.to_string(), moment(row, "made_at")?])
    })
    .await
}

pub(super) async fn payments(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT c.title, o.amount, o.state, o.receipt, o.paid_at
        FROM course_order o JOIN course c ON c.id = o.course_id
        WHERE o.student_id = $1 ORDER BY o.id DESC";
    tx.all(SQL, &[&student], |row| {
        let (amount, state): (Fen, State) = (row.get("amount")?, row.get("state")?);
        let label = state.label().to_owned();
        let receipt = text(row, "receipt")?;
        Ok(vec![row.get("title")?, amount.to_string(), label, receipt, moment(row, "paid_at")?])
    })
    .await
}

pub(super) async fn refunds(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT c.title, r.for_day, r.amount, r.state, r.asked_at
        FROM course_order o
        JOIN course_refund r ON r.order_id = o.id
        JOIN course c ON c.id = o.course_id
        WHERE o.student_id = $1 ORDER BY r.id DESC";
    tx.all(SQL, &[&student], |row| {
        let (amount, state): (Fen, RefundState) = (row.get("amount")?, row.get("state")?);
        let day = text(row, "for_day")?;
        let why = if day.is_empty() { "退出课程".to_owned() } else { format!("{day} 停课") };
        let label = state.label().to_owned();
        Ok(vec![row.get("title")?, why, amount.to_string(), label, moment(row, "asked_at")?])
    })
    .await
}

pub(super) async fn ratings(tx: &mut Tx, student: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT o.title, r.stars, r.words, r.made_at
        FROM offer_rating r JOIN offer o ON o.id = r.offer_id
        WHERE r.student_id = $1 ORDER BY r.made_at DESC, o.id";
    tx.all(SQL, &[&student], |row| {
        let stars: i64 = row.get("stars")?;
        Ok(vec![row.get("title")?, stars.to_string(), row.get("words")?, moment(row, "made_at")?])
    })
    .await
}

/// When someone was to fetch a child early; which child, its own record tells.
pub(super) async fn fetched(tx: &mut Tx, guardian: i64) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT day, at FROM early_leave
        WHERE guardian_id = $1 AND withdrawn_at IS NULL ORDER BY day DESC, id";
    tx.all(SQL, &[&guardian], |row| {
        let at: String = text(row, "at")?.chars().take(5).collect();
        Ok(vec![row.get("day")?, at])
    })
    .await
}

/// The courses that someone of a partner teaches or taught.
pub(super) async fn taught_from_outside(
    tx: &mut Tx,
    person: i64,
) -> Result<Vec<Vec<String>>, Error> {
    const SQL: &str = "
        SELECT c.term, p.name, c.title FROM course c JOIN place p ON p.id = c.school_id
        WHERE c.outside_id = $1 ORDER BY c.term DESC, c.id";
    tx.all(SQL, &[&person], |row| Ok(vec![row.get("term")?, row.get("name")?, row.get("title")?]))
        .await
}

/// Deletes what was there to run the days of a child who has left.
pub(super) async fn erase_days(tx: &mut Tx, student: i64) -> Result<u64, Error> {
    const LEAVES: &str = "
        DELETE FROM care_leave WHERE student_id IN (
            SELECT id FROM student WHERE id = $1 AND standing IN ('left', 'graduated'))";
    const EARLY: &str = "
        DELETE FROM early_leave WHERE student_id IN (
            SELECT id FROM student WHERE id = $1 AND standing IN ('left', 'graduated'))";
    const UNTOLD: &str = "
        DELETE FROM care_day_untold WHERE student_id IN (
            SELECT id FROM student WHERE id = $1 AND standing IN ('left', 'graduated'))";
    const CODES: &str = "
        DELETE FROM participation_code WHERE participation_id IN (
            SELECT id FROM participation WHERE student_id = $1 AND state <> 'applied')";
    let mut gone = tx.run(CODES, &[&student]).await?;
    for sql in [LEAVES, EARLY, UNTOLD] {
        gone += tx.run(sql, &[&student]).await?;
    }
    Ok(gone)
}

/// Takes out what a guardian was called who fetched a child early.
pub(super) async fn erase_fetcher(tx: &mut Tx, guardian: i64) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE early_leave SET with_whom = '(已删除)'
        WHERE guardian_id = $1 AND with_whom <> '(已删除)'";
    tx.run(SQL, &[&guardian]).await
}

pub(super) async fn has_paid(tx: &mut Tx, student: i64) -> Result<bool, Error> {
    const SQL: &str =
        "SELECT COUNT(*) AS n FROM course_order WHERE student_id = $1 AND state = 'paid'";
    let count = tx.one(SQL, &[&student], |row| row.get::<i64>("n")).await?;
    Ok(count.is_some_and(|it| it > 0))
}

pub(super) async fn took_part(tx: &mut Tx, student: i64) -> Result<bool, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM participation WHERE student_id = $1";
    let count = tx.one(SQL, &[&student], |row| row.get::<i64>("n")).await?;
    Ok(count.is_some_and(|it| it > 0))
}
