//! Loading very many rows at once: the demo county, or a cell that moves in.

use std::sync::atomic::Ordering::Relaxed;

use sqlx::{SqlSafeStr as _, SqlStr};
use tokio::sync::OwnedMutexGuard;

use crate::{Db, Error, Tx, connection::Connection, group::Group, options::Use, sql::Seat};

/// One large transaction outside of the write lane, which is closed meanwhile: whoever wants to
/// write waits, whoever reads sees what was there before.
///
/// SQLite does not wait for the disk until the end; so a load that is cut short by a power
/// failure leaves the database as it was, and one whose [`Load::commit`] has returned is there.
/// Dropped before, it is undone.
#[derive(Debug)]
pub struct Load {
    tx: Tx,
    db: Db,
    /// Keeps the lane closed.
    _lane: OwnedMutexGuard<Group>,
}

impl Db {
    /// Begins a load.
    pub async fn load(&self) -> Result<Load, Error> {
        let lane = self.lane.closed("load").await?;
        let mut connection = self.target.open(Use::Load).await?;
        connection.begin_load().await?;
        let tx = Tx::new(Seat::Load(Box::new(connection)), &self.target);
        Ok(Load { tx, db: self.clone(), _lane: lane })
    }
}

impl Load {
    /// The transaction: the same as anywhere, [`Tx::bulk`] above all.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Stores all that was loaded, waits until the disk has it, and has the database look at how
    /// its new values are spread, without which it chooses its indexes badly.
    ///
    /// # Errors
    ///
    /// If a statement had failed, that statement's: nothing is kept.
    pub async fn commit(mut self) -> Result<(), Error> {
        self.tx.flush().await?;
        let (seat, failed) = self.tx.into_parts();
        if let Some(error) = failed {
            return Err(error);
        }
        let Seat::Load(mut connection) = seat else {
            return Err(Error::slip("this is no load"));
        };
        connection.commit_load().await?;
        connection.analyze().await?;
        self.db.forget_plans();
        Ok(())
    }
}

/// While this lives, the write lane does not wait for the disk, and takes memory for large
/// transactions: for making a county, through the same acts as ever. What is cut short before
/// [`Hurry::finish`] is to be made anew, since a loss of power may have damaged it.
#[derive(Debug)]
pub struct Hurry(Db);

impl Db {
    /// Has the lane hurry until [`Hurry::finish`].
    pub async fn hurry(&self) -> Result<Hurry, Error> {
        let _lane = self.lane.closed("hurry").await?;
        self.target.hurried.store(true, Relaxed);
        Ok(Hurry(self.clone()))
    }
}

impl Hurry {
    /// Waits until the disk has all that was written, has the database look at how its new values
    /// are spread, and goes on with due care.
    pub async fn finish(self) -> Result<(), Error> {
        let db = &self.0;
        let mut lane = db.lane.closed("end of hurry").await?;
        db.target.hurried.store(false, Relaxed);
        let mut connection = db.target.open(Use::Load).await?;
        connection.make_durable().await?;
        connection.analyze().await?;
        lane.let_go();
        drop(lane);
        db.forget_plans();
        Ok(())
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        self.0.target.hurried.store(false, Relaxed);
    }
}

impl Connection {
    async fn begin_load(&mut self) -> Result<(), Error> {
        self.script(if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }).await
    }

    async fn commit_load(&mut self) -> Result<(), Error> {
        self.script("COMMIT").await?;
        self.make_durable().await
    }

    /// Waits until the disk has all that was committed.
    async fn make_durable(&mut self) -> Result<(), Error> {
        if !self.is_sqlite() {
            // A commit that waits does so for all that came before it too.
            let script = "SET synchronous_commit = on; BEGIN; SELECT txid_current(); COMMIT";
            return self.script(script).await;
        }
        self.script("PRAGMA synchronous = FULL").await?;
        let sql = SqlStr::from_static("PRAGMA wal_checkpoint(TRUNCATE)");
        let told = self.fetch_one(sql, Vec::new()).await?;
        let busy: Option<i64> = told.map(|row| row.get("busy")).transpose()?;
        if busy != Some(0) {
            // Someone reads, so part of it stays in the log: a commit waits until the log is on
            // the disk.
            self.script("PRAGMA user_version = 0").await?;
        }
        Ok(())
    }

    /// Has the database look at how values are spread: in this cell, since its neighbours on the
    /// same server have nothing to do with it.
    pub(crate) async fn analyze(&mut self) -> Result<(), Error> {
        const OWN_TABLES: &str = "
            DO $$ DECLARE it TEXT; BEGIN
                FOR it IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                          WHERE schemaname = current_schema()
                LOOP EXECUTE 'ANALYZE ' || it; END LOOP;
            END $$";
        let sql =
            if self.is_sqlite() { "PRAGMA analysis_limit = 2000; ANALYZE" } else { OWN_TABLES };
        self.script(sql.into_sql_str()).await
    }
}
