//! [`read!`] and [`write!`]: a body, run until it did not lose to another transaction.

use std::time::Duration;

use crate::{Db, Error, Retry, Tx, group::Outcome, pool::Counts, sql::Seat};

/// How often a transaction that lost to another is run again before the caller is told.
const ATTEMPTS_MAX: u32 = 30;
/// How often one whose connection was lost is: a body that kills the server must not do so often.
const REPAIRS_MAX: u32 = 3;
/// From which attempt on a turn waits for those of other processes.
const CAUTIOUS: u32 = 3;

/// Runs a block over one consistent view of the database, and writes nothing.
#[macro_export]
macro_rules! read {
    ($db:expr, $name:literal, |$tx:ident| $body:block) => {
        $crate::attempt!($db.reads($name), |$tx| $body)
    };
}

/// Runs a block in a transaction: kept where it ends in `Ok`, undone where not, and run again
/// from the start where it lost to another transaction. So it makes no call to the outside.
///
/// Its outcome, a refusal too, is known once it is stored with those of its neighbours. While it
/// runs, nobody else writes: it computes what it can before.
///
/// A statement that fails ends the transaction on PostgreSQL, so it does on SQLite too: what the
/// body makes of the error does not matter, nothing is kept. To go on where a row may be there
/// already, say `ON CONFLICT … DO NOTHING` and look at how many rows were touched.
///
/// ```ignore
/// db::write!(app.db, "sign up", |tx| {
///     let course = load(tx, id).await?;
///     store::add_sign_up(tx, id, &sign_up, now).await?;
///     Ok(course)
/// })
/// ```
///
/// A macro, since a function that takes an async closure gives a future that is not known to be
/// `Send` where the closure borrows (rust-lang/rust#134997), and a handler's must be.
#[macro_export]
macro_rules! write {
    ($db:expr, $name:literal, |$tx:ident| $body:block) => {
        $crate::attempt!($db.writes($name), |$tx| $body)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! attempt {
    ($attempts:expr, |$tx:ident| $body:block) => {{
        let mut attempts = $attempts;
        loop {
            let mut open = match attempts.begin().await {
                Ok(open) => open,
                Err(error) => break Err(error.into()),
            };
            let result = async {
                let $tx = &mut open;
                $body
            };
            let result = result.await;
            if let Some(result) = attempts.end(open, result).await {
                break result;
            }
        }
    }};
}

/// The attempts at one transaction: see [`read!`] and [`write!`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Attempts<'a> {
    db: &'a Db,
    name: &'static str,
    writes: bool,
    made: u32,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(db: &'a Db, name: &'static str, writes: bool) -> Self {
        Self { db, name, writes, made: 0 }
    }

    /// Opens the transaction.
    pub async fn begin(&mut self) -> Result<Tx, Error> {
        loop {
            self.made += 1;
            let opened = if self.writes {
                Counts::one(&self.db.target.counts.turns);
                self.db.lane.turn(self.name, self.made >= CAUTIOUS).await.map(Seat::Write)
            } else {
                Counts::one(&self.db.target.counts.reads);
                self.db.readers.lease(self.name).await.map(Seat::Read)
            };
            match opened {
                Ok(seat) => return Ok(Tx::new(seat, &self.db.target)),
                Err(Error::Lost) if self.made < ATTEMPTS_MAX => self.pause().await,
                Err(Error::Lost) => return Err(Error::Contended { name: self.name }),
                Err(error) => return Err(error),
            }
        }
    }

    /// Keeps or undoes what was done, and says what came of it: `None` is to be run again.
    pub async fn end<T, E>(&mut self, mut tx: Tx, result: Result<T, E>) -> Option<Result<T, E>>
    where
        E: From<Error> + Retry,
    {
        let result = match result {
            Ok(done) => tx.flush().await.map(|()| done).map_err(E::from),
            // What is not to be kept is not sent.
            failed => failed,
        };
        let (seat, failed) = tx.into_parts();
        let result = match (result, &failed) {
            // The body has looked past a statement that failed: see `write!`.
            (Ok(_), Some(error)) => Err(error.clone().into()),
            (result, _) => result,
        };
        let failed = failed.as_ref();
        let lost = |error: &Error| matches!(error, Error::Lost);
        let lost = failed.is_some_and(lost)
            || result.as_ref().err().and_then(Retry::database).is_some_and(lost);
        let outcome = match seat {
            Seat::Write(turn) => turn.end(result.is_ok(), failed).await,
            // Dropping the seat gives its connection back.
            Seat::Read(_) | Seat::Load(_) => match failed {
                Some(Error::Lost | Error::Unreachable(_)) => Outcome::Again,
                _ => Outcome::Stored,
            },
        };
        match outcome {
            Outcome::Stored if !lost => return Some(result),
            Outcome::Failed(error) => return Some(Err(error.into())),
            Outcome::Stored | Outcome::Again => {}
        }
        if let Some(error @ Error::Unreachable(_)) = failed
            && self.made >= REPAIRS_MAX
        {
            return Some(Err(error.clone().into()));
        }
        if self.made >= ATTEMPTS_MAX {
            return Some(Err(Error::Contended { name: self.name }.into()));
        }
        Counts::one(&self.db.target.counts.repeats);
        self.pause().await;
        None
    }

    /// Longer each time, up to 50 ms, so that those who met do not meet again.
    async fn pause(&self) {
        let here = std::ptr::from_ref(self).addr() / 64 % 16;
        let millis = u64::from(self.made.min(12)) * 3 + u64::try_from(here).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}
