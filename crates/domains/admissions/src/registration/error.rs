//! Why nothing was done, and how that is told.

use platform::{effects, files, seal};
use web::Problem;

use super::rules::Refusal;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something that was typed cannot be used: the field, and what to write.
    #[error("{1}")]
    Wrong(&'static str, String),
    /// There is no such thing, or not for whoever asks.
    #[error("not there")]
    Missing,
    /// A file that was sent along.
    #[error(transparent)]
    File(#[from] files::Error),
    /// Something sealed does not open.
    #[error(transparent)]
    Sealed(#[from] seal::Unreadable),
    /// Another module has refused its part.
    #[error(transparent)]
    Effect(#[from] effects::Error),
    /// A drawing.
    #[error(transparent)]
    Drawing(#[from] drawing::Error),
    /// A notice.
    #[error(transparent)]
    Notice(#[from] notice::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Drawing(error) => error.database(),
            Self::Notice(error) => error.database(),
            Self::Effect(error) => error.database(),
            Self::File(error) => error.database(),
            _ => None,
        }
    }
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Db(error) => Self::Db(error),
            directory::Error::Missing => Self::Missing,
            other => Self::Wrong("child", other.to_string()),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Missing => Self::not_found(),
            Error::Refused(why) => Self::unfit(why.to_string()),
            Error::Wrong(_, words) | Error::Effect(effects::Error::Refused(words)) => {
                Self::unfit(words)
            }
            Error::File(error) => error.into(),
            Error::Sealed(error) => Self::internal(&error),
            Error::Drawing(error) => error.into(),
            Error::Notice(error) => error.into(),
            Error::Effect(effects::Error::Db(error)) | Error::Db(error) => error.into(),
        }
    }
}
