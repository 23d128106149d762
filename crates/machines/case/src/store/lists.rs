//! Lists of cases: what waits for somebody, and what somebody may see. Scope is in the SQL.

use db::{Error, Tx};
use jiff::civil::DateTime;
use vocab::{AccountId, PlaceId, Role};

use super::cases::record;
use crate::model::{CaseId, Record};

/// Who reads: the identity in use, with the place of its role's breadth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) account: AccountId,
    pub(crate) role: Role,
    pub(crate) place: PlaceId,
    /// Whether the role sees every case of the kind within its scope.
    pub(crate) sees: bool,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow {
    /// Of one kind; empty for all.
    pub(crate) entry: String,
    /// At one step; empty for all.
    pub(crate) step: String,
    /// `open`, `overdue`, `closed`; empty for all.
    pub(crate) state: String,
    /// How the title begins, or a number.
    pub(crate) search: String,
}

/// What every title that begins with `search` comes before.
fn bound(search: &str) -> String {
    format!("{search}\u{10FFFF}")
}

/// What waits for the reader, the nearest deadline first, after `after`.
pub(crate) async fn waiting(
    tx: &mut Tx,
    (reader, narrow, now): (Reader, &Narrow, DateTime),
    (after, limit): ((DateTime, i64), i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.version, c.student_id, s.name AS student_name
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.id IN (SELECT case_id FROM case_desk WHERE role = $7 AND place_id = $8
                       UNION SELECT case_id FROM case_desk WHERE account_id = $9)
          AND (c.due_at > $10 OR (c.due_at = $10 AND c.id > $11))
          AND ($1 = '' OR c.entry = $1)
          AND ($2 = '' OR c.step = $2)
          AND ($3 = '' OR ($3 = 'open' AND c.outcome IS NULL)
               OR ($3 = 'closed' AND c.outcome IS NOT NULL)
               OR ($3 = 'overdue' AND c.outcome IS NULL AND c.due_at < $4))
          AND ($5 = '' OR c.number = $5 OR (c.title >= $5 AND c.title < $6))
        ORDER BY c.due_at, c.id LIMIT $12";
    let (role, bound) = (reader.role, bound(&narrow.search));
    let values: &[&dyn db::Stored] = &[
        &narrow.entry,
        &narrow.step,
        &narrow.state,
        &now,
        &narrow.search,
        &bound,
        &role,
        &reader.place,
        &reader.account,
        &after.0,
        &after.1,
        &limit,
    ];
    tx.all(SQL, values, record).await
}

/// What the reader may see, the newest first, before `before`.
pub(crate) async fn seen(
    tx: &mut Tx,
    (reader, narrow, now): (Reader, &Narrow, DateTime),
    (before, limit): (i64, i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.version, c.student_id, s.name AS student_name
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE (($10 = 1 AND EXISTS (SELECT 1 FROM place_within w
                                    WHERE w.place_id = c.place_id AND w.ancestor_id = $8))
               OR c.made_by = $9
               OR EXISTS (SELECT 1 FROM case_desk d WHERE d.case_id = c.id
                          AND ((d.role = $7 AND d.place_id = $8) OR d.account_id = $9)))
          AND c.id < $11
          AND ($1 = '' OR c.entry = $1)
          AND ($2 = '' OR c.step = $2)
          AND ($3 = '' OR ($3 = 'open' AND c.outcome IS NULL)
               OR ($3 = 'closed' AND c.outcome IS NOT NULL)
               OR ($3 = 'overdue' AND c.outcome IS NULL AND c.due_at < $4))
          AND ($5 = '' OR c.number = $5 OR (c.title >= $5 AND c.title < $6))
        ORDER BY c.id DESC LIMIT $12";
    let (role, bound, sees) = (reader.role, bound(&narrow.search), i64::from(reader.sees));
    let values: &[&dyn db::Stored] = &[
        &narrow.entry,
        &narrow.step,
        &narrow.state,
        &now,
        &narrow.search,
        &bound,
        &role,
        &reader.place,
        &reader.account,
        &sees,
        &before,
        &limit,
    ];
    tx.all(SQL, values, record).await
}

/// What the visitor began, the newest first.
pub(crate) async fn begun(
    tx: &mut Tx,
    account: AccountId,
    limit: i64,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.version, c.student_id, s.name AS student_name
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.made_by = $1
        ORDER BY c.id DESC LIMIT $2";
    tx.all(SQL, &[&account, &limit], record).await
}

/// How many wait for the reader, kind by kind.
pub(crate) async fn count_waiting(
    tx: &mut Tx,
    reader: Reader,
) -> Result<Vec<(String, i64)>, Error> {
    const SQL: &str = "
        SELECT c.entry AS entry, COUNT(*) AS n
        FROM case_record c
        JOIN (SELECT case_id FROM case_desk WHERE role = $1 AND place_id = $2
              UNION SELECT case_id FROM case_desk WHERE account_id = $3) d ON d.case_id = c.id
        GROUP BY c.entry ORDER BY c.entry";
    tx.all(SQL, &[&reader.role, &reader.place, &reader.account], |row| {
        Ok((row.get("entry")?, row.get("n")?))
    })
    .await
}

/// Whether the reader may see the case.
pub(crate) async fn is_seen(tx: &mut Tx, id: CaseId, reader: Reader) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT c.id FROM case_record c
        WHERE c.id = $1
          AND (($2 = 1 AND EXISTS (SELECT 1 FROM place_within w
                                   WHERE w.place_id = c.place_id AND w.ancestor_id = $4))
               OR c.made_by = $5
               OR EXISTS (SELECT 1 FROM case_desk d WHERE d.case_id = c.id
                          AND ((d.role = $3 AND d.place_id = $4) OR d.account_id = $5)))";
    let sees = i64::from(reader.sees);
    let values: &[&dyn db::Stored] = &[&id, &sees, &reader.role, &reader.place, &reader.account];
    Ok(tx.one(SQL, values, |row| row.get::<CaseId>("id")).await?.is_some())
}

/// The schools that lie in `scope`, to choose from: id and name.
pub(crate) async fn places_in(
    tx: &mut Tx,
    scope: PlaceId,
    kind: platform::access::PlaceKind,
) -> Result<Vec<(PlaceId, String)>, Error> {
    const SQL: &str = "
        SELECT p.id, p.name FROM place p
        JOIN place_within w ON w.place_id = p.id AND w.ancestor_id = $1
        WHERE p.kind = $2 AND p.until IS NULL
        ORDER BY p.name, p.id";
    tx.all(SQL, &[&scope, &kind], |row| Ok((row.get("id")?, row.get("name")?))).await
}
