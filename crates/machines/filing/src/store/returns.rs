//! One return: its row and its versions.

use db::{Error, Row, Tx, row};
use jiff::{Timestamp, civil::DateTime};
use vocab::{AccountId, PlaceId, Role};

use crate::model::{NEVER, Return, ReturnId, Round, RoundId, State, Version, VersionId};

/// A row of what every list and page of returns reads.
pub(super) fn filing(row: &Row) -> Result<Return, Error> {
    Ok(Return {
        id: row.get("id")?,
        round: row.get("round_id")?,
        place: row.get("place_id")?,
        place_name: row.get("place_name")?,
        around: row.get("around")?,
        account: row.get("account_id")?,
        person: row.get("person")?,
        state: row.get("state")?,
        version: row.get("version")?,
        filed: row.get("filed_at")?,
        released: row.get::<i64>("released")? == 1,
    })
}

/// What is due from now on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewReturn {
    pub(crate) id: ReturnId,
    pub(crate) place: PlaceId,
    pub(crate) account: Option<AccountId>,
}

/// Adds what is due in a period.
pub(crate) async fn add_returns(
    tx: &mut Tx,
    round: RoundId,
    all: &[NewReturn],
) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO filing_return (id, round_id, place_id, account_id, state, version)";
    let rows = all.iter().map(|it| row![it.id, round, it.place, it.account, State::Missing, 0]);
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// The return `id`, whoever may see it.
pub(crate) async fn find_return(tx: &mut Tx, id: ReturnId) -> Result<Option<Return>, Error> {
    const SQL: &str = "
        SELECT r.id, r.round_id, r.place_id, p.name AS place_name, up.name AS around,
               r.account_id, a.name AS person, r.state, r.version, r.filed_at, r.released
        FROM filing_return r
        JOIN place p ON p.id = r.place_id
        LEFT JOIN place up ON up.id = p.parent_id
        LEFT JOIN account a ON a.id = r.account_id
        WHERE r.id = $1";
    tx.one(SQL, &[&id], filing).await
}

/// Sets how a return stands, if nothing happened to it since the version before. Says whether.
pub(crate) async fn set_standing(
    tx: &mut Tx,
    id: ReturnId,
    (state, version): (State, i64),
    (filed, released): (Option<DateTime>, bool),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE filing_return SET state = $2, version = $3, filed_at = $4, released = $5
        WHERE id = $1 AND version = $3 - 1";
    let released = i64::from(released);
    Ok(tx.run(SQL, &[&id, &state, &version, &filed, &released]).await? == 1)
}

/// A version as it is written down.
#[derive(Debug, Clone)]
pub(crate) struct NewVersion {
    pub(crate) id: VersionId,
    pub(crate) of: ReturnId,
    pub(crate) round: RoundId,
    pub(crate) place: PlaceId,
    pub(crate) number: i64,
    pub(crate) is_withdrawal: bool,
    pub(crate) since: DateTime,
    pub(crate) at: Timestamp,
    pub(crate) by: Option<(AccountId, Role)>,
    pub(crate) reason: Option<String>,
    pub(crate) nothing: bool,
    pub(crate) warned: bool,
}

/// Writes down versions; what held before ends apart.
pub(crate) async fn add_versions(tx: &mut Tx, all: &[NewVersion]) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO filing_version (id, return_id, round_id, place_id, number, kind, since, until,
                                    at, account_id, role, reason, one_tick, warned)";
    let rows = all.iter().map(|it| {
        let kind = if it.is_withdrawal { "withdrawn" } else { "filed" }.to_owned();
        row![
            it.id,
            it.of,
            it.round,
            it.place,
            it.number,
            kind,
            it.since,
            NEVER,
            it.at,
            it.by.map(|it| it.0),
            it.by.map(|it| it.1),
            it.reason,
            i64::from(it.nothing),
            i64::from(it.warned)
        ]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Ends the version that holds, where there is one.
pub(crate) async fn end_version(
    tx: &mut Tx,
    (id, number): (ReturnId, i64),
    at: DateTime,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE filing_version SET until = $3 WHERE return_id = $1 AND number = $2";
    tx.run(SQL, &[&id, &number, &at]).await?;
    Ok(())
}

fn version(row: &Row) -> Result<Version, Error> {
    let (name, role): (Option<String>, Option<Role>) = (row.get("name")?, row.get("role")?);
    Ok(Version {
        id: row.get("id")?,
        number: row.get("number")?,
        is_withdrawal: row.get::<String>("kind")? == "withdrawn",
        since: row.get("since")?,
        by: name.zip(role),
        reason: row.get("reason")?,
        nothing: row.get::<i64>("one_tick")? == 1,
        warned: row.get::<i64>("warned")? == 1,
    })
}

/// Every version of a return, the latest first.
pub(crate) async fn versions(tx: &mut Tx, id: ReturnId) -> Result<Vec<Version>, Error> {
    const SQL: &str = "
        SELECT v.id, v.number, v.kind, v.since, a.name, v.role, v.reason, v.one_tick, v.warned
        FROM filing_version v LEFT JOIN account a ON a.id = v.account_id
        WHERE v.return_id = $1 ORDER BY v.number DESC";
    tx.all(SQL, &[&id], version).await
}

/// The version that holds of a return, if it stands as filed.
pub(crate) async fn standing_version(
    tx: &mut Tx,
    id: ReturnId,
    number: i64,
) -> Result<Option<VersionId>, Error> {
    const SQL: &str = "
        SELECT id FROM filing_version WHERE return_id = $1 AND number = $2 AND kind = 'filed'";
    tx.one(SQL, &[&id, &number], |row| row.get("id")).await
}

/// The version that holds of what the same place, or the same person, filed in another period.
pub(crate) async fn version_of(
    tx: &mut Tx,
    round: RoundId,
    (place, account): (PlaceId, Option<AccountId>),
) -> Result<Option<VersionId>, Error> {
    const SQL: &str = "
        SELECT v.id FROM filing_return r
        JOIN filing_version v ON v.return_id = r.id AND v.number = r.version AND v.kind = 'filed'
        WHERE r.round_id = $1
          AND ((r.account_id IS NULL AND CAST($3 AS BIGINT) IS NULL AND r.place_id = $2) OR r.account_id = $3)";
    tx.one(SQL, &[&round, &place, &account], |row| row.get("id")).await
}

/// The document of each version that holds of a period within `scope`.
pub(crate) async fn documents(
    tx: &mut Tx,
    round: &Round,
    (scope, at): (PlaceId, DateTime),
) -> Result<Vec<(ReturnId, String)>, Error> {
    const SQL: &str = "
        SELECT v.return_id, d.document FROM filing_version v
        JOIN place_within w ON w.place_id = v.place_id AND w.ancestor_id = $2
        JOIN answer_document d ON d.owner_kind = 'flv' AND d.owner_id = v.id
        WHERE v.round_id = $1 AND v.kind = 'filed' AND v.since <= $3 AND v.until > $3";
    let read = |row: &Row| Ok((row.get("return_id")?, row.get("document")?));
    tx.all(SQL, &[&round.id, &scope, &at], read).await
}

/// The document of each version of a return.
pub(crate) async fn documents_of_versions(
    tx: &mut Tx,
    id: ReturnId,
) -> Result<Vec<(VersionId, String)>, Error> {
    const SQL: &str = "
        SELECT v.id, d.document FROM filing_version v
        JOIN answer_document d ON d.owner_kind = 'flv' AND d.owner_id = v.id
        WHERE v.return_id = $1";
    tx.all(SQL, &[&id], |row| Ok((row.get("id")?, row.get("document")?))).await
}

/// Marks returns as filed, each one version on. What was read of them was read in this act.
pub(crate) async fn set_filed(tx: &mut Tx, ids: &[ReturnId], now: DateTime) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE filing_return
        SET state = 'filed', version = version + 1, filed_at = COALESCE(filed_at, $1), released = 0
        WHERE id IN ($$)";
    tx.run_in(SQL, &[&now], ids).await?;
    Ok(())
}

/// Ends the version that holds of each return.
pub(crate) async fn end_versions(tx: &mut Tx, ids: &[ReturnId], at: DateTime) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE filing_version SET until = $1
        WHERE until = '9999-12-31T00:00:00' AND return_id IN ($$)";
    tx.run_in(SQL, &[&at], ids).await?;
    Ok(())
}

/// Of which place each return of a period within `scope` is.
pub(crate) async fn places_of(
    tx: &mut Tx,
    round: RoundId,
    scope: PlaceId,
) -> Result<Vec<(ReturnId, PlaceId)>, Error> {
    const SQL: &str = "
        SELECT r.id, r.place_id FROM filing_return r
        JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        WHERE r.round_id = $1";
    tx.all(SQL, &[&round, &scope], |row| Ok((row.get("id")?, row.get("place_id")?))).await
}
