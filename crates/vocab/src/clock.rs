//! Where the time comes from: the only place that may ask the system for it.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// A source of the present moment.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// A clock that reads `at`, written as RFC 3339.
    ///
    /// # Panics
    ///
    /// If `at` is not a moment: a test's own slip.
    pub fn at(at: &str) -> Self {
        let at: Timestamp = at.parse().expect("an RFC 3339 moment");
        Self(AtomicI64::new(at.as_second()))
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: &str) {
        self.0.store(Self::at(at).0.into_inner(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).expect("set from a moment")
    }
}
