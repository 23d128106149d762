//! The SQL of letters.

use db::{Error, Row, Tx};
use jiff::civil::DateTime;
use vocab::{AccountId, SchoolId, StudentId};

use crate::aftercare::programme::model::ProgrammeId;

/// A letter as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which version of it.
    pub version: i64,
    /// What it says.
    pub body: String,
    /// When it was sent.
    pub sent_at: DateTime,
}

fn letter(row: &Row) -> Result<Letter, Error> {
    Ok(Letter {
        programme: row.get("programme_id")?,
        version: row.get("version")?,
        body: row.get("body")?,
        sent_at: row.get("sent_at")?,
    })
}

/// Every version of a programme's letter, the latest first.
pub async fn versions(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<Letter>, Error> {
    const SQL: &str = "
        SELECT programme_id, version, body, sent_at
        FROM programme_letter WHERE programme_id = $1
        ORDER BY version DESC";
    tx.all(SQL, &[&id], letter).await
}

/// Adds letters.
pub async fn add(tx: &mut Tx, all: &[Letter], by: Option<AccountId>) -> Result<u64, Error> {
    const SQL: &str =
        "INSERT INTO programme_letter (programme_id, version, body, sent_at, sent_by)";
    let row = |it: &Letter| db::row![it.programme, it.version, it.body, it.sent_at, by];
    tx.bulk(SQL, "ON CONFLICT DO NOTHING", all.iter().map(row)).await
}

/// Every child of a school.
pub async fn students_of(tx: &mut Tx, school: SchoolId) -> Result<Vec<StudentId>, Error> {
    const SQL: &str = "SELECT id FROM student WHERE school_id = $1 AND standing = 'enrolled'";
    tx.all(SQL, &[&school], |row| row.get("id")).await
}
