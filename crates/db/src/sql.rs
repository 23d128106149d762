//! Statements: what a transaction's body does.

use std::{borrow::Cow, panic::Location, pin::Pin, sync::Arc};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::{
    Error, Row, Stored, Value,
    connection::{Connection, built},
    lane::Turn,
    lists::{self, Places},
    pool::{Lease, Target},
};

/// The text of a statement: only what the source code holds, so that nothing typed by a person
/// ever becomes SQL. Where a list has filters, [`Sql::of`] joins the pieces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sql {
    text: Cow<'static, str>,
    joined_at: Option<&'static Location<'static>>,
}

impl Sql {
    /// The pieces, one after the other, with a space between.
    #[track_caller]
    pub fn of(pieces: &[&'static str]) -> Self {
        Self { text: Cow::Owned(pieces.join(" ")), joined_at: Some(Location::caller()) }
    }

    /// The text itself, for a message.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where in the source its pieces were joined, if they were.
    pub fn joined_at(&self) -> Option<&'static Location<'static>> {
        self.joined_at
    }

    pub(crate) fn text(self) -> SqlStr {
        AssertSqlSafe(self.text).into_sql_str()
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), joined_at: None }
    }
}

/// The values of one row of [`Tx::bulk`]: `db::row![student.id, student.name]`.
#[macro_export]
macro_rules! row {
    ($($value:expr),+ $(,)?) => { [$($crate::Stored::stored(&$value)),+] };
}

/// Where a transaction runs.
#[derive(Debug)]
pub(crate) enum Seat {
    Read(Lease),
    Write(Turn),
    Load(Box<Connection>),
}

impl Seat {
    fn connection(&mut self) -> Result<&mut Connection, Error> {
        match self {
            Self::Read(lease) => lease.connection(),
            Self::Write(turn) => turn.connection(),
            Self::Load(connection) => Ok(connection),
        }
    }

    /// Marks whether a statement is under way.
    fn mark(&mut self, clean: bool) {
        if let Self::Read(lease) = self {
            lease.mark(clean);
        }
    }
}

/// A transaction under way.
#[derive(Debug)]
pub struct Tx {
    seat: Seat,
    /// The first statement's error: no other runs after it, on either database.
    failed: Option<Error>,
    /// Writes that go along with the next statement.
    pending: Vec<(SqlStr, Vec<Value>)>,
    target: Arc<Target>,
}

/// A future of [`Tx`] that can be sent whatever it was made from.
type Sent<'t, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

impl Tx {
    pub(crate) fn new(seat: Seat, target: &Arc<Target>) -> Self {
        Self { seat, failed: None, pending: Vec::new(), target: target.clone() }
    }

    pub(crate) fn into_parts(self) -> (Seat, Option<Error>) {
        (self.seat, self.failed)
    }

    /// Runs `sql` and says how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql>, values: &[&dyn Stored]) -> Result<u64, Error> {
        let sql = sql.into();
        self.hear(&sql);
        let (sql, values) = bound(sql, values)?;
        self.execute(sql, values).await
    }

    /// Inserts one row, whose fate the body does not ask for: it is sent with the next statement, at
    /// the latest at the body's end. On SQLite several cost one exchange with the thread that the
    /// database runs on, and in a rush exchanges are much of what an act takes.
    pub fn later<const WIDTH: usize>(
        &mut self,
        head: &'static str,
        tail: &'static str,
        row: [Value; WIDTH],
    ) {
        let sql = lists::insert(head, tail, WIDTH, Places::Numbered, 1);
        self.pending.push((built(sql), row.into()));
    }

    /// Sends what is to be sent later.
    pub(crate) async fn flush(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        if pending.len() > 1 && self.seat.connection()?.is_sqlite() {
            for _ in 1..pending.len() {
                self.start()?;
            }
            let (sql, values) = lists::together(pending);
            return self.send(built(sql), values).await.map(drop);
        }
        for (sql, values) in pending {
            self.send(sql, values).await?;
        }
        Ok(())
    }

    /// The rows that `sql` returns, each read by `read`.
    pub async fn all<T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let sql = sql.into();
        self.hear(&sql);
        let (sql, values) = bound(sql, values)?;
        self.fetch(sql, values).await?.iter().map(read).collect()
    }

    /// The one row that `sql` returns, if any.
    pub async fn one<T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let sql = sql.into();
        self.hear(&sql);
        let (sql, values) = bound(sql, values)?;
        self.flush().await?;
        let connection = self.start()?;
        let row = connection.fetch_one(sql, values).await;
        self.done(row)?.as_ref().map(read).transpose()
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
    ) -> Sent<'t, u64> {
        let values: Vec<Value> = rows.into_iter().flatten().collect();
        Box::pin(async move {
            let sqlite = self.seat.connection()?.is_sqlite();
            let places = if sqlite { Places::InOrder } else { Places::Numbered };
            let mut touched = 0;
            for (sql, values) in lists::inserts(head, tail, WIDTH, places, values) {
                touched += self.execute(built(sql), values).await?;
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
        self.hear(&sql);
        let mut touched = 0;
        for (sql, values) in lists::listed(sql.as_str(), values, ids) {
            touched += self.execute(built(sql), values).await?;
        }
        Ok(touched)
    }

    /// Like [`Tx::all`], where `sql` holds `IN ($$)` for `ids`. A long list is asked in parts, so
    /// the order holds within 256 ids only, and no total may be asked for.
    pub async fn all_in<I: Stored, T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[&dyn Stored],
        ids: &[I],
        read: impl Fn(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let sql = sql.into();
        self.hear(&sql);
        let mut found = Vec::new();
        for (sql, values) in lists::listed(sql.as_str(), values, ids) {
            for row in self.fetch(built(sql), values).await? {
                found.push(read(&row)?);
            }
        }
        Ok(found)
    }

    /// Runs the statements of a migration.
    pub(crate) async fn script(&mut self, sql: impl SqlSafeStr) -> Result<(), Error> {
        self.flush().await?;
        let connection = self.start()?;
        let done = connection.script(sql).await;
        self.done(done)
    }

    async fn execute(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64, Error> {
        self.flush().await?;
        self.send(sql, values).await
    }

    async fn send(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64, Error> {
        let connection = self.start()?;
        let touched = connection.execute(sql, values).await;
        self.done(touched)
    }

    async fn fetch(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.flush().await?;
        let connection = self.start()?;
        let rows = connection.fetch(sql, values).await;
        self.done(rows)
    }

    /// The connection for one more statement, unless one has failed.
    fn start(&mut self) -> Result<&mut Connection, Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if self.target.faults.statement_fails() {
            let error = Error::slip("this statement fails on purpose");
            self.failed = Some(error.clone());
            return Err(error);
        }
        self.seat.mark(false);
        self.seat.connection()
    }

    /// Remembers what is run, where tests ask for it.
    #[cfg(any(test, feature = "testing"))]
    fn hear(&self, sql: &Sql) {
        self.target.heard.note(sql, matches!(self.seat, Seat::Write(_)));
    }

    #[cfg(not(any(test, feature = "testing")))]
    #[expect(clippy::unused_self, reason = "only tests ask what was run")]
    fn hear(&self, _: &Sql) {}

    /// Notes how a statement ended.
    fn done<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        match &result {
            Ok(_) => self.seat.mark(true),
            Err(error) => {
                self.seat.mark(!matches!(error, Error::Unreachable(_)));
                self.failed = Some(error.clone());
            }
        }
        result
    }
}

/// The text and its values, as many as it takes: SQLite would take a missing one for NULL.
fn bound(sql: Sql, values: &[&dyn Stored]) -> Result<(SqlStr, Vec<Value>), Error> {
    let takes = lists::places(sql.as_str());
    if takes != values.len() {
        return Err(Error::slip(format!("a statement takes {takes} values, not {}", values.len())));
    }
    Ok((sql.text(), values.iter().map(|it| it.stored()).collect()))
}
