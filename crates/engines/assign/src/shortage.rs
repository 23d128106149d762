//! Why seats are short: the smallest set of schools that shows it, and who holds their seats.

use std::collections::BTreeMap;

use crate::{
    board::Board,
    input::Input,
    outcome::{Proposal, Shortage},
};

/// The school of each unit by a proposal.
pub(crate) fn places(input: &Input, proposal: &Proposal) -> Vec<Option<usize>> {
    let of = |member: usize| proposal.placements[member].school;
    input.units.iter().map(|it| of(it.members[0]).and_then(|it| input.school(it))).collect()
}

/// Why each unit without a seat has none; those of one reason together.
pub(crate) fn shortages(input: &Input, place: &[Option<usize>]) -> Vec<Shortage> {
    let mut full: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
    let mut bundles = Vec::new();
    for category in 0..input.categories.len() {
        let range = input.ranges[category].clone();
        if range.clone().all(|it| place[it].is_some()) {
            continue;
        }
        let mut board = Board::with(input, place, range.end);
        board.begin(category);
        for unit in range.filter(|it| place[*it].is_none()) {
            let ids = input.units[unit].members.iter().map(|it| input.people[*it].id.clone());
            let schools = closure(&board, unit);
            if schools.iter().all(|it| board.spare[*it] == 0) {
                full.entry(schools).or_default().extend(ids);
            } else {
                let most = most_seats(&board, unit);
                bundles.push(Shortage::Bundle { children: ids.collect(), most });
            }
        }
    }
    let full = full.into_iter().map(|(schools, children)| Shortage::Full {
        children,
        seats: schools.iter().map(|it| i64::from(input.schools[*it].seats)).sum(),
        held: held(input, place, &schools),
        schools: schools.iter().map(|it| input.schools[*it].code).collect(),
    });
    full.chain(bundles).collect()
}

/// The schools of a unit, those where whoever sits there could go, and so on.
fn closure(board: &Board, unit: usize) -> Vec<usize> {
    let width = board.width();
    let mut inside = vec![false; width];
    let mut todo: Vec<usize> =
        (0..width).filter(|it| board.input.reach(unit, *it).is_some()).collect();
    while let Some(from) = todo.pop() {
        if !std::mem::replace(&mut inside[from], true) {
            todo.extend((0..width).filter(|to| !board.link(from, *to).is_far()));
        }
    }
    (0..width).filter(|it| inside[*it]).collect()
}

fn most_seats(board: &Board, unit: usize) -> usize {
    let schools = (0..board.width()).filter(|it| board.input.reach(unit, *it).is_some());
    schools
        .map(|it| board.clone().free_up_to(it, board.input.units[unit].size()))
        .max()
        .unwrap_or(0)
}

fn held(input: &Input, place: &[Option<usize>], schools: &[usize]) -> Vec<usize> {
    let mut held = vec![0; input.categories.len() + 1];
    for person in &input.people {
        let (at, class) = match person.unit {
            Some(unit) => (place[unit], person.category + 1),
            None => (person.fixed, 0),
        };
        if at.is_some_and(|it| schools.binary_search(&it).is_ok()) {
            held[class] += 1;
        }
    }
    held
}
