//! The time that schools live in: school years, terms, weekdays.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, Weekday, date};

/// A school year, 1 September to 31 August, named after the year it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(i16);

/// A text or number that names no school year or term between 1949 and 2999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是学年或学期，应如 2021 或 2021-1")]
pub struct NotATerm;

impl SchoolYear {
    /// The school year that begins in September of `year`.
    pub fn starting(year: i16) -> Result<Self, NotATerm> {
        if (1949..=2999).contains(&year) { Ok(Self(year)) } else { Err(NotATerm) }
    }

    /// The school year that `day` lies in.
    pub fn of(day: Date) -> Result<Self, NotATerm> {
        Self::starting(if day.month() >= 9 { day.year() } else { day.year() - 1 })
    }

    /// The year that it begins in, as it is stored.
    pub fn start(self) -> i64 {
        i64::from(self.0)
    }

    /// 1 September.
    pub fn first_day(self) -> Date {
        date(self.0, 9, 1)
    }

    /// 31 August.
    pub fn last_day(self) -> Date {
        date(self.0 + 1, 8, 31)
    }

    /// As people say it: 2021学年.
    pub fn label(self) -> String {
        format!("{self}学年")
    }

    /// Its first term.
    pub fn first_term(self) -> Term {
        Term { year: self, half: Half::First }
    }

    /// The one after, up to 2999.
    #[must_use]
    pub fn next(self) -> Self {
        Self::starting(self.0 + 1).unwrap_or(self)
    }

    /// The one before, down to 1949.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::starting(self.0 - 1).unwrap_or(self)
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for SchoolYear {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let is_plain = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
        let year = text.parse().ok().filter(|_| is_plain).ok_or(NotATerm)?;
        Self::starting(year)
    }
}

impl TryFrom<i64> for SchoolYear {
    type Error = NotATerm;

    fn try_from(start: i64) -> Result<Self, NotATerm> {
        i16::try_from(start).map_err(|_| NotATerm).and_then(Self::starting)
    }
}

/// Half of a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// Autumn and winter.
    First,
    /// Spring and summer.
    Second,
}

/// A term. Which days it has is the county's school calendar to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// Its school year.
    pub year: SchoolYear,
    /// Which half of it.
    pub half: Half,
}

impl Term {
    /// As people say it: 2021学年第一学期.
    pub fn label(self) -> String {
        let half = match self.half {
            Half::First => "第一学期",
            Half::Second => "第二学期",
        };
        format!("{}{half}", self.year.label())
    }

    /// The one after.
    #[must_use]
    pub fn next(self) -> Self {
        match self.half {
            Half::First => Self { half: Half::Second, ..self },
            Half::Second => self.year.next().first_term(),
        }
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.half {
            Half::First => Self { year: self.year.previous(), half: Half::Second },
            Half::Second => self.year.first_term(),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = match self.half {
            Half::First => 1,
            Half::Second => 2,
        };
        write!(f, "{}-{half}", self.year)
    }
}

impl FromStr for Term {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let (year, half) = text.split_once('-').ok_or(NotATerm)?;
        let half = match half {
            "1" => Half::First,
            "2" => Half::Second,
            _ => return Err(NotATerm),
        };
        Ok(Self { year: year.parse()?, half })
    }
}

/// As people say it: 周一.
pub fn weekday_label(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_school_year_begins_in_september() {
        #[track_caller]
        fn check(day: Date, expected: i64) {
            let year = SchoolYear::of(day).unwrap();
            assert_eq!(year.start(), expected);
            assert!((year.first_day()..=year.last_day()).contains(&day));
        }
        check(date(2021, 8, 31), 2020);
        check(date(2021, 9, 1), 2021);
        check(date(2021, 12, 20), 2021);
        check(date(2022, 8, 31), 2021);
        check(date(2022, 9, 1), 2022);
    }

    #[test]
    fn years_and_terms_are_named_as_people_say_them() {
        let year = SchoolYear::starting(2021).unwrap();
        assert_eq!((year.label().as_str(), year.to_string().as_str()), ("2021学年", "2021"));
        let term = year.first_term();
        assert_eq!(term.label(), "2021学年第一学期");
        assert_eq!(term.next().label(), "2021学年第二学期");
        assert_eq!(term.next().next().to_string(), "2022-1");
        assert_eq!(term.previous().to_string(), "2020-2");
    }

    #[test]
    fn what_names_no_term_is_refused() {
        for text in
            ["", "2021", "2021-0", "2021-3", "2021-1 ", "21-1", "+021-1", "2021_1", "9999-1"]
        {
            assert_eq!(text.parse::<Term>(), Err(NotATerm), "{text}");
        }
        for start in [i64::MIN, -1, 0, 1948, 3000, 70_000, i64::MAX] {
            assert_eq!(SchoolYear::try_from(start), Err(NotATerm), "{start}");
        }
    }

    #[test]
    fn weekdays_are_named() {
        assert_eq!(weekday_label(date(2021, 12, 20).weekday()), "周一");
        assert_eq!(weekday_label(date(2021, 12, 26).weekday()), "周日");
    }

    proptest! {
        #[test]
        fn a_term_reads_back_and_text_orders_as_time_does(a in 1949i16..2999, b in 1949i16..2999, second: bool) {
            let year = SchoolYear::starting(a).unwrap();
            let other = SchoolYear::starting(b).unwrap().first_term();
            let term = if second { year.first_term().next() } else { year.first_term() };
            prop_assert_eq!(term.to_string().parse(), Ok(term));
            prop_assert_eq!(SchoolYear::try_from(year.start()), Ok(year));
            prop_assert_eq!(term.next().previous(), term);
            prop_assert!(term < term.next());
            prop_assert_eq!(term.cmp(&other), term.to_string().cmp(&other.to_string()));
        }
    }
}
