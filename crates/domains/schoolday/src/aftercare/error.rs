//! Why an action of this domain was not done, in the few kinds that a caller can act on.

use platform::jobs::JobError;
use web::Problem;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was named is not there, or is outside the actor's scope: told alike.
    #[error("no such record in the actor's scope")]
    Missing,
    /// Someone else changed the record since the form was opened.
    #[error("the record was changed since it was read")]
    Stale,
    /// A rule says no, in the words of the rule.
    #[error("refused: {0}")]
    Refused(String),
    /// What was typed does not fit, in words for the one who typed it.
    #[error("unfit: {0}")]
    Unfit(String),
    /// The database did not do as asked.
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
            Error::Stale => Self::refused(
                "在您打开页面之后，别人修改了这条记录，您的修改没有保存。请返回上一页刷新，核对后再提交。",
            ),
            Error::Refused(detail) => Self::refused(detail),
            Error::Unfit(detail) => Self::unfit(detail),
            Error::Db(error) => error.into(),
        }
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => Self::Db(error),
            other => Self::Final(other.to_string()),
        }
    }
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Missing => Self::Missing,
            directory::Error::Db(error) => Self::Db(error),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Makes the refusals of rules into errors, in their own words.
macro_rules! refusals {
    ($($refusal:ty),+ $(,)?) => { $(
        impl From<$refusal> for $crate::aftercare::error::Error {
            fn from(refusal: $refusal) -> Self {
                Self::Refused(refusal.to_string())
            }
        }
    )+ };
}
pub(crate) use refusals;
