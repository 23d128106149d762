//! From seed to result: the order of all units, and who is admitted.

use crate::{
    circle::circular,
    declaration::{Declaration, Opening},
    hash::{Digest, Domain, Fields},
    rule::{Last, Rule},
    source::{Value, whole},
    ticket::tickets,
    units::Units,
};

/// What comes of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What every ticket is made from.
    pub seed: Digest,
    /// Start and step of the circular method.
    pub circle: Option<(u64, u64)>,
    /// Every unit's place in the list, from 0, by rank.
    pub order: Vec<usize>,
    /// The admitted among them, by rank. Who is not waits in the order that is left.
    pub admitted: Vec<usize>,
}

/// The hash over everything that is settled and everything that was drawn.
pub(crate) fn seed(declaration: &Digest, values: &[Value], opening: &Opening) -> Digest {
    let count = (values.len() as u64).to_be_bytes();
    let hash = Fields::of(Domain::Seed).field(declaration.as_bytes()).field(&count);
    let hash = values.iter().fold(hash, |all, it| all.field(&it.bytes()));
    hash.field(&opening.secret).field(&opening.nonce).end()
}

/// A number from 0 to `most` − 1, each as likely as any other: the first eight bytes of a hash, and
/// of the next one where they lie in the odd rest above the last whole multiple.
fn below(domain: Domain, seed: &Digest, most: u64) -> u64 {
    let rest = (u64::MAX % most + 1) % most;
    let mut turn = 0u64;
    loop {
        let hash = Fields::of(domain).field(seed.as_bytes()).field(&turn.to_be_bytes()).end();
        let number = hash.as_bytes()[..8].iter().fold(0, |all, it| all << 8 | u64::from(*it));
        if number <= u64::MAX - rest {
            return number % most;
        }
        turn += 1;
    }
}

/// Start and step: as drawn on site, or from the seed.
pub(crate) fn start_and_step(
    rule: &Rule,
    units: usize,
    values: &[Value],
    seed: &Digest,
) -> Option<(u64, u64)> {
    let Rule::Circular { step_most, drawn, .. } = rule else { return None };
    if *drawn {
        let number = |at: usize| match values.get(at) {
            Some(Value::Text(text)) => whole(text),
            _ => None,
        };
        return Some((number(0)?, number(1)?));
    }
    let start = below(Domain::Start, seed, units.max(1) as u64) + 1;
    Some((start, below(Domain::Step, seed, *step_most) + 1))
}

/// The units by group, then ticket, then id. It is also how they sit in a circle that has bundles:
/// who sits behind a bundle has another chance than who does not, and by number the organiser could
/// settle that beforehand with the salts.
fn by_ticket(seed: &Digest, units: &Units) -> Vec<usize> {
    let tickets = tickets(seed, units.ids());
    // The first eight bytes tell nearly all tickets apart, so that sorting moves little.
    let mut keys: Vec<_> = tickets
        .iter()
        .enumerate()
        .map(|(at, it)| {
            let head = it.as_bytes()[..8].iter().fold(0u64, |all, it| all << 8 | u64::from(*it));
            (units.group(at), head, at)
        })
        .collect();
    keys.sort_unstable_by(|left, right| {
        let heads = (left.0, left.1).cmp(&(right.0, right.1));
        // Ids ascend with places, so the place decides a tie.
        heads.then_with(|| (tickets[left.2], left.2).cmp(&(tickets[right.2], right.2)))
    });
    keys.into_iter().map(|it| it.2).collect()
}

/// Gives out `places` along `order`.
fn admit(units: &Units, order: &[usize], places: u64, last: Last, to: &mut Vec<usize>) {
    let mut left = places;
    for at in order {
        let size = units.size(*at);
        if left == 0 {
            return;
        }
        if size <= left {
            to.push(*at);
            left -= size;
            continue;
        }
        match last {
            Last::Extend => {
                to.push(*at);
                return;
            }
            Last::Skip => {}
            Last::Standby => return,
        }
    }
}

/// Draws.
pub(crate) fn outcome(declaration: &Declaration, values: &[Value], opening: &Opening) -> Outcome {
    let seed = seed(&declaration.digest(), values, opening);
    from_seed(&declaration.terms().rule, declaration.units(), values, seed)
}

/// What a seed leads to.
pub(crate) fn from_seed(rule: &Rule, units: &Units, values: &[Value], seed: Digest) -> Outcome {
    let circle = start_and_step(rule, units.len(), values, &seed);
    let round = circle.and_then(|(start, step)| circular(units.len(), start, step));
    let order = match round {
        Some(seats) if units.has_bundles() => {
            let seated = by_ticket(&seed, units);
            seats.into_iter().map(|it| seated[it - 1]).collect()
        }
        Some(seats) => seats.into_iter().map(|it| it - 1).collect(),
        None => by_ticket(&seed, units),
    };
    let admitted = admitted(rule, units, &order);
    Outcome { seed, circle, order, admitted }
}

/// Who is admitted along `order`.
fn admitted(rule: &Rule, units: &Units, order: &[usize]) -> Vec<usize> {
    let mut admitted = Vec::new();
    match rule {
        Rule::Rank { .. } | Rule::Pair { .. } => {}
        Rule::Admit { places, last, .. } | Rule::Circular { places, last, .. } => {
            admit(units, order, *places, *last, &mut admitted);
        }
        Rule::Sample { places, last, .. } => {
            for group in order.chunk_by(|left, right| units.group(*left) == units.group(*right)) {
                let places = places.get(units.group(group[0])).copied().unwrap_or_default();
                admit(units, group, places, *last, &mut admitted);
            }
        }
    }
    admitted
}
