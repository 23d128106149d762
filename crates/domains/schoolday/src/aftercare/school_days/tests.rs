//! What a changed day means for a group, and how a family reads it.

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use vocab::Fen;

use super::rules::{News, Turn, heading, makes_up_for, notice, turn};

#[test]
fn care_follows_every_day_with_lessons_and_a_course_its_weekdays() {
    use Weekday::{Friday, Monday};
    assert_eq!(turn(None, Some(Monday), None), Turn::Lost);
    assert_eq!(turn(None, Some(Monday), Some(Friday)), Turn::Same);
    assert_eq!(turn(None, None, Some(Friday)), Turn::Gained);
    let mondays = [Monday];
    assert_eq!(turn(Some(&mondays), Some(Monday), Some(Friday)), Turn::Lost);
    assert_eq!(turn(Some(&mondays), Some(Friday), Some(Monday)), Turn::Gained);
    assert_eq!(turn(Some(&mondays), Some(Friday), None), Turn::Same);
    assert_eq!(turn(Some(&[]), Some(Monday), None), Turn::Same);
}

#[test]
fn a_day_makes_up_for_the_nearest_that_was_lost() {
    let lost = [date(2021, 12, 6), date(2021, 12, 20), date(2021, 12, 27)];
    assert_eq!(makes_up_for(&lost, date(2021, 12, 25)), Some(date(2021, 12, 27)));
    assert_eq!(makes_up_for(&lost, date(2021, 12, 18)), Some(date(2021, 12, 20)));
    assert_eq!(
        makes_up_for(&[date(2021, 12, 27), date(2021, 12, 25)], date(2021, 12, 26)),
        Some(date(2021, 12, 25))
    );
    assert_eq!(makes_up_for(&[], date(2021, 12, 18)), None);
}

#[test]
fn a_family_reads_one_notice_with_a_line_for_each_child() {
    let off = News {
        off: ["课后服务".to_owned(), "“青瓷”".to_owned()].into(),
        refund: Fen::new(3_333),
        ..News::default()
    };
    assert_eq!(off.line(), "“青瓷”、课后服务停开，退费 ￥33.33");
    let on = News {
        on: ["“青瓷”".to_owned()].into(),
        made_up: [date(2021, 12, 20)].into(),
        is_taken_back: true,
        ..News::default()
    };
    assert_eq!(on.line(), "“青瓷”开展，补 12 月 20 日的课，原定退费撤回");
    let closed = heading(date(2021, 12, 27), None, Some("台风"));
    assert_eq!(closed, "12 月 27 日 周一停课(台风)");
    let line = |heading: &str, name: &str| {
        (heading.to_owned(), name.to_owned(), "课后服务停开".to_owned())
    };
    let words = notice(&[line(&closed, "甲"), line(&closed, "乙"), line("校庆", "丙")]);
    assert_eq!(
        words,
        "12 月 27 日 周一停课(台风)：甲 课后服务停开；乙 课后服务停开。校庆：丙 课后服务停开"
    );
}

fn weekday() -> impl Strategy<Value = Option<Weekday>> {
    proptest::option::of((1..=7i8).prop_map(|it| Weekday::from_monday_one_offset(it).unwrap()))
}

proptest! {
    #[test]
    fn going_back_undoes_what_going_there_did(before in weekday(), now in weekday(), on in 1..=7i8) {
        let meets = [Weekday::from_monday_one_offset(on).unwrap()];
        for meets in [None, Some(&meets[..])] {
            let back = match turn(meets, before, now) {
                Turn::Lost => Turn::Gained,
                Turn::Gained => Turn::Lost,
                Turn::Same => Turn::Same,
            };
            prop_assert_eq!(turn(meets, now, before), back);
        }
    }

    #[test]
    fn no_lost_day_is_nearer(days in proptest::collection::vec(0..60i64, 1..8), at in 0..60i64) {
        let day = |it: i64| -> Date { date(2021, 11, 1).saturating_add(jiff::Span::new().days(it)) };
        let lost: Vec<Date> = days.iter().map(|it| day(*it)).collect();
        let chosen = makes_up_for(&lost, day(at)).unwrap();
        let least = days.iter().map(|it| (it - at).abs()).min().unwrap();
        prop_assert_eq!((chosen.duration_since(day(at)).as_hours() / 24).abs(), least);
    }
}
