//! The transaction that is open in the write lane: where it stands, and who waits for its end.
//!
//! A caller's future can be dropped at any `await`. Hence [`Stage`]: before each step is begun, it
//! says what is known if the step is never seen to end.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use sqlx::AssertSqlSafe;
use tokio::sync::oneshot;

use crate::{
    Error,
    connection::Connection,
    options::Use,
    pool::{Counts, Target},
};

/// For how long a database that could not be reached is not asked again: those in line would
/// otherwise each wait for the same answer.
const PAUSE: Duration = Duration::from_millis(300);

/// What became of the group that a turn was part of.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// It is stored.
    Stored,
    /// Nothing is stored, and running the same again may well succeed.
    Again,
    /// Nothing is stored, or where the connection was lost during the commit, nobody knows.
    Failed(Error),
}

impl Outcome {
    /// What `error`, which ended a transaction before its commit, means for the group.
    fn before_commit(error: &Error) -> Self {
        match error {
            Error::Lost | Error::Unreachable(_) => Self::Again,
            other => Self::Failed(other.clone()),
        }
    }

    /// What `error`, which the commit itself ended in, means for the group.
    fn of_commit(error: Error) -> Self {
        match error {
            Error::Lost => Self::Again,
            other => Self::Failed(other),
        }
    }
}

/// Where the open transaction stands. The number is that of the youngest savepoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// No transaction is open.
    Closed,
    /// One may be open, and holds nothing.
    Unknown,
    /// A new savepoint may have been set, and nothing was done since.
    Setting(u32),
    /// The savepoint is set, and nothing was done since.
    Fresh(u32),
    /// The savepoint is set, and what was done since is not to be kept.
    Dirty(u32),
    /// The savepoint is set, and what was done since is to be kept.
    Used(u32),
}

/// The lane's connection and what is open on it: whoever has the turn holds this.
#[derive(Debug)]
pub(crate) struct Group {
    connection: Option<Connection>,
    pub(crate) stage: Stage,
    pub(crate) opened: Instant,
    /// How long the last commit took.
    pub(crate) commit_took: Duration,
    /// Those who wait for the commit.
    members: Vec<oneshot::Sender<Outcome>>,
    /// Whether a committer stands in line.
    pub(crate) called: bool,
    /// Why the database could not be reached a moment ago.
    down: Option<(Instant, Error)>,
    /// Whether the connection is one that does not wait for the disk.
    hurried: bool,
    /// The limit that [`Faults`](crate::Faults) has set, as far as the connection knows.
    pages: u64,
}

impl Group {
    pub(crate) fn new() -> Self {
        Self {
            connection: None,
            stage: Stage::Closed,
            opened: Instant::now(),
            commit_took: Duration::ZERO,
            members: Vec::new(),
            called: false,
            down: None,
            hurried: false,
            pages: 0,
        }
    }

    /// How many wait for the commit.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// Closes the connection, if no transaction is open on it.
    pub(crate) fn let_go(&mut self) {
        if self.stage == Stage::Closed {
            self.connection = None;
        }
    }

    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Error> {
        self.connection.as_mut().ok_or_else(|| Error::unreachable("the connection was lost"))
    }

    /// Makes all ready for a body: a savepoint that nothing was done since. Where the connection
    /// turns out to be lost, once more on a new one.
    pub(crate) async fn prepare(&mut self, target: &Target, cautious: bool) -> Result<(), Error> {
        loop {
            let kept = self.connection.is_some();
            match self.try_prepare(target, cautious).await {
                Ok(savepoint) => {
                    self.stage = Stage::Dirty(savepoint);
                    return Ok(());
                }
                Err(error) => {
                    let well = matches!(error, Error::Lost | Error::Full);
                    self.lose(Outcome::before_commit(&error), !well).await;
                    // A new connection gets no second chance, so this ends.
                    if !kept || !matches!(error, Error::Unreachable(_)) {
                        return Err(error);
                    }
                }
            }
        }
    }

    async fn try_prepare(&mut self, target: &Target, cautious: bool) -> Result<u32, Error> {
        let (next, script) = match self.stage {
            Stage::Fresh(savepoint) => return Ok(savepoint),
            Stage::Dirty(savepoint) => {
                self.undo(savepoint).await?;
                return Ok(savepoint);
            }
            Stage::Closed | Stage::Unknown => {
                self.begin(target, cautious).await?;
                return Ok(1);
            }
            // Whether the older one still stands does not matter: the commit ends them all.
            Stage::Setting(old) => {
                self.connection()?.settle().await?;
                (old + 1, format!("SAVEPOINT s{}", old + 1))
            }
            Stage::Used(old) => {
                (old + 1, format!("RELEASE SAVEPOINT s{old}; SAVEPOINT s{}", old + 1))
            }
        };
        self.stage = Stage::Setting(next);
        self.connection()?.script(AssertSqlSafe(script)).await?;
        Ok(next)
    }

    /// Opens a transaction and its first savepoint, on a new connection if need be.
    async fn begin(&mut self, target: &Target, cautious: bool) -> Result<(), Error> {
        let hurried = target.hurried.load(Relaxed);
        if self.connection.is_none() || hurried != self.hurried {
            self.hurried = hurried;
            self.connect(target).await?;
        }
        let unknown = self.stage == Stage::Unknown;
        self.stage = Stage::Unknown;
        let connection = self.connection()?;
        if unknown {
            connection.settle().await?;
            connection.roll_back().await?;
        }
        let pages = target.faults.pages();
        if pages != self.pages {
            self.connection()?.limit_pages(pages).await?;
            self.pages = pages;
        }
        self.connection()?.begin_write(cautious).await?;
        self.opened = Instant::now();
        Ok(())
    }

    async fn connect(&mut self, target: &Target) -> Result<(), Error> {
        if let Some((at, error)) = &self.down
            && at.elapsed() < PAUSE
        {
            return Err(error.clone());
        }
        // One that is not wanted any more goes first: it may hold the place of the new one.
        self.connection = None;
        let purpose = if self.hurried { Use::Load } else { Use::Write };
        let opened = target.open(purpose).await;
        self.down = opened.as_ref().err().map(|error| (Instant::now(), error.clone()));
        self.connection = Some(opened?);
        self.pages = 0;
        Ok(())
    }

    /// Undoes what was done since `savepoint`. Dropped midway, it is simply done again.
    async fn undo(&mut self, savepoint: u32) -> Result<(), Error> {
        let connection = self.connection()?;
        connection.settle().await?;
        let script = format!("ROLLBACK TO SAVEPOINT s{savepoint}");
        connection.script(AssertSqlSafe(script)).await
    }

    /// Ends a body: what it did is kept or undone, and `member` waits for the commit. `cause` is
    /// the database's own complaint, if a statement failed.
    ///
    /// Where the database has ended the whole transaction by itself (a full disk, a lost
    /// connection), nothing of the group is left, and everyone is told.
    pub(crate) async fn settle(
        &mut self,
        keep: bool,
        cause: Option<&Error>,
        member: oneshot::Sender<Outcome>,
    ) {
        self.members.push(member);
        let Stage::Dirty(savepoint) = self.stage else {
            return self.lose(Outcome::Again, true).await;
        };
        if keep {
            self.stage = Stage::Used(savepoint);
            return;
        }
        match self.undo(savepoint).await {
            Ok(()) => self.stage = Stage::Fresh(savepoint),
            Err(error) => {
                let dead = matches!(error, Error::Unreachable(_));
                self.lose(Outcome::before_commit(cause.unwrap_or(&error)), dead).await;
            }
        }
    }

    /// Commits what is open, and tells everyone what came of it.
    pub(crate) async fn close(&mut self, target: &Target) {
        let open = match self.stage {
            Stage::Closed => return,
            Stage::Unknown => Err(Error::Lost),
            Stage::Dirty(savepoint) => self.undo(savepoint).await.map(|()| savepoint),
            Stage::Fresh(savepoint) | Stage::Used(savepoint) => Ok(savepoint),
            // It may not have been set, and the commit names the one it ends.
            Stage::Setting(_) => self.try_prepare(target, false).await,
        };
        let savepoint = match open {
            Ok(savepoint) if !self.members.is_empty() => savepoint,
            // Everyone has hung up before their end: there is nothing to keep.
            Ok(_) => return self.lose(Outcome::Again, false).await,
            Err(error) => {
                let dead = matches!(error, Error::Unreachable(_));
                return self.lose(Outcome::before_commit(&error), dead).await;
            }
        };
        if target.faults.answers_early() {
            self.tell(&Outcome::Stored);
        }
        let begun = Instant::now();
        if let Some(delay) = target.faults.delay() {
            tokio::time::sleep(delay).await;
        }
        if target.faults.commit_fails() {
            let error = Error::slip("this commit fails on purpose");
            return self.lose(Outcome::Failed(error), false).await;
        }
        let committed = match self.connection() {
            Ok(connection) => connection.commit(savepoint).await,
            Err(error) => Err(error),
        };
        match committed {
            Ok(()) => {
                self.commit_took = begun.elapsed();
                Counts::one(&target.counts.commits);
                self.stage = Stage::Closed;
                self.tell(&Outcome::Stored);
            }
            Err(error) => {
                let dead = matches!(error, Error::Unreachable(_));
                self.lose(Outcome::of_commit(error), dead).await;
            }
        }
    }

    /// Gives up what is open, and tells everyone. A connection that is `dead` is closed.
    async fn lose(&mut self, outcome: Outcome, dead: bool) {
        self.tell(&outcome);
        self.stage = Stage::Unknown;
        if !dead && let Some(connection) = &mut self.connection {
            let rest = connection.settle().await;
            if rest.is_ok() && connection.roll_back().await.is_ok() {
                self.stage = Stage::Closed;
                return;
            }
        }
        self.connection = None;
        self.stage = Stage::Closed;
    }

    fn tell(&mut self, outcome: &Outcome) {
        for member in self.members.drain(..) {
            // Whoever has hung up meanwhile does not hear it.
            let _ = member.send(outcome.clone());
        }
    }
}
