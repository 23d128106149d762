//! Faults on purpose: tests and the benchmark make the database fail or dawdle as a real one can.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// What is to go wrong in one [`Db`](crate::Db). All off unless asked for.
///
/// The last two break a promise of this crate, so that a test can show that it would notice: they
/// are *mutants*. Nothing but a test may ask for them.
#[derive(Debug, Default)]
pub struct Faults {
    statement: AtomicU64,
    commits: AtomicU64,
    delay: AtomicU64,
    pages: AtomicU64,
    answers_early: AtomicBool,
    skips_sync: AtomicBool,
}

impl Faults {
    /// Makes the `n`-th statement from now on fail, once. The first is 1; 0 takes it back.
    pub fn fail_statement(&self, n: u64) {
        self.statement.store(n, Relaxed);
    }

    /// Makes the next `n` commits fail: nothing that they hold is stored.
    pub fn fail_commits(&self, n: u64) {
        self.commits.store(n, Relaxed);
    }

    /// Makes every commit take `delay` longer, as a slow disk would.
    pub fn delay_commits(&self, delay: Duration) {
        self.delay.store(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// Makes a SQLite database take its disk for full once it has `pages` pages of 4 KiB; 0 takes
    /// it back.
    pub fn limit_pages(&self, pages: u64) {
        self.pages.store(pages, Relaxed);
    }

    /// **Mutant:** outcomes are told before they are stored.
    #[doc(hidden)]
    pub fn answer_early(&self, on: bool) {
        self.answers_early.store(on, Relaxed);
    }

    /// **Mutant:** SQLite connections opened from now on do not wait for the disk.
    #[doc(hidden)]
    pub fn skip_sync(&self, on: bool) {
        self.skips_sync.store(on, Relaxed);
    }

    /// Whether a statement that may still fail is ahead: [`Faults::fail_statement`] waits for it.
    pub fn pending(&self) -> bool {
        self.statement.load(Relaxed) > 0
    }

    /// Whether this is the statement that is to fail.
    pub(crate) fn statement_fails(&self) -> bool {
        if self.statement.load(Relaxed) == 0 {
            return false;
        }
        self.statement.fetch_sub(1, Relaxed) == 1
    }

    /// Whether this commit is to fail.
    pub(crate) fn commit_fails(&self) -> bool {
        self.commits.load(Relaxed) > 0 && self.commits.fetch_sub(1, Relaxed) > 0
    }

    pub(crate) fn delay(&self) -> Option<Duration> {
        let micros = self.delay.load(Relaxed);
        (micros > 0).then(|| Duration::from_micros(micros))
    }

    pub(crate) fn pages(&self) -> u64 {
        self.pages.load(Relaxed)
    }

    pub(crate) fn answers_early(&self) -> bool {
        self.answers_early.load(Relaxed)
    }

    pub(crate) fn skips_sync(&self) -> bool {
        self.skips_sync.load(Relaxed)
    }
}
