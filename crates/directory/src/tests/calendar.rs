//! Days with lessons: holidays, closings, made-up days, from the tables of a county.

use jiff::civil::{Date, Weekday, date};

use super::with_county;
use crate::calendar;

#[tokio::test]
async fn a_school_has_lessons_on_working_days_of_a_term_unless_it_is_closed() {
    with_county(async |it| {
        let (near, far) = (&it.county.schools[0], it.county.schools.last().unwrap());
        let days = async |place, first: Date, last: Date| {
            let found: Result<Vec<_>, crate::Error> = db::read!(it.system.db, "days", |tx| {
                calendar::school_days(tx, place, first, last).await
            });
            found.unwrap()
        };
        let week = days(near.id.place(), date(2021, 9, 6), date(2021, 9, 12)).await;
        assert_eq!(week.len(), 5);
        // A typhoon on Monday the 13th, made up on Saturday the 25th.
        let days = days(far.id.place(), date(2021, 9, 13), date(2021, 9, 26)).await;
        let dates: Vec<i8> = days.iter().map(|it| it.day.day()).collect();
        assert_eq!(dates, [14, 15, 16, 17, 18, 22, 23, 24, 25, 26]);
        let made_up = days.iter().find(|it| it.day.day() == 25).unwrap();
        assert_eq!(made_up.follows, Weekday::Monday);
    })
    .await;
}

#[tokio::test]
async fn between_terms_there_are_no_lessons_and_the_next_term_is_named() {
    with_county(async |it| {
        let place = it.county.schools[0].id.place();
        let found: Result<_, crate::Error> = db::read!(it.system.db, "days", |tx| {
            let winter = calendar::school_days(tx, place, date(2022, 1, 22), date(2022, 2, 13));
            let winter = winter.await?;
            Ok((winter, calendar::term_at(tx, date(2022, 2, 1)).await?))
        });
        let (winter, next) = found.unwrap();
        assert!(winter.is_empty());
        assert_eq!(next.unwrap().term.to_string(), "2021-2");
    })
    .await;
}
