//! Which days have lessons: working days within a term, unless the county, the town or the school
//! says otherwise; the narrower place has the last word.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use vocab::{Holidays, NoNotice, Term};

use super::Refusal;
use crate::model::{DayChange, DayKind, TermDays};

/// A day with lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolDay {
    /// The date.
    pub day: Date,
    /// The term that it is in.
    pub term: Term,
    /// The weekday whose timetable is kept: a made-up day follows another.
    pub follows: Weekday,
}

/// The days with lessons from `first` to `last`, both included.
///
/// `changes` are those of the school and of every place that it lies in, the widest first, so that
/// a later one overrules an earlier one of the same day.
pub fn school_days(
    terms: &[TermDays],
    changes: &[DayChange],
    holidays: &Holidays,
    first: Date,
    last: Date,
) -> Result<Vec<SchoolDay>, NoNotice> {
    let mut days = Vec::new();
    for day in first.series(1.day()).take_while(|it| *it <= last) {
        let Some(term) = terms.iter().find(|it| it.first <= day && day <= it.last) else {
            continue;
        };
        let change = changes.iter().rev().find(|it| it.day == day);
        let (has_lessons, follows) = match change {
            Some(it) => (it.kind == DayKind::Lessons, it.follows),
            None => (holidays.is_working_day(day)?, None),
        };
        if has_lessons {
            let follows = follows.unwrap_or_else(|| day.weekday());
            days.push(SchoolDay { day, term: term.term, follows });
        }
    }
    Ok(days)
}

/// Whether a term may have these days: in its school year, a plausible length, apart from `others`.
pub fn may_set_term(others: &[TermDays], it: &TermDays) -> Result<(), Refusal> {
    const WEEKS: std::ops::RangeInclusive<i64> = 8..=30;
    let year = it.term.year;
    // A term may begin some days before September, as schools do.
    let begins = year.first_day().saturating_sub(14.days());
    if it.first < begins || it.last > year.last_day() {
        return Err(Refusal::OutsideYear { year });
    }
    let days = it.last.duration_since(it.first).as_hours() / 24 + 1;
    if !WEEKS.contains(&(days / 7)) {
        return Err(Refusal::TermLength { weeks: days / 7 });
    }
    let clash = |other: &&TermDays| {
        let ordered =
            if other.term < it.term { other.last < it.first } else { it.last < other.first };
        other.term != it.term && !ordered
    };
    match others.iter().find(clash) {
        Some(other) => Err(Refusal::TermsOverlap { other: other.term }),
        None => Ok(()),
    }
}

/// Whether a place may do otherwise on `day`: only within a term.
pub fn may_change_day(terms: &[TermDays], day: Date) -> Result<(), Refusal> {
    let within = terms.iter().any(|it| it.first <= day && day <= it.last);
    if within { Ok(()) } else { Err(Refusal::OutsideTerm { day }) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use vocab::SchoolYear;

    use super::*;

    #[test]
    fn a_term_lies_in_its_school_year_apart_from_the_others() {
        let first = SchoolYear::starting(2022).unwrap().first_term();
        let days = |term, first, last| TermDays { term, first, last };
        let autumn = days(first, date(2022, 8, 29), date(2023, 1, 13));
        let spring = days(first.next(), date(2023, 2, 6), date(2023, 6, 30));
        assert_eq!(may_set_term(&[], &autumn), Ok(()));
        assert_eq!(may_set_term(&[autumn, spring], &autumn), Ok(()), "set again");
        let late = days(first, date(2022, 9, 1), date(2023, 2, 6));
        let clash = Err(Refusal::TermsOverlap { other: spring.term });
        assert_eq!(may_set_term(std::slice::from_ref(&spring), &late), clash);
        let swapped = days(first.next(), date(2022, 9, 1), date(2022, 12, 1));
        let clash = Err(Refusal::TermsOverlap { other: autumn.term });
        assert_eq!(may_set_term(std::slice::from_ref(&autumn), &swapped), clash);
        let year = Err(Refusal::OutsideYear { year: first.year });
        assert_eq!(may_set_term(&[], &days(first, date(2021, 9, 1), date(2022, 1, 20))), year);
        let short = days(first, date(2022, 9, 1), date(2022, 9, 1));
        assert_eq!(may_set_term(&[], &short), Err(Refusal::TermLength { weeks: 0 }));
    }
}
