//! Which term a page speaks of: the one that runs today, unless the address names another.

use jiff::civil::{Date, Time};
use serde::Deserialize;
use vocab::Term;
use web::{Visit, ui::Filter};

use super::{error::Error, people};

/// The term that an address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct TermChoice {
    /// `2021-1`; empty for the one that runs.
    #[serde(default)]
    pub term: String,
}

/// The term that is meant.
pub async fn chosen(visit: &Visit, choice: &TermChoice) -> Result<Term, Error> {
    if let Ok(term) = choice.term.parse() {
        return Ok(term);
    }
    current(visit).await
}

/// The term that runs today, or the next to come.
pub async fn current(visit: &Visit) -> Result<Term, Error> {
    let today = visit.today();
    let found: Option<Term> =
        db::read!(visit.db(), "current term", |tx| { people::term_on(tx, today).await })?;
    found.ok_or_else(|| {
        Error::Refused("校历里还没有本学期的起止日期。请教育局先在校历中录入学期。".to_owned())
    })
}

/// The first and the last day of a term.
pub async fn days(visit: &Visit, term: Term) -> Result<(Date, Date), Error> {
    let found: Option<(Date, Date)> =
        db::read!(visit.db(), "term days", |tx| { people::term_days(tx, term).await })?;
    found.ok_or_else(|| Error::Refused(format!("校历里还没有{}的起止日期。", term.label())))
}

/// A filter between a term that is shown, the one before and the one after it.
pub fn filter(term: Term) -> Filter<'static> {
    let options = [term.previous(), term, term.next()].map(|it| (it.to_string(), it.label()));
    Filter::choice("term", "学期", options).preset(term.to_string())
}

/// Days from `today` until `due`; below zero once it is past.
pub fn days_left(today: Date, due: Date) -> i64 {
    due.duration_since(today).as_hours() / 24
}

/// The day that was typed as `text` in the field that people know as `what`.
pub fn typed_day(text: &str, what: &str) -> Result<Date, Error> {
    let day = text.trim().parse();
    day.map_err(|_| Error::Unfit(format!("{what}“{}”不是日期，应如 2021-12-20。", text.trim())))
}

/// The time of day that was typed as `text` in the field that people know as `what`.
pub fn typed_time(text: &str, what: &str) -> Result<Time, Error> {
    let time = text.trim().parse();
    time.map_err(|_| Error::Unfit(format!("{what}“{}”不是时间，应如 17:30。", text.trim())))
}

/// The day that an address names.
pub fn day_in_address(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Missing)
}
