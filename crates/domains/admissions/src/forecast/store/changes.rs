//! Changes of catchments.

use db::{Error, Row, Tx, row};

use crate::forecast::model::{Change, ChangeId, Move};

fn change(row: &Row) -> Result<Change, Error> {
    let name: String = row.get("new_school")?;
    let seats: i64 = row.get("new_seats")?;
    Ok(Change {
        id: row.get("id")?,
        catchment: row.get("catchment_id")?,
        title: row.get("title")?,
        reason: row.get("reason")?,
        new_school: (!name.is_empty()).then_some((name, seats)),
        state: row.get("state")?,
        answers: [
            row.get("people")?,
            row.get("way")?,
            row.get("seats")?,
            row.get("voices")?,
            row.get("transition")?,
            row.get("emergency")?,
        ],
        made_on: row.get("made_on")?,
        assessed_on: row.get("assessed_on")?,
        decided_on: row.get("decided_on")?,
        version: row.get("version")?,
    })
}

/// Changes, the latest first.
pub(in crate::forecast) async fn all(
    tx: &mut Tx,
    before: i64,
    limit: i64,
) -> Result<Vec<Change>, Error> {
    const SQL: &str = "
        SELECT id, catchment_id, title, reason, new_school, new_seats, state, people, way, seats,
               voices, transition, emergency, made_on, assessed_on, decided_on, version
        FROM catchment_change WHERE id < $1 ORDER BY id DESC LIMIT $2";
    tx.all(SQL, &[&before, &limit], change).await
}

/// The change `id`.
pub(in crate::forecast) async fn find(tx: &mut Tx, id: ChangeId) -> Result<Option<Change>, Error> {
    const SQL: &str = "
        SELECT id, catchment_id, title, reason, new_school, new_seats, state, people, way, seats,
               voices, transition, emergency, made_on, assessed_on, decided_on, version
        FROM catchment_change WHERE id = $1";
    tx.one(SQL, &[&id], change).await
}

/// Keeps a change.
pub(in crate::forecast) async fn add(tx: &mut Tx, it: &Change) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO catchment_change (id, catchment_id, title, reason, new_school, new_seats, state,
            made_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (name, seats) = it.new_school.clone().unwrap_or_default();
    let values: [&dyn db::Stored; 8] =
        [&it.id, &it.catchment, &it.title, &it.reason, &name, &seats, &it.state, &it.made_on];
    tx.run(SQL, &values).await?;
    Ok(())
}

/// Writes how far a change is and what was answered, if nobody changed it since it was read.
pub(in crate::forecast) async fn set(tx: &mut Tx, it: &Change) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE catchment_change SET state = $3, people = $4, way = $5, seats = $6, voices = $7,
            transition = $8, emergency = $9, assessed_on = $10, decided_on = $11,
            version = version + 1
        WHERE id = $1 AND version = $2";
    let [people, way, seats, voices, transition, emergency] = &it.answers;
    let values: [&dyn db::Stored; 11] = [
        &it.id,
        &it.version,
        &it.state,
        people,
        way,
        seats,
        voices,
        transition,
        emergency,
        &it.assessed_on,
        &it.decided_on,
    ];
    Ok(tx.run(SQL, &values).await? == 1)
}

/// What moves.
pub(in crate::forecast) async fn moves(tx: &mut Tx, id: ChangeId) -> Result<Vec<Move>, Error> {
    const SQL: &str = "
        SELECT area_position, from_school, to_school, metres_before, metres_after
        FROM catchment_change_move WHERE change_id = $1 ORDER BY area_position";
    tx.all(SQL, &[&id], |row| {
        Ok(Move {
            position: row.get("area_position")?,
            from: row.get("from_school")?,
            to: row.get("to_school")?,
            metres: (row.get("metres_before")?, row.get("metres_after")?),
        })
    })
    .await
}

/// Adds what moves; a line that was there already moves where it is said now.
pub(in crate::forecast) async fn set_moves(
    tx: &mut Tx,
    id: ChangeId,
    all: &[Move],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO catchment_change_move (change_id, area_position, from_school, to_school,
            metres_before, metres_after)";
    const TAIL: &str = "
        ON CONFLICT (change_id, area_position) DO UPDATE SET to_school = excluded.to_school,
            metres_before = excluded.metres_before, metres_after = excluded.metres_after";
    let rows = all.iter().map(|it| row![id, it.position, it.from, it.to, it.metres.0, it.metres.1]);
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Takes a line out of a change. Says whether it was there.
pub(in crate::forecast) async fn end_move(
    tx: &mut Tx,
    id: ChangeId,
    position: i64,
) -> Result<bool, Error> {
    const SQL: &str = "
        DELETE FROM catchment_change_move WHERE change_id = $1 AND area_position = $2";
    Ok(tx.run(SQL, &[&id, &position]).await? == 1)
}
