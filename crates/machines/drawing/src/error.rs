//! Why a drawing was not declared, sealed, drawn or seen.

use web::Problem;

use crate::rules::Refusal;

/// Why nothing was done or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such drawing or kind, or it is not for this person.
    #[error("no such drawing")]
    Missing,
    /// Somebody was first.
    #[error("overtaken")]
    Stale,
    /// The system gives no randomness, or the secret does not open.
    #[error("the secret of a drawing: {0}")]
    Secret(String),
    /// What a drawing was declared under cannot be read.
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
            platform::effects::Error::Refused(words) => Self::Refused(Refusal::Draw(words)),
            platform::effects::Error::Db(error) => Self::Db(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Stale => Self::refused("别人刚刚办理了这次抽取。请刷新页面，看看现在的情况。"),
            Error::Catalog(catalog::Error::Db(error)) | Error::Db(error) => error.into(),
            Error::Catalog(_) | Error::Secret(_) => Self::internal(&error),
        }
    }
}
