//! Civil time: the date and hour that rules, deadlines and terms of a cell go by.
//!
//! A real cell reads it off the real clock. A demonstration runs from a date of its own and can be
//! moved on, while everything that guards it (sessions, one-time codes) keeps real time.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicI64, Ordering::Relaxed},
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::Clock;

/// The one zone of the whole country, from the zone table that is compiled in.
static ZONE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Asia/Shanghai").expect("the bundled table knows it"));

/// The clock on the wall at `at`.
pub fn civil_at(at: Timestamp) -> DateTime {
    ZONE.to_datetime(at)
}

/// The moment at which the clock on the wall shows `civil`.
///
/// None at the very ends of the calendar, thousands of years away.
pub fn moment_of(civil: DateTime) -> Option<Timestamp> {
    ZONE.to_timestamp(civil).ok()
}

/// A source of the civil present.
pub trait Calendar: Send + Sync {
    /// The clock on the wall.
    fn now(&self) -> DateTime;

    /// The date.
    fn today(&self) -> Date {
        self.now().date()
    }
}

/// Civil time as it is.
pub struct RealCalendar(Arc<dyn Clock>);

impl RealCalendar {
    /// What `clock` shows on the wall.
    pub fn over(clock: Arc<dyn Clock>) -> Self {
        Self(clock)
    }
}

impl Calendar for RealCalendar {
    fn now(&self) -> DateTime {
        civil_at(self.0.now())
    }
}

/// The civil time of a demonstration: real time, moved by an offset.
pub struct DemoCalendar {
    clock: Arc<dyn Clock>,
    offset_micros: AtomicI64,
}

impl DemoCalendar {
    /// A calendar that shows `civil` at the moment `real`, and runs with `clock`.
    pub fn starting(clock: Arc<dyn Clock>, real: Timestamp, civil: DateTime) -> Self {
        let offset = civil.duration_since(civil_at(real));
        let micros = i64::try_from(offset.as_micros()).unwrap_or(0);
        Self::with_offset(clock, micros)
    }

    /// A calendar with the offset that another one was stored with.
    pub fn with_offset(clock: Arc<dyn Clock>, micros: i64) -> Self {
        Self { clock, offset_micros: AtomicI64::new(micros) }
    }

    /// How far it is from real civil time: what is stored, so that a restart goes on from there.
    pub fn offset_micros(&self) -> i64 {
        self.offset_micros.load(Relaxed)
    }

    /// Takes over an offset that was stored, by another process for instance.
    pub fn set_offset_micros(&self, micros: i64) {
        self.offset_micros.store(micros, Relaxed);
    }

    /// Moves on by `days`. Never back: histories would end before they began.
    pub fn shift(&self, days: u16) {
        const DAY_MICROS: i64 = 86_400_000_000;
        let shift = i64::from(days) * DAY_MICROS;
        self.offset_micros.fetch_add(shift, Relaxed);
    }
}

impl Calendar for DemoCalendar {
    fn now(&self) -> DateTime {
        civil_at(self.clock.now()).saturating_add(SignedDuration::from_micros(self.offset_micros()))
    }
}

/// A calendar that stands still until a test moves it.
#[derive(Debug)]
pub struct TestCalendar(AtomicI64);

impl TestCalendar {
    /// A calendar that shows `at`, as `2021-12-20T08:00`, or a date alone.
    ///
    /// # Panics
    ///
    /// If `at` is not a civil time: a test's own slip.
    pub fn at(at: &str) -> Self {
        let at: DateTime = at.parse().expect("a civil date and time");
        Self(AtomicI64::new(moment_of(at).expect("within the calendar").as_microsecond()))
    }

    /// Moves the calendar to `at`.
    pub fn set(&self, at: &str) {
        self.0.store(Self::at(at).0.into_inner(), Relaxed);
    }
}

impl Calendar for TestCalendar {
    fn now(&self) -> DateTime {
        civil_at(Timestamp::from_microsecond(self.0.load(Relaxed)).expect("set from a moment"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;
    use crate::TestClock;

    #[test]
    fn the_date_changes_at_midnight_in_shanghai() {
        let clock = Arc::new(TestClock::at("2021-12-19T15:59:59Z"));
        let calendar = RealCalendar::over(clock.clone());
        assert_eq!(calendar.now(), datetime(2021, 12, 19, 23, 59, 59, 0));
        clock.set("2021-12-19T16:00:00Z");
        assert_eq!(calendar.today(), date(2021, 12, 20));
    }

    #[test]
    fn a_demonstration_starts_at_its_own_date_and_runs_with_the_clock() {
        let clock = Arc::new(TestClock::at("2027-03-05T01:02:03Z"));
        let start = datetime(2021, 12, 20, 8, 0, 0, 0);
        let demo = DemoCalendar::starting(clock.clone(), clock.now(), start);
        assert_eq!(demo.now(), start);
        clock.advance(SignedDuration::from_mins(61));
        assert_eq!(demo.now(), datetime(2021, 12, 20, 9, 1, 0, 0));
        demo.shift(7);
        assert_eq!(demo.now(), datetime(2021, 12, 27, 9, 1, 0, 0));
        let restarted = DemoCalendar::with_offset(clock.clone(), demo.offset_micros());
        assert_eq!(restarted.now(), demo.now());
        demo.set_offset_micros(0);
        assert_eq!(demo.now(), civil_at(clock.now()));
    }

    #[test]
    fn a_demonstration_that_is_moved_past_every_calendar_stops_at_its_end() {
        let clock = Arc::new(TestClock::at("2027-03-05T01:02:03Z"));
        let demo = DemoCalendar::with_offset(clock, i64::MAX);
        assert_eq!(demo.today(), date(9999, 12, 31));
    }

    #[test]
    fn a_test_calendar_stands_still_until_it_is_moved() {
        let calendar = TestCalendar::at("2021-12-20T08:00");
        assert_eq!(calendar.now(), datetime(2021, 12, 20, 8, 0, 0, 0));
        calendar.set("2022-09-01");
        assert_eq!(calendar.now(), datetime(2022, 9, 1, 0, 0, 0, 0));
    }

    proptest! {
        #[test]
        fn a_civil_time_of_our_days_is_one_moment(micros in 1_000_000_000_000_000i64..4_000_000_000_000_000) {
            let at = Timestamp::from_microsecond(micros).unwrap();
            prop_assert_eq!(moment_of(civil_at(at)), Some(at));
        }

        #[test]
        fn a_demonstration_shows_its_start_wherever_it_is_started(
            real in 1_600_000_000i64..2_500_000_000, start in 1_600_000_000i64..2_500_000_000, days: u16,
        ) {
            let real = Timestamp::from_second(real).unwrap();
            let start = civil_at(Timestamp::from_second(start).unwrap());
            let clock = Arc::new(TestClock::at(&real.to_string()));
            let demo = DemoCalendar::starting(clock, real, start);
            prop_assert_eq!(demo.now(), start);
            demo.shift(days);
            prop_assert_eq!((demo.today() - start.date()).get_days(), i32::from(days));
        }
    }
}
