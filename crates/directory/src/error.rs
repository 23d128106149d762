//! Why the directory did not do as asked.

use vocab::NoNotice;
use web::Problem;

use crate::rules::Refusal;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record, or not for this person.
    #[error("no such record in this scope")]
    Missing,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Someone is or is not kept away from a child.
    #[error(transparent)]
    Contact(#[from] crate::contact::rules::Refusal),
    /// What was said of a class cannot be so.
    #[error(transparent)]
    Census(#[from] crate::census::Refusal),
    /// The holidays of a year are not known yet.
    #[error(transparent)]
    NoNotice(#[from] NoNotice),
    /// A file cannot be read, or holds something else.
    #[error(transparent)]
    Sheet(#[from] sheet::Refusal),
    /// Another process has taken over the job that this is a part of.
    #[error("another process has taken the job over")]
    Lost,
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
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Contact(refusal) => Self::refused(refusal.to_string()),
            Error::Census(refusal) => Self::unfit(refusal.to_string()),
            Error::NoNotice(missing) => Self::unfit(missing.to_string()),
            Error::Sheet(refusal) => Self::unfit(refusal.to_string()),
            Error::Lost => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}
