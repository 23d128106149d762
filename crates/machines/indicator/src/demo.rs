//! The days of the invented county that are counted: a few of the term, so that there is a course to
//! look at, and the demo's own.

use std::sync::Arc;

use jiff::civil::{Date, date};
use platform::{
    System,
    measures::{self, Measures},
};
use vocab::TestCalendar;

use crate::counting::{Error, count};

/// The days: when the term had begun, the ends of months, the last week.
const DAYS: [Date; 6] = [
    date(2021, 9, 10),
    date(2021, 9, 30),
    date(2021, 10, 29),
    date(2021, 11, 30),
    date(2021, 12, 17),
    date(2021, 12, 20),
];

/// Counts them, each as it would have been counted on its own evening.
///
/// # Errors
///
/// If the database fails.
pub async fn load(system: &System, known: &Measures) -> Result<(), Error> {
    load_days(system, known, &DAYS).await
}

/// The same on other days: those of a city.
///
/// # Errors
///
/// If the database fails.
pub async fn load_days(system: &System, known: &Measures, days: &[Date]) -> Result<(), Error> {
    for day in days {
        let calendar = TestCalendar::at(&format!("{day}T00:30:00"));
        let then = System { calendar: Arc::new(calendar), ..system.clone() };
        count(&then, known, *day).await?;
    }
    // What was marked while the county was written is counted by now.
    let taken: Result<_, db::Error> =
        db::write!(system.db, "what was counted", |tx| { measures::take_moved(tx).await });
    taken?;
    Ok(())
}
