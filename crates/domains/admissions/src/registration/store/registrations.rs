//! Registrations: adding, changing, their choices, steps and answers.

use db::{Error, Row, Tx, row};
use jiff::civil::{Date, DateTime};
use vocab::{AccountId, PlaceId, SchoolId};

use crate::registration::model::{
    Answer, CampaignId, Registration, RegistrationId, Source, State, Step, StepId, Wish,
};

pub(crate) fn registration(row: &Row) -> Result<Registration, Error> {
    Ok(Registration {
        id: row.get("id")?,
        campaign: row.get("campaign_id")?,
        number: row.get("number")?,
        bundle: row.get("bundle")?,
        account: row.get("account_id")?,
        student: row.get("student_id")?,
        name: row.get("name")?,
        sex: row.get("sex")?,
        born: row.get("birth_date")?,
        id_sealed: row.get("id_sealed")?,
        id_index: row.get("id_index")?,
        guardian: row.get("guardian_name")?,
        phone_sealed: row.get("phone_sealed")?,
        school: row.get("school_id")?,
        school_name: row.get("school_name")?,
        address: row.get("address")?,
        at: row.get::<Option<i64>>("east")?.zip(row.get("north")?),
        category: row.get("category")?,
        points: row.get("points")?,
        wish: row.get("wish")?,
        channel: row.get("channel")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        sent_at: row.get("sent_at")?,
        due_at: row.get("due_at")?,
        version: row.get("version")?,
    })
}

const COLUMNS: &str = "
    INSERT INTO registration (id, campaign_id, number, bundle, account_id, student_id, name, sex,
                              birth_date, id_sealed, id_index, guardian_name, phone_sealed,
                              school_id, address, east, north, category, points, wish, channel,
                              state, reason, sent_at, due_at, version)";

fn values(it: &Registration) -> [db::Value; 26] {
    let (east, north) = it.at.unzip();
    row![
        it.id,
        it.campaign,
        it.number.clone(),
        it.bundle,
        it.account,
        it.student,
        it.name.clone(),
        it.sex,
        it.born,
        it.id_sealed.clone(),
        it.id_index.clone(),
        it.guardian.clone(),
        it.phone_sealed.clone(),
        it.school,
        it.address.clone(),
        east,
        north,
        it.category.clone(),
        it.points,
        it.wish,
        it.channel,
        it.state,
        it.reason.clone(),
        it.sent_at,
        it.due_at,
        it.version
    ]
}

/// Adds registrations. One whose child is registered already is left out: the count tells.
pub(crate) async fn add(tx: &mut Tx, all: &[Registration]) -> Result<u64, Error> {
    tx.bulk(COLUMNS, "ON CONFLICT DO NOTHING", all.iter().map(values)).await
}

/// Puts registrations in the place of what they said before, each if nobody has checked or changed it
/// since.
pub(crate) async fn put(tx: &mut Tx, all: &[Registration]) -> Result<u64, Error> {
    const TAIL: &str = "
        ON CONFLICT (id) DO UPDATE
        SET bundle = excluded.bundle, name = excluded.name, sex = excluded.sex,
            birth_date = excluded.birth_date, id_sealed = excluded.id_sealed,
            id_index = excluded.id_index, guardian_name = excluded.guardian_name,
            phone_sealed = excluded.phone_sealed, school_id = excluded.school_id,
            address = excluded.address, category = excluded.category, wish = excluded.wish,
            sent_at = excluded.sent_at, due_at = excluded.due_at, version = excluded.version
        WHERE registration.state = 'sent' AND registration.version = excluded.version - 1";
    tx.bulk(COLUMNS, TAIL, all.iter().map(values)).await
}

/// The registration `id`.
pub(crate) async fn find(tx: &mut Tx, id: RegistrationId) -> Result<Option<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id WHERE r.id = $1";
    tx.one(SQL, &[&id], registration).await
}

/// The same, if its school lies in `scope`.
pub(crate) async fn find_in(
    tx: &mut Tx,
    id: RegistrationId,
    scope: PlaceId,
) -> Result<Option<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $2
        WHERE r.id = $1";
    tx.one(SQL, &[&id, &scope], registration).await
}

/// What an account registered, the latest campaign first.
pub(crate) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        WHERE r.account_id = $1 ORDER BY r.campaign_id DESC, r.id";
    tx.all(SQL, &[&account], registration).await
}

/// Those who are joined with `bundle`.
pub(crate) async fn of_bundle(
    tx: &mut Tx,
    bundle: RegistrationId,
) -> Result<Vec<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        WHERE r.bundle = $1 ORDER BY r.id";
    tx.all(SQL, &[&bundle], registration).await
}

/// The live registration of whoever has this number.
pub(crate) async fn find_numbered(
    tx: &mut Tx,
    campaign: CampaignId,
    id_index: &str,
) -> Result<Option<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        WHERE r.campaign_id = $1 AND r.id_index = $2 AND r.state <> 'withdrawn'";
    tx.one(SQL, &[&campaign, &id_index.to_owned()], registration).await
}

/// Moves registrations on. Says how many were still where they were found.
pub(crate) async fn set_states(
    tx: &mut Tx,
    ids: &[RegistrationId],
    (from, to): (State, State),
    reason: Option<&str>,
    due_at: DateTime,
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE registration SET state = $2, reason = $3, due_at = $4, version = version + 1
        WHERE state = $1 AND id IN ($$)";
    let reason = reason.map(str::to_owned);
    tx.run_in(SQL, &[&from, &to, &reason, &due_at], ids).await
}

/// Those of `ids` whose school lies in `scope`.
pub(crate) async fn find_many_in(
    tx: &mut Tx,
    ids: &[RegistrationId],
    (scope, state): (PlaceId, State),
) -> Result<Vec<Registration>, Error> {
    const SQL: &str = "
        SELECT r.*, p.name AS school_name
        FROM registration r JOIN place p ON p.id = r.school_id
        JOIN place_within w ON w.place_id = r.school_id AND w.ancestor_id = $1
        WHERE r.state = $2 AND r.id IN ($$)";
    tx.all_in(SQL, &[&scope, &state], ids, registration).await
}

/// What a family can change of what it sent.
pub(crate) struct Changed<'a> {
    /// Where it lives.
    pub(crate) address: &'a str,
    /// The school of the area.
    pub(crate) school: SchoolId,
    /// The category's word.
    pub(crate) category: &'a str,
    /// Public or private.
    pub(crate) wish: Wish,
    /// When.
    pub(crate) sent_at: DateTime,
    /// By when the school is to check.
    pub(crate) due_at: DateTime,
}

/// Changes registrations, which go back to the school. Says how many were still in `from`.
pub(crate) async fn change(
    tx: &mut Tx,
    ids: &[RegistrationId],
    (from, it): (State, &Changed<'_>),
) -> Result<u64, Error> {
    const SQL: &str = "
        UPDATE registration SET address = $2, school_id = $3, category = $4, wish = $5,
               sent_at = $6, due_at = $7, state = 'sent', reason = NULL, version = version + 1
        WHERE state = $1 AND id IN ($$)";
    let (address, category) = (it.address.to_owned(), it.category.to_owned());
    tx.run_in(
        SQL,
        &[&from, &address, &it.school, &category, &it.wish, &it.sent_at, &it.due_at],
        ids,
    )
    .await
}

/// Enters what the desks found out: points, and where the family lives on the grid.
pub(crate) async fn set_found(tx: &mut Tx, id: RegistrationId, points: i64) -> Result<(), Error> {
    const SQL: &str = "UPDATE registration SET points = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &points]).await?;
    Ok(())
}

/// Takes away what was chosen, before it is chosen anew.
pub(crate) async fn clear_choices(tx: &mut Tx, ids: &[RegistrationId]) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM registration_choice WHERE registration_id IN ($$)";
    tx.run_in(SQL, &[], ids).await?;
    Ok(())
}

/// Enters what was chosen.
pub(crate) async fn add_choices(
    tx: &mut Tx,
    all: &[(RegistrationId, Vec<SchoolId>)],
) -> Result<u64, Error> {
    const SQL: &str = "INSERT INTO registration_choice (registration_id, position, school_id)";
    let rows = all.iter().flat_map(|(id, schools)| {
        schools.iter().zip(1_i64..).map(|(school, position)| row![*id, position, *school])
    });
    tx.bulk(SQL, "", rows).await
}

/// What is chosen: the registration, the school and its name, in order.
pub(crate) async fn choices(
    tx: &mut Tx,
    ids: &[RegistrationId],
) -> Result<Vec<(RegistrationId, SchoolId, String)>, Error> {
    const SQL: &str = "
        SELECT c.registration_id, c.school_id, p.name
        FROM registration_choice c JOIN place p ON p.id = c.school_id
        WHERE c.registration_id IN ($$) ORDER BY c.registration_id, c.position";
    tx.all_in(SQL, &[], ids, |row| {
        Ok((row.get("registration_id")?, row.get("school_id")?, row.get("name")?))
    })
    .await
}

/// Notes steps.
pub(crate) async fn add_steps(tx: &mut Tx, all: &[(StepId, Step)]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO registration_step (id, registration_id, kind, account_id, words, at)";
    let rows = all
        .iter()
        .map(|(id, it)| row![*id, it.registration, it.kind, it.account, it.words.clone(), it.at]);
    tx.bulk(SQL, "", rows).await
}

/// What was done, the latest first.
pub(crate) async fn steps(tx: &mut Tx, id: RegistrationId) -> Result<Vec<Step>, Error> {
    const SQL: &str = "
        SELECT s.registration_id, s.kind, s.account_id, a.name AS doer, s.words, s.at
        FROM registration_step s LEFT JOIN account a ON a.id = s.account_id
        WHERE s.registration_id = $1 ORDER BY s.id DESC";
    tx.all(SQL, &[&id], |row| {
        Ok(Step {
            registration: row.get("registration_id")?,
            kind: row.get("kind")?,
            account: row.get("account_id")?,
            doer: row.get("doer")?,
            words: row.get("words")?,
            at: row.get("at")?,
        })
    })
    .await
}

/// Keeps what registers answered; a later answer takes the place of an earlier one.
pub(crate) async fn set_answers(
    tx: &mut Tx,
    all: &[(RegistrationId, Source, Answer, String)],
    at: DateTime,
) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO registration_answer (registration_id, source, answer, words, asked_at)";
    const AGAIN: &str = "
        ON CONFLICT (registration_id, source) DO UPDATE SET
            answer = excluded.answer, words = excluded.words, asked_at = excluded.asked_at";
    let rows = all
        .iter()
        .map(|(id, source, answer, words)| row![*id, *source, *answer, words.clone(), at]);
    tx.bulk(SQL, AGAIN, rows).await
}

/// What registers answered.
pub(crate) async fn answers(
    tx: &mut Tx,
    id: RegistrationId,
) -> Result<Vec<(Source, Answer, String)>, Error> {
    const SQL: &str = "
        SELECT source, answer, words FROM registration_answer
        WHERE registration_id = $1 ORDER BY source";
    tx.all(SQL, &[&id], |row| Ok((row.get("source")?, row.get("answer")?, row.get("words")?))).await
}

/// Registrations that still have documents, of campaigns whose children reported before `day`.
pub(crate) async fn with_documents(
    tx: &mut Tx,
    day: Date,
    limit: i64,
) -> Result<Vec<RegistrationId>, Error> {
    const SQL: &str = "
        SELECT r.id FROM campaign c JOIN registration r ON r.campaign_id = c.id
        WHERE c.reports_on < $1
          AND EXISTS (SELECT 1 FROM file f
                      WHERE f.owner_kind = 'rgs' AND f.owner_id = r.id AND f.removed_at IS NULL)
        ORDER BY r.id LIMIT $2";
    tx.all(SQL, &[&day, &limit], |row| row.get("id")).await
}
