//! From an input to a proposal: category by category, child by child, always by the cheapest chain.

use crate::{
    board::Board,
    cost::Cost,
    input::{Input, Person},
    outcome::{Outcome, Placement, Proof, Proposal},
    prices, shortage,
};

/// How much work may be done where the theory gives no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How often every bundle is looked at again in search of a better school.
    pub rounds: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 8 }
    }
}

/// Places everyone. Everything follows from `input` and `options`.
pub fn solve(input: &Input, options: &Options) -> Outcome {
    let mut board = Board::new(input);
    let mut proofs = Vec::with_capacity(input.categories.len());
    for category in 0..input.categories.len() {
        board.begin(category);
        run(&mut board, category, *options);
        proofs.push(prices::proof(&board, category));
    }
    outcome(&board, proofs)
}

/// Places a category from nothing. By the order of precedence, so that, where seats are short, it
/// decides who has one: whoever finds no chain now would find none later.
pub(crate) fn run(board: &mut Board, category: usize, options: Options) {
    let mut short = false;
    for unit in board.input.ranges[category].clone() {
        short |= !board.seat(unit);
    }
    // Moving a bundle could open a seat for a child that was refused one before others.
    if !short && board.input.is_nearest(category) {
        settle_bundles(board, category, options.rounds);
    }
}

/// How many other schools are tried for a bundle at a time.
const TRIED: usize = 3;

/// Tries better schools for bundles, which cannot be moved by chains, until none is found.
pub(crate) fn settle_bundles(board: &mut Board, category: usize, rounds: u32) {
    let units = board.input.ranges[category].clone();
    let bundles: Vec<usize> = units.filter(|it| !board.input.units[*it].is_single()).collect();
    for _ in 0..rounds {
        let mut better = false;
        let mut prices = prices::least(board, category);
        for bundle in &bundles {
            if resettle(board, *bundle, &prices) {
                prices = prices::least(board, category);
                better = true;
            }
        }
        if !better {
            return;
        }
    }
}

/// Where a bundle would cost less by the prices, it is tried whether it does.
fn resettle(board: &mut Board, bundle: usize, prices: &[Cost]) -> bool {
    let Some(here) = board.place[bundle] else { return false };
    let mut choices = prices::choices(board.input, bundle, prices);
    let own = choices.iter().position(|it| it.1 == here).unwrap_or(choices.len());
    choices.truncate(own.min(TRIED));
    for (_, other) in choices {
        let mut trial = board.clone();
        trial.lift(bundle);
        if trial.seat_at(bundle, other) && trial.total < board.total {
            *board = trial;
            return true;
        }
    }
    false
}

pub(crate) fn outcome(board: &Board, proofs: Vec<Proof>) -> Outcome {
    let proposal = proposal(board.input, &board.place, proofs);
    let shortages = shortage::shortages(board.input, &board.place);
    if shortages.is_empty() {
        Outcome::Seated(proposal)
    } else {
        Outcome::Short(proposal, shortages)
    }
}

/// These places with these proofs.
pub(crate) fn proposal(input: &Input, place: &[Option<usize>], proofs: Vec<Proof>) -> Proposal {
    let at = |it: &Person| it.fixed.or_else(|| it.unit.and_then(|it| place[it]));
    let placements = input.people.iter().map(|it| Placement {
        child: it.id.clone(),
        school: at(it).map(|it| input.schools[it].code),
    });
    Proposal { placements: placements.collect(), proofs }
}
