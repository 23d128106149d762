//! Working days: weekdays without the State Council's holidays, and the weekend days made up for
//! them.
//!
//! Deadlines "in n working days" are counted by these. Which days have lessons is the county's
//! school calendar to say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};

/// A number of working days.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct WorkingDays(pub u32);

/// The notice on the holidays of `year` is not in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("还没有{year}年的节假日安排，无法计算工作日，请先录入国务院办公厅的放假通知")]
pub struct NoNotice {
    /// The year asked for.
    pub year: i16,
}

/// What a notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ruling {
    Off,
    MadeUp,
}

/// Days off and days made up, year by year. A year without a notice is never guessed at.
#[derive(Debug, Clone)]
pub struct Holidays {
    years: BTreeSet<i16>,
    rulings: BTreeMap<Date, Ruling>,
}

impl Holidays {
    /// A table without any year.
    pub fn none() -> Self {
        Self { years: BTreeSet::new(), rulings: BTreeMap::new() }
    }

    /// The years whose notices are known to this version: 2020 to 2026.
    pub fn published() -> Self {
        let mut table = Self::none();
        for notice in &NOTICES {
            table.add_notice(notice.year, notice.off, notice.made_up);
        }
        table
    }

    /// Enters the notice of a `year`: the holidays from first to last day, weekends among them, and
    /// the weekend days that are worked instead. Some lie in the year before.
    pub fn add_notice(&mut self, year: i16, off: &[(Date, Date)], made_up: &[Date]) {
        self.years.insert(year);
        for (first, last) in off {
            let days = first.series(jiff::Span::new().days(1)).take_while(|it| it <= last);
            self.rulings.extend(days.map(|it| (it, Ruling::Off)));
        }
        self.rulings.extend(made_up.iter().map(|it| (*it, Ruling::MadeUp)));
    }

    /// Whether offices work on `day`.
    pub fn is_working_day(&self, day: Date) -> Result<bool, NoNotice> {
        if !self.years.contains(&day.year()) {
            return Err(NoNotice { year: day.year() });
        }
        Ok(match self.rulings.get(&day) {
            Some(ruling) => *ruling == Ruling::MadeUp,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        })
    }

    /// The day on which a time of `count` working days that began on `from` ends. `from` itself is
    /// not counted, as in 自收到之日起; no days end on `from`.
    pub fn add(&self, from: Date, count: WorkingDays) -> Result<Date, NoNotice> {
        let (mut day, mut left) = (from, count.0);
        while left > 0 {
            day = day.tomorrow().map_err(|_| NoNotice { year: day.year() })?;
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// How many working days lie after `from`, up to and with `to`. None where `to` is not later.
    pub fn between(&self, from: Date, to: Date) -> Result<WorkingDays, NoNotice> {
        let mut count = 0;
        for day in from.series(jiff::Span::new().days(1)).skip(1).take_while(|it| *it <= to) {
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(WorkingDays(count))
    }
}

/// The holiday arrangement of one year.
struct Notice {
    year: i16,
    off: &'static [(Date, Date)],
    made_up: &'static [Date],
}

/// A notice whose days are written as month/day.
macro_rules! notice {
    ($year:literal off $($m1:literal/$d1:literal - $m2:literal/$d2:literal),+; made up $($m:literal/$d:literal),+) => {
        Notice {
            year: $year,
            off: &[$((date($year, $m1, $d1), date($year, $m2, $d2))),+],
            made_up: &[$(date($year, $m, $d)),+],
        }
    };
}

/// From the yearly notices of the General Office of the State Council on the arrangement of
/// holidays (国务院办公厅关于部分节假日安排的通知), 2020 with the later notice that prolonged the
/// Spring Festival. In each year: New Year, Spring Festival, Qingming, Labour Day, Dragon Boat,
/// Mid-Autumn, National Day; where two coincide they are one.
const NOTICES: [Notice; 7] = [
    notice!(2020 off 1/1 - 1/1, 1/24 - 2/2, 4/4 - 4/6, 5/1 - 5/5, 6/25 - 6/27, 10/1 - 10/8;
        made up 1/19, 4/26, 5/9, 6/28, 9/27, 10/10),
    notice!(2021 off 1/1 - 1/3, 2/11 - 2/17, 4/3 - 4/5, 5/1 - 5/5, 6/12 - 6/14, 9/19 - 9/21,
            10/1 - 10/7;
        made up 2/7, 2/20, 4/25, 5/8, 9/18, 9/26, 10/9),
    // The notice for 2023 begins on 31 December, a Saturday anyway.
    notice!(2022 off 1/1 - 1/3, 1/31 - 2/6, 4/3 - 4/5, 4/30 - 5/4, 6/3 - 6/5, 9/10 - 9/12,
            10/1 - 10/7, 12/31 - 12/31;
        made up 1/29, 1/30, 4/2, 4/24, 5/7, 10/8, 10/9),
    notice!(2023 off 1/1 - 1/2, 1/21 - 1/27, 4/5 - 4/5, 4/29 - 5/3, 6/22 - 6/24, 9/29 - 10/6;
        made up 1/28, 1/29, 4/23, 5/6, 6/25, 10/7, 10/8),
    notice!(2024 off 1/1 - 1/1, 2/10 - 2/17, 4/4 - 4/6, 5/1 - 5/5, 6/10 - 6/10, 9/15 - 9/17,
            10/1 - 10/7;
        made up 2/4, 2/18, 4/7, 4/28, 5/11, 9/14, 9/29, 10/12),
    notice!(2025 off 1/1 - 1/1, 1/28 - 2/4, 4/4 - 4/6, 5/1 - 5/5, 5/31 - 6/2, 10/1 - 10/8;
        made up 1/26, 2/8, 4/27, 9/28, 10/11),
    notice!(2026 off 1/1 - 1/3, 2/15 - 2/23, 4/4 - 4/6, 5/1 - 5/5, 6/19 - 6/21, 9/25 - 9/27,
            10/1 - 10/7;
        made up 1/4, 2/14, 2/28, 5/9, 9/20, 10/10),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days_of(year: i16) -> impl Iterator<Item = Date> {
        date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(move |it| it.year() == year)
    }

    #[test]
    fn holidays_weekends_and_made_up_days_are_told_apart() {
        #[track_caller]
        fn check(day: Date, expected: bool) {
            assert_eq!(Holidays::published().is_working_day(day), Ok(expected), "{day}");
        }
        check(date(2021, 12, 20), true); // Monday
        check(date(2021, 12, 25), false); // Saturday
        check(date(2021, 10, 1), false); // National Day, Friday
        check(date(2021, 10, 9), true); // Saturday, made up
        check(date(2021, 9, 18), true); // Saturday, made up
        check(date(2022, 1, 30), true); // Sunday, made up
        check(date(2022, 1, 31), false); // New Year's Eve of the moon, Monday
        check(date(2022, 12, 31), false);
        check(date(2020, 1, 31), false); // prolonged by a later notice
        check(date(2020, 2, 3), true);
        check(date(2026, 2, 23), false); // Monday
        check(date(2026, 2, 28), true); // Saturday, made up
    }

    // Days off, weekends among them, and days made up.
    #[test]
    fn each_year_has_the_days_of_its_notice() {
        let table = Holidays::published();
        let years = [2020, 2021, 2022, 2023, 2024, 2025, 2026];
        for (year, (off, made_up)) in
            years.into_iter().zip([(30, 6), (31, 7), (32, 7), (26, 7), (28, 8), (28, 5), (33, 6)])
        {
            let rulings = |of| {
                let is_of = |it: &(&Date, &Ruling)| it.0.year() == year && *it.1 == of;
                table.rulings.iter().filter(is_of).count()
            };
            assert_eq!((rulings(Ruling::Off), rulings(Ruling::MadeUp)), (off, made_up), "{year}");
        }
    }

    // A notice moves free days about, it makes no more of them.
    #[test]
    fn made_up_days_are_weekends_and_no_year_has_more_free_days_than_the_law_gives() {
        let table = Holidays::published();
        let is_weekend = |it: &Date| matches!(it.weekday(), Weekday::Saturday | Weekday::Sunday);
        for (day, ruling) in &table.rulings {
            assert!(*ruling == Ruling::Off || is_weekend(day), "{day} is made up on a weekday");
        }
        for year in 2020..=2026 {
            let worked = days_of(year).filter(|it| table.is_working_day(*it) == Ok(true)).count();
            let weekdays = days_of(year).filter(|it| !is_weekend(it)).count();
            // 11 days by law until 2024, 13 since; two more by the prolonged festival of 2020.
            let most = if year >= 2025 || year == 2020 { 13 } else { 11 };
            assert!((9..=most).contains(&(weekdays - worked)), "{year}: {}", weekdays - worked);
        }
    }

    #[test]
    fn deadlines_skip_holidays_and_count_made_up_days() {
        #[track_caller]
        fn check(from: Date, count: u32, expected: Date) {
            let table = Holidays::published();
            assert_eq!(table.add(from, WorkingDays(count)), Ok(expected));
            assert_eq!(table.between(from, expected), Ok(WorkingDays(count)));
        }
        check(date(2021, 12, 20), 0, date(2021, 12, 20));
        check(date(2021, 12, 20), 5, date(2021, 12, 27));
        check(date(2021, 9, 30), 1, date(2021, 10, 8));
        check(date(2021, 9, 30), 2, date(2021, 10, 9)); // a Saturday, made up
        check(date(2021, 10, 2), 10, date(2021, 10, 20)); // begun on a holiday
        check(date(2021, 12, 31), 1, date(2022, 1, 4)); // across the years
    }

    #[test]
    fn a_year_without_a_notice_is_not_guessed_at_until_it_is_entered() {
        let mut table = Holidays::published();
        assert_eq!(table.is_working_day(date(2019, 12, 31)), Err(NoNotice { year: 2019 }));
        let (from, ten) = (date(2026, 12, 25), WorkingDays(10));
        assert_eq!(table.add(from, ten), Err(NoNotice { year: 2027 }));
        assert_eq!(table.between(from, date(2027, 1, 1)), Err(NoNotice { year: 2027 }));
        table.add_notice(2027, &[(date(2027, 1, 1), date(2027, 1, 3))], &[]);
        assert_eq!(table.add(from, ten), Ok(date(2027, 1, 11)));
    }

    #[test]
    fn nothing_lies_between_a_day_and_an_earlier_one() {
        let table = Holidays::published();
        assert_eq!(table.between(date(2022, 3, 4), date(2022, 3, 1)), Ok(WorkingDays(0)));
    }

    proptest! {
        #[test]
        fn adding_then_counting_gives_the_same_days(start in 0i32..1_800, count in 1u32..250) {
            let table = Holidays::published();
            let from = date(2020, 1, 1).saturating_add(jiff::Span::new().days(start));
            let end = table.add(from, WorkingDays(count)).unwrap();
            prop_assert_eq!(table.is_working_day(end), Ok(true));
            prop_assert_eq!(table.between(from, end), Ok(WorkingDays(count)));
            let more = table.add(from, WorkingDays(count + 1)).unwrap();
            prop_assert_eq!(table.add(end, WorkingDays(1)), Ok(more));
        }
    }
}
