//! A first division that keeps the hard rules: units whole, rivals apart, every place taken once.

use crate::{
    board::Board,
    lots::Lots,
    problem::Problem,
    trial::{NODES_MAX, Verdict, decide},
};

/// How often a division by lot is tried.
const TRIALS: u64 = 4;
/// How often it is tried when nothing but the answer is wanted.
pub(crate) const ASKED: u64 = 3;
/// How many repairs are tried before giving up.
const REPAIRS: usize = 5_000;

/// A division that keeps the hard rules: by lot, and where that fails several times, by trying all
/// ways; none where that fails, too.
pub(crate) fn begin(problem: &Problem, seed: &[u8; 32]) -> Option<Vec<u32>> {
    let by_lot = (0..TRIALS).find_map(|it| construct(problem, &mut Lots::new(seed, "begin", it)));
    // What was found when it was asked whether there is any; see `conflict.rs`.
    let known =
        || (0..ASKED).find_map(|it| construct(problem, &mut Lots::new(&[0; 32], "feasible", it)));
    by_lot.or_else(known).or_else(|| match decide(problem, &mut NODES_MAX.clone()) {
        Verdict::Found(division) => Some(division),
        Verdict::None | Verdict::Unknown => None,
    })
}

/// A division by lot; none where it finds none.
///
/// Units with many rivals and large units choose first, each the emptiest class that holds no
/// rival, preferring the class that has least of what the unit brings.
pub(crate) fn construct(problem: &Problem, lots: &mut Lots) -> Option<Vec<u32>> {
    let mut order: Vec<usize> = (0..problem.units.len()).collect();
    lots.shuffle(&mut order);
    order.sort_by_key(|it| {
        let unit = &problem.units[*it];
        let kinds = unit.amounts.iter().map(|it| it.0).take_while(|it| *it < problem.first_sum());
        let key = kinds.fold(0u64, |key, kind| key.wrapping_mul(257).wrapping_add(kind as u64 + 1));
        let hard = unit.rivals.len() + 4 * (unit.pupils.len() - 1);
        (std::cmp::Reverse(hard), key)
    });
    let mut class_of = vec![u32::MAX; problem.units.len()];
    let mut free = problem.sizes.clone();
    let mut loads = vec![vec![0i64; problem.features()]; free.len()];
    for unit in order {
        let it = &problem.units[unit];
        let class =
            (0..free.len()).filter(|class| free[*class] >= it.pupils.len()).min_by_key(|c| {
                let rivals =
                    it.rivals.iter().filter(|r| class_of[**r as usize] as usize == *c).count();
                let pull = it
                    .amounts
                    .iter()
                    .map(|(f, amount)| problem.weights[*f] * amount * loads[*c][*f]);
                (rivals, pull.sum::<i64>(), std::cmp::Reverse(free[*c]))
            })?;
        class_of[unit] = u32::try_from(class).expect("few classes");
        free[class] -= it.pupils.len();
        for (feature, amount) in &it.amounts {
            loads[class][*feature] += amount;
        }
    }
    let mut board = Board::new(problem, class_of);
    repair(&mut board, lots).then_some(board.class_of)
}

/// Swaps units away from their rivals; whether none are left together.
pub(crate) fn repair(board: &mut Board<'_>, lots: &mut Lots) -> bool {
    for _ in 0..REPAIRS {
        let at_odds: Vec<u32> = (0..board.class_of.len())
            .map(|it| u32::try_from(it).expect("few units"))
            .filter(|it| odds(board, *it) > 0)
            .collect();
        if at_odds.is_empty() {
            return true;
        }
        let unit = at_odds[lots.below(at_odds.len())];
        step(board, unit, lots);
    }
    false
}

/// How many rivals share the unit's class.
fn odds(board: &Board<'_>, unit: u32) -> usize {
    let rivals = &board.problem.units[unit as usize].rivals;
    let class = board.class_of[unit as usize];
    rivals.iter().filter(|it| board.class_of[**it as usize] == class).count()
}

/// Swaps `unit` with what it can be swapped with so that fewest rivals meet, ties by lot.
fn step(board: &mut Board<'_>, unit: u32, lots: &mut Lots) {
    let home = board.class_of[unit as usize];
    let size = board.problem.units[unit as usize].pupils.len();
    let mut best: Option<(usize, u64, Vec<u32>)> = None;
    for class in (0..board.classes()).filter(|it| *it != home) {
        let there = &board.seats[class as usize];
        for _ in 0..8 {
            let Some(against) = crate::anneal::some_of(there, size, lots) else { break };
            let met = meetings(board, &[unit], class) + meetings(board, &against, home);
            let key = (met, lots.next());
            if best.as_ref().is_none_or(|it| key < (it.0, it.1)) {
                best = Some((key.0, key.1, against));
            }
        }
    }
    if let Some((_, _, against)) = best {
        let class = board.class_of[against[0] as usize];
        board.shift(unit, class);
        for it in &against {
            board.shift(*it, home);
        }
    }
}

fn meetings(board: &Board<'_>, units: &[u32], class: u32) -> usize {
    let rivals = units.iter().flat_map(|it| &board.problem.units[*it as usize].rivals);
    rivals.filter(|it| board.class_of[**it as usize] == class).count()
}
