//! Where real time comes from: the only place that may ask the system for it.
//!
//! Sessions, one-time codes, leases and identifiers go by this clock. What a rule or a deadline
//! goes by is the cell's [`Calendar`](crate::Calendar).

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};

use jiff::{SignedDuration, Timestamp};

/// A source of the present moment.
pub trait Clock: Send + Sync {
    /// The present moment, in whole microseconds: what is stored reads back as what it was.
    fn now(&self) -> Timestamp;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
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
        Self(AtomicI64::new(at.as_microsecond()))
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: &str) {
        self.0.store(Self::at(at).0.into_inner(), Relaxed);
    }

    /// Moves the clock by `span`.
    pub fn advance(&self, span: SignedDuration) {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        self.0.fetch_add(micros, Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Relaxed)).expect("set from a moment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_clock_stands_still_until_it_is_moved() {
        let clock = TestClock::at("2026-09-01T08:00:00.000001Z");
        assert_eq!(clock.now().to_string(), "2026-09-01T08:00:00.000001Z");
        assert_eq!(clock.now(), clock.now());
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2026-09-01T08:01:30.000001Z");
        clock.set("2026-08-31T00:00:00Z");
        assert_eq!(clock.now().to_string(), "2026-08-31T00:00:00Z");
    }

    #[test]
    fn the_system_clock_gives_no_more_than_microseconds() {
        for _ in 0..100 {
            assert_eq!(SystemClock.now().as_nanosecond() % 1000, 0);
        }
    }
}
