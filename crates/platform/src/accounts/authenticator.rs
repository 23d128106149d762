//! Who a session's token belongs to, remembered for a few seconds.
//!
//! A page must not cost a transaction to learn who asks. What is remembered is dropped at once
//! when this process changes it (log-out, switch, password), and after [`REMEMBERED`] in any case,
//! so that another process's change is seen.
//!
//! When a session was last used is noted here, in memory, and written once a minute for all of them
//! together ([`keep_seen`]): a request that reads writes nothing.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use sm3::{Digest, Sm3};
use vocab::{AccountId, Clock, SessionId};
use web::{Actor, Authenticator, Cell, Later, Program};

use super::{limits::Limits, rules, store};
use crate::{
    access,
    jobs::Stop,
    waiting::{Desks, Who},
};

/// How long a session is believed without asking the database.
const REMEMBERED: SignedDuration = SignedDuration::from_secs(5);
/// How many sessions are remembered before the old ones are swept out.
const REMEMBERED_MAX: usize = 50_000;
/// How often it is written when sessions were last used.
const KEEP_EVERY: Duration = Duration::from_mins(1);

/// The sessions of a cell. One stands in every cell as a service.
#[derive(Default)]
pub struct Sessions {
    known: Mutex<HashMap<String, Known>>,
    /// Grows whenever something is forgotten, so that what was read before is not remembered after.
    forgotten: AtomicU64,
    pub(crate) limits: Limits,
}

struct Known {
    actor: Actor,
    ends_at: Timestamp,
    /// When the database was last asked.
    checked: Timestamp,
    /// When the session was last used.
    seen: Timestamp,
    /// Whether that is not written yet.
    unwritten: bool,
}

impl Sessions {
    /// Forgets a session, so that its next request asks the database.
    pub(super) fn forget(&self, session: SessionId) {
        self.forget_where(|actor| actor.session == session);
    }

    /// Forgets every session of an account.
    pub fn forget_account(&self, account: AccountId) {
        self.forget_where(|actor| actor.account == account);
    }

    /// Forgets everyone, after a change to many accounts.
    pub(crate) fn forget_all(&self) {
        self.forget_where(|_| true);
    }

    fn forget_where(&self, is_meant: impl Fn(&Actor) -> bool) {
        let mut known = self.lock();
        self.forgotten.fetch_add(1, Ordering::Relaxed);
        for it in known.values_mut().filter(|it| is_meant(&it.actor)) {
            it.checked = Timestamp::MIN;
        }
    }

    /// Who it is, where that was found out a moment ago.
    fn find(&self, digest: &str, now: Timestamp) -> Option<Actor> {
        let mut known = self.lock();
        let it = known.get_mut(digest)?;
        if now.duration_since(it.checked) >= REMEMBERED || it.ends_at <= now {
            return None;
        }
        it.seen = now;
        it.unwritten = true;
        Some(it.actor.clone())
    }

    /// When the session was last used, as far as this process knows.
    fn seen(&self, digest: &str) -> Option<Timestamp> {
        self.lock().get(digest).map(|it| it.seen)
    }

    fn remember(&self, digest: String, it: Known, as_of: u64) {
        let mut known = self.lock();
        if self.forgotten.load(Ordering::Relaxed) != as_of {
            return;
        }
        if known.len() >= REMEMBERED_MAX {
            let now = it.checked;
            known.retain(|_, it| it.unwritten || now.duration_since(it.checked) < REMEMBERED);
        }
        known.insert(digest, it);
    }

    fn drop_session(&self, digest: &str) {
        self.lock().remove(digest);
    }

    /// The sessions that were used and not yet written; the old ones that were are forgotten.
    fn take_unwritten(&self, now: Timestamp) -> Vec<SessionId> {
        let mut known = self.lock();
        known.retain(|_, it| it.unwritten || now.duration_since(it.checked) < REMEMBERED);
        let used = known.values_mut().filter(|it| it.unwritten);
        used.map(|it| {
            it.unwritten = false;
            it.actor.session
        })
        .collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        // A panic while it was held leaves at worst a session too few in the map.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes when the sessions of `cell` were last used, every minute until `stop`.
pub async fn keep_seen(cell: Arc<Cell>, clock: Arc<dyn Clock>, mut stop: Stop) {
    loop {
        let going_on = stop.pause(KEEP_EVERY).await;
        if let Err(error) = write_seen(&cell, clock.now()).await {
            tracing::warn!(cell = cell.key, "not written when sessions were used: {error}");
        }
        if !going_on {
            return;
        }
    }
}

/// Writes when the sessions of `cell` were last used. Says how many were.
pub async fn write_seen(cell: &Cell, now: Timestamp) -> Result<u64, db::Error> {
    let used = cell.service::<Sessions>().take_unwritten(now);
    if used.is_empty() {
        return Ok(0);
    }
    db::write!(cell.db, "sessions seen", |tx| { store::set_seen(tx, &used, now).await })
}

/// What is stored of a token: a thief of the database cannot log in with it.
pub(crate) fn token_digest(token: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(Sm3::digest(token))
}

/// The program that asks with `key`, by the cell's own tables.
pub(crate) fn program<'a>(
    cell: &'a Cell,
    key: &'a str,
) -> Later<'a, Result<Option<Program>, db::Error>> {
    let (digest, today) = (token_digest(key), cell.calendar.today());
    Box::pin(async move {
        db::read!(cell.db, "api key", |tx| { crate::api::program(tx, &digest, today).await })
    })
}

/// Asks the cell's own tables.
pub struct Accounts {
    /// Real time.
    pub clock: Arc<dyn Clock>,
}

impl Authenticator for Accounts {
    fn program<'a>(
        &'a self,
        cell: &'a Cell,
        key: &'a str,
    ) -> Later<'a, Result<Option<Program>, db::Error>> {
        program(cell, key)
    }

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
            let as_of = sessions.forgotten.load(Ordering::Relaxed);
            let Some(known) = load(cell, &digest, now, sessions.seen(&digest)).await? else {
                sessions.drop_session(&digest);
                return Ok(None);
            };
            let actor = known.actor.clone();
            sessions.remember(digest, known, as_of);
            Ok(Some(actor))
        })
    }
}

async fn load(
    cell: &Cell,
    digest: &str,
    now: Timestamp,
    seen: Option<Timestamp>,
) -> Result<Option<Known>, db::Error> {
    let today = cell.calendar.today();
    db::read!(cell.db, "session", |tx| {
        let Some(session) = store::find_session(tx, digest, now).await? else { return Ok(None) };
        let seen = seen.map_or(session.seen, |it| it.max(session.seen));
        if rules::is_idle(seen, now) {
            return Ok(None);
        }
        let identities = access::grants_of(tx, session.account, today).await?;
        let in_use = identities.iter().find(|it| it.grant == session.grant);
        let Some(identity) = in_use.or(identities.first()).cloned() else { return Ok(None) };
        let is_administrator = identities.iter().any(|it| rules::is_administrator(it.role));
        let lacks_totp = is_administrator && !session.has_totp && !cell.demo;
        let now_there = cell.calendar.now();
        let who = Who {
            account: session.account,
            role: identity.role,
            scope: identity.place,
            now: now_there,
        };
        let waiting = match cell.find_service::<Desks>() {
            Some(desks) => desks.total(tx, who).await?,
            None => 0,
        };
        let actor = Actor {
            account: session.account,
            session: session.id,
            name: session.name,
            identity,
            identities,
            unread: store::unread(tx, session.account).await?,
            waiting,
            held_at: rules::held_at(session.password_until, lacks_totp, now),
        };
        let ends_at = session.ends_at;
        Ok(Some(Known { actor, ends_at, checked: now, seen: now, unwritten: true }))
    })
}
