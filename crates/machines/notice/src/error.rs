//! Why a notice was not published, corrected, withdrawn, objected to or seen.

use web::Problem;

use crate::rules::Refusal;

/// Why nothing was done or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such notice or kind, or it is not for this person.
    #[error("no such notice")]
    Missing,
    /// Somebody was first.
    #[error("overtaken")]
    Stale,
    /// What a notice was published under cannot be read.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) | Self::Catalog(catalog::Error::Db(error)) => Some(error),
            _ => None,
        }
    }
}

impl From<platform::effects::Error> for Error {
    fn from(error: platform::effects::Error) -> Self {
        match error {
            platform::effects::Error::Refused(words) => Self::Refused(Refusal::Elsewhere(words)),
            platform::effects::Error::Db(error) => Self::Db(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Stale => Self::refused("别人刚刚改过这条公示。请刷新页面，看看现在的内容。"),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) => Self::internal(&error),
        }
    }
}
