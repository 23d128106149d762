//! Periods and cut-offs against the real calendars of 2021 and 2022, and rules that change.

use catalog::{Definition as _, Source};
use directory::model::TermDays;
use jiff::civil::{Date, DateTime, date};
use vocab::{Holidays, NoNotice};

use crate::{
    catalog,
    definition::{Every, Filing},
    periods,
};

fn terms() -> Vec<TermDays> {
    let autumn = (date(2021, 9, 1), date(2022, 1, 22), "2021-1".parse().expect("a term"));
    let spring = (date(2022, 2, 14), date(2022, 6, 30), "2021-2".parse().expect("a term"));
    [autumn, spring].map(|(first, last, term)| TermDays { term, first, last }).to_vec()
}

fn key(every: Every, day: Date) -> Option<String> {
    periods::containing(every, day, &terms()).map(|it| it.key)
}

#[test]
fn a_day_lies_in_its_week_month_term_and_school_year() {
    let day = date(2022, 1, 1);
    assert_eq!(key(Every::Day, day).as_deref(), Some("2022-01-01"));
    // The first of January 2022 is a Saturday in the last week of 2021.
    assert_eq!(key(Every::Week, day).as_deref(), Some("2021-W52"));
    assert_eq!(key(Every::Month, day).as_deref(), Some("2022-01"));
    assert_eq!(key(Every::Term, day).as_deref(), Some("2021-1"));
    assert_eq!(key(Every::Year, day).as_deref(), Some("2021"));
    assert_eq!(key(Every::AdHoc, day), None);
    assert_eq!(key(Every::Term, date(2022, 2, 1)), None, "between two terms is none");
    assert_eq!(key(Every::Year, date(2022, 8, 31)).as_deref(), Some("2021"));
    assert_eq!(key(Every::Year, date(2022, 9, 1)).as_deref(), Some("2022"));
}

#[test]
fn every_day_of_years_lies_in_the_period_that_it_names_and_no_two_overlap() {
    for every in [Every::Day, Every::Week, Every::Month, Every::Year] {
        let mut day = date(2020, 1, 1);
        let mut last: Option<periods::Period> = None;
        while day < date(2023, 1, 1) {
            let it = periods::containing(every, day, &[]).expect("no terms are needed");
            assert!(it.first <= day && day <= it.last, "{every:?} {day}");
            if let Some(last) = last.filter(|last| last.key != it.key) {
                assert_eq!(last.last.tomorrow().expect("a day"), it.first, "{every:?} {day}");
            }
            last = Some(it);
            day = day.tomorrow().expect("a day");
        }
    }
}

/// A file with the given windows, each period a month of schools.
fn monthly(every: &str, windows: &str) -> Filing {
    let text = super::broken::SOUND
        .replace("every = \"month\"", &format!("every = \"{every}\""))
        .replace(super::broken::WINDOWS, windows);
    let source = Source::new("support/filing/desks.toml", &text);
    Filing::read(&source).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn closes(filing: &Filing, day: Date) -> Result<Option<String>, NoNotice> {
    let period = periods::containing(filing.every, day, &terms()).expect("there is one");
    let window = filing.window(period.first).expect("there is one");
    let span = periods::span(&window.value, &period, &Holidays::published())?;
    Ok(span.map(|it| it.closes.to_string()))
}

#[test]
fn working_days_after_the_end_leave_out_holidays_and_count_made_up_saturdays() {
    let filing =
        monthly("month", "[[window]]\nopens = \"last\"\nworking_days = 5\nsource = \"规定\"\n");
    let closes = |day| closes(&filing, day).expect("known years").expect("it opens before");
    // October 2021: nothing between.
    assert_eq!(closes(date(2021, 10, 15)), "2021-11-05T23:59:59");
    // September: the National Day holiday to 10-07, and the made-up Saturday 10-09.
    assert_eq!(closes(date(2021, 9, 10)), "2021-10-13T23:59:59");
    // December: New Year to 01-03.
    assert_eq!(closes(date(2021, 12, 10)), "2022-01-10T23:59:59");
    // January 2022: Spring Festival to 02-06.
    assert_eq!(closes(date(2022, 1, 10)), "2022-02-11T23:59:59");
    // April: Labour Day to 05-04, and the made-up Saturday 05-07.
    assert_eq!(closes(date(2022, 4, 10)), "2022-05-10T23:59:59");
}

#[test]
fn a_year_whose_holidays_are_not_known_is_not_guessed_at() {
    let filing = monthly("month", "[[window]]\nworking_days = 5\nsource = \"规定\"\n");
    assert!(closes(&filing, date(2031, 3, 1)).is_err());
}

#[test]
fn a_rule_in_force_from_a_day_says_nothing_of_the_periods_before() {
    let windows = "[[window]]\nworking_days = 5\nsource = \"旧规定\"\n\
                   [[window]]\nsince = \"2022-03-01\"\ndays = 3\ncloses_at = \"12:00\"\nsource = \"新规定\"\n";
    let filing = monthly("month", windows);
    let told = |day| {
        let period = periods::containing(Every::Month, day, &[]).expect("there is one");
        filing.window(period.first).map(|it| it.source.clone())
    };
    assert_eq!(told(date(2022, 2, 28)).as_deref(), Some("旧规定"));
    assert_eq!(told(date(2022, 3, 1)).as_deref(), Some("新规定"));
    let closes = closes(&filing, date(2022, 3, 9)).expect("known");
    assert_eq!(closes.as_deref(), Some("2022-04-03T12:00:00"));
}

fn open_at(filing: &Filing, now: DateTime) -> Vec<String> {
    let open = periods::open(filing, now, &terms(), &Holidays::published());
    open.expect("known years").into_iter().map(|it| it.0.key).collect()
}

#[test]
fn a_daily_return_is_open_from_its_hour_to_its_hour_and_not_before_it_began() {
    let daily = &catalog().find("daily").expect("it came with the program").what;
    let on = |day: Date, hour, minute| open_at(daily, day.at(hour, minute, 0, 0));
    let day = date(2021, 12, 20);
    assert!(on(day, 6, 29).is_empty());
    assert_eq!(on(day, 6, 30), ["2021-12-20"]);
    assert_eq!(on(day, 9, 30), ["2021-12-20"]);
    assert!(on(day, 9, 31).is_empty());
    assert!(on(date(2021, 8, 31), 8, 0).is_empty(), "before its first day");
}

#[test]
fn a_month_is_open_from_its_last_day_into_the_next() {
    let five = &catalog().find("five").expect("it came with the program").what;
    let on = |day: Date| open_at(five, day.at(8, 0, 0, 0));
    assert!(on(date(2021, 12, 20)).is_empty());
    assert_eq!(on(date(2021, 12, 31)), ["2021-12"]);
    assert_eq!(on(date(2022, 1, 10)), ["2021-12"]);
    assert!(on(date(2022, 1, 11)).is_empty());
}
