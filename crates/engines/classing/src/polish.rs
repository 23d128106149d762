//! Polishing: annealing at what the division really costs.
//!
//! The smooth measure that anneals and levels is least where every load is even. Where requests
//! make that impossible, what it prefers and what the weights prefer may differ by a little, and
//! this last step follows the weights. It is slower, since a range looks at all classes.

use crate::{
    board::Board,
    lots::{Lots, Thresholds},
};

/// Heat is counted in 1/65,536.
const FINE: i64 = 65_536;

/// Tries so many swaps; the best division found if it costs less than `bar`.
pub(crate) fn polish(
    board: &mut Board<'_>,
    bar: i64,
    tries: u64,
    thresholds: &Thresholds,
    lots: &mut Lots,
) -> Option<Vec<u32>> {
    let units = board.class_of.len();
    let (mut cost, mut bar, mut best) = (board.cost(), bar, None);
    let lightest = board.problem.weights.iter().filter(|it| **it > 0).min().copied().unwrap_or(1);
    for done in 0..tries {
        let i = lots.below(units);
        let to = u32::try_from(lots.below(board.classes() as usize)).expect("few classes");
        let Some((comers, leavers)) = exchange(board, i, to, lots) else { continue };
        if !board.may_swap(&comers, &leavers) {
            continue;
        }
        let home = board.class_of[i];
        let change = board.cost_change(&comers, &leavers);
        // Straight down from the lightest weight's cost to nothing.
        let left = i64::try_from((tries - done) * 1_024 / tries).unwrap_or(0);
        let bearable = lightest * left / 1_024 * thresholds.draw(lots) / FINE;
        if change > bearable {
            continue;
        }
        for it in &comers {
            board.shift(*it, to);
        }
        for it in &leavers {
            board.shift(*it, home);
        }
        cost += change;
        if cost < bar {
            bar = cost;
            best = Some(board.class_of.clone());
        }
    }
    best
}

/// Unit `i` against as many pupils of class `to`: units of one pupil, or one unit of the same size.
fn exchange(board: &Board<'_>, i: usize, to: u32, lots: &mut Lots) -> Option<(Vec<u32>, Vec<u32>)> {
    if board.class_of[i] == to {
        return None;
    }
    let unit = u32::try_from(i).expect("few units");
    let size = board.problem.units[i].pupils.len();
    let there = &board.seats[to as usize];
    if size > 1 && lots.below(2) == 0 {
        let alike =
            |it: &usize| board.class_of[*it] == to && board.problem.units[*it].pupils.len() == size;
        let all: Vec<usize> = (0..board.class_of.len()).filter(alike).collect();
        let other = all.get(lots.below(all.len().max(1)))?;
        return Some((vec![unit], vec![u32::try_from(*other).expect("few units")]));
    }
    let against = crate::anneal::some_of(there, size, lots)?;
    Some((vec![unit], against))
}
