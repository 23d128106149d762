//! The SQL of acts.

use db::{Error, Tx};
use vocab::{AccountId, NoticeId};

use super::{Origin, Record};

/// The record of an act, which goes along with what the act does last.
pub(super) fn add_record(tx: &mut Tx, it: &Record) {
    const SQL: &str = "
        INSERT INTO act (id, at, civil_at, account_id, grant_id, kind, subject_kind, subject_id,
                         notes, digest)";
    let subject_kind = it.subject.as_ref().map(|it| it.0.clone());
    let subject_id = it.subject.as_ref().map(|it| it.1);
    let civil_at = it.civil_at.to_string();
    let row = db::row![
        it.id,
        it.at,
        civil_at,
        it.account,
        it.grant,
        it.kind,
        subject_kind,
        subject_id,
        it.notes_text(),
        it.digest()
    ];
    tx.later(SQL, "", row);
}

pub(super) async fn add_personal(tx: &mut Tx, it: &Record) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO act_personal (act_id, key, salt, value)";
    let row =
        |(key, (salt, value)): (&String, &(String, String))| db::row![it.id, *key, *salt, *value];
    tx.bulk(SQL, "", it.personal.iter().map(row)).await?;
    Ok(())
}

pub(super) async fn add_events(
    tx: &mut Tx,
    origin: &Origin,
    events: &[(&'static str, String)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO outbox (id, act_id, kind, payload, made_at)";
    let row = |(kind, payload): &(&'static str, String)| {
        let id: NoticeId = origin.ids.make(origin.now);
        db::row![id, origin.id, (*kind).to_owned(), *payload, origin.now]
    };
    tx.bulk(SQL, "", events.iter().map(row)).await?;
    Ok(())
}

pub(super) async fn add_notices(
    tx: &mut Tx,
    origin: &Origin,
    notices: &[(AccountId, String, String)],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO inbox (id, account_id, act_id, title, link, made_at)";
    let row = |(account, title, link): &(AccountId, String, String)| {
        let id: NoticeId = origin.ids.make(origin.now);
        db::row![id, *account, origin.id, *title, *link, origin.now]
    };
    tx.bulk(SQL, "", notices.iter().map(row)).await?;
    Ok(())
}
