//! The SQL of what schools have: one statement a function.

use std::collections::BTreeMap;

use db::{Error, Row, Sql, Tx, row};
use jiff::civil::Date;
use vocab::{AccountId, PlaceId, SchoolId, SchoolYear};

use super::model::{ITEMS, Item, Limit, Rule, Told, ToldId};
use crate::reported::ValueState;

const TOLD: &str = "
    SELECT t.id, t.school_id, t.school_year, t.primaries, t.juniors, t.seniors, t.source, t.filed_on,
           t.account_id, a.name AS by_name, t.state, t.reviewer_id, r.name AS reviewer,
           t.reviewed_on, t.review
    FROM balance_told t JOIN place_within w ON w.place_id = t.school_id AND w.ancestor_id = $1
    LEFT JOIN account a ON a.id = t.account_id LEFT JOIN account r ON r.id = t.reviewer_id";

fn told(row: &Row) -> Result<Told, Error> {
    let reviewed: Option<Date> = row.get("reviewed_on")?;
    let (reviewer, words): (Option<String>, Option<String>) =
        (row.get("reviewer")?, row.get("review")?);
    Ok(Told {
        id: row.get("id")?,
        school: row.get("school_id")?,
        year: row.get("school_year")?,
        pupils: [row.get("primaries")?, row.get("juniors")?, row.get("seniors")?],
        amounts: [0; ITEMS],
        source: row.get("source")?,
        filed_on: row.get("filed_on")?,
        by: row.get("account_id")?,
        by_name: row.get::<Option<String>>("by_name")?.unwrap_or_default(),
        state: row.get("state")?,
        reviewer: row.get("reviewer_id")?,
        review: reviewed.map(|on| (reviewer.unwrap_or_default(), on, words.unwrap_or_default())),
    })
}

/// What schools in `scope` told of a year and is in `state`, without its amounts.
pub(super) async fn of_year(
    tx: &mut Tx,
    (scope, year): (PlaceId, SchoolYear),
    state: ValueState,
) -> Result<Vec<Told>, Error> {
    const END: &str = "WHERE t.school_year = $2 AND t.state = $3";
    tx.all(Sql::of(&[TOLD, END]), &[&scope, &year, &state], told).await
}

/// Everything that a school in `scope` told, the latest first, without its amounts.
pub(super) async fn of_school(
    tx: &mut Tx,
    scope: PlaceId,
    school: SchoolId,
) -> Result<Vec<Told>, Error> {
    const END: &str = "WHERE t.school_id = $2 ORDER BY t.school_year DESC, t.id DESC";
    tx.all(Sql::of(&[TOLD, END]), &[&scope, &school], told).await
}

/// One that lies in `scope`, without its amounts.
pub(super) async fn find(tx: &mut Tx, scope: PlaceId, id: ToldId) -> Result<Option<Told>, Error> {
    tx.one(Sql::of(&[TOLD, "WHERE t.id = $2"]), &[&scope, &id], told).await
}

/// The amounts of these.
pub(super) async fn amounts(
    tx: &mut Tx,
    ids: &[ToldId],
) -> Result<BTreeMap<ToldId, [i64; ITEMS]>, Error> {
    const SQL: &str = "SELECT told_id, item, amount FROM balance_amount WHERE told_id IN ($$)";
    let read = |row: &Row| {
        Ok((row.get::<ToldId>("told_id")?, row.get::<Item>("item")?, row.get::<i64>("amount")?))
    };
    let mut all = BTreeMap::<ToldId, [i64; ITEMS]>::new();
    for (id, item, amount) in tx.all_in(SQL, &[], ids, read).await? {
        all.entry(id).or_insert([0; ITEMS])[item as usize] = amount;
    }
    Ok(all)
}

/// Keeps what was told.
pub(super) async fn add(tx: &mut Tx, all: &[Told]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO balance_told (id, school_id, school_year, primaries, juniors, seniors, source,
                                  filed_on, account_id, state, reviewer_id, reviewed_on, review)";
    let rows = all.iter().map(|it| {
        row![
            it.id,
            it.school,
            it.year,
            it.pupils[0],
            it.pupils[1],
            it.pupils[2],
            it.source.clone(),
            it.filed_on,
            it.by,
            it.state,
            it.reviewer,
            it.review.as_ref().map(|it| it.1),
            it.review.as_ref().map(|it| it.2.clone())
        ]
    });
    tx.bulk(SQL, "", rows).await
}

/// Keeps the amounts of what was told.
pub(super) async fn add_amounts(tx: &mut Tx, all: &[Told]) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO balance_amount (told_id, item, amount)";
    let rows = all
        .iter()
        .flat_map(|it| Item::ALL.into_iter().map(move |item| row![it.id, item, it.of(item)]));
    tx.bulk(SQL, "", rows).await
}

/// What these schools told of a year and is in `state` gives way to what is told now.
pub(super) async fn replace(
    tx: &mut Tx,
    year: SchoolYear,
    state: ValueState,
    schools: &[SchoolId],
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE balance_told SET state = 'replaced'
        WHERE school_year = $1 AND state = $2 AND school_id IN ($$)";
    tx.run_in(SQL, &[&year, &state], schools).await
}

/// Decides one. Says whether it waited until then.
pub(super) async fn review(
    tx: &mut Tx,
    (id, state): (ToldId, ValueState),
    (who, on, words): (AccountId, Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE balance_told SET state = $2, reviewer_id = $3, reviewed_on = $4, review = $5
        WHERE id = $1 AND state = 'filed'";
    Ok(tx.run(SQL, &[&id, &state, &who, &on, &words.to_owned()]).await? == 1)
}

/// What waits to be reviewed in `scope`: school, its name, the year.
pub(super) async fn waiting(
    tx: &mut Tx,
    scope: PlaceId,
    limit: i64,
) -> Result<Vec<(ToldId, SchoolId, String, SchoolYear)>, Error> {
    const SQL: &str = "
        SELECT t.id, t.school_id, p.name, t.school_year
        FROM balance_told t JOIN place_within w ON w.place_id = t.school_id AND w.ancestor_id = $1
        JOIN place p ON p.id = t.school_id
        WHERE t.state = 'filed' ORDER BY t.id LIMIT $2";
    tx.all(SQL, &[&scope, &limit], |row| {
        Ok((row.get("id")?, row.get("school_id")?, row.get("name")?, row.get("school_year")?))
    })
    .await
}

/// The school years of which anything was told.
pub(super) async fn years(tx: &mut Tx) -> Result<Vec<SchoolYear>, Error> {
    const SQL: &str = "SELECT DISTINCT school_year FROM balance_told ORDER BY school_year DESC";
    tx.all(SQL, &[], |row| row.get("school_year")).await
}

/// To what the limit applies: a row for each change.
pub(super) async fn rules(tx: &mut Tx) -> Result<Vec<Rule>, Error> {
    const SQL: &str = "SELECT since_year, limited, source FROM balance_rule ORDER BY since_year";
    tx.all(SQL, &[], |row| {
        Ok(Rule {
            since: row.get("since_year")?,
            limit: row.get::<Limit>("limited")?,
            source: row.get("source")?,
        })
    })
    .await
}

/// Sets to what the limit applies from a year on.
pub(super) async fn set_rule(tx: &mut Tx, it: &Rule) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO balance_rule (since_year, limited, source) VALUES ($1, $2, $3)
        ON CONFLICT (since_year) DO UPDATE SET limited = excluded.limited, source = excluded.source";
    tx.run(SQL, &[&it.since, &it.limit, &it.source]).await?;
    Ok(())
}
