//! The SQL of notices and messages. Each function is one statement, and decides nothing.

use db::{Error, Row, Tx};
use jiff::{Timestamp, civil};
use vocab::{AccountId, NoticeId};

use super::model::{ChannelKind, Due, Line, MessageId, MessageState, Notice, Unhanded};

/// A page of someone's inbox below `before`, newest first.
pub(super) async fn inbox(
    tx: &mut Tx,
    account: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<Notice>, Error> {
    const SQL: &str = "
        SELECT id, title, made_at, read_at
        FROM inbox
        WHERE account_id = $1 AND id < $2
        ORDER BY id DESC
        LIMIT $3";
    let read = |row: &Row| {
        Ok(Notice {
            id: row.get("id")?,
            title: row.get("title")?,
            made_at: row.get("made_at")?,
            read_at: row.get("read_at")?,
        })
    };
    tx.all(SQL, &[&account, &before, &limit], read).await
}

/// Marks a notice of `account` as read, and says where it leads.
pub(super) async fn set_read(
    tx: &mut Tx,
    account: AccountId,
    id: NoticeId,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    const SQL: &str = "
        UPDATE inbox SET read_at = COALESCE(read_at, $3)
        WHERE id = $2 AND account_id = $1
        RETURNING link";
    tx.one(SQL, &[&account, &id, &now], |row| row.get("link")).await
}

pub(super) async fn set_all_read(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "UPDATE inbox SET read_at = $2 WHERE account_id = $1 AND read_at IS NULL";
    tx.run(SQL, &[&account, &now]).await
}

pub(super) async fn find_choice(tx: &mut Tx, account: AccountId) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT channel FROM notice_choice WHERE account_id = $1";
    tx.one(SQL, &[&account], |row| row.get("channel")).await
}

pub(super) async fn set_choice(
    tx: &mut Tx,
    account: AccountId,
    channel: &str,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO notice_choice (account_id, channel) VALUES ($1, $2)
        ON CONFLICT (account_id) DO UPDATE SET channel = $2";
    tx.run(SQL, &[&account, &channel]).await?;
    Ok(())
}

/// Notices that no channel was asked about yet, with what their readers chose.
pub(super) async fn unhanded(tx: &mut Tx, limit: i64) -> Result<Vec<Unhanded>, Error> {
    const SQL: &str = "
        SELECT i.id, i.account_id, c.channel,
               CASE WHEN i.read_at IS NULL THEN 0 ELSE 1 END AS is_read
        FROM inbox i LEFT JOIN notice_choice c ON c.account_id = i.account_id
        WHERE i.handed_at IS NULL
        ORDER BY i.id
        LIMIT $1";
    let read = |row: &Row| {
        Ok(Unhanded {
            id: row.get("id")?,
            account: row.get("account_id")?,
            is_read: row.get("is_read")?,
            choice: row.get("channel")?,
        })
    };
    tx.all(SQL, &[&limit], read).await
}

pub(super) async fn set_handed(
    tx: &mut Tx,
    ids: &[NoticeId],
    now: Timestamp,
) -> Result<u64, Error> {
    const SQL: &str = "UPDATE inbox SET handed_at = $1 WHERE id IN ($$)";
    tx.run_in(SQL, &[&now], ids).await
}

/// A message to be added.
pub(super) struct NewMessage {
    pub id: MessageId,
    pub notice: NoticeId,
    pub account: AccountId,
    pub channel: ChannelKind,
}

pub(super) async fn add_messages(
    tx: &mut Tx,
    all: &[NewMessage],
    due: civil::DateTime,
    now: Timestamp,
) -> Result<(), Error> {
    const HEAD: &str = "
        INSERT INTO message (id, notice_id, account_id, channel, state, due, attempts, made_at)";
    let waiting = MessageState::Waiting;
    let row = |it: &NewMessage| {
        db::row![it.id, it.notice, it.account, it.channel, waiting, due, 0_i64, now]
    };
    tx.bulk(HEAD, "ON CONFLICT (notice_id, channel) DO NOTHING", all.iter().map(row)).await?;
    Ok(())
}

/// Messages that are due at `now`, the oldest first.
pub(super) async fn due(tx: &mut Tx, now: civil::DateTime, limit: i64) -> Result<Vec<Due>, Error> {
    const SQL: &str = "
        SELECT m.id, m.account_id, m.channel, m.attempts, i.title, i.link,
               CASE WHEN i.read_at IS NULL THEN 0 ELSE 1 END AS is_read
        FROM message m JOIN inbox i ON i.id = m.notice_id
        WHERE m.state = 'waiting' AND m.due <= $1
        ORDER BY m.due, m.id
        LIMIT $2";
    let read = |row: &Row| {
        Ok(Due {
            id: row.get("id")?,
            account: row.get("account_id")?,
            channel: row.get("channel")?,
            attempts: row.get("attempts")?,
            title: row.get("title")?,
            link: row.get("link")?,
            is_read: row.get("is_read")?,
        })
    };
    tx.all(SQL, &[&now, &limit], read).await
}

/// How many messages each of `accounts` was sent on `day`.
pub(super) async fn sent_on(
    tx: &mut Tx,
    day: civil::Date,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, i64)>, Error> {
    const SQL: &str = "
        SELECT account_id, COUNT(*) AS n
        FROM message
        WHERE day IS NOT NULL AND day = $1 AND account_id IN ($$)
        GROUP BY account_id";
    tx.all_in(SQL, &[&day], accounts, |row| Ok((row.get("account_id")?, row.get("n")?))).await
}

/// Puts waiting messages off until `due`.
pub(super) async fn put_off(
    tx: &mut Tx,
    due: civil::DateTime,
    ids: &[MessageId],
) -> Result<u64, Error> {
    const SQL: &str = "UPDATE message SET due = $1 WHERE state = 'waiting' AND id IN ($$)";
    tx.run_in(SQL, &[&due], ids).await
}

/// Notes an attempt before it is made: a message whose process dies is due again at `due`.
pub(super) async fn begin(
    tx: &mut Tx,
    due: civil::DateTime,
    ids: &[MessageId],
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE message SET due = $1, attempts = attempts + 1
        WHERE state = 'waiting' AND id IN ($$)";
    tx.run_in(SQL, &[&due], ids).await
}

/// What became of an attempt, or of the message as a whole.
pub(super) struct Outcome {
    pub id: MessageId,
    pub state: MessageState,
    pub due: civil::DateTime,
    pub day: Option<civil::Date>,
    pub reference: Option<String>,
    pub why: Option<String>,
    pub sent_at: Option<Timestamp>,
}

pub(super) async fn set_outcomes(tx: &mut Tx, all: &[Outcome]) -> Result<u64, Error> {
    const HEAD: &str = "WITH v (id, state, due, day, reference, why, sent_at) AS (";
    const TAIL: &str = ")
        UPDATE message
        SET state = v.state, due = v.due, day = v.day, reference = v.reference,
            why = v.why, sent_at = CAST(v.sent_at AS BIGINT)
        FROM v
        WHERE message.id = CAST(v.id AS BIGINT) AND message.state = 'waiting'";
    let row =
        |it: &Outcome| db::row![it.id, it.state, it.due, it.day, it.reference, it.why, it.sent_at];
    tx.bulk(HEAD, TAIL, all.iter().map(row)).await
}

/// Messages whose receipt is open, sent since `since`.
pub(super) async fn open_receipts(
    tx: &mut Tx,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(MessageId, ChannelKind, String)>, Error> {
    const SQL: &str = "
        SELECT id, channel, reference
        FROM message
        WHERE state = 'sent' AND sent_at >= $1 AND reference IS NOT NULL
        ORDER BY sent_at, id
        LIMIT $2";
    tx.all(SQL, &[&since, &limit], |row| {
        Ok((row.get("id")?, row.get("channel")?, row.get("reference")?))
    })
    .await
}

pub(super) async fn set_receipts(
    tx: &mut Tx,
    all: &[(MessageId, MessageState, Option<String>)],
) -> Result<u64, Error> {
    const HEAD: &str = "WITH v (id, state, why) AS (";
    const TAIL: &str = ")
        UPDATE message SET state = v.state, why = v.why
        FROM v
        WHERE message.id = CAST(v.id AS BIGINT) AND message.state = 'sent'";
    tx.bulk(HEAD, TAIL, all.iter().map(|(id, state, why)| db::row![*id, *state, *why])).await
}

/// Messages in `state` below `before`, newest first.
pub(super) async fn list(
    tx: &mut Tx,
    state: MessageState,
    before: i64,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    const SQL: &str = "
        SELECT id, channel, due, attempts, why, made_at
        FROM message
        WHERE state = $1 AND id < $2
        ORDER BY id DESC
        LIMIT $3";
    let read = |row: &Row| {
        Ok(Line {
            id: row.get("id")?,
            channel: row.get("channel")?,
            due: row.get("due")?,
            attempts: row.get("attempts")?,
            why: row.get("why")?,
            made_at: row.get("made_at")?,
        })
    };
    tx.all(SQL, &[&state, &before, &limit], read).await
}

/// How many messages are in each state.
pub(super) async fn counts(tx: &mut Tx) -> Result<Vec<(MessageState, i64)>, Error> {
    const SQL: &str = "SELECT state, COUNT(*) AS n FROM message GROUP BY state";
    tx.all(SQL, &[], |row| Ok((row.get("state")?, row.get("n")?))).await
}
