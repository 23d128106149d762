//! Polishing: annealing at what the division really costs.
//!
//! The smooth measure that anneals and levels is least where every load is even. Where requests
//! make that impossible, what it prefers and what the weights prefer may differ by a little, and
//! this last step follows the weights. It is slower, since a range looks at all classes.

use crate::{
    board::Board,
    lots::{Lots, Thresholds},
};

/// The most units that a move drags along.
const CHAIN_MAX: usize = 16;
/// Heat is counted in 1/65,536.
const FINE: i64 = 65_536;

/// How a polishing runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Polishing {
    /// Only a division that costs less is an answer.
    pub(crate) bar: i64,
    /// How many swaps are tried.
    pub(crate) tries: u64,
    /// Whether to begin at the heat of a usual swap, which crosses any ridge and needs many tries
    /// for each unit, or at that of the lightest weight.
    pub(crate) is_hot: bool,
}

/// Tries swaps; the best division found, if any.
pub(crate) fn polish(
    board: &mut Board<'_>,
    Polishing { bar, tries, is_hot }: Polishing,
    thresholds: &Thresholds,
    lots: &mut Lots,
) -> Option<Vec<u32>> {
    let units = board.class_of.len();
    let (mut cost, mut bar, mut best) = (board.cost(), bar, None);
    let lightest = board.problem.weights.iter().filter(|it| **it > 0).min().copied().unwrap_or(1);
    let heat = if is_hot { lightest.max(usual_change(board, lots)) } else { lightest };
    for done in 0..tries {
        let i = lots.below(units);
        let to = u32::try_from(lots.below(board.classes() as usize)).expect("few classes");
        let Some((comers, leavers)) = exchange(board, i, to, lots) else { continue };
        if !board.may_swap(&comers, &leavers) {
            continue;
        }
        let home = board.class_of[i];
        let change = board.cost_change(&comers, &leavers);
        // Straight down from the first heat to nothing.
        let left = i64::try_from((tries - done) * 1_024 / tries).unwrap_or(0);
        let bearable = heat * left / 1_024 * thresholds.draw(lots) / FINE;
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

/// What a swap usually changes, either way.
fn usual_change(board: &Board<'_>, lots: &mut Lots) -> i64 {
    let (mut sum, mut count) = (0, 0);
    for _ in 0..64 {
        let i = lots.below(board.class_of.len());
        let to = u32::try_from(lots.below(board.classes() as usize)).expect("few classes");
        if let Some((comers, leavers)) = exchange(board, i, to, lots) {
            sum += board.cost_change(&comers, &leavers).abs();
            count += 1;
        }
    }
    sum / i64::from(count.max(1))
}

/// Unit `i` for as many pupils of class `to`: pupils who are units of their own, or one unit of the
/// same size, or, where rivals are in the way, all whom the move drags along.
fn exchange(board: &Board<'_>, i: usize, to: u32, lots: &mut Lots) -> Option<(Vec<u32>, Vec<u32>)> {
    if board.class_of[i] == to {
        return None;
    }
    let unit = u32::try_from(i).expect("few units");
    let size = board.problem.units[i].pupils.len();
    if lots.below(2) == 0 && board.problem.units[i].rivals.iter().any(|it| class(board, *it) == to)
    {
        return dragged(board, unit, to, lots);
    }
    if size > 1 && lots.below(2) == 0 {
        let alike =
            |it: &usize| board.class_of[*it] == to && board.problem.units[*it].pupils.len() == size;
        let all: Vec<usize> = (0..board.class_of.len()).filter(alike).collect();
        let other = all.get(lots.below(all.len().max(1)))?;
        return Some((vec![unit], vec![u32::try_from(*other).expect("few units")]));
    }
    let against = crate::anneal::some_of(&board.seats[to as usize], size, lots)?;
    Some((vec![unit], against))
}

fn class(board: &Board<'_>, unit: u32) -> u32 {
    board.class_of[unit as usize]
}

/// A Kempe chain: `unit` goes to the class `to`, its rivals there come back, theirs go there, and so
/// on; then pupils by lot until both sides are equally many. Without it, two who avoid the same
/// third could never change places with it, since each half of that breaks a rule.
fn dragged(board: &Board<'_>, unit: u32, to: u32, lots: &mut Lots) -> Option<(Vec<u32>, Vec<u32>)> {
    let home = class(board, unit);
    let mut sides = [vec![unit], Vec::new()];
    let (mut done, mut side) = ([0, 0], 0);
    while done[side] < sides[side].len() {
        while let Some(it) = sides[side].get(done[side]).copied() {
            done[side] += 1;
            let opposite = [to, home][side];
            for rival in &board.problem.units[it as usize].rivals {
                if class(board, *rival) == opposite && !sides[1 - side].contains(rival) {
                    sides[1 - side].push(*rival);
                }
            }
        }
        if sides[0].len() + sides[1].len() > CHAIN_MAX {
            return None;
        }
        side = 1 - side;
    }
    let pupils = |side: &[u32]| -> usize {
        side.iter().map(|it| board.problem.units[*it as usize].pupils.len()).sum()
    };
    let (there, back) = (pupils(&sides[0]), pupils(&sides[1]));
    let (fewer, from) = if there < back { (0, home) } else { (1, to) };
    let mut missing = there.abs_diff(back);
    let mut fill: Vec<u32> = (0u32..)
        .zip(&board.class_of)
        .filter(|(it, class)| **class == from && !sides[fewer].contains(it))
        .map(|it| it.0)
        .collect();
    lots.shuffle(&mut fill);
    for it in fill {
        let size = board.problem.units[it as usize].pupils.len();
        if size <= missing {
            missing -= size;
            sides[fewer].push(it);
        }
    }
    if missing > 0 {
        return None;
    }
    let [comers, leavers] = sides;
    Some((comers, leavers))
}
