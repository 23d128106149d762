//! How often something may be tried: kept in memory, per process, without naming anyone.
//!
//! What is counted is the hash of a log-in or a network address under a key that lives as long as
//! the process, so neither stands in memory. The rates are those of [`rules`](super::rules).

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::rules::{self, Miss, Rate, Refusal};

/// How many are kept before those that count no longer are swept out.
const KEPT_MAX: usize = 100_000;

/// What is counted.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) enum Who<'a> {
    /// A log-in, as it was typed.
    Login(&'a str),
    /// The network that a request came from.
    Network(IpAddr),
    /// Somebody by the blind index of what they are known by.
    Known(&'a str),
}

impl Who<'_> {
    /// Where `address` is. Of IPv6 the first half, since one household has the other half to itself.
    pub(crate) fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(it) => {
                let [a, b, c, d, ..] = it.segments();
                Self::Network(IpAddr::from([a, b, c, d, 0, 0, 0, 0]))
            }
            address @ IpAddr::V4(_) => Self::Network(address),
        }
    }
}

/// The counts of one cell.
#[derive(Default)]
pub(crate) struct Limits {
    hasher: RandomState,
    /// Per rate and who: the moment up to which the rate is used up.
    used: Mutex<HashMap<u64, Timestamp>>,
    /// Wrong passwords for log-ins that do not exist, so that they lock like those that do.
    misses: Mutex<HashMap<u64, Miss>>,
}

impl Limits {
    /// Counts one try by `who`, if `rate` has room for it at `now`.
    pub(crate) fn take(&self, rate: Rate, who: Who<'_>, now: Timestamp) -> Result<(), Refusal> {
        let key = self.hasher.hash_one((rate.name, who));
        let mut used = lock(&self.used);
        if used.len() >= KEPT_MAX {
            used.retain(|_, until| *until > now);
        }
        let until = rules::take(rate, used.get(&key).copied(), now)?;
        used.insert(key, until);
        Ok(())
    }

    /// Takes back a try that turned out well, so that many good ones from one network do no harm.
    pub(crate) fn give_back(&self, rate: Rate, who: Who<'_>) {
        let key = self.hasher.hash_one((rate.name, who));
        if let Some(until) = lock(&self.used).get_mut(&key) {
            *until -= rate.pause();
        }
    }

    /// Whether a password may be tried for a log-in that does not exist.
    pub(super) fn may_miss(&self, login: &str, now: Timestamp) -> Result<(), Refusal> {
        let missed = lock(&self.misses).get(&self.hasher.hash_one(login)).copied();
        missed.map_or(Ok(()), |it| rules::may_miss(it, now))
    }

    /// Counts a wrong password for a log-in that does not exist.
    pub(super) fn miss(&self, login: &str, now: Timestamp) {
        let key = self.hasher.hash_one(login);
        let mut misses = lock(&self.misses);
        if misses.len() >= KEPT_MAX {
            misses.retain(|_, it| it.locked_until.is_some_and(|until| until > now));
        }
        let next = rules::missed(misses.get(&key).copied(), now);
        misses.insert(key, next);
    }
}

fn lock<T>(counts: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held leaves at worst one try too few counted.
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}
