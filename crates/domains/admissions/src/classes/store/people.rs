//! Who is divided, what is asked for them, who watched.

use classing::{Asked, Wish};
use db::{Error, Tx, row};
use vocab::{AccountId, Grade, SchoolId, StudentId};

use crate::classes::model::{ClassingId, Entrant, Request, Witness, wish, wish_key};

/// Who is divided, by number.
pub(in crate::classes) async fn entrants(
    tx: &mut Tx,
    id: ClassingId,
) -> Result<Vec<Entrant>, Error> {
    const SQL: &str = "
        SELECT code, student_id, registration_id, name, sex, origin, special, levels, made_class,
               class_number
        FROM classing_pupil WHERE classing_id = $1 ORDER BY code";
    tx.all(SQL, &[&id], |row| {
        Ok(Entrant {
            code: row.get("code")?,
            student: row.get("student_id")?,
            registration: row.get("registration_id")?,
            name: row.get("name")?,
            sex: row.get("sex")?,
            origin: row.get("origin")?,
            is_special: row.get("special")?,
            levels: row.get("levels")?,
            made: row.get("made_class")?,
            now: row.get("class_number")?,
        })
    })
    .await
}

/// Keeps who is divided, or what became of them.
pub(in crate::classes) async fn set_entrants<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = (ClassingId, &'a Entrant)>,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_pupil (classing_id, code, student_id, registration_id, name, sex,
            origin, special, levels, made_class, class_number)";
    const TAIL: &str = "
        ON CONFLICT (classing_id, code) DO UPDATE SET made_class = excluded.made_class,
            class_number = excluded.class_number";
    let rows = all.map(|(id, it)| {
        row![
            id,
            it.code.clone(),
            it.student,
            it.registration,
            it.name.clone(),
            it.sex,
            it.origin.clone(),
            it.is_special,
            it.levels.clone(),
            it.made,
            it.now
        ]
    });
    tx.bulk(SQL, TAIL, rows).await?;
    Ok(())
}

/// Empties the list of a draft.
pub(in crate::classes) async fn clear_entrants(tx: &mut Tx, id: ClassingId) -> Result<(), Error> {
    tx.run("DELETE FROM classing_pupil WHERE classing_id = $1", &[&id]).await?;
    Ok(())
}

/// Who is on the roll of a year group now: id and name.
pub(in crate::classes) async fn on_roll(
    tx: &mut Tx,
    school: SchoolId,
    grade: Grade,
) -> Result<Vec<Entrant>, Error> {
    const SQL: &str = "
        SELECT id, name, COALESCE(sex, 1) AS sex FROM student
        WHERE school_id = $1 AND grade = $2 AND standing = 'enrolled' ORDER BY id";
    let all = tx
        .all(SQL, &[&school, &grade], |row| {
            Ok(Entrant {
                code: String::new(),
                student: Some(row.get::<StudentId>("id")?),
                registration: None,
                name: row.get("name")?,
                sex: row.get("sex")?,
                origin: String::new(),
                is_special: false,
                levels: String::new(),
                made: None,
                now: None,
            })
        })
        .await?;
    Ok(all)
}

/// What is asked, in order.
pub(in crate::classes) async fn requests(
    tx: &mut Tx,
    id: ClassingId,
) -> Result<Vec<Request>, Error> {
    const SQL: &str = "
        SELECT position, wish, codes, reason FROM classing_request
        WHERE classing_id = $1 ORDER BY position";
    tx.all(SQL, &[&id], |row| {
        let codes: String = row.get("codes")?;
        let pupils = codes.split(' ').map(ToOwned::to_owned).collect();
        let wish = wish(&row.get::<String>("wish")?).unwrap_or(Wish::Apart);
        let asked = Asked { wish, pupils, reason: row.get("reason")? };
        Ok(Request { position: row.get("position")?, asked })
    })
    .await
}

/// Keeps what is asked.
pub(in crate::classes) async fn add_requests(
    tx: &mut Tx,
    id: ClassingId,
    all: &[Request],
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_request (classing_id, position, wish, codes, reason)";
    let rows = all.iter().map(|it| {
        let asked = &it.asked;
        let wish = wish_key(asked.wish).to_owned();
        row![id, it.position, wish, asked.pupils.join(" "), asked.reason.clone()]
    });
    tx.bulk(SQL, "", rows).await?;
    Ok(())
}

/// Takes one request down.
pub(in crate::classes) async fn end_request(
    tx: &mut Tx,
    id: ClassingId,
    position: i64,
) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM classing_request WHERE classing_id = $1 AND position = $2";
    Ok(tx.run(SQL, &[&id, &position]).await? == 1)
}

/// Takes all requests of a draft down.
pub(in crate::classes) async fn clear_requests(tx: &mut Tx, id: ClassingId) -> Result<(), Error> {
    tx.run("DELETE FROM classing_request WHERE classing_id = $1", &[&id]).await?;
    Ok(())
}

/// Who signed, in order.
pub(in crate::classes) async fn witnesses(
    tx: &mut Tx,
    id: ClassingId,
) -> Result<Vec<Witness>, Error> {
    const SQL: &str = "
        SELECT role, name, words, signed_at FROM classing_witness
        WHERE classing_id = $1 ORDER BY signed_at, account_id";
    tx.all(SQL, &[&id], |row| {
        Ok(Witness {
            role: row.get("role")?,
            name: row.get("name")?,
            words: row.get("words")?,
            at: row.get("signed_at")?,
        })
    })
    .await
}

/// Keeps a signature; who signed before signs anew.
pub(in crate::classes) async fn set_witness(
    tx: &mut Tx,
    id: ClassingId,
    account: AccountId,
    it: &Witness,
) -> Result<(), Error> {
    const SQL: &str = "
        INSERT INTO classing_witness (classing_id, account_id, role, name, words, signed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (classing_id, account_id) DO UPDATE SET words = excluded.words,
            signed_at = excluded.signed_at";
    tx.run(SQL, &[&id, &account, &it.role, &it.name, &it.words, &it.at]).await?;
    Ok(())
}
