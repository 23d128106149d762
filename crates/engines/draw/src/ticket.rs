//! Tickets: SM3 of the seed and a unit's id. Their order is the ranking, so that a family finds its
//! own place without replaying anybody else's.

use std::thread;

use sm3::{Digest as _, Sm3};

use crate::hash::Digest;

/// How many ids make it worth to start a second thread.
const SHARE_MIN: usize = 4_096;

/// The ticket of the unit `id`: SM3(seed ‖ id), 64 bytes in all.
pub fn ticket(seed: &Digest, id: &Digest) -> Digest {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(seed.as_bytes());
    bytes[32..].copy_from_slice(id.as_bytes());
    Digest::from_bytes(Sm3::digest(bytes).into())
}

/// The tickets of `ids`, in their order. The machine's cores share the work; each ticket stands at
/// its id's place whoever made it.
pub fn tickets(seed: &Digest, ids: &[Digest]) -> Vec<Digest> {
    shared(ids, |it| ticket(seed, it))
}

/// The places of `ids` by ascending ticket: the ranking. Equal tickets, which nobody will see, go by
/// id.
pub fn rank(seed: &Digest, ids: &[Digest]) -> Vec<usize> {
    let tickets = tickets(seed, ids);
    let mut keys: Vec<_> =
        tickets.iter().zip(ids).enumerate().map(|(at, (ticket, id))| (*ticket, *id, at)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|it| it.2).collect()
}

/// There are more or fewer units than what they are paired with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{units} 个单位不能与 {targets} 个对象一一配对，数目必须相等")]
pub struct Unequal {
    /// The units.
    pub units: usize,
    /// What they should be paired with.
    pub targets: usize,
}

/// Pairs units with targets 0, 1, … `targets` − 1: the unit with the lowest ticket gets the first
/// target, and so on. Gives each unit's target, in the order of `ids`.
pub fn pair(seed: &Digest, ids: &[Digest], targets: usize) -> Result<Vec<usize>, Unequal> {
    if ids.len() != targets {
        return Err(Unequal { units: ids.len(), targets });
    }
    let mut of_unit = vec![0; targets];
    for (target, unit) in rank(seed, ids).into_iter().enumerate() {
        of_unit[unit] = target;
    }
    Ok(of_unit)
}

/// `map` of every item, in order, made by as many threads as there are cores.
pub(crate) fn shared<T: Sync, U: Send>(items: &[T], map: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(SHARE_MIN);
    if items.len() <= share {
        return items.iter().map(map).collect();
    }
    let map = &map;
    let mut all = Vec::with_capacity(items.len());
    thread::scope(|scope| {
        let others: Vec<_> = items
            .chunks(share)
            .skip(1)
            .map(|part| scope.spawn(move || part.iter().map(map).collect::<Vec<_>>()))
            .collect();
        all.extend(items[..share].iter().map(map));
        for it in others {
            // A panic of a helper is this thread's own.
            all.append(&mut it.join().unwrap_or_else(|it| std::panic::resume_unwind(it)));
        }
    });
    all
}
