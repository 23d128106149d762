//! What changes tasks and targets: one act each, and the only place that changes anything.

mod plans;
mod targets;
mod tasks;

use jiff::civil::Date;
use vocab::normalise;
use web::Problem;

use super::{model::Goal, reading::Unread};
use crate::number::Number;

pub(super) use plans::*;
pub(super) use targets::*;
pub(super) use tasks::*;

/// How long texts may be: a name, a line, a paragraph.
pub(super) const NAME_MAX: usize = 80;
pub(super) const WORDS_MAX: usize = 400;
pub(super) const CONTENT_MAX: usize = 4000;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that was typed cannot be used: the field, and what to write.
    #[error("{1}")]
    Wrong(&'static str, String),
    /// Somebody was first.
    #[error("这一条刚才被别人改过。请看最新的内容，再决定要不要改")]
    Overtaken,
    /// It cannot be done now.
    #[error("{0}")]
    Refused(String),
    /// The plan cannot be read.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// The file cannot be kept.
    #[error(transparent)]
    File(#[from] platform::files::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Db(error) => error.into(),
            Error::File(error) => error.into(),
            Error::Wrong(_, words) | Error::Refused(words) => Self::unfit(words),
            Error::Overtaken => {
                Self::new(web::StatusCode::CONFLICT, "overtaken", error.to_string())
            }
            Error::Unread(error) => Self::unfit(error.to_string()),
        }
    }
}

/// A text that must be there and fit.
pub(super) fn needed(
    field: &'static str,
    typed: &str,
    (max, advice): (usize, &str),
) -> Result<String, Error> {
    let text = normalise(typed);
    if text.is_empty() {
        return Err(Error::Wrong(field, advice.to_owned()));
    }
    fitting(field, text, max)
}

/// A text that may be empty.
pub(super) fn spare(field: &'static str, typed: &str, max: usize) -> Result<String, Error> {
    fitting(field, normalise(typed), max)
}

fn fitting(field: &'static str, text: String, max: usize) -> Result<String, Error> {
    if text.chars().count() > max {
        return Err(Error::Wrong(field, format!("太长了，请写在 {max} 个字以内")));
    }
    Ok(text)
}

/// A day that must be there.
pub(super) fn day(field: &'static str, typed: &str) -> Result<Date, Error> {
    let told = || Error::Wrong(field, "请写明日期，例如 2021-12-31".to_owned());
    typed.trim().parse().map_err(|_| told())
}

/// The first day and the last, in this order.
pub(super) fn span(from: &str, due: &str) -> Result<(Date, Date), Error> {
    let (from_on, due_on) = (day("from", from)?, day("due", due)?);
    if due_on < from_on {
        let words = format!("期限 {due_on} 早于开始日期 {from_on}，请核对");
        return Err(Error::Wrong("due", words));
    }
    Ok((from_on, due_on))
}

/// What was typed of a goal.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(super) struct TypedGoal {
    #[serde(default)]
    pub(super) comparator: String,
    #[serde(default)]
    pub(super) low: String,
    #[serde(default)]
    pub(super) high: String,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) rough: String,
}

impl TypedGoal {
    /// The goal.
    pub(super) fn read(&self) -> Result<Goal, Error> {
        use super::model::{Comparator, Rough};
        let number = |field, text: &str| {
            Number::read(text).map_err(|it| Error::Wrong(field, it.to_string()))
        };
        let comparator = Comparator::from_key(&self.comparator)
            .ok_or_else(|| Error::Wrong("comparator", "请选一个比较方式".to_owned()))?;
        let low = number("low", &self.low)?;
        let high = match comparator {
            Comparator::Within => Some(number("high", &self.high)?),
            _ => None,
        };
        if high.is_some_and(|it| it < low) {
            return Err(Error::Wrong("high", "上限比下限小，请核对".to_owned()));
        }
        let unit = spare("unit", &self.unit, 12)?;
        let rough = Rough::from_key(&self.rough).unwrap_or(Rough::Exact);
        Ok(Goal { comparator, low, high, unit, rough })
    }
}
