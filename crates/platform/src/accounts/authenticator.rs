//! Who a session's token belongs to, remembered for a few seconds.
//!
//! A page must not cost a transaction to learn who asks. What is remembered is dropped at once
//! when this process changes it (log-out, switch, password), and after [`REMEMBERED`] in any case,
//! so that another process's change is seen.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use sm3::{Digest, Sm3};
use vocab::{AccountId, SessionId};
use web::{Actor, Authenticator, Cell, Later};

use super::{rules, store};
use crate::access;

/// How long a session is believed without asking the database.
const REMEMBERED: SignedDuration = SignedDuration::from_secs(5);
/// How many sessions are remembered before the old ones are swept out.
const REMEMBERED_MAX: usize = 50_000;

/// The sessions of a cell. One stands in every cell as a service.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<String, (Actor, Timestamp)>>);

impl Sessions {
    /// Forgets a session, so that its next request asks the database.
    pub(super) fn forget(&self, session: SessionId) {
        self.lock().retain(|_, (actor, _)| actor.session != session);
    }

    /// Forgets every session of an account.
    pub fn forget_account(&self, account: AccountId) {
        self.lock().retain(|_, (actor, _)| actor.account != account);
    }

    fn find(&self, digest: &str, now: Timestamp) -> Option<Actor> {
        let remembered = self.lock();
        let (actor, since) = remembered.get(digest)?;
        (now.duration_since(*since) < REMEMBERED).then(|| actor.clone())
    }

    fn remember(&self, digest: String, actor: Actor, now: Timestamp) {
        let mut remembered = self.lock();
        if remembered.len() >= REMEMBERED_MAX {
            remembered.retain(|_, (_, since)| now.duration_since(*since) < REMEMBERED);
        }
        remembered.insert(digest, (actor, now));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Actor, Timestamp)>> {
        // A panic while it was held leaves at worst a session too few in the map.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is stored of a token: a thief of the database cannot log in with it.
pub(super) fn token_digest(token: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(Sm3::digest(token))
}

/// Asks the cell's own tables.
pub struct Accounts {
    /// Real time.
    pub clock: std::sync::Arc<dyn vocab::Clock>,
}

impl Authenticator for Accounts {
    fn authenticate<'a>(
        &'a self,
        cell: &'a Cell,
        token: &'a str,
    ) -> Later<'a, Result<Option<Actor>, db::Error>> {
        Box::pin(async move {
            let now = self.clock.now();
            let digest = token_digest(token);
            let sessions = cell.service::<Sessions>();
            if let Some(actor) = sessions.find(&digest, now) {
                return Ok(Some(actor));
            }
            let found = load(cell, &digest, now).await?;
            if let Some(actor) = &found {
                sessions.remember(digest, actor.clone(), now);
            }
            Ok(found)
        })
    }
}

async fn load(cell: &Cell, digest: &str, now: Timestamp) -> Result<Option<Actor>, db::Error> {
    let today = cell.calendar.today();
    db::read!(cell.db, "session", |tx| {
        let Some(session) = store::find_session(tx, digest, now).await? else { return Ok(None) };
        let identities = access::grants_of(tx, session.account, today).await?;
        let in_use = identities.iter().find(|it| it.grant == session.grant);
        let Some(identity) = in_use.or(identities.first()).cloned() else { return Ok(None) };
        let needs_totp = identities.iter().any(|it| rules::needs_totp(it.role));
        Ok(Some(Actor {
            account: session.account,
            session: session.id,
            name: session.name,
            identity,
            identities,
            unread: store::unread(tx, session.account).await?,
            must_set_up_totp: needs_totp && !session.has_totp && !cell.demo,
        }))
    })
}
