//! What this crate promises, on each database.

mod statements;
mod vocabulary;

use crate::Migration;

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
        );",
}];
