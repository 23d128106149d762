//! Periods and when they are open: pure, by the calendar that is handed in.

use catalog::Dated;
use directory::model::TermDays;
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Weekday},
};
use vocab::{Holidays, NoNotice, SchoolYear, WorkingDays, weekday_label};

use crate::definition::{Closes, Every, Filing, Opens, Window};

/// A period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its word in columns: `2021-12-20`, `2021-W51`, `2021-12`, `2021-Q4`, `2021-1`,
    /// `2021`.
    pub key: String,
    /// As people call it.
    pub label: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

/// When a period is open, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From when.
    pub opens: DateTime,
    /// The last moment that is in time.
    pub closes: DateTime,
}

/// The period of a kind that `day` lies in; none between terms, and none of what the office opens.
pub fn containing(every: Every, day: Date, terms: &[TermDays]) -> Option<Period> {
    Some(match every {
        Every::Day => day_of(day),
        Every::Week => week_of(day),
        Every::Month => month_of(day),
        Every::Quarter => quarter_of(day),
        Every::Term => {
            let it = terms.iter().find(|it| it.first <= day && day <= it.last)?;
            let key = it.term.to_string();
            Period { key, label: it.term.label(), first: it.first, last: it.last }
        }
        Every::Year => year_of(SchoolYear::of(day).ok()?),
        Every::AdHoc => return None,
    })
}

fn day_of(day: Date) -> Period {
    let label = format!("{day} {}", weekday_label(day.weekday()));
    Period { key: day.to_string(), label, first: day, last: day }
}

fn week_of(day: Date) -> Period {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let first = day.saturating_sub(back.days());
    let last = first.saturating_add(6.days());
    let iso = first.iso_week_date();
    let (year, week) = (iso.year(), iso.week());
    let between = format!("{} 至 {}", first.strftime("%m-%d"), last.strftime("%m-%d"));
    let label = format!("{year}年第{week}周（{between}）");
    Period { key: format!("{year}-W{week:02}"), label, first, last }
}

fn month_of(day: Date) -> Period {
    let key = day.strftime("%Y-%m").to_string();
    let label = format!("{}年{}月", day.year(), day.month());
    Period { key, label, first: day.first_of_month(), last: day.last_of_month() }
}

fn quarter_of(day: Date) -> Period {
    let number = (day.month() - 1) / 3 + 1;
    let year = day.year();
    let first = jiff::civil::date(year, number * 3 - 2, 1);
    let last = jiff::civil::date(year, number * 3, 1).last_of_month();
    let label = format!("{year}年第{number}季度");
    Period { key: format!("{year}-Q{number}"), label, first, last }
}

fn year_of(year: SchoolYear) -> Period {
    let (first, last) = (year.first_day(), year.last_day());
    Period { key: year.to_string(), label: year.label(), first, last }
}

/// The same where no calendar is at hand: a term is the autumn of its year.
pub(crate) fn usual(every: Every, day: Date) -> Period {
    let autumn = || {
        let year = SchoolYear::of(day).ok()?;
        let last = year.first_day().saturating_add(140.days());
        Some(Period { last, ..year_of(year) })
    };
    match every {
        Every::Term | Every::AdHoc => autumn().unwrap_or_else(|| day_of(day)),
        _ => containing(every, day, &[]).unwrap_or_else(|| day_of(day)),
    }
}

/// When `period` is open by `window`; none where that would end before it begins.
pub fn span(
    window: &Window,
    period: &Period,
    holidays: &Holidays,
) -> Result<Option<Span>, NoNotice> {
    let first = match window.opens {
        Opens::First => period.first,
        Opens::Last => period.last,
        Opens::After => period.last.saturating_add(1.day()),
    };
    let last = match window.closes {
        Closes::Days(days) => period.last.saturating_add(i64::from(days).days()),
        Closes::WorkingDays(days) => holidays.add(period.last, WorkingDays(days))?,
    };
    let span = Span {
        opens: first.to_datetime(window.opens_at),
        closes: last.to_datetime(window.closes_at),
    };
    Ok((span.opens < span.closes).then_some(span))
}

/// A period that is open, from when to when, with the rule it is open by.
pub type Open<'a> = (Period, Span, &'a Dated<Window>);

/// The periods of `filing` that are open at `now`, the earliest first, each with the rule it is open
/// by. Whether there are lessons is not asked here.
pub fn open<'a>(
    filing: &'a Filing,
    now: DateTime,
    terms: &[TermDays],
    holidays: &Holidays,
) -> Result<Vec<Open<'a>>, NoNotice> {
    let mut found = Vec::new();
    let mut candidates = back_from(filing.every, now.date(), terms);
    candidates.reverse();
    for period in candidates {
        if filing.since.is_some_and(|since| period.first < since) {
            continue;
        }
        let Some(window) = filing.window(period.first) else { continue };
        let Some(span) = span(&window.value, &period, holidays)? else { continue };
        if span.opens <= now && now <= span.closes {
            found.push((period, span, window));
        }
    }
    Ok(found)
}

/// The period that `day` lies in and those before it that can still be open: within some weeks.
fn back_from(every: Every, day: Date, terms: &[TermDays]) -> Vec<Period> {
    /// No cut-off is later after the end of its period than a long holiday and some working days.
    const DAYS: i64 = 60;
    let mut found = Vec::<Period>::new();
    let earliest = day.saturating_sub(DAYS.days());
    let mut at = day;
    while at >= earliest {
        match containing(every, at, terms) {
            Some(period) => {
                at = period.first.saturating_sub(1.day());
                found.push(period);
            }
            None if every == Every::AdHoc => break,
            None => at = at.saturating_sub(1.day()),
        }
    }
    found
}

/// Whether `day` is a weekend day, for words about a make-up day.
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
