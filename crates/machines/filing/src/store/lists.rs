//! Lists of returns: what is due from somebody, and what somebody may see. Scope is in the SQL.

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use vocab::{AccountId, PlaceId};

use super::{returns::filing, rounds::round};
use crate::model::{Return, Round, RoundId};

/// A return with its period.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) it: Return,
    pub(crate) round: Round,
}

/// What is due from a place or a person and is not there, the nearest cut-off first.
pub(crate) async fn due_from(
    tx: &mut Tx,
    (place, account, now): (PlaceId, AccountId, DateTime),
    entries: &[String],
) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT r.id AS return_id, r.round_id, r.place_id, p.name AS place_name, up.name AS around,
               r.account_id, a.name AS person, r.state, r.version, r.filed_at, r.released,
               o.id, o.entry, o.definition, o.period, o.label, o.first_day, o.last_day, o.opens_at,
               o.closes_at, o.source, o.locked_at, o.mixed_at
        FROM filing_return r
        JOIN filing_round o ON o.id = r.round_id
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        LEFT JOIN account a ON a.id = r.account_id
        WHERE r.id IN (SELECT id FROM filing_return WHERE place_id = $1 AND account_id IS NULL
                       UNION SELECT id FROM filing_return WHERE account_id = $2)
          AND r.state <> 'filed' AND o.opens_at <= $3
          AND (o.locked_at IS NULL OR r.released = 1) AND o.entry IN ($$)
        ORDER BY o.closes_at, o.id LIMIT 100";
    tx.all_in(SQL, &[&place, &account, &now], entries, |row| {
        Ok(Listed { it: Return { id: row.get("return_id")?, ..filing(row)? }, round: round(row)? })
    })
    .await
}

/// What a place or a person was to file of a kind, the latest period first.
pub(crate) async fn own(
    tx: &mut Tx,
    (place, account): (PlaceId, AccountId),
    (entry, limit): (&str, i64),
) -> Result<Vec<Listed>, Error> {
    const SQL: &str = "
        SELECT r.id AS return_id, r.round_id, r.place_id, p.name AS place_name, up.name AS around,
               r.account_id, a.name AS person, r.state, r.version, r.filed_at, r.released,
               o.id, o.entry, o.definition, o.period, o.label, o.first_day, o.last_day, o.opens_at,
               o.closes_at, o.source, o.locked_at, o.mixed_at
        FROM filing_return r
        JOIN filing_round o ON o.id = r.round_id
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        LEFT JOIN account a ON a.id = r.account_id
        WHERE r.id IN (SELECT id FROM filing_return WHERE place_id = $1 AND account_id IS NULL
                       UNION SELECT id FROM filing_return WHERE account_id = $2)
          AND o.entry = $3
        ORDER BY o.first_day DESC, o.id DESC LIMIT $4";
    tx.all(SQL, &[&place, &account, &entry.to_owned(), &limit], |row| {
        Ok(Listed { it: Return { id: row.get("return_id")?, ..filing(row)? }, round: round(row)? })
    })
    .await
}

/// What a list of a period's returns is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow {
    /// `missing`, `filed`, `late`, `withdrawn`; empty for all.
    pub(crate) state: String,
    /// How the place's name begins.
    pub(crate) search: String,
}

/// A return of a period, with how often and when it was last reminded of.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) it: Return,
    pub(crate) reminded: Option<DateTime>,
    pub(crate) times: i64,
}

fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line { it: filing(row)?, reminded: row.get("reminded")?, times: row.get("times")? })
}

/// The returns of a period within `scope`, by the names of what is around and of themselves, after
/// the place and id that a page ended with.
pub(crate) async fn in_round(
    tx: &mut Tx,
    (round, scope): (&Round, PlaceId),
    narrow: &Narrow,
    (skip, limit): (i64, i64),
) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT r.id, r.round_id, r.place_id, p.name AS place_name, up.name AS around,
               r.account_id, a.name AS person, r.state, r.version, r.filed_at, r.released,
               (SELECT MAX(m.civil_at) FROM filing_reminder m WHERE m.return_id = r.id) AS reminded,
               (SELECT COUNT(*) FROM filing_reminder m WHERE m.return_id = r.id) AS times
        FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        LEFT JOIN account a ON a.id = r.account_id
        WHERE r.round_id = $1
          AND ($3 = '' OR ($3 = 'missing' AND r.state <> 'filed') OR r.state = $3
               OR ($3 = 'late' AND r.filed_at > $4))
          AND ($5 = '' OR (p.name >= $5 AND p.name < $6) OR (up.name >= $5 AND up.name < $6))
        ORDER BY COALESCE(up.position, 0), COALESCE(up.name, ''), p.position, p.name, r.id
        LIMIT $8 OFFSET $7";
    let bound = format!("{}\u{10FFFF}", narrow.search);
    let values: &[&dyn db::Stored] =
        &[&round.id, &scope, &narrow.state, &round.closes, &narrow.search, &bound, &skip, &limit];
    tx.all(SQL, values, line).await
}

/// How many lines that list has.
pub(crate) async fn count_in_round(
    tx: &mut Tx,
    (round, scope): (&Round, PlaceId),
    narrow: &Narrow,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        WHERE r.round_id = $1
          AND ($3 = '' OR ($3 = 'missing' AND r.state <> 'filed') OR r.state = $3
               OR ($3 = 'late' AND r.filed_at > $4))
          AND ($5 = '' OR (p.name >= $5 AND p.name < $6) OR (up.name >= $5 AND up.name < $6))";
    let bound = format!("{}\u{10FFFF}", narrow.search);
    let values: &[&dyn db::Stored] =
        &[&round.id, &scope, &narrow.state, &round.closes, &narrow.search, &bound];
    Ok(tx.one(SQL, values, |row| row.get("n")).await?.unwrap_or(0))
}

/// The periods of some kinds that are open at `now`, the nearest cut-off first.
pub(crate) async fn open_rounds(
    tx: &mut Tx,
    now: DateTime,
    entries: &[String],
) -> Result<Vec<Round>, Error> {
    const SQL: &str = "
        SELECT id, entry, definition, period, label, first_day, last_day, opens_at, closes_at,
               source, locked_at, mixed_at
        FROM filing_round
        WHERE entry IN ($$) AND first_day <= $2 AND opens_at <= $1 AND closes_at >= $1
        ORDER BY closes_at, id";
    tx.all_in(SQL, &[&now, &now.date()], entries, round).await
}

/// Which returns of the period are those of the places called `names`, for a sheet that names them.
pub(crate) async fn by_place_names(
    tx: &mut Tx,
    (round, scope): (RoundId, PlaceId),
    names: &[String],
) -> Result<Vec<Return>, Error> {
    const SQL: &str = "
        SELECT r.id, r.round_id, r.place_id, p.name AS place_name, up.name AS around,
               r.account_id, NULL AS person, r.state, r.version, r.filed_at, r.released
        FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        WHERE r.round_id = $1 AND r.account_id IS NULL AND p.name IN ($$)";
    tx.all_in(SQL, &[&round, &scope], names, filing).await
}
