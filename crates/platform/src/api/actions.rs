//! Keys are made and revoked.

use web::{KeyId, Problem, Visit};

use super::{
    Operations,
    rules::{self, Refusal},
    store::{self, NewKey},
};
use crate::accounts;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such key, or it is revoked already.
    #[error("no such key")]
    Missing,
    /// The system gives no randomness.
    #[error("no randomness for a key")]
    Random(#[source] std::io::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl db::Retry for Error {
    fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Refused(_) | Self::Missing | Self::Random(_) => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::unfit(refusal.to_string()),
            Error::Missing => Self::not_found(),
            Error::Random(error) => Self::internal(&error),
            Error::Db(error) => error.into(),
        }
    }
}

/// What a key shall be, as it was typed.
pub(super) struct Wanted<'a> {
    pub(super) id: KeyId,
    pub(super) name: &'a str,
    pub(super) place: &'a str,
    pub(super) permissions: &'a [String],
    pub(super) until: &'a str,
}

/// Makes a key, and says it: the only time that anybody can.
pub(super) async fn make(visit: &Visit, it: &Wanted<'_>) -> Result<String, Error> {
    let (by, now, today) = (visit.actor.account, visit.now(), visit.today());
    let known = visit.cell.service::<Operations>().permissions();
    let (name, until) = (rules::name(it.name)?, rules::until(it.until, today)?);
    let permissions = rules::permissions(it.permissions, &known)?;
    let (id, key, place) = (it.id, random()?, vocab::normalise(it.place));
    crate::act!(visit, "api-key.make", |act| {
        let found = store::find_place(act.tx(), &place).await?;
        let new = NewKey {
            id,
            name: name.clone(),
            digest: accounts::token_digest(&key),
            hint: key.chars().take(rules::PREFIX.len() + 4).collect(),
            place: found.ok_or(Refusal::Place)?,
            until,
            permissions: permissions.clone(),
        };
        // A form that is sent again has shown its key already, and nobody can show it once more.
        if !store::add_key(act.tx(), &new, by, now).await? {
            return Err(Refusal::Made.into());
        }
        act.about(id);
        let all: Vec<&str> = new.permissions.iter().map(String::as_str).collect();
        act.note("permissions", all.join(" "));
        act.note("place", new.place);
        act.note("until", until.map_or_else(|| "-".to_owned(), |it| it.to_string()));
        Ok::<_, Error>(())
    })?;
    Ok(key)
}

fn random() -> Result<String, Error> {
    Ok(format!("{}{}", rules::PREFIX, accounts::random_token().map_err(Error::Random)?))
}

/// Revokes a key: its next call is refused.
pub(super) async fn revoke(visit: &Visit, id: KeyId) -> Result<(), Error> {
    let now = visit.now();
    crate::act!(visit, "api-key.revoke", |act| {
        act.about(id);
        if store::revoke(act.tx(), id, now).await? { Ok(()) } else { Err(Error::Missing) }
    })
}
