//! The terms of the school year, and the days that went otherwise.

use jiff::civil::{Date, date};
use vocab::{Half, Term};

use super::Loading;
use crate::{
    model::{DayChange, DayKind},
    store::{add, calendar},
};

/// The weekend days worked for the holidays of the two terms, by the notices of the State Council
/// for 2021 to 2023, and the weekday that each makes up for.
const MADE_UP: [(Date, i8, &str); 11] = [
    (date(2021, 9, 18), 1, "中秋节调休"),
    (date(2021, 9, 26), 3, "国庆节调休"),
    (date(2021, 10, 9), 4, "国庆节调休"),
    (date(2022, 4, 2), 1, "清明节调休"),
    (date(2022, 4, 24), 2, "劳动节调休"),
    (date(2022, 5, 7), 3, "劳动节调休"),
    (date(2022, 10, 8), 4, "国庆节调休"),
    (date(2022, 10, 9), 5, "国庆节调休"),
    (date(2023, 4, 23), 2, "劳动节调休"),
    (date(2023, 5, 6), 3, "劳动节调休"),
    (date(2023, 6, 25), 5, "端午节调休"),
];

pub(super) async fn load(it: &Loading<'_>) -> Result<(), db::Error> {
    let county = it.county;
    let first = county.year.first_term();
    let second = Term { half: Half::Second, ..first };
    let first_day = county.year.first_day();
    let year = first_day.year();
    let terms = [
        (first, date(year, 9, 1), date(year + 1, 1, 21)),
        (second, date(year + 1, 2, 14), date(year + 1, 6, 30)),
    ];
    let mut changes: Vec<DayChange> = MADE_UP
        .into_iter()
        .map(|(day, follows, reason)| change(it, day, DayKind::Lessons, Some(follows), reason))
        .collect();
    changes.push(change(it, date(2021, 9, 13), DayKind::Closed, None, "台风停课"));
    changes.push(change(it, date(2021, 9, 25), DayKind::Lessons, Some(1), "台风停课补课"));
    if let Some(town) = county.towns.last() {
        let closed = change(it, date(2021, 11, 8), DayKind::Closed, None, "供水管道抢修停课");
        changes.push(DayChange { place: town.id.place(), ..closed });
    }
    let days = first_day..county.year.next().first_day();
    changes.retain(|it| days.contains(&it.day));
    platform::act!(it.system, "demo.load.year", |act| {
        let now = act.origin().now;
        let tx = act.tx();
        add::add_terms(tx, terms.iter().copied()).await?;
        calendar::set_day_changes(tx, &changes, now).await
    })
}

fn change(it: &Loading<'_>, day: Date, kind: DayKind, follows: Option<i8>, why: &str) -> DayChange {
    let follows = follows.and_then(|it| jiff::civil::Weekday::from_monday_one_offset(it).ok());
    DayChange { place: it.county.id, day, kind, follows, reason: why.to_owned() }
}
