//! The SQL of certificates of graduation: one statement a function.

use db::{Error, Row, Tx, row};
use jiff::civil::Date;
use vocab::PlaceId;

use super::model::{
    Certificate, CertificateId, Counts, Filed, GraduateId, Graduation, Request, RequestId,
};

fn what(row: &Row) -> Result<Graduation, Error> {
    Ok(Graduation {
        name: row.get("name")?,
        school_name: row.get("school_name")?,
        finished: row.get("finished")?,
    })
}

fn filed(row: &Row) -> Result<Filed, Error> {
    Ok(Filed {
        id: row.get("id")?,
        what: what(row)?,
        id_sealed: row.get("id_sealed")?,
        id_index: row.get("id_index")?,
        archive: row.get("archive")?,
        added_on: row.get("added_on")?,
    })
}

fn certificate(row: &Row) -> Result<Certificate, Error> {
    Ok(Certificate {
        id: row.get("id")?,
        number: row.get("number")?,
        code: row.get("code")?,
        what: what(row)?,
        id_sealed: row.get("id_sealed")?,
        id_index: row.get("id_index")?,
        issued_on: row.get("issued_on")?,
        request: row.get("request_id")?,
        void: row.get::<Option<Date>>("void_on")?.zip(row.get("void_reason")?),
    })
}

fn request(row: &Row) -> Result<Request, Error> {
    Ok(Request {
        id: row.get("id")?,
        number: row.get("number")?,
        says: what(row)?,
        id_sealed: row.get("id_sealed")?,
        id_index: row.get("id_index")?,
        phone_sealed: row.get("phone_sealed")?,
        words: row.get("words")?,
        why: row.get("why")?,
        asked_on: row.get("asked_on")?,
        case_link: row.get("case_link")?,
        answer: row.get::<Option<String>>("answer")?.zip(row.get("closed_on")?),
    })
}

/// The place of the whole county.
pub(super) async fn county(tx: &mut Tx) -> Result<Option<PlaceId>, Error> {
    const SQL: &str = "SELECT id FROM place WHERE kind = 'county' AND parent_id IS NULL";
    tx.one(SQL, &[], |row| row.get("id")).await
}

/// What the archive knows of whoever has this number.
pub(super) async fn known(tx: &mut Tx, id_index: &str) -> Result<Vec<Graduation>, Error> {
    const SQL: &str = "
        SELECT name, school_name, finished FROM graduate WHERE id_index = $1 ORDER BY finished DESC";
    tx.all(SQL, &[&id_index.to_owned()], what).await
}

/// Of these numbers, what the archive has: number, school.
pub(super) async fn known_of(
    tx: &mut Tx,
    indexes: &[String],
) -> Result<Vec<(String, Graduation)>, Error> {
    const SQL: &str = "
        SELECT id_index, name, school_name, finished FROM graduate WHERE id_index IN ($$)";
    tx.all_in(SQL, &[], indexes, |row| Ok((row.get("id_index")?, what(row)?))).await
}

/// Files graduates; one whose number and school are there already stays as it is.
pub(super) async fn add_graduates(tx: &mut Tx, all: &[Filed]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO graduate (id, name, id_sealed, id_index, school_name, finished, archive,
                              added_on)";
    const AGAIN: &str = "ON CONFLICT (id_index, school_name) DO NOTHING";
    let rows = all.iter().map(|it| {
        let Graduation { name, school_name, finished } = it.what.clone();
        let (sealed, index) = (it.id_sealed.clone(), it.id_index.clone());
        row![it.id, name, sealed, index, school_name, finished, it.archive.clone(), it.added_on]
    });
    tx.bulk(SQL, AGAIN, rows).await
}

/// The archive's list from `after` on.
pub(super) async fn graduates(
    tx: &mut Tx,
    after: Option<GraduateId>,
    limit: i64,
) -> Result<Vec<Filed>, Error> {
    const SQL: &str = "
        SELECT id, name, id_sealed, id_index, school_name, finished, archive, added_on
        FROM graduate WHERE id > $1 ORDER BY id LIMIT $2";
    let after = after.map_or(0, vocab::Id::bits);
    tx.all(SQL, &[&after, &limit], filed).await
}

/// The same of those called `name`.
pub(super) async fn graduates_called(
    tx: &mut Tx,
    name: &str,
    after: Option<GraduateId>,
    limit: i64,
) -> Result<Vec<Filed>, Error> {
    const SQL: &str = "
        SELECT id, name, id_sealed, id_index, school_name, finished, archive, added_on
        FROM graduate WHERE name = $1 AND id > $2 ORDER BY id LIMIT $3";
    let after = after.map_or(0, vocab::Id::bits);
    tx.all(SQL, &[&name.to_owned(), &after, &limit], filed).await
}

/// The same of whoever has this number.
pub(super) async fn graduates_numbered(tx: &mut Tx, id_index: &str) -> Result<Vec<Filed>, Error> {
    const SQL: &str = "
        SELECT id, name, id_sealed, id_index, school_name, finished, archive, added_on
        FROM graduate WHERE id_index = $1 ORDER BY id";
    tx.all(SQL, &[&id_index.to_owned()], filed).await
}

/// How many the archive has.
pub(super) async fn count_graduates(tx: &mut Tx) -> Result<i64, Error> {
    const SQL: &str = "SELECT COUNT(*) AS n FROM graduate";
    Ok(tx.one(SQL, &[], |row| row.get("n")).await?.unwrap_or(0))
}

/// Issues certificates.
pub(super) async fn add_certificates(tx: &mut Tx, all: &[Certificate]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO graduate_certificate (id, number, code, name, id_sealed, id_index, school_name,
                                          finished, issued_on, request_id)";
    let rows = all.iter().map(|it| {
        let Graduation { name, school_name, finished } = it.what.clone();
        row![
            it.id,
            it.number.clone(),
            it.code.clone(),
            name,
            it.id_sealed.clone(),
            it.id_index.clone(),
            school_name,
            finished,
            it.issued_on,
            it.request
        ]
    });
    tx.bulk(SQL, "", rows).await
}

/// The certificates of whoever has this number, the latest first.
pub(super) async fn certificates_of(
    tx: &mut Tx,
    id_index: &str,
) -> Result<Vec<Certificate>, Error> {
    const SQL: &str = "
        SELECT id, number, code, name, id_sealed, id_index, school_name, finished, issued_on,
               request_id, void_on, void_reason
        FROM graduate_certificate WHERE id_index = $1 ORDER BY issued_on DESC, id DESC";
    tx.all(SQL, &[&id_index.to_owned()], certificate).await
}

/// The certificate with this number.
pub(super) async fn find_certificate(
    tx: &mut Tx,
    number: &str,
) -> Result<Option<Certificate>, Error> {
    const SQL: &str = "
        SELECT id, number, code, name, id_sealed, id_index, school_name, finished, issued_on,
               request_id, void_on, void_reason
        FROM graduate_certificate WHERE number = $1";
    tx.one(SQL, &[&number.to_owned()], certificate).await
}

/// The certificates of a time, the latest first, before `before`.
pub(super) async fn certificates(
    tx: &mut Tx,
    (from, to): (Date, Date),
    before: Option<CertificateId>,
    limit: i64,
) -> Result<Vec<Certificate>, Error> {
    const SQL: &str = "
        SELECT id, number, code, name, id_sealed, id_index, school_name, finished, issued_on,
               request_id, void_on, void_reason
        FROM graduate_certificate
        WHERE issued_on >= $1 AND issued_on <= $2 AND id < $3
        ORDER BY id DESC LIMIT $4";
    let before = before.map_or(i64::MAX, vocab::Id::bits);
    tx.all(SQL, &[&from, &to, &before, &limit], certificate).await
}

/// Makes a certificate void. Says whether it was good until then.
pub(super) async fn void(
    tx: &mut Tx,
    id: CertificateId,
    (day, reason): (Date, &str),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE graduate_certificate SET void_on = $2, void_reason = $3
        WHERE id = $1 AND void_reason IS NULL";
    Ok(tx.run(SQL, &[&id, &day, &reason.to_owned()]).await? == 1)
}

/// How many of what there were from one day to another.
pub(super) async fn counts(tx: &mut Tx, (from, to): (Date, Date)) -> Result<Counts, Error> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*) FROM graduate_certificate c
                WHERE c.issued_on >= $1 AND c.issued_on <= $2 AND c.request_id IS NULL) AS at_once,
               COUNT(*) AS by_hand,
               COUNT(*) FILTER (WHERE r.closed_on IS NULL) AS open,
               COUNT(c.id) AS granted
        FROM graduate_request r LEFT JOIN graduate_certificate c ON c.request_id = r.id
        WHERE r.asked_on >= $1 AND r.asked_on <= $2";
    let read = |row: &Row| {
        Ok(Counts {
            at_once: row.get("at_once")?,
            by_hand: row.get("by_hand")?,
            open: row.get("open")?,
            granted: row.get("granted")?,
        })
    };
    Ok(tx.one(SQL, &[&from, &to], read).await?.unwrap_or_default())
}

/// Keeps requests.
pub(super) async fn add_requests(tx: &mut Tx, all: &[Request]) -> Result<u64, Error> {
    const SQL: &str = "
        INSERT INTO graduate_request (id, number, name, id_sealed, id_index, phone_sealed,
                                      school_name, finished, words, why, asked_on)";
    let rows = all.iter().map(|it| {
        let Graduation { name, school_name, finished } = it.says.clone();
        row![
            it.id,
            it.number.clone(),
            name,
            it.id_sealed.clone(),
            it.id_index.clone(),
            it.phone_sealed.clone(),
            school_name,
            finished,
            it.words.clone(),
            it.why.clone(),
            it.asked_on
        ]
    });
    tx.bulk(SQL, "", rows).await
}

/// Notes which case a request became.
pub(super) async fn set_case(tx: &mut Tx, id: RequestId, link: &str) -> Result<(), Error> {
    const SQL: &str = "UPDATE graduate_request SET case_link = $2 WHERE id = $1";
    tx.run(SQL, &[&id, &link.to_owned()]).await?;
    Ok(())
}

/// Answers a request. Says whether it was open until then.
pub(super) async fn answer(
    tx: &mut Tx,
    id: RequestId,
    (words, day): (&str, Date),
) -> Result<bool, Error> {
    const SQL: &str = "
        UPDATE graduate_request SET answer = $2, closed_on = $3
        WHERE id = $1 AND answer IS NULL";
    Ok(tx.run(SQL, &[&id, &words.to_owned(), &day]).await? == 1)
}

/// The request with this number.
pub(super) async fn find_request(tx: &mut Tx, number: &str) -> Result<Option<Request>, Error> {
    const SQL: &str = "
        SELECT id, number, name, id_sealed, id_index, phone_sealed, school_name, finished, words,
               why, asked_on, case_link, answer, closed_on
        FROM graduate_request WHERE number = $1";
    tx.one(SQL, &[&number.to_owned()], request).await
}

/// What whoever has this number asked for, the latest first.
pub(super) async fn requests_of(tx: &mut Tx, id_index: &str) -> Result<Vec<Request>, Error> {
    const SQL: &str = "
        SELECT id, number, name, id_sealed, id_index, phone_sealed, school_name, finished, words,
               why, asked_on, case_link, answer, closed_on
        FROM graduate_request WHERE id_index = $1 ORDER BY asked_on DESC, id DESC";
    tx.all(SQL, &[&id_index.to_owned()], request).await
}
