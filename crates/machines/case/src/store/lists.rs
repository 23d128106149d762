//! Lists of cases: what waits for somebody, and what somebody may see. Scope is in the SQL.

use db::{Error, Tx};
use jiff::civil::DateTime;
use platform::{access::PlaceKind, waiting::Stretch};
use vocab::{AccountId, PlaceId, Role};

use super::cases::record;
use crate::{
    definition::breadth,
    model::{CaseId, Record},
};

/// Who reads: the identity in use, with the place of its role's breadth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) account: AccountId,
    pub(crate) role: Role,
    pub(crate) place: PlaceId,
    /// Whether the role sees every case of the kind within its scope.
    pub(crate) sees: bool,
}

impl Reader {
    /// The place from which the reader also sees what is about their school or what lies around it:
    /// a class teacher knows of the school's trip. Nought where they see nothing so: an office sees
    /// what lies in its place and no further.
    pub(crate) fn inside(self) -> i64 {
        let of_school = matches!(breadth(self.role), PlaceKind::School | PlaceKind::Class);
        if self.sees && of_school { self.place.bits() } else { 0 }
    }
}

/// What a list of the cases of one kind is narrowed to.
#[derive(Debug, Clone)]
pub(crate) struct Narrow {
    /// The kind.
    pub(crate) entry: String,
    /// At one step; empty for all.
    pub(crate) step: String,
    /// `open`, `overdue`, `closed`; empty for all.
    pub(crate) state: String,
    /// How the title begins, or a number.
    pub(crate) search: String,
    /// Within one place; nought for all.
    pub(crate) place: i64,
    /// Begun from then on, and before then.
    pub(crate) opened: (DateTime, DateTime),
    /// Two listed fields with the answers that they have; empty for any.
    pub(crate) answers: [(String, String); 2],
    /// A deadline and how it was kept: `kept`, `late`, `overdue`; empty for any.
    pub(crate) clock: (String, String),
}

impl Narrow {
    /// Every case of a kind.
    pub(crate) fn all(entry: &str) -> Self {
        Self {
            entry: entry.to_owned(),
            step: String::new(),
            state: String::new(),
            search: String::new(),
            place: 0,
            opened: (FIRST, crate::model::NEVER),
            answers: Default::default(),
            clock: Default::default(),
        }
    }
}

/// What comes before every moment of ours.
pub(crate) const FIRST: DateTime = jiff::civil::date(1, 1, 1).at(0, 0, 0, 0);

/// What every title that begins with `search` comes before.
fn bound(search: &str) -> String {
    format!("{search}\u{10FFFF}")
}

/// The first values of every narrowed list, in the order of their numbers.
macro_rules! narrowed {
    ($narrow:expr, $now:expr, $bound:expr, $($more:expr),+) => {
        &[
            &$narrow.step as &dyn db::Stored, &$narrow.state, &$now, &$narrow.search, &$bound, &$narrow.place,
            &$narrow.opened.0, &$narrow.opened.1,
            &$narrow.answers[0].0, &$narrow.answers[0].1,
            &$narrow.answers[1].0, &$narrow.answers[1].1,
            &$narrow.clock.0, &$narrow.clock.1, $(&$more),+
        ]
    };
}

/// What of a kind waits for the reader, the nearest deadline first, after `after`. The deadline is
/// the reader's own, where they were asked for their part.
pub(crate) async fn waiting(
    tx: &mut Tx,
    (reader, narrow, now): (Reader, &Narrow, DateTime),
    (after, limit): ((DateTime, i64), i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, d.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_desk d JOIN case_record c ON c.id = d.case_id
        JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE d.place_id = $15 AND d.role = $16 AND d.entry = $17
          AND (d.due_at, d.case_id) > ($18, $19)
          AND ($1 = '' OR c.step = $1)
          AND ($2 = '' OR ($2 = 'open' AND c.outcome IS NULL)
               OR ($2 = 'closed' AND c.outcome IS NOT NULL)
               OR ($2 = 'overdue' AND c.outcome IS NULL AND c.due_at < $3))
          AND ($4 = '' OR c.number = $4 OR (c.title >= $4 AND c.title < $5))
          AND ($6 = 0 OR EXISTS (SELECT 1 FROM place_within n
                                 WHERE n.place_id = c.place_id AND n.ancestor_id = $6))
          AND c.opened_at >= $7 AND c.opened_at < $8
          AND ($9 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'cse' AND a.owner_id = c.id
                                    AND a.field = $9 AND a.text_value = $10))
          AND ($11 = '' OR EXISTS (SELECT 1 FROM answer b
                                   WHERE b.owner_kind = 'cse' AND b.owner_id = c.id
                                     AND b.field = $11 AND b.text_value = $12))
          AND ($13 = '' OR EXISTS (SELECT 1 FROM case_clock k
                                   WHERE k.case_id = c.id AND k.clock = $13 AND k.counted = 1
                                     AND (($14 = 'kept' AND k.stopped_at <= k.due_at)
                                          OR ($14 = 'late' AND k.stopped_at > k.due_at)
                                          OR ($14 = 'overdue' AND k.stopped_at IS NULL
                                              AND k.due_at < $3
                                              AND (c.paused_at IS NULL OR k.due_at < c.paused_at)))))
        ORDER BY d.due_at, d.case_id LIMIT $20";
    let (role, bound) = (reader.role, bound(&narrow.search));
    let values =
        narrowed!(narrow, now, bound, reader.place, role, narrow.entry, after.0, after.1, limit);
    let by_role = tx.all(SQL, values, record).await?;
    let mine = waiting_for_person(tx, (reader, narrow, now), (after, limit)).await?;
    Ok(merged(by_role, mine, limit))
}

/// The same of what waits for the reader as a person and not in a role.
async fn waiting_for_person(
    tx: &mut Tx,
    (reader, narrow, now): (Reader, &Narrow, DateTime),
    (after, limit): ((DateTime, i64), i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, d.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_desk d JOIN case_record c ON c.id = d.case_id
        JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE d.account_id = $15 AND d.entry = $16
          AND (d.due_at, d.case_id) > ($17, $18)
          AND ($1 = '' OR c.step = $1)
          AND ($2 = '' OR ($2 = 'open' AND c.outcome IS NULL)
               OR ($2 = 'closed' AND c.outcome IS NOT NULL)
               OR ($2 = 'overdue' AND c.outcome IS NULL AND c.due_at < $3))
          AND ($4 = '' OR c.number = $4 OR (c.title >= $4 AND c.title < $5))
          AND ($6 = 0 OR EXISTS (SELECT 1 FROM place_within n
                                 WHERE n.place_id = c.place_id AND n.ancestor_id = $6))
          AND c.opened_at >= $7 AND c.opened_at < $8
          AND ($9 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'cse' AND a.owner_id = c.id
                                    AND a.field = $9 AND a.text_value = $10))
          AND ($11 = '' OR EXISTS (SELECT 1 FROM answer b
                                   WHERE b.owner_kind = 'cse' AND b.owner_id = c.id
                                     AND b.field = $11 AND b.text_value = $12))
          AND ($13 = '' OR EXISTS (SELECT 1 FROM case_clock k
                                   WHERE k.case_id = c.id AND k.clock = $13 AND k.counted = 1
                                     AND (($14 = 'kept' AND k.stopped_at <= k.due_at)
                                          OR ($14 = 'late' AND k.stopped_at > k.due_at)
                                          OR ($14 = 'overdue' AND k.stopped_at IS NULL
                                              AND k.due_at < $3
                                              AND (c.paused_at IS NULL OR k.due_at < c.paused_at)))))
        ORDER BY d.due_at, d.case_id LIMIT $19";
    let bound = bound(&narrow.search);
    let values =
        narrowed!(narrow, now, bound, reader.account, narrow.entry, after.0, after.1, limit);
    tx.all(SQL, values, record).await
}

/// Two lists by deadline as one, each case once.
fn merged(one: Vec<Record>, other: Vec<Record>, limit: i64) -> Vec<Record> {
    let mut all = one;
    all.extend(other);
    all.sort_by_key(|it| (it.due_at, it.id));
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|it| seen.insert(it.id));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all
}

/// What of every kind waits for the reader, the nearest deadline first.
pub(crate) async fn on_desk(
    tx: &mut Tx,
    reader: Reader,
    it: Stretch,
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, d.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_desk d JOIN case_record c ON c.id = d.case_id
        JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE d.place_id = $1 AND d.role = $2
          AND (d.due_at, d.case_id) > ($3, $4) AND d.due_at < $5
        ORDER BY d.due_at, d.case_id LIMIT $6";
    let (due, id) = it.after;
    let values: &[&dyn db::Stored] =
        &[&reader.place, &reader.role, &due, &id, &it.before, &it.limit];
    let by_role = tx.all(SQL, values, record).await?;
    let mine = on_desk_of_person(tx, reader, it).await?;
    Ok(merged(by_role, mine, it.limit))
}

async fn on_desk_of_person(tx: &mut Tx, reader: Reader, it: Stretch) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, d.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_desk d JOIN case_record c ON c.id = d.case_id
        JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE d.account_id = $1
          AND (d.due_at, d.case_id) > ($2, $3) AND d.due_at < $4
        ORDER BY d.due_at, d.case_id LIMIT $5";
    let (due, id) = it.after;
    tx.all(SQL, &[&reader.account, &due, &id, &it.before, &it.limit], record).await
}

/// How much of every kind waits for the reader, counted to `most`: the navigation asks on every page.
pub(crate) async fn count_desk(tx: &mut Tx, reader: Reader, most: i64) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM (SELECT case_id FROM (SELECT case_id FROM case_desk
                                   WHERE place_id = $1 AND role = $2 LIMIT $4) AS of_role
              UNION
              SELECT case_id FROM (SELECT case_id FROM case_desk
                                   WHERE account_id = $3 LIMIT $4) AS of_person) AS desk";
    let values: &[&dyn db::Stored] = &[&reader.place, &reader.role, &reader.account, &most];
    Ok(tx.one(SQL, values, |row| row.get("n")).await?.unwrap_or(0))
}

/// What of a kind the reader may see, the newest first, before `before`.
pub(crate) async fn seen(
    tx: &mut Tx,
    (reader, narrow, now): (Reader, &Narrow, DateTime),
    (before, limit): (i64, i64),
) -> Result<Vec<Record>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.entry, c.definition, c.place_id, p.name AS place_name, c.title,
               c.step, c.outcome, c.made_by, c.made_as, c.opened_at, c.closed_at, c.due_at,
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.entry = $15 AND c.id < $16
          AND (($17 = 1 AND EXISTS (SELECT 1 FROM place_within w
                                    WHERE w.place_id = c.place_id AND w.ancestor_id = $18))
               OR EXISTS (SELECT 1 FROM place_within u
                          WHERE u.place_id = $22 AND u.ancestor_id = c.place_id)
               OR c.made_by = $19
               OR EXISTS (SELECT 1 FROM case_desk d WHERE d.case_id = c.id
                          AND ((d.role = $20 AND d.place_id = $18) OR d.account_id = $19))
               OR EXISTS (SELECT 1 FROM case_task t WHERE t.case_id = c.id
                          AND t.role = $20 AND t.place_id = $18)
               OR EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = c.id
                          AND e.role = $20 AND e.place_id = $18))
          AND NOT EXISTS (SELECT 1 FROM case_party y WHERE y.case_id = c.id
                          AND y.role = $20 AND y.place_id = $18)
          AND ($1 = '' OR c.step = $1)
          AND ($2 = '' OR ($2 = 'open' AND c.outcome IS NULL)
               OR ($2 = 'closed' AND c.outcome IS NOT NULL)
               OR ($2 = 'overdue' AND c.outcome IS NULL AND c.due_at < $3))
          AND ($4 = '' OR c.number = $4 OR (c.title >= $4 AND c.title < $5))
          AND ($6 = 0 OR EXISTS (SELECT 1 FROM place_within n
                                 WHERE n.place_id = c.place_id AND n.ancestor_id = $6))
          AND c.opened_at >= $7 AND c.opened_at < $8
          AND ($9 = '' OR EXISTS (SELECT 1 FROM answer a
                                  WHERE a.owner_kind = 'cse' AND a.owner_id = c.id
                                    AND a.field = $9 AND a.text_value = $10))
          AND ($11 = '' OR EXISTS (SELECT 1 FROM answer b
                                   WHERE b.owner_kind = 'cse' AND b.owner_id = c.id
                                     AND b.field = $11 AND b.text_value = $12))
          AND ($13 = '' OR EXISTS (SELECT 1 FROM case_clock k
                                   WHERE k.case_id = c.id AND k.clock = $13 AND k.counted = 1
                                     AND (($14 = 'kept' AND k.stopped_at <= k.due_at)
                                          OR ($14 = 'late' AND k.stopped_at > k.due_at)
                                          OR ($14 = 'overdue' AND k.stopped_at IS NULL
                                              AND k.due_at < $3
                                              AND (c.paused_at IS NULL OR k.due_at < c.paused_at)))))
        ORDER BY c.id DESC LIMIT $21";
    let (role, bound, sees) = (reader.role, bound(&narrow.search), i64::from(reader.sees));
    let inside = reader.inside();
    let values = narrowed!(
        narrow,
        now,
        bound,
        narrow.entry,
        before,
        sees,
        reader.place,
        reader.account,
        role,
        limit,
        inside
    );
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
               c.paused_at, c.resume_at, c.look_at, c.looking, c.version, c.student_id,
               s.name AS student_name, c.cause_name, c.cause_link
        FROM case_record c JOIN place p ON p.id = c.place_id
        LEFT JOIN student s ON s.id = c.student_id
        WHERE c.made_by = $1
        ORDER BY c.id DESC LIMIT $2";
    tx.all(SQL, &[&account, &limit], record).await
}

/// The same of one kind.
pub(crate) async fn count_desk_of(
    tx: &mut Tx,
    (reader, entry): (Reader, &str),
    most: i64,
) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COUNT(*) AS n
        FROM (SELECT case_id FROM (SELECT case_id FROM case_desk
                                   WHERE place_id = $1 AND role = $2 AND entry = $4
                                   LIMIT $5) AS of_role
              UNION
              SELECT case_id FROM (SELECT case_id FROM case_desk
                                   WHERE account_id = $3 AND entry = $4
                                   LIMIT $5) AS of_person) AS desk";
    let entry = entry.to_owned();
    let values: &[&dyn db::Stored] = &[&reader.place, &reader.role, &reader.account, &entry, &most];
    Ok(tx.one(SQL, values, |row| row.get("n")).await?.unwrap_or(0))
}

/// Whether the reader may see the case.
pub(crate) async fn is_seen(tx: &mut Tx, id: CaseId, reader: Reader) -> Result<bool, Error> {
    const SQL: &str = "
        SELECT c.id FROM case_record c
        WHERE c.id = $1
          AND (($2 = 1 AND EXISTS (SELECT 1 FROM place_within w
                                   WHERE w.place_id = c.place_id AND w.ancestor_id = $4))
               OR EXISTS (SELECT 1 FROM place_within u
                          WHERE u.place_id = $6 AND u.ancestor_id = c.place_id)
               OR c.made_by = $5
               OR EXISTS (SELECT 1 FROM case_desk d WHERE d.case_id = c.id
                          AND ((d.role = $3 AND d.place_id = $4) OR d.account_id = $5))
               OR EXISTS (SELECT 1 FROM case_task t WHERE t.case_id = c.id
                          AND t.role = $3 AND t.place_id = $4)
               OR EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = c.id
                          AND e.role = $3 AND e.place_id = $4))
          AND NOT EXISTS (SELECT 1 FROM case_party y WHERE y.case_id = c.id
                          AND y.role = $3 AND y.place_id = $4)";
    let sees = i64::from(reader.sees);
    let (role, inside) = (reader.role, reader.inside());
    let values: &[&dyn db::Stored] = &[&id, &sees, &role, &reader.place, &reader.account, &inside];
    Ok(tx.one(SQL, values, |row| row.get::<CaseId>("id")).await?.is_some())
}
