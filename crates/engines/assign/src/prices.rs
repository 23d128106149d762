//! The prices of seats when a category is placed: what proves that its children cannot walk less.

use crate::{board::Board, cost::Cost, input::Input, outcome::Proof};

/// The schools of a unit by what they cost, the price of its seats counted in; the nearer one, then
/// the lower code between equals.
pub(crate) fn choices(input: &Input, unit: usize, prices: &[Cost]) -> Vec<(Cost, usize)> {
    let size = input.units[unit].size();
    let mut all = Vec::new();
    for (school, price) in prices.iter().enumerate().filter(|it| !it.1.is_far()) {
        if let Some(cost) = input.cost(unit, school) {
            all.push((cost + *price * size, cost, school));
        }
    }
    all.sort_unstable();
    all.into_iter().map(|it| (it.0, it.2)).collect()
}

/// Prices where a chain may also end with a child of the category losing its seat, which costs more
/// than anything else. Far only where nobody of the category holds a seat that could be freed.
pub(crate) fn leaving(board: &Board, category: usize) -> Vec<Cost> {
    let input = board.input;
    let mut prices = board.price.clone();
    if !input.is_nearest(category) {
        return prices;
    }
    for unit in input.ranges[category].clone() {
        let Some(school) = board.place[unit] else { continue };
        let single = input.units[unit].is_single();
        let gain = input.cost(unit, school).filter(|_| single).unwrap_or(Cost::ZERO);
        let leave = Cost { metres: Cost::UNSEATED, tie: 0 } - gain;
        prices[school] = prices[school].min(leave);
    }
    let mut changed = true;
    for _ in 0..=prices.len() {
        if !std::mem::take(&mut changed) {
            break;
        }
        for to in 0..prices.len() {
            for from in 0..prices.len() {
                let way = board.link(from, to) + prices[to];
                if !way.is_far() && way < prices[from] {
                    prices[from] = way;
                    changed = true;
                }
            }
        }
    }
    prices
}

/// The same, lowered for the schools at which only losing a seat would help: their prices mean
/// something to each other alone, and the lower they are, the more they prove about bundles.
pub(crate) fn least(board: &Board, category: usize) -> Vec<Cost> {
    let mut prices = leaving(board, category);
    let shut: Vec<usize> =
        (0..prices.len()).filter(|it| prices[*it].unseats() && !prices[*it].is_far()).collect();
    let mut room = Cost::FAR;
    for to in &shut {
        room = room.min(prices[*to]);
        for from in (0..prices.len()).filter(|it| !prices[*it].unseats()) {
            let way = board.link(from, *to) + prices[*to];
            if !way.is_far() {
                room = room.min(way - prices[from]);
            }
        }
    }
    for school in shut {
        prices[school] = prices[school] - room;
    }
    prices
}

/// Sums and prices of a category that is placed.
pub(crate) fn proof(board: &Board, category: usize) -> Proof {
    let input = board.input;
    let prices = least(board, category);
    let (mut metres, mut seated, mut unseated, mut gap) = (0, 0, 0, 0);
    for at in input.ranges[category].clone() {
        let unit = &input.units[at];
        let Some(school) = board.place[at] else {
            unseated += unit.members.len();
            continue;
        };
        seated += unit.members.len();
        let here = input.reach(at, school).unwrap_or(0);
        metres += here;
        if !unit.is_single() && input.is_nearest(category) {
            gap += slack(input, at, here + prices[school].metres * unit.size(), &prices);
        }
    }
    let known = |it: Cost| (!it.is_far()).then_some(it);
    let prices = prices.into_iter().map(known).collect();
    Proof { prices, metres, bound: metres - gap, seated, unseated }
}

/// By how many metres a bundle costs more here than where it would cost least.
fn slack(input: &Input, unit: usize, here: i64, prices: &[Cost]) -> i64 {
    let size = input.units[unit].size();
    let open = prices.iter().enumerate().filter(|it| !it.1.is_far());
    let each = open.filter_map(|(at, price)| Some(input.reach(unit, at)? + price.metres * size));
    here - each.min().unwrap_or(here)
}
