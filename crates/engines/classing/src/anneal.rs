//! Annealing by swaps: the coarse half of the search.

use crate::{
    board::Board,
    lots::{Lots, Thresholds},
};

/// Temperatures are counted in sixteenths.
const FINE: i64 = 16;
/// 2^(−1/8) in 16 fractional bits: eight blocks halve the temperature.
const COOLER: i64 = 60_097;
const BLOCKS_A_HALVING: u32 = 8;

/// How an annealing runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// The first temperature.
    pub(crate) hot: i64,
    /// How often it is halved.
    pub(crate) halvings: u32,
    /// How many swaps are tried.
    pub(crate) swaps: u64,
}

/// The units of one pupil by their kinds: swapping two of the same kinds changes sums alone.
#[derive(Debug, Clone)]
pub(crate) struct Alike {
    order: Vec<u32>,
    /// For each place in `order` where the run of its like begins and ends.
    runs: Vec<(u32, u32)>,
}

impl Alike {
    pub(crate) fn new(board: &Board<'_>) -> Self {
        let mut order: Vec<u32> = board.seats.iter().flatten().copied().collect();
        order.sort_unstable_by_key(|it| (board.singles.kinds(*it), *it));
        let count = |it: usize| u32::try_from(it).expect("few units");
        let mut runs = Vec::with_capacity(order.len());
        for run in order.chunk_by(|a, b| board.singles.kinds(*a) == board.singles.kinds(*b)) {
            let first = runs.len();
            runs.extend(std::iter::repeat_n((count(first), count(first + run.len())), run.len()));
        }
        Self { order, runs }
    }
}

/// Anneals. The number of tries and every choice depend on `schedule` and `lots` alone.
pub(crate) fn anneal(
    board: &mut Board<'_>,
    alike: &Alike,
    schedule: Schedule,
    thresholds: &Thresholds,
    lots: &mut Lots,
) {
    if alike.order.len() < 2 || board.classes() < 2 {
        return;
    }
    let big: Vec<u32> = (0..board.class_of.len())
        .filter(|it| board.problem.units[*it].pupils.len() > 1)
        .map(|it| u32::try_from(it).expect("few units"))
        .collect();
    let blocks = u64::from(schedule.halvings * BLOCKS_A_HALVING).max(1);
    let mut heat = (schedule.hot * FINE) << 16;
    for _ in 0..blocks {
        for _ in 0..schedule.swaps / blocks {
            let at = lots.below(alike.order.len());
            let i = alike.order[at];
            let j = if lots.below(4) == 0 && board.singles.sums > 0 {
                let (first, end) = alike.runs[at];
                alike.order[first as usize + lots.below((end - first) as usize)]
            } else {
                alike.order[lots.below(alike.order.len())]
            };
            if board.class_of[i as usize] == board.class_of[j as usize] {
                continue;
            }
            let loss = board.swap_pull(i, j);
            if (loss <= 0 || loss <= bearable(heat, thresholds, lots)) && board.may_swap(&[i], &[j])
            {
                board.swap(i, j);
            }
        }
        for unit in &big {
            carry(board, *unit, heat, thresholds, lots);
        }
        heat = ((heat >> 8) * COOLER) >> 8;
    }
}

/// The largest loss that is accepted this time.
fn bearable(heat: i64, thresholds: &Thresholds, lots: &mut Lots) -> i64 {
    ((heat >> 16) * thresholds.draw(lots)) / (FINE << 16)
}

/// Tries to move a unit of several pupils into another class, against as many single ones.
fn carry(board: &mut Board<'_>, unit: u32, heat: i64, thresholds: &Thresholds, lots: &mut Lots) {
    let size = board.problem.units[unit as usize].pupils.len();
    let home = board.class_of[unit as usize];
    let to = u32::try_from(lots.below(board.classes() as usize)).expect("few classes");
    if to == home {
        return;
    }
    let Some(against) = some_of(&board.seats[to as usize], size, lots) else { return };
    if !board.may_swap(&[unit], &against) {
        return;
    }
    let loss = board.exchange_pull(&[unit], &against);
    if loss <= 0 || loss <= bearable(heat, thresholds, lots) {
        board.shift(unit, to);
        for it in &against {
            board.shift(*it, home);
        }
    }
}

/// So many different ones of `units`, if there are that many.
pub(crate) fn some_of(units: &[u32], count: usize, lots: &mut Lots) -> Option<Vec<u32>> {
    if units.len() < count {
        return None;
    }
    let mut some = Vec::with_capacity(count);
    while some.len() < count {
        let it = units[lots.below(units.len())];
        if !some.contains(&it) {
            some.push(it);
        }
    }
    Some(some)
}
