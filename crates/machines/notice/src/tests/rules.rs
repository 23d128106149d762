//! Rows, masks and periods by example.

use catalog::{Definition as _, Source};
use jiff::civil::date;
use vocab::Holidays;

use super::broken::SOUND;
use crate::{
    definition::Kind,
    rules::{self, Refusal},
};

fn kind() -> Kind {
    Kind::read(&Source::new("services/notice/list.toml", SOUND)).expect("the sound file is sound")
}

#[test]
fn rows_are_masked_as_they_are_read_and_a_wrong_one_is_told_by_its_line() {
    let rows = rules::rows(&kind(), "陈思远，330299201403151230,城东中学\n\n李四\t\t西门").unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows[0][0].starts_with('陈') && !rows[0][0].contains("思远"), "{rows:?}");
    assert!(!rows[0][1].contains("201403"), "{rows:?}");
    assert_eq!(rows[0][2], "城东中学");
    let again = rules::rows(&kind(), &rules::line(&rows[0])).unwrap();
    assert_eq!(again[0], rows[0], "what is masked stays as it is");
    let short = rules::rows(&kind(), "陈思远，城东中学");
    assert!(matches!(short, Err(Refusal::Cells { line: 1, found: 2, wanted: 3, .. })));
}

#[test]
fn a_period_counts_working_days_by_the_rule_of_its_day() {
    let (kind, holidays) = (kind(), Holidays::published());
    let closes = |day| rules::closes_on(&kind, day, &holidays).unwrap();
    // The Spring Festival of 2022 with its make-up days lies between.
    assert_eq!(closes(date(2021, 12, 20)), date(2021, 12, 27));
    assert_eq!(closes(date(2022, 1, 28)), date(2022, 2, 9));
    assert_eq!(closes(date(2022, 5, 5)), date(2022, 5, 13), "seven from May on");
}
