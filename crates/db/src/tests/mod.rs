//! What this crate promises, on each database.

mod faults;
mod figures;
mod hang_up;
mod kill;
mod lane;
mod statements;
mod upgrade;
mod upkeep;
mod version;
mod vocabulary;

use crate::{Db, Error, Migration};

/// Two tables, one of them with every kind of column.
const MIGRATIONS: &[Migration] = &[Migration {
    name: "0001_samples",
    sql: "
        CREATE TABLE pupil (id BIGINT PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE sample (
            id BIGINT PRIMARY KEY,
            yes BIGINT NOT NULL CHECK (yes IN (0, 1)),
            day TEXT,
            hour TEXT,
            moment TEXT,
            role TEXT,
            size BIGINT,
            pupil_id BIGINT REFERENCES pupil (id)
        );
        CREATE INDEX sample_pupil ON sample (pupil_id);",
}];

async fn count(db: &Db, sql: &'static str) -> i64 {
    let found: Result<_, Error> =
        crate::read!(db, "count", |tx| { tx.one(sql, &[], |row| row.get("n")).await });
    found.unwrap().unwrap()
}

/// An act of four statements: a pupil, two samples that name it, and a look at what is there.
async fn act(db: &Db, id: i64) -> Result<i64, Error> {
    crate::write!(db, "act", |tx| {
        tx.run("INSERT INTO pupil (id, name) VALUES ($1, $2)", &[&id, &"陈晨"]).await?;
        let sql = "INSERT INTO sample (id, yes, pupil_id) VALUES ($1, 1, $2)";
        tx.run(sql, &[&(2 * id), &id]).await?;
        tx.run(sql, &[&(2 * id + 1), &id]).await?;
        let sql = "SELECT COUNT(*) AS n FROM sample WHERE pupil_id = $1";
        Ok(tx.one(sql, &[&id], |row| row.get("n")).await?.unwrap_or(0))
    })
}

/// Which acts are there, and that none is there by half.
async fn acts(db: &Db) -> Vec<i64> {
    let found: Result<_, Error> = crate::read!(db, "acts", |tx| {
        let sql = "
            SELECT pupil.id AS id, COUNT(sample.id) AS n
            FROM pupil
            LEFT JOIN sample ON sample.pupil_id = pupil.id
            GROUP BY pupil.id
            ORDER BY pupil.id";
        tx.all(sql, &[], |row| Ok((row.get::<i64>("id")?, row.get::<i64>("n")?))).await
    });
    let found = found.unwrap();
    assert!(found.iter().all(|(_, samples)| *samples == 2), "half an act: {found:?}");
    found.into_iter().map(|(id, _)| id).collect()
}
