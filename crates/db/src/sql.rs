//! What goes into a statement and what comes out of a row.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Row as _, any::AnyArguments, any::AnyRow, query::Query};
use vocab::{Id, Kind};

use crate::Error;

/// A value on its way into a statement.
#[derive(Debug, Clone)]
pub enum Value {
    /// A whole number.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
}

/// A type that a column can hold.
pub trait Column: Sized {
    /// The value as it is stored.
    fn store(&self) -> Value;
    /// The value of column `name` in `row`.
    fn load(row: &Row, name: &str) -> Result<Self, Error>;
}

/// A row that a query returned.
pub struct Row(AnyRow);

impl Row {
    /// The value of column `name`.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, Error> {
        T::load(self, name)
    }

    fn raw<T>(&self, name: &str) -> Result<T, Error>
    where
        T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        self.0.try_get(name).map_err(|_| Error::Corrupt { column: name.to_owned() })
    }
}

impl Column for i64 {
    fn store(&self) -> Value {
        Value::Int(Some(*self))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        row.raw(name)
    }
}

impl Column for String {
    fn store(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        row.raw(name)
    }
}

impl Column for Timestamp {
    fn store(&self) -> Value {
        Value::Int(Some(self.as_microsecond()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Timestamp::from_microsecond(row.raw(name)?)
            .map_err(|_| Error::Corrupt { column: name.to_owned() })
    }
}

impl<K: Kind> Column for Id<K> {
    fn store(&self) -> Value {
        Value::Int(Some(self.bits()))
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        Self::from_bits(row.raw(name)?).ok_or_else(|| Error::Corrupt { column: name.to_owned() })
    }
}

impl<T: Column> Column for Option<T> {
    fn store(&self) -> Value {
        self.as_ref().map_or(Value::Text(None), T::store)
    }
    fn load(row: &Row, name: &str) -> Result<Self, Error> {
        use sqlx::ValueRef;
        let null = row.0.try_get_raw(name).map(|it| it.is_null()).map_err(Error::from)?;
        if null { Ok(None) } else { T::load(row, name).map(Some) }
    }
}

/// A transaction under way.
#[derive(Debug)]
pub struct Tx(sqlx::Transaction<'static, Any>);

impl Tx {
    pub(crate) fn new(inner: sqlx::Transaction<'static, Any>) -> Self {
        Self(inner)
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        Ok(self.0.commit().await?)
    }

    /// Runs `sql` and says how many rows it touched.
    pub async fn run(&mut self, sql: &'static str, values: &[&dyn Stored]) -> Result<u64, Error> {
        Ok(bind(sql, values).execute(&mut *self.0).await?.rows_affected())
    }

    /// The rows that `sql` returns, each read by `read`.
    pub async fn all<T>(
        &mut self,
        sql: &'static str,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let rows = bind(sql, values).fetch_all(&mut *self.0).await?;
        rows.into_iter().map(|row| read(&Row(row))).collect()
    }

    /// The one row that `sql` returns, if any.
    pub async fn one<T>(
        &mut self,
        sql: &'static str,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let row = bind(sql, values).fetch_optional(&mut *self.0).await?;
        row.map(|row| read(&Row(row))).transpose()
    }
}

/// A [`Column`] seen as what a statement takes.
pub trait Stored: Sync {
    /// The value as it is stored.
    fn stored(&self) -> Value;
}

impl<T: Column + Sync> Stored for T {
    fn stored(&self) -> Value {
        self.store()
    }
}

fn bind(sql: &'static str, values: &[&dyn Stored]) -> Query<'static, Any, AnyArguments> {
    let query = sqlx::query(AssertSqlSafe(sql));
    values.iter().fold(query, |query, value| match value.stored() {
        Value::Int(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    })
}
