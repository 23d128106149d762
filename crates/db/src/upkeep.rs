//! Looking after a running database: copies, sizes, plans.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use crate::{
    Db, Error, Row, Sql, Value,
    connection::keep_private,
    limit::Idle as _,
    lists,
    options::{Place, Use},
};

/// How the database means to run a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the database says of it, line by line.
    pub lines: Vec<String>,
}

impl Plan {
    /// The lines that read a whole table or a whole index.
    pub fn scans(&self) -> Vec<&str> {
        let whole = |(number, line): (usize, &String)| {
            let line = line.trim();
            let rest = &self.lines[number + 1..];
            let scans = match line.strip_prefix("SCAN ") {
                // SQLite. Values in the statement, and what a part of it returned, are no tables.
                Some(what) => !what.contains("CONSTANT ROW") && !what.starts_with('('),
                // PostgreSQL: an index without a condition is read from end to end.
                None if line.contains("Index Scan using") || line.contains("Index Only Scan") => {
                    let own = rest.iter().take_while(|it| !it.contains("->"));
                    !own.into_iter().any(|it| it.contains("Index Cond:"))
                }
                None => line.contains("Seq Scan on"),
            };
            scans.then(|| self.lines[number].trim())
        };
        self.lines.iter().enumerate().filter_map(whole).collect()
    }
}

impl Db {
    /// Copies a SQLite database into the new file `path` while it is in use. The copy is what was
    /// stored at one moment; it is there whole or not at all.
    ///
    /// # Errors
    ///
    /// If `path` is there already, or the database is PostgreSQL, which has `pg_dump`.
    pub async fn backup_to(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref().to_owned();
        if !matches!(self.target.place, Place::Sqlite(_)) {
            return Err(Error::slip("a PostgreSQL database is copied by pg_dump"));
        }
        if path.exists() {
            return Err(Error::slip(format!("{} is there already", path.display())));
        }
        let mut part = path.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let Some(name) = part.to_str().map(str::to_owned) else {
            return Err(Error::slip("the path is not text"));
        };
        // What an earlier copy left that was cut short.
        let _ = fs::remove_file(&part);
        let mut connection = self.target.open(Use::Write).await?;
        keep_private(&part);
        let sql = SqlStr::from_static("VACUUM INTO $1");
        connection.execute(sql, vec![Value::Text(Some(name))]).await?;
        let finished = tokio::task::spawn_blocking(move || finish(&part, &path)).await;
        let finished = finished.map_err(|it| Error::slip(it.to_string()))?;
        finished.map_err(|it| Error::slip(it.to_string()))
    }

    /// Has the database look at how its values are spread, by which it chooses among indexes:
    /// after a large import.
    pub async fn analyze(&self) -> Result<(), Error> {
        let mut lane = self.lane.closed("analyze").await?;
        self.target.open(Use::Load).await?.analyze().await?;
        lane.let_go();
        drop(lane);
        self.forget_plans();
        Ok(())
    }

    /// Closes what reads, since an open SQLite connection keeps to what it knew before.
    pub(crate) fn forget_plans(&self) {
        self.readers.let_go();
        self.lane.let_go();
    }

    /// How many bytes the database takes.
    pub async fn size(&self) -> Result<u64, Error> {
        let sql = match self.target.place {
            Place::Sqlite(_) => {
                "SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size"
            }
            Place::Postgres { .. } => {
                "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT) AS size
                 FROM pg_class c
                 JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = current_schema() AND c.relkind = 'r'"
            }
        };
        let size: i64 = crate::read!(self, "size", |tx| {
            let read = |row: &Row| row.get("size");
            Ok::<_, Error>(tx.one(sql, &[], read).await?.unwrap_or_default())
        })?;
        Ok(size.unsigned_abs())
    }

    /// How the database means to run `sql`. PostgreSQL is asked for a plan that serves any
    /// values, and to avoid reading whole tables, as it does once they are large.
    pub async fn explain(&self, sql: impl Into<Sql>) -> Result<Plan, Error> {
        let sql = checked(&sql.into());
        let mut connection = self.target.open(Use::Read).await?;
        let (query, column) = if connection.is_sqlite() {
            (format!("EXPLAIN QUERY PLAN {sql}"), "detail")
        } else {
            connection
                .script("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
                .await?;
            connection.script(AssertSqlSafe(format!("PREPARE plan AS {sql}"))).await?;
            let nulls = vec!["NULL"; lists::places(&sql)].join(", ");
            let values = if nulls.is_empty() { nulls } else { format!("({nulls})") };
            (format!("EXPLAIN EXECUTE plan{values}"), "QUERY PLAN")
        };
        let rows = connection.fetch(AssertSqlSafe(query).into_sql_str(), Vec::new()).await?;
        let lines: Result<_, Error> = rows.iter().map(|row| row.get(column)).collect();
        Ok(Plan { lines: lines? })
    }

    /// Has the database read `sql` without running it: whether it understands it, and knows the
    /// tables and columns that it names.
    pub async fn prepare_check(&self, sql: impl Into<Sql>) -> Result<(), Error> {
        let sql = AssertSqlSafe(checked(&sql.into())).into_sql_str();
        let mut lease = self.readers.lease("prepare").await?;
        lease.connection()?.prepare(sql).await
    }
}

/// The statement with a short list for its `$$`.
fn checked(sql: &Sql) -> String {
    let sql = sql.as_str();
    lists::with_list(sql, lists::places(sql), 4).as_ref().to_owned()
}

/// Waits until the disk has the copy, then gives it its name.
fn finish(part: &Path, path: &Path) -> std::io::Result<()> {
    File::open(part)?.sync_all()?;
    fs::rename(part, path)?;
    match path.parent().filter(|it| !it.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}
