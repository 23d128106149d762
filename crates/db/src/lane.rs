//! The write lane: one for each process and cell, where writers take turns on one transaction.
//!
//! Each turn runs inside a savepoint of its own; a committer, never a caller, commits for the
//! whole group, so that one wait for the disk serves many. **No outcome is told before that
//! commit**, not even a refusal: it may rest on a row of a neighbour's that is not stored yet.
//!
//! Who commits when: the first to end a turn has a committer stand in line behind those who wait
//! already, so that all of them share its commit; a full group, or one that has been open for its
//! time, is committed before the next turn. That time is a few times what the last commit took,
//! so that a slow disk costs each turn the same small part: a quick one answers sooner, a slow one
//! serves more at once. A single writer meets no line and waits for nothing.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::{
    Error,
    connection::Connection,
    group::{Group, Outcome, Stage},
    limit::Idle,
    pool::{InLine, Target},
};

/// The most turns that one commit serves.
const GROUP_MAX: usize = 64;
/// The shortest time that a group stays open while others are in line.
const OPEN_LEAST: Duration = Duration::from_millis(10);
/// The longest: nobody waits for their neighbours' sake for more than a blink.
const OPEN_MOST: Duration = Duration::from_millis(50);
/// How many times as long as the last commit a group stays open: a ninth of the lane's time goes
/// to commits at most.
const OPEN_COMMITS: u32 = 8;

/// How long a group stays open while others are in line, where the last commit took `commit`.
fn open_for(commit: Duration) -> Duration {
    (commit * OPEN_COMMITS).clamp(OPEN_LEAST, OPEN_MOST)
}

/// The write lane of one cell.
#[derive(Debug)]
pub(crate) struct Lane {
    target: Arc<Target>,
    state: Arc<Mutex<Group>>,
}

impl Idle for Lane {
    fn let_go(&self) {
        if let Ok(mut state) = self.state.try_lock() {
            state.let_go();
        }
    }
}

impl Lane {
    pub(crate) fn new(target: Arc<Target>) -> Arc<Self> {
        Arc::new(Self { target, state: Arc::new(Mutex::new(Group::new())) })
    }

    /// Waits in line, and opens a transaction or a new savepoint in the one that is open.
    ///
    /// A `cautious` turn first waits until no other process's cautious turn is under way: for
    /// whoever has lost more than once.
    pub(crate) async fn turn(
        self: &Arc<Self>,
        name: &'static str,
        cautious: bool,
    ) -> Result<Turn, Error> {
        let state = self.stand_in_line(name).await?;
        let mut turn = Turn { lane: self.clone(), state: Some(state) };
        turn.group()?.prepare(&self.target, cautious).await?;
        Ok(turn)
    }

    /// The whole lane, with no transaction open: nobody writes while it is held.
    pub(crate) async fn closed(
        self: &Arc<Self>,
        name: &'static str,
    ) -> Result<OwnedMutexGuard<Group>, Error> {
        let mut state = self.stand_in_line(name).await?;
        state.close(&self.target).await;
        Ok(state)
    }

    async fn stand_in_line(
        self: &Arc<Self>,
        name: &'static str,
    ) -> Result<OwnedMutexGuard<Group>, Error> {
        let _in_line = InLine::new(&self.target.counts.waiting);
        let line = self.state.clone().lock_owned();
        let reached = tokio::time::timeout(self.target.patience, line).await;
        reached.map_err(|_| Error::Contended { name })
    }

    #[cfg(test)]
    pub(crate) fn is_open(&self) -> bool {
        self.state.try_lock().is_ok_and(|mut group| group.connection().is_ok())
    }

    /// Closes the connection if nobody has used it for a while.
    pub(crate) fn rest(&self) {
        if let Ok(mut state) = self.state.try_lock()
            && state.opened.elapsed() >= self.target.idle
        {
            state.let_go();
        }
    }

    /// Ends a turn: has a committer come, at once where the group is full or old, else after
    /// those who stand in line now.
    fn release(self: &Arc<Self>, mut state: OwnedMutexGuard<Group>) {
        if state.stage == Stage::Closed {
            return;
        }
        let lane = self.clone();
        if state.len() >= GROUP_MAX || state.opened.elapsed() >= open_for(state.commit_took) {
            self.target.runtime.spawn(async move { state.close(&lane.target).await });
        } else if !state.called {
            state.called = true;
            self.target.runtime.spawn(async move {
                let mut state = lane.state.lock().await;
                state.called = false;
                state.close(&lane.target).await;
            });
        }
    }
}

/// A caller's turn: the open transaction is theirs until this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    lane: Arc<Lane>,
    state: Option<OwnedMutexGuard<Group>>,
}

impl Turn {
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Error> {
        self.group()?.connection()
    }

    fn group(&mut self) -> Result<&mut Group, Error> {
        match &mut self.state {
            Some(state) => Ok(state),
            None => Err(Error::slip("the turn has ended")),
        }
    }

    /// Ends the turn, keeping or undoing what was done, and waits for the commit.
    pub(crate) async fn end(mut self, keep: bool, cause: Option<&Error>) -> Outcome {
        let (member, outcome) = oneshot::channel();
        match self.group() {
            Ok(group) => group.settle(keep, cause, member).await,
            Err(error) => return Outcome::Failed(error),
        }
        drop(self);
        // Nobody tells only where the process is about to end.
        let ended = || Outcome::Failed(Error::unreachable("the program is ending"));
        outcome.await.unwrap_or_else(|_| ended())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(state) = self.state.take() {
            self.lane.release(state);
        }
    }
}
