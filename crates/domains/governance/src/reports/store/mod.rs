//! The SQL of documents on their way: one statement a function.

mod materials;
mod way;

use db::{Error, Row, Tx};
use jiff::civil::Date;
use vocab::{PlaceId, Role};

use super::model::{Openness, Report, ReportId, State, Text};

pub(super) use materials::{add_materials, find_material, materials, materials_of, take_in};
pub(super) use way::{
    add_steps, add_version, agree, agreed, ask_to_agree, forget_agreed, steps, version, versions,
    waiting_to_agree,
};

fn stray(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}

fn report(row: &Row) -> Result<Report, Error> {
    let (office, state, openness) =
        (row.get::<String>("office")?, row.get::<String>("state")?, row.get::<String>("openness")?);
    let signer: Option<String> = row.get("signer")?;
    let number: Option<String> = row.get("number")?;
    Ok(Report {
        id: row.get("id")?,
        place: row.get("place_id")?,
        template: row.get("template")?,
        office: Role::from_key(&office).ok_or_else(|| stray("office"))?,
        text: Text {
            title: row.get("title")?,
            recipients: row.get("recipients")?,
            copies: row.get("copies")?,
            contact: row.get("contact")?,
            as_of: row.get("as_of")?,
            due_on: row.get("due_on")?,
            body: row.get("body")?,
        },
        openness: Openness::from_key(&openness).ok_or_else(|| stray("openness"))?,
        open_reason: row.get("open_reason")?,
        version: row.get("version")?,
        state: State::from_key(&state).ok_or_else(|| stray("state"))?,
        drafted_by: row.get("drafted_by")?,
        drafter: row.get("drafter")?,
        begun_on: row.get("begun_on")?,
        signed: signer.zip(row.get::<Option<Date>>("signed_on")?),
        issued: number.zip(row.get::<Option<Date>>("issued_on")?),
        content: row.get("content")?,
        digest: row.get("digest")?,
        public_on: row.get("public_on")?,
    })
}

/// The place of the whole county.
pub(super) async fn county(tx: &mut Tx) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM place WHERE kind = 'county' AND parent_id IS NULL";
    tx.one(SQL, &[], |row| row.get("id")).await
}

/// The name of a place.
pub(super) async fn place_name(tx: &mut Tx, place: PlaceId) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT name FROM place WHERE id = $1";
    tx.one(SQL, &[&place], |row| row.get("name")).await
}

/// The county, town or school inside `within` that is called so.
pub(super) async fn place_called(
    tx: &mut Tx,
    (within, name): (PlaceId, &str),
) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "
        SELECT p.id AS id FROM place_within w JOIN place p ON p.id = w.place_id
        WHERE w.ancestor_id = $1 AND p.name = $2 AND p.until IS NULL
          AND p.kind IN ('county', 'town', 'school')
        ORDER BY w.depth LIMIT 1";
    tx.one(SQL, &[&within, &name.to_owned()], |row| row.get("id")).await
}

/// Begins a document.
pub(super) async fn add(tx: &mut Tx, it: &Report) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO report (id, place_id, template, office, title, recipients, copies, contact,
                            openness, open_reason, as_of, due_on, body, version, state, drafted_by,
                            drafter, begun_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT (id) DO NOTHING";
    let (office, text) = (it.office.key().to_owned(), &it.text);
    let (openness, state) = (it.openness.key().to_owned(), it.state.key().to_owned());
    let values: &[&dyn db::Stored] = &[
        &it.id,
        &it.place,
        &it.template,
        &office,
        &text.title,
        &text.recipients,
        &text.copies,
        &text.contact,
        &openness,
        &it.open_reason,
        &text.as_of,
        &text.due_on,
        &text.body,
        &it.version,
        &state,
        &it.drafted_by,
        &it.drafter,
        &it.begun_on,
    ];
    tx.run(SQL, values).await?;
    Ok(())
}

/// The document, if it is of a place inside `scope`.
pub(super) async fn find(
    tx: &mut Tx,
    id: ReportId,
    scope: PlaceId,
) -> Result<Option<Report>, Error> {
    const SQL: &str = "
        SELECT r.id, r.place_id, r.template, r.office, r.title, r.recipients, r.copies, r.contact,
               r.openness, r.open_reason, r.as_of, r.due_on, r.body, r.version, r.state,
               r.drafted_by, r.drafter, r.begun_on, r.signer, r.signed_on, r.number, r.issued_on,
               r.content, r.digest, r.public_on
        FROM report r JOIN place_within w ON w.place_id = r.place_id AND w.ancestor_id = $2
        WHERE r.id = $1";
    tx.one(SQL, &[&id, &scope], report).await
}

/// The document that has this number, wherever: for whoever checks one.
pub(super) async fn numbered(tx: &mut Tx, number: &str) -> Result<Option<Report>, Error> {
    const SQL: &str = "
        SELECT id, place_id, template, office, title, recipients, copies, contact, openness,
               open_reason, as_of, due_on, body, version, state, drafted_by, drafter, begun_on,
               signer, signed_on, number, issued_on, content, digest, public_on
        FROM report WHERE number = $1";
    tx.one(SQL, &[&number.to_owned()], report).await
}

/// Documents of a place in a state, or in any where it is empty, the latest first, before `before`.
pub(super) async fn list(
    tx: &mut Tx,
    (place, state): (PlaceId, Option<State>),
    before: Option<ReportId>,
    limit: i64,
) -> Result<Vec<Report>, Error> {
    const SQL: &str = "
        SELECT id, place_id, template, office, title, recipients, copies, contact, openness,
               open_reason, as_of, due_on, body, version, state, drafted_by, drafter, begun_on,
               signer, signed_on, number, issued_on, content, digest, public_on
        FROM report
        WHERE place_id = $1 AND id < $3 AND (state = $2 OR $2 = '')
        ORDER BY id DESC LIMIT $4";
    let state = state.map_or("", State::key).to_owned();
    let before = before.map_or(i64::MAX, vocab::Id::bits);
    tx.all(SQL, &[&place, &state, &before, &limit], report).await
}

/// Saves what the drafter wrote. Says whether nobody else had saved since `version`.
pub(super) async fn save(
    tx: &mut Tx,
    (id, version): (ReportId, i64),
    text: &Text,
    (openness, reason): (Openness, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE report
        SET title = $3, recipients = $4, copies = $5, contact = $6, as_of = $7, due_on = $8,
            body = $9, openness = $10, open_reason = $11, version = version + 1
        WHERE id = $1 AND version = $2 AND state = 'draft'";
    let (openness, reason) = (openness.key().to_owned(), reason.to_owned());
    let values: &[&dyn db::Stored] = &[
        &id,
        &version,
        &text.title,
        &text.recipients,
        &text.copies,
        &text.contact,
        &text.as_of,
        &text.due_on,
        &text.body,
        &openness,
        &reason,
    ];
    Ok(tx.run(SQL, values).await? == 1)
}

/// Moves a document on its way. Says whether it was where it was thought to be.
pub(super) async fn set_state(
    tx: &mut Tx,
    id: ReportId,
    (from, to): (State, State),
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE report SET state = $3 WHERE id = $1 AND state = $2";
    let (from, to) = (from.key().to_owned(), to.key().to_owned());
    Ok(tx.run(SQL, &[&id, &from, &to]).await? == 1)
}

/// Keeps the content as it was signed.
pub(super) async fn sign(
    tx: &mut Tx,
    id: ReportId,
    (signer, day): (&str, Date),
    content: &str,
) -> Result<(), Error> {
    const SQL: &str = "UPDATE report SET signer = $2, signed_on = $3, content = $4 WHERE id = $1";
    tx.run(SQL, &[&id, &signer.to_owned(), &day, &content.to_owned()]).await?;
    Ok(())
}

/// The last ordinal of a year.
pub(super) async fn last_ordinal(tx: &mut Tx, place: PlaceId, year: i64) -> Result<i64, Error> {
    const SQL: &str = "
        SELECT COALESCE(MAX(ordinal), 0) AS n FROM report WHERE place_id = $1 AND year = $2";
    Ok(tx.one(SQL, &[&place, &year], |row| row.get("n")).await?.unwrap_or(0))
}

/// What an issued document gets.
pub(super) struct Numbered<'a> {
    pub(super) year: i64,
    pub(super) ordinal: i64,
    pub(super) number: &'a str,
    pub(super) day: Date,
    pub(super) content: &'a str,
    pub(super) digest: &'a str,
}

/// Numbers a document and freezes it.
pub(super) async fn issue(tx: &mut Tx, id: ReportId, it: &Numbered<'_>) -> Result<(), Error> {
    const SQL: &str = "
        UPDATE report
        SET year = $2, ordinal = $3, number = $4, issued_on = $5, content = $6, digest = $7
        WHERE id = $1";
    let (number, content, digest) =
        (it.number.to_owned(), it.content.to_owned(), it.digest.to_owned());
    tx.run(SQL, &[&id, &it.year, &it.ordinal, &number, &it.day, &content, &digest]).await?;
    Ok(())
}

/// Notes since when anyone may read it.
pub(super) async fn publish(tx: &mut Tx, id: ReportId, day: Date) -> Result<(), Error> {
    const SQL: &str = "UPDATE report SET public_on = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &day]).await?;
    Ok(())
}
