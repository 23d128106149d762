//! The SQL of texts and answers. Each function is one statement, and decides nothing.

use db::{Error, Row, Sql, Tx};
use jiff::{Timestamp, civil::Date};
use vocab::{AccountId, PlaceId};

use super::model::{Answer, Consent, ConsentId, Draft, Given, Part, Text, TextId, TextKind};

fn text(row: &Row) -> Result<Text, Error> {
    Ok(Text {
        id: row.get("id")?,
        kind: row.get("kind")?,
        version: row.get("version")?,
        title: row.get("title")?,
        body: row.get("body")?,
        changes: row.get("changes")?,
        since: row.get("since")?,
    })
}

/// The texts in force on `day`, one a kind.
pub(super) async fn in_force(tx: &mut Tx, day: Date) -> Result<Vec<Text>, Error> {
    const SQL: &str = "
        SELECT t.id, t.kind, t.version, t.title, t.body, t.changes, t.since
        FROM told_text t
        WHERE t.since <= $1 AND NOT EXISTS (
            SELECT 1 FROM told_text n
            WHERE n.kind = t.kind AND n.since <= $1 AND n.version > t.version)
        ORDER BY CASE t.kind WHEN 'privacy' THEN 1 WHEN 'children' THEN 2 ELSE 3 END";
    tx.all(SQL, &[&day], text).await
}

/// Every version, the newest first.
pub(super) async fn texts(tx: &mut Tx) -> Result<Vec<Text>, Error> {
    const SQL: &str = "
        SELECT id, kind, version, title, body, changes, since
        FROM told_text ORDER BY since DESC, kind, version DESC";
    tx.all(SQL, &[], text).await
}

pub(super) async fn find_text(tx: &mut Tx, id: TextId) -> Result<Option<Text>, Error> {
    const SQL: &str = "
        SELECT id, kind, version, title, body, changes, since FROM told_text WHERE id = $1";
    tx.one(SQL, &[&id], text).await
}

/// The last version of a kind, in force or not.
pub(super) async fn last_text(tx: &mut Tx, kind: TextKind) -> Result<Option<Text>, Error> {
    const SQL: &str = "
        SELECT id, kind, version, title, body, changes, since
        FROM told_text WHERE kind = $1 ORDER BY version DESC LIMIT 1";
    tx.one(SQL, &[&kind], text).await
}

/// Adds a version; whoever publishes one has asked the rules.
pub async fn add_text(
    tx: &mut Tx,
    it: &Draft,
    version: i64,
    (by, at): (Option<AccountId>, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO told_text
            (id, kind, version, title, body, changes, since, published_by, published_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (title, body, changes) = (it.title.trim(), it.body.trim(), it.changes.trim());
    let values: [&dyn db::Stored; 9] =
        [&it.id, &it.kind, &version, &title, &body, &changes, &it.since, &by, &at];
    tx.run(SQL, &values).await?;
    Ok(())
}

fn consent(row: &Row) -> Result<Consent, Error> {
    Ok(Consent {
        text: row.get("text_id")?,
        subject: row.get("subject_id")?,
        answer: row.get("answer")?,
        on: row.get("answered_on")?,
        at: row.get("answered_at")?,
        ended_on: row.get("ended_on")?,
        name: row.get("name")?,
    })
}

const CONSENT: &str = "
    SELECT c.text_id, c.subject_id, c.answer, c.answered_on, c.answered_at, c.ended_on, a.name
    FROM consent c JOIN account a ON a.id = c.account_id";

/// What an account answered for itself, the latest first.
pub(super) async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Consent>, Error> {
    let end = "WHERE c.account_id = $1 AND c.subject_id IS NULL ORDER BY c.id DESC";
    tx.all(Sql::of(&[CONSENT, end]), &[&account], consent).await
}

/// What was answered for some children of one kind, the latest first.
pub(super) async fn of_subjects(
    tx: &mut Tx,
    kind: &str,
    subjects: &[i64],
) -> Result<Vec<Consent>, Error> {
    const SQL: &str = "
        SELECT c.text_id, c.subject_id, c.answer, c.answered_on, c.answered_at, c.ended_on, a.name
        FROM consent c JOIN account a ON a.id = c.account_id
        WHERE c.subject_kind = $1 AND c.subject_id IN ($$)
        ORDER BY c.id DESC";
    tx.all_in(SQL, &[&kind], subjects, consent).await
}

/// Ends what stands for oneself, or for a child whoever answered. Says whether anything stood.
pub(super) async fn end_standing(
    tx: &mut Tx,
    text: TextId,
    account: AccountId,
    subject: Option<(&str, i64)>,
    (at, on): (Timestamp, Date),
) -> Result<bool, Error> {
    const OWN: &str = "
        UPDATE consent SET ended_at = $3, ended_on = $4, ended_by = $2
        WHERE text_id = $1 AND account_id = $2 AND subject_id IS NULL AND ended_at IS NULL";
    const CHILD: &str = "
        UPDATE consent SET ended_at = $3, ended_on = $4, ended_by = $2
        WHERE text_id = $1 AND subject_kind = $5 AND subject_id = $6 AND ended_at IS NULL";
    let ended = match subject {
        None => tx.run(OWN, &[&text, &account, &at, &on]).await?,
        Some((kind, bits)) => tx.run(CHILD, &[&text, &account, &at, &on, &kind, &bits]).await?,
    };
    Ok(ended > 0)
}

/// What stands for a child.
pub(super) async fn standing(
    tx: &mut Tx,
    text: TextId,
    account: AccountId,
    subject: Option<(&str, i64)>,
) -> Result<Option<Answer>, Error> {
    const OWN: &str = "
        SELECT answer FROM consent
        WHERE text_id = $1 AND account_id = $2 AND subject_id IS NULL AND ended_at IS NULL";
    const CHILD: &str = "
        SELECT answer FROM consent
        WHERE text_id = $1 AND subject_kind = $2 AND subject_id = $3 AND ended_at IS NULL";
    match subject {
        None => tx.one(OWN, &[&text, &account], |row| row.get("answer")).await,
        Some((kind, bits)) => tx.one(CHILD, &[&text, &kind, &bits], |row| row.get("answer")).await,
    }
}

pub(super) async fn add_consent(
    tx: &mut Tx,
    id: ConsentId,
    (text, account): (TextId, AccountId),
    subject: Option<(&str, i64)>,
    answer: Answer,
    (at, on): (Timestamp, Date),
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO consent
            (id, text_id, account_id, subject_kind, subject_id, answer, answered_at, answered_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (kind, bits) = subject.unzip();
    tx.run(SQL, &[&id, &text, &account, &kind, &bits, &answer, &at, &on]).await?;
    Ok(())
}

/// Adds many answers for children, where none stands yet: from paper, or of a demo.
pub async fn add_many(
    tx: &mut Tx,
    text: TextId,
    at: Timestamp,
    rows: impl IntoIterator<Item = (ConsentId, Given)>,
) -> Result<(), Error> {
    const HEAD: &str = "
        INSERT INTO consent
            (id, text_id, account_id, subject_kind, subject_id, answer, answered_at, answered_on)";
    let row = |(id, it): (ConsentId, Given)| {
        db::row![id, text, it.account, it.subject.0, it.subject.1, it.answer, at, it.on]
    };
    tx.bulk(HEAD, "", rows.into_iter().map(row)).await?;
    Ok(())
}

/// Adds many readings of a text, each for oneself, where none stands yet.
pub async fn add_read(
    tx: &mut Tx,
    text: TextId,
    (at, on): (Timestamp, Date),
    rows: impl IntoIterator<Item = (ConsentId, AccountId)>,
) -> Result<(), Error> {
    const HEAD: &str =
        "INSERT INTO consent (id, text_id, account_id, answer, answered_at, answered_on)";
    let row =
        |(id, account): (ConsentId, AccountId)| db::row![id, text, account, Answer::Read, at, on];
    tx.bulk(HEAD, "", rows.into_iter().map(row)).await?;
    Ok(())
}

/// How the people of each role at `place` or inside it stand to a text that is read: only those who
/// can log in are counted.
pub(super) async fn read_by_role(
    tx: &mut Tx,
    text: TextId,
    place: PlaceId,
    day: Date,
) -> Result<Vec<(vocab::Role, i64, i64)>, Error> {
    const SQL: &str = "
        SELECT g.role, COUNT(DISTINCT a.id) AS n, COUNT(DISTINCT c.account_id) AS done
        FROM role_grant g
        JOIN place_within w ON w.place_id = g.place_id AND w.ancestor_id = $2
        JOIN account a ON a.id = g.account_id AND a.state = 'active'
        LEFT JOIN consent c ON c.account_id = a.id AND c.text_id = $1
             AND c.subject_id IS NULL AND c.ended_at IS NULL
        WHERE g.since <= $3 AND (g.until IS NULL OR g.until > $3)
        GROUP BY g.role";
    tx.all(SQL, &[&text, &place, &day], |row| {
        Ok((row.get("role")?, row.get("n")?, row.get("done")?))
    })
    .await
}

/// The same for everyone together, each counted once.
pub(super) async fn read_by_all(
    tx: &mut Tx,
    text: TextId,
    place: PlaceId,
    day: Date,
) -> Result<Option<Part>, Error> {
    const SQL: &str = "
        SELECT COUNT(DISTINCT a.id) AS n, COUNT(DISTINCT c.account_id) AS done
        FROM role_grant g
        JOIN place_within w ON w.place_id = g.place_id AND w.ancestor_id = $2
        JOIN account a ON a.id = g.account_id AND a.state = 'active'
        LEFT JOIN consent c ON c.account_id = a.id AND c.text_id = $1
             AND c.subject_id IS NULL AND c.ended_at IS NULL
        WHERE g.since <= $3 AND (g.until IS NULL OR g.until > $3)";
    tx.one(SQL, &[&text, &place, &day], |row| {
        let name = "合计".to_owned();
        Ok(Part { name, all: row.get("n")?, agreed: row.get("done")?, refused: 0 })
    })
    .await
}

/// The accounts in use, in order, after one.
pub(super) async fn active_accounts(
    tx: &mut Tx,
    (after, count): (i64, i64),
) -> Result<Vec<AccountId>, Error> {
    const SQL: &str = "
        SELECT id FROM account WHERE state = 'active' AND id > $1 ORDER BY id LIMIT $2";
    tx.all(SQL, &[&after, &count], |row| row.get("id")).await
}

/// When those at a place were last reminded of a text.
pub(super) async fn last_reminder(
    tx: &mut Tx,
    text: TextId,
    place: PlaceId,
) -> Result<Option<Date>, Error> {
    const SQL: &str = "
        SELECT MAX(day) AS day FROM consent_reminder WHERE text_id = $1 AND place_id = $2";
    Ok(tx.one(SQL, &[&text, &place], |row| row.get("day")).await?.flatten())
}

/// Remembers a reminder.
pub(super) async fn add_reminder(
    tx: &mut Tx,
    (text, place): (TextId, PlaceId),
    (day, by): (Date, AccountId),
    told: usize,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO consent_reminder (text_id, place_id, day, account_id, told)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING";
    tx.run(SQL, &[&text, &place, &day, &by, &told]).await?;
    Ok(())
}
