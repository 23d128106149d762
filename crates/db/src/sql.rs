//! Statements and rows: what a transaction's body does.

use std::{borrow::Cow, fmt::Write as _, pin::Pin, sync::Arc};

use sqlx::{Any, AssertSqlSafe, Row as _, any::AnyArguments, any::AnyRow, query::Query};

use crate::{Column, Error, Stored, Value};

/// The text of a statement: only what the source code holds, so that nothing typed by a person
/// ever becomes SQL. Where a list has filters, [`Sql::of`] joins the pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    /// The pieces, one after the other, with a space between.
    pub fn of(pieces: &[&'static str]) -> Self {
        Self(Cow::Owned(pieces.join(" ")))
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

/// A row that a query returned.
pub struct Row(AnyRow);

impl Row {
    /// The value of column `name`.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, Error> {
        T::load(self, name)
    }

    pub(crate) fn int(&self, name: &str) -> Result<i64, Error> {
        self.raw(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<String, Error> {
        self.raw(name)
    }

    pub(crate) fn is_null(&self, name: &str) -> Result<bool, Error> {
        use sqlx::ValueRef;
        Ok(self.0.try_get_raw(name).map(|it| it.is_null())?)
    }

    fn raw<T>(&self, name: &str) -> Result<T, Error>
    where
        T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any>,
    {
        self.0.try_get(name).map_err(|_| Error::Corrupt { column: name.to_owned() })
    }
}

/// Rows a bulk statement: one size, so that one prepared statement serves, and not larger, since
/// SQLite takes three times as long over a statement of 500 rows.
const ROWS: usize = 25;
/// The longest `IN` list; a longer one is asked in parts.
const LIST_MAX: usize = 512;

/// The values of one row of [`Tx::bulk`]: `db::row![student.id, student.name]`.
#[macro_export]
macro_rules! row {
    ($($value:expr),+ $(,)?) => { [$($crate::Stored::stored(&$value)),+] };
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

    /// Runs the statements of a migration.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), Error> {
        sqlx::raw_sql(sql).execute(&mut *self.0).await?;
        Ok(())
    }

    /// Runs `sql` and says how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql>, values: &[&dyn Stored]) -> Result<u64, Error> {
        self.execute(sql.into().0, stored(values)).await
    }

    /// The rows that `sql` returns, each read by `read`.
    pub async fn all<T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.fetch(sql.into().0, stored(values)).await?.iter().map(read).collect()
    }

    /// The one row that `sql` returns, if any.
    pub async fn one<T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let rows = self.fetch(sql.into().0, stored(values)).await?;
        rows.first().map(read).transpose()
    }

    /// Inserts `rows`, however many: `tx.bulk("INSERT INTO student (id, name)", "ON CONFLICT DO
    /// NOTHING", students.iter().map(|it| db::row![it.id, it.name]))`. `tail` may be empty. Says
    /// how many rows were touched.
    ///
    /// Rows are collected first: whoever has millions hands over some ten thousand at a time.
    pub fn bulk<'t, const WIDTH: usize>(
        &'t mut self,
        head: &'static str,
        tail: &'static str,
        rows: impl IntoIterator<Item = [Value; WIDTH]>,
    ) -> Pin<Box<dyn Future<Output = Result<u64, Error>> + Send + 't>> {
        let mut rows = rows.into_iter();
        let mut groups: Vec<Vec<Value>> = Vec::new();
        loop {
            let group: Vec<Value> = rows.by_ref().take(ROWS).flatten().collect();
            if group.is_empty() {
                break;
            }
            groups.push(group);
        }
        Box::pin(async move {
            let mut touched = 0;
            let mut full: Option<Arc<str>> = None;
            for values in groups {
                let sql = if values.len() == ROWS * WIDTH {
                    full.get_or_insert_with(|| insert(head, tail, WIDTH, ROWS)).clone()
                } else {
                    insert(head, tail, WIDTH, values.len() / WIDTH)
                };
                touched += self.execute_built(sql, values).await?;
            }
            Ok(touched)
        })
    }

    /// Like [`Tx::run`], where `sql` holds `IN ($$)` for `ids`. Says how many rows were touched.
    pub async fn run_in<T: Stored>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        ids: &[T],
    ) -> Result<u64, Error> {
        let sql = sql.into();
        let mut touched = 0;
        for part in ids.chunks(LIST_MAX) {
            let (sql, values) = listed(&sql, values, part);
            touched += self.execute_built(sql, values).await?;
        }
        Ok(touched)
    }

    /// Like [`Tx::all`], where `sql` holds `IN ($$)` for `ids`. A long list is asked in parts, so
    /// the order holds within 512 ids only, and no total may be asked for.
    pub async fn all_in<I: Stored, T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        ids: &[I],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let sql = sql.into();
        let mut found = Vec::new();
        for part in ids.chunks(LIST_MAX) {
            let (sql, values) = listed(&sql, values, part);
            for row in self.fetch_built(sql, values).await? {
                found.push(read(&row)?);
            }
        }
        Ok(found)
    }

    async fn execute(&mut self, sql: Cow<'static, str>, values: Vec<Value>) -> Result<u64, Error> {
        Ok(bind(sqlx::query(AssertSqlSafe(sql)), values)
            .execute(&mut *self.0)
            .await?
            .rows_affected())
    }

    async fn execute_built(&mut self, sql: Arc<str>, values: Vec<Value>) -> Result<u64, Error> {
        Ok(bind(sqlx::query(AssertSqlSafe(sql)), values)
            .execute(&mut *self.0)
            .await?
            .rows_affected())
    }

    async fn fetch(
        &mut self,
        sql: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, Error> {
        let rows = bind(sqlx::query(AssertSqlSafe(sql)), values).fetch_all(&mut *self.0).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    async fn fetch_built(&mut self, sql: Arc<str>, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let rows = bind(sqlx::query(AssertSqlSafe(sql)), values).fetch_all(&mut *self.0).await?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

fn stored(values: &[&dyn Stored]) -> Vec<Value> {
    values.iter().map(|it| it.stored()).collect()
}

/// `head VALUES ($1, $2), ($3, $4), … tail`.
fn insert(head: &str, tail: &str, width: usize, rows: usize) -> Arc<str> {
    let mut sql = String::with_capacity(head.len() + tail.len() + 16 + 6 * width * rows);
    sql.push_str(head);
    sql.push_str(" VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        placeholders(&mut sql, row * width + 1, width);
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql.into()
}

/// The statement with its list written out, padded to a power of two by repeating the last id,
/// so that ten statements serve every length.
fn listed<T: Stored>(sql: &Sql, values: &[&dyn Stored], ids: &[T]) -> (Arc<str>, Vec<Value>) {
    let length = ids.len().next_power_of_two();
    let mut places = String::with_capacity(6 * length);
    placeholders(&mut places, values.len() + 1, length);
    let mut values = stored(values);
    values.extend(ids.iter().map(Stored::stored));
    if let Some(filler) = values.last().cloned() {
        values.extend(std::iter::repeat_n(filler, length - ids.len()));
    }
    (sql.0.replace("$$", &places).into(), values)
}

fn placeholders(sql: &mut String, first: usize, count: usize) {
    for number in first..first + count {
        if number > first {
            sql.push_str(", ");
        }
        // Writing to a string does not fail.
        let _ = write!(sql, "${number}");
    }
}

fn bind(
    query: Query<'static, Any, AnyArguments>,
    values: Vec<Value>,
) -> Query<'static, Any, AnyArguments> {
    values.into_iter().fold(query, |query, value| match value {
        Value::Int(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    })
}
