//! The SQL of versions, of what was done on the way, and of the offices that must agree.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::{PlaceId, Role};

use crate::reports::model::{Report, ReportId, Step, Version};

fn one_version(row: &Row) -> Result<Version, Error> {
    let figures: String = row.get("figures")?;
    Ok(Version {
        version: row.get("version")?,
        title: row.get("title")?,
        body: row.get("body")?,
        // What cannot be read tells of nothing that moved.
        figures: serde_json::from_str(&figures).unwrap_or_default(),
        saved_at: row.get("saved_at")?,
        saved_by: row.get("saved_by")?,
        saver: row.get("saver")?,
    })
}

/// Keeps a version.
pub(in crate::reports) async fn add_version(
    tx: &mut Tx,
    id: ReportId,
    it: &Version,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO report_version (report_id, version, title, body, figures, saved_at, saved_by, saver)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (report_id, version) DO NOTHING";
    let figures = serde_json::to_string(&it.figures).unwrap_or_default();
    let values: &[&dyn db::Stored] =
        &[&id, &it.version, &it.title, &it.body, &figures, &it.saved_at, &it.saved_by, &it.saver];
    tx.run(SQL, values).await?;
    Ok(())
}

/// All versions, the latest first.
pub(in crate::reports) async fn versions(tx: &mut Tx, id: ReportId) -> Result<Vec<Version>, Error> {
    const SQL: &str = "
        SELECT version, title, body, figures, saved_at, saved_by, saver
        FROM report_version WHERE report_id = $1 ORDER BY version DESC";
    tx.all(SQL, &[&id], one_version).await
}

/// One of them.
pub(in crate::reports) async fn version(
    tx: &mut Tx,
    id: ReportId,
    number: i64,
) -> Result<Option<Version>, Error> {
    const SQL: &str = "
        SELECT version, title, body, figures, saved_at, saved_by, saver
        FROM report_version WHERE report_id = $1 AND version = $2";
    tx.one(SQL, &[&id, &number], one_version).await
}

/// Notes what was done.
pub(in crate::reports) async fn add_steps(
    tx: &mut Tx,
    id: ReportId,
    all: &[Step],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO report_step (id, report_id, done_at, account_id, who, what, words)";
    let rows = all.iter().map(|it| {
        let (who, what, words) = (it.who.clone(), it.what.clone(), it.words.clone());
        row![it.id, id, it.done_at, it.account, who, what, words]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// What was done, in order.
pub(in crate::reports) async fn steps(tx: &mut Tx, id: ReportId) -> Result<Vec<Step>, Error> {
    const SQL: &str = "
        SELECT id, done_at, account_id, who, what, words
        FROM report_step WHERE report_id = $1 ORDER BY id";
    let read = |row: &Row| {
        Ok(Step {
            id: row.get("id")?,
            done_at: row.get("done_at")?,
            account: row.get("account_id")?,
            who: row.get("who")?,
            what: row.get("what")?,
            words: row.get("words")?,
        })
    };
    tx.all(SQL, &[&id], read).await
}

/// Wants the agreement of offices.
pub(in crate::reports) async fn ask_to_agree(
    tx: &mut Tx,
    id: ReportId,
    offices: &[Role],
) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO report_agreed (report_id, office)";
    const AGAIN: &str = "ON CONFLICT (report_id, office) DO NOTHING";
    tx.bulk(SQL, AGAIN, offices.iter().map(|it| row![id, it.key().to_owned()])).await?;
    Ok(())
}

/// The offices that must agree, each with the day on which it did.
pub(in crate::reports) async fn agreed(
    tx: &mut Tx,
    id: ReportId,
) -> Result<Vec<(Role, Option<Date>)>, Error> {
    const SQL: &str = "
        SELECT office, agreed_on FROM report_agreed WHERE report_id = $1 ORDER BY office";
    let found = tx
        .all(SQL, &[&id], |row| Ok((row.get::<String>("office")?, row.get("agreed_on")?)))
        .await?;
    Ok(found.into_iter().filter_map(|(key, on)| Some((Role::from_key(&key)?, on))).collect())
}

/// An office agrees.
pub(in crate::reports) async fn agree(
    tx: &mut Tx,
    (id, office): (ReportId, Role),
    day: Date,
) -> Result<(), Error> {
    const SQL: &str =
        "UPDATE report_agreed SET agreed_on = $3 WHERE report_id = $1 AND office = $2";
    tx.run(SQL, &[&id, &office.key().to_owned(), &day]).await?;
    Ok(())
}

/// What was agreed to is another text now: all must agree again.
pub(in crate::reports) async fn forget_agreed(tx: &mut Tx, id: ReportId) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM report_agreed WHERE report_id = $1";
    tx.run(SQL, &[&id]).await?;
    Ok(())
}

/// The documents of a place that wait for an office to agree.
pub(in crate::reports) async fn waiting_to_agree(
    tx: &mut Tx,
    (place, office): (PlaceId, Role),
    running: &[Report],
) -> Result<Vec<ReportId>, Error> {
    const SQL: &str = "
        SELECT a.report_id AS id
        FROM report_agreed a JOIN report r ON r.id = a.report_id
        WHERE a.office = $1 AND a.agreed_on IS NULL AND r.place_id = $2 AND r.state = 'agreeing'";
    if running.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(SQL, &[&office.key().to_owned(), &place], |row| row.get("id")).await
}
