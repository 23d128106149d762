//! Whether a proposal keeps the rules and cannot be undercut, worked out from the input alone.
//!
//! Written apart from the placing: nothing is searched here. Seats are counted afresh, and prices are
//! held against every child and every school. For a category that is placed together this is the
//! duality of linear programs: with prices p ≥ 0, nothing where seats are spare, every placement of
//! the same children costs at least Σ min over schools (metres + p) − Σ p · seats; where each child
//! sits at its own minimum, this is what the proposal costs.
//!
//! For who goes one after the other, and for who has no seat, every school that would have been
//! nearer is shown to be full of children who go before and may not move on, followed to the end.

use crate::{
    cost::Cost,
    input::{Input, NOT_ALLOWED},
    outcome::{Proof, Proposal},
};

/// A rule that a proposal breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Not every child exactly once, in the order of numbers.
    #[error("方案中的儿童与名单不一致")]
    Children,
    /// Not a proof for each category, or prices for other schools.
    #[error("方案的证明与类别或学校不一致")]
    Proofs,
    /// A child at a school that it may not go to, or not at the one that has admitted it.
    #[error("报名号 {0}：不应安排到这所学校")]
    NotAllowed(String),
    /// Siblings are not together.
    #[error("报名号 {0}：没有与捆绑的兄弟姐妹同校")]
    Parted(String),
    /// More children than seats.
    #[error("学校 {0}：安排人数超过学位数")]
    Overfull(u64),
    /// The sums of a category are not what the placements say.
    #[error("类别“{0}”：人数或距离合计有误")]
    Sums(String),
    /// A price below nothing, or above nothing where seats are spare.
    #[error("类别“{category}”：学校 {school} 的价格不成立")]
    Price {
        /// The category.
        category: String,
        /// The school.
        school: u64,
    },
    /// By the prices, a child would do better elsewhere.
    #[error("报名号 {child}：按价格应改到学校 {school}，距离合计不是最小")]
    NotLeast {
        /// The child.
        child: String,
        /// The school.
        school: u64,
    },
    /// A nearer seat was left to someone who goes after.
    #[error("报名号 {child}：学校 {school} 本可安排")]
    PassedOver {
        /// The child.
        child: String,
        /// The school.
        school: u64,
    },
    /// Siblings for whom there is room.
    #[error("报名号 {child}：几名兄弟姐妹在学校 {school} 本可同校安排")]
    Room {
        /// The first of them.
        child: String,
        /// The school.
        school: u64,
    },
}

/// Checks everything.
pub fn check(input: &Input, proposal: &Proposal) -> Result<(), Violation> {
    let place = read(input, proposal)?;
    let width = input.schools.len();
    let mut taken = vec![0i64; width];
    for (category, proof) in proposal.proofs.iter().enumerate() {
        for unit in input.ranges[category].clone() {
            if let Some(school) = place[unit] {
                taken[school] += input.units[unit].size();
            }
        }
        if let Some(at) = (0..width).find(|it| taken[*it] > input.seats[*it]) {
            return Err(Violation::Overfull(input.schools[at].code));
        }
        sums(input, category, &place, proof)?;
        if input.is_nearest(category) {
            prices(input, category, &place, &taken, proof)?;
        } else {
            // One after the other is proved by what is closed; its prices only say that.
            let open = |it: &&Option<Cost>| it.is_some_and(|it| it != Cost::ZERO);
            if proof.prices.iter().any(|it| open(&it)) {
                return Err(Violation::Proofs);
            }
        }
    }
    crate::closed::check(input, &place)
}

/// Where each unit sits; whether the placements have the shape that they should.
fn read(input: &Input, proposal: &Proposal) -> Result<Vec<Option<usize>>, Violation> {
    let same =
        proposal.placements.iter().map(|it| &it.child).eq(input.people.iter().map(|it| &it.id));
    if !same {
        return Err(Violation::Children);
    }
    let width = input.schools.len();
    let full = |it: &Proof| it.prices.len() == width;
    if proposal.proofs.len() != input.categories.len() || !proposal.proofs.iter().all(full) {
        return Err(Violation::Proofs);
    }
    let mut place = vec![None; input.units.len()];
    for (at, (person, placement)) in input.people.iter().zip(&proposal.placements).enumerate() {
        let wrong = || Violation::NotAllowed(person.id.clone());
        let school = match placement.school {
            Some(code) => Some(input.school(code).ok_or_else(wrong)?),
            None => None,
        };
        let Some(unit) = person.unit else {
            if school != person.fixed {
                return Err(wrong());
            }
            continue;
        };
        if school.is_some_and(|it| input.rows[at * width + it] == NOT_ALLOWED) {
            return Err(wrong());
        }
        if input.units[unit].members[0] == at {
            place[unit] = school;
        } else if place[unit] != school {
            return Err(Violation::Parted(person.id.clone()));
        }
    }
    Ok(place)
}

/// Whether the sums are those of the placements, and the bound is what the prices give.
fn sums(
    input: &Input,
    category: usize,
    place: &[Option<usize>],
    proof: &Proof,
) -> Result<(), Violation> {
    let (mut metres, mut least, mut seated, mut unseated) = (0, 0, 0, 0);
    for unit in input.ranges[category].clone() {
        let size = input.units[unit].size();
        let Some(school) = place[unit] else {
            unseated += input.units[unit].members.len();
            continue;
        };
        seated += input.units[unit].members.len();
        let here = i64::from(input.row(unit)[school]);
        metres += here;
        least += match proof.prices[school] {
            Some(price) if input.is_nearest(category) => {
                let each = proof.prices.iter().zip(input.row(unit));
                let each = each.filter(|it| *it.1 != NOT_ALLOWED).filter_map(|(price, metres)| {
                    price.map(|it| i64::from(*metres) + it.metres * size)
                });
                each.min().unwrap_or(0) - price.metres * size
            }
            _ => here,
        };
    }
    let right = (metres, least, seated, unseated);
    if right == (proof.metres, proof.bound, proof.seated, proof.unseated) {
        Ok(())
    } else {
        Err(Violation::Sums(input.categories[category].name.clone()))
    }
}

/// Whether the prices are a solution of the dual and belong to this placement.
fn prices(
    input: &Input,
    category: usize,
    place: &[Option<usize>],
    taken: &[i64],
    proof: &Proof,
) -> Result<(), Violation> {
    for (school, price) in proof.prices.iter().enumerate() {
        let spare = taken[school] < input.seats[school];
        let sound = price.map_or(!spare, |it| it == Cost::ZERO || (it > Cost::ZERO && !spare));
        if !sound {
            let category = input.categories[category].name.clone();
            return Err(Violation::Price { category, school: input.schools[school].code });
        }
    }
    let upto = input.ranges[category].end;
    for (unit, here) in place.iter().enumerate().take(upto) {
        let now = input.units[unit].category == category;
        if let Some(here) = here.filter(|_| input.units[unit].is_single())
            && let Some(school) = tempted(input, unit, here, now, &proof.prices)
        {
            let child = input.people[input.units[unit].members[0]].id.clone();
            return Err(Violation::NotLeast { child, school: input.schools[school].code });
        }
    }
    Ok(())
}

/// The school where a child would cost less than here, by the prices. Who was placed before may only
/// be where it walks exactly as far.
fn tempted(
    input: &Input,
    unit: usize,
    here: usize,
    now: bool,
    prices: &[Option<Cost>],
) -> Option<usize> {
    let row = input.row(unit);
    let weight = if now { input.weight(unit) } else { 0 };
    let cost = |school: usize| {
        let walk = if now { Cost::of(i64::from(row[school]), weight) } else { Cost::ZERO };
        prices[school].map(|price| walk + price)
    };
    let own = cost(here);
    (0..row.len()).find(|other| {
        let may = row[*other] != NOT_ALLOWED && (now || row[*other] == row[here]);
        may && match (cost(*other), own) {
            (Some(other), Some(own)) => other < own,
            (Some(_), None) => true,
            (None, _) => false,
        }
    })
}
