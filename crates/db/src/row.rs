//! Rows that a query returned.

use sqlx::{
    Decode, Postgres, Row as _, Sqlite, TypeInfo as _, ValueRef as _, postgres::PgRow,
    sqlite::SqliteRow,
};

use crate::{Column, Error};

/// A row that a query returned.
pub struct Row(Inner);

enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Self {
        Self(Inner::Sqlite(row))
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Self {
        Self(Inner::Postgres(row))
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not what it holds: that may be personal.
        f.write_str("Row")
    }
}

fn corrupt(name: &str) -> Error {
    Error::Corrupt { column: name.to_owned() }
}

/// The value of `name` as a `$type`, where it is one of the column types `$types`.
macro_rules! typed {
    ($row:expr, $name:expr, $type:ty, $database:ty, $types:pat) => {{
        let value = $row.try_get_raw($name)?;
        let fits = !value.is_null() && matches!(value.type_info().name(), $types);
        let value = if fits { <$type as Decode<'_, $database>>::decode(value).ok() } else { None };
        value.ok_or_else(|| corrupt($name))
    }};
}

impl Row {
    /// The value of column `name`.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, Error> {
        T::load(self, name)
    }

    /// The value of column `name`, which holds a whole number of any size up to 64 bits.
    pub(crate) fn int(&self, name: &str) -> Result<i64, Error> {
        match &self.0 {
            Inner::Sqlite(row) => typed!(row, name, i64, Sqlite, "INTEGER"),
            Inner::Postgres(row) => typed!(row, name, i64, Postgres, "INT8" | "INT4" | "INT2"),
        }
    }

    /// The value of column `name`, which holds text.
    pub(crate) fn text(&self, name: &str) -> Result<String, Error> {
        match &self.0 {
            Inner::Sqlite(row) => typed!(row, name, String, Sqlite, "TEXT"),
            Inner::Postgres(row) => {
                typed!(row, name, String, Postgres, "TEXT" | "VARCHAR" | "CHAR" | "NAME")
            }
        }
    }

    pub(crate) fn is_null(&self, name: &str) -> Result<bool, Error> {
        Ok(match &self.0 {
            Inner::Sqlite(row) => row.try_get_raw(name)?.is_null(),
            Inner::Postgres(row) => row.try_get_raw(name)?.is_null(),
        })
    }
}
