//! Whether a result is what seed and rule give: written apart from the drawing, and asking of each
//! claim whether it is true instead of drawing again.

use crate::{
    circle,
    hash::Digest,
    outcome::Outcome,
    refusal::Refusal,
    rule::{Last, Rule},
    ticket::shared,
    units::Units,
};

/// Checks order and admissions; the seed and the circle have been checked.
pub(crate) fn check(rule: &Rule, units: &Units, outcome: &Outcome) -> Result<(), Refusal> {
    check_permutation(units.len(), &outcome.order)?;
    match outcome.circle {
        Some((start, step)) => {
            let seats = seats(&outcome.seed, units);
            let numbers: Vec<_> = outcome.order.iter().map(|it| seats[*it]).collect();
            if let Some(at) = circle::first_wrong(&numbers, units.len(), start, step) {
                return Err(Refusal::Order { place: at + 1 });
            }
        }
        None => check_tickets(&outcome.seed, units, &outcome.order)?,
    }
    check_admitted(rule, units, outcome)
}

/// Each unit's seat in the circle, from 1: its number, or where there are bundles how many tickets
/// are not above its own.
fn seats(seed: &Digest, units: &Units) -> Vec<usize> {
    if !units.has_bundles() {
        return (1..=units.len()).collect();
    }
    let ticket = |at: &usize| {
        let id = units.ids()[*at];
        (Digest::of(&[&seed.as_bytes()[..], &id.as_bytes()[..]].concat()), id)
    };
    let places: Vec<_> = (0..units.len()).collect();
    let keys = shared(&places, ticket);
    let mut ascending = keys.clone();
    ascending.sort_unstable();
    keys.iter().map(|it| ascending.partition_point(|other| other <= it)).collect()
}

/// Everyone stands in the order once.
fn check_permutation(count: usize, order: &[usize]) -> Result<(), Refusal> {
    let mut seen = vec![false; count];
    for (at, it) in order.iter().enumerate() {
        match seen.get_mut(*it) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(Refusal::Order { place: at + 1 }),
        }
    }
    if order.len() == count { Ok(()) } else { Err(Refusal::Order { place: order.len() + 1 }) }
}

/// Each comes behind the one before: by group, ticket, id.
fn check_tickets(seed: &Digest, units: &Units, order: &[usize]) -> Result<(), Refusal> {
    let key = |at: &usize| {
        let it = units.unit(*at);
        let mut bytes = seed.as_bytes().to_vec();
        bytes.extend_from_slice(it.id.as_bytes());
        (it.group, Digest::of(&bytes), it.id)
    };
    let keys = shared(order, key);
    match keys.windows(2).position(|it| it[0] >= it[1]) {
        Some(at) => Err(Refusal::Order { place: at + 2 }),
        None => Ok(()),
    }
}

/// Walks the order and asks of each whether they are admitted, and whether they should be.
fn check_admitted(rule: &Rule, units: &Units, outcome: &Outcome) -> Result<(), Refusal> {
    let mut claimed = outcome.admitted.iter();
    let mut next = claimed.next();
    let mut place = 1;
    let mut books = Books { group: None, taken: 0, closed: false };
    for at in &outcome.order {
        let should = books.admits(rule, units, *at);
        if should != (next == Some(at)) {
            return Err(Refusal::Admitted { place });
        }
        if should {
            next = claimed.next();
            place += 1;
        }
    }
    if next.is_some() { Err(Refusal::Admitted { place }) } else { Ok(()) }
}

/// How many places are taken, in the group at hand where groups have places of their own.
struct Books {
    group: Option<usize>,
    taken: u64,
    closed: bool,
}

impl Books {
    fn admits(&mut self, rule: &Rule, units: &Units, at: usize) -> bool {
        let unit = units.unit(at);
        if matches!(rule, Rule::Sample { .. }) && self.group != Some(unit.group) {
            *self = Self { group: Some(unit.group), taken: 0, closed: false };
        }
        let Some(places) = rule.places_for(unit.group) else { return false };
        let with = self.taken + unit.entries.len() as u64;
        let fits = with <= places;
        let admitted = !self.closed
            && match rule.last() {
                Some(Last::Extend) => self.taken < places,
                Some(Last::Skip) => fits,
                Some(Last::Standby) => {
                    self.closed = !fits;
                    fits
                }
                None => false,
            };
        if admitted {
            self.taken = with;
        }
        admitted
    }
}
