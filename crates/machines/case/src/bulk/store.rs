//! The SQL of what is done to many cases.

use db::{Error, Tx, row};
use jiff::civil::DateTime;
use vocab::{AccountId, JobId};

use crate::{model::CaseId, store::Reader};

/// Those of `ids` that the reader may see.
pub(crate) async fn seen_of(
    tx: &mut Tx,
    ids: &[CaseId],
    reader: Reader,
) -> Result<Vec<CaseId>, Error> {
    const SQL: &str = "
        SELECT c.id FROM case_record c
        WHERE (($1 = 1 AND EXISTS (SELECT 1 FROM place_within w
                                   WHERE w.place_id = c.place_id AND w.ancestor_id = $3))
               OR EXISTS (SELECT 1 FROM place_within u
                          WHERE u.place_id = $5 AND u.ancestor_id = c.place_id)
               OR c.made_by = $4
               OR EXISTS (SELECT 1 FROM case_desk d WHERE d.case_id = c.id
                          AND ((d.role = $2 AND d.place_id = $3) OR d.account_id = $4)))
          AND NOT EXISTS (SELECT 1 FROM case_party y WHERE y.case_id = c.id
                          AND y.role = $2 AND y.place_id = $3)
          AND c.id IN ($$)";
    let sees = i64::from(reader.sees);
    let (role, inside) = (reader.role, reader.inside());
    let values: &[&dyn db::Stored] = &[&sees, &role, &reader.place, &reader.account, &inside];
    tx.all_in(SQL, values, ids, |row| row.get("id")).await
}

/// Writes down what could not be done, and why.
pub(crate) async fn add_left(
    tx: &mut Tx,
    job: JobId,
    left: &[(CaseId, String)],
) -> Result<(), Error> {
    const ADD: &str = "INSERT INTO case_left (job_id, case_id, why)";
    const AGAIN: &str = "ON CONFLICT (job_id, case_id) DO UPDATE SET why = excluded.why";
    tx.bulk(ADD, AGAIN, left.iter().map(|it| row![job, it.0, it.1])).await?;
    Ok(())
}

/// How much could not be done.
pub(crate) async fn count_left(tx: &mut Tx, job: JobId) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM case_left WHERE job_id = $1";
    Ok(tx.one(SQL, &[&job], |row| row.get("n")).await?.unwrap_or(0))
}

/// What could not be done of what `account` chose: the case, its number, its title and why.
pub(crate) async fn left(
    tx: &mut Tx,
    job: JobId,
    account: AccountId,
) -> Result<Vec<(CaseId, String, String, String)>, Error> {
    const SQL: &str = "
        SELECT c.id, c.number, c.title, l.why
        FROM case_left l
        JOIN job j ON j.id = l.job_id AND j.made_by = $2
        JOIN case_record c ON c.id = l.case_id
        WHERE l.job_id = $1 ORDER BY c.id LIMIT 5000";
    tx.all(SQL, &[&job, &account], |row| {
        Ok((row.get("id")?, row.get("number")?, row.get("title")?, row.get("why")?))
    })
    .await
}

/// Those of `ids` of which somebody was reminded by hand since `from`.
pub(crate) async fn reminded_since(
    tx: &mut Tx,
    ids: &[CaseId],
    from: DateTime,
) -> Result<Vec<CaseId>, Error> {
    const SQL: &str =
        "SELECT DISTINCT case_id FROM case_reminder WHERE at >= $1 AND case_id IN ($$)";
    tx.all_in(SQL, &[&from], ids, |row| row.get("case_id")).await
}

/// Writes down who was reminded of what.
pub(crate) async fn add_reminders(
    tx: &mut Tx,
    told: &[(CaseId, AccountId)],
    (at, by): (DateTime, Option<AccountId>),
) -> Result<(), Error> {
    const ADD: &str = "INSERT INTO case_reminder (case_id, account_id, at, by_account)";
    const AGAIN: &str = "ON CONFLICT (case_id, account_id, at) DO NOTHING";
    tx.bulk(ADD, AGAIN, told.iter().map(|it| row![it.0, it.1, at, by])).await?;
    Ok(())
}

/// Who was reminded of a case by hand, when, and by whom; the latest first.
pub(crate) async fn reminders(
    tx: &mut Tx,
    case: CaseId,
) -> Result<Vec<(DateTime, String, Option<String>)>, Error> {
    const SQL: &str = "
        SELECT r.at, a.name, b.name AS by_name
        FROM case_reminder r JOIN account a ON a.id = r.account_id
        LEFT JOIN account b ON b.id = r.by_account
        WHERE r.case_id = $1 ORDER BY r.at DESC, a.name LIMIT 50";
    tx.all(SQL, &[&case], |row| Ok((row.get("at")?, row.get("name")?, row.get("by_name")?))).await
}
