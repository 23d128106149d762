//! The two methods that deal instead of searching: S-shaped, and random in strata.

use crate::{
    board::Board,
    construct::{begin, repair},
    input::{Input, Member},
    lots::Lots,
    plan::{Level, Method},
    problem::Problem,
};

/// How often dealing is tried.
const TRIALS: u64 = 8;

/// Deals the pupils in order into the classes, to and fro or round and round.
///
/// Units of several pupils come first in the order. Whoever would come to a rival, or into a class
/// that has no more room, takes the next place that will do, and the place that was passed over is
/// the next one's. Where the last places leave somebody with a rival all the same, swaps by lot put
/// that right. What those cannot put right either is begun
/// anew with other lots, and in the end left to a division that is only known to keep the rules.
pub(crate) fn deal(input: &Input, problem: &Problem, seed: &[u8; 32]) -> Option<Vec<u32>> {
    let dealt = (0..TRIALS).find_map(|trial| deal_once(input, problem, seed, trial));
    dealt.or_else(|| begin(problem, seed))
}

fn deal_once(input: &Input, problem: &Problem, seed: &[u8; 32], trial: u64) -> Option<Vec<u32>> {
    let mut places = places(problem.sizes(), input.sealed().plan.method == Method::Snake);
    let mut class_of = vec![u32::MAX; problem.units.len()];
    let mut late = Vec::new();
    for unit in order(input, problem, seed, trial) {
        let it = &problem.units[unit];
        let size = it.pupils.len();
        let rival = |class: u32| it.rivals.iter().any(|rival| class_of[*rival as usize] == class);
        let room = |class: u32| places.iter().filter(|it| **it == class).take(size).count() == size;
        let free = |class: u32| !rival(class) && (size == 1 || room(class));
        let Some(class) = places.iter().copied().find(|it| free(*it)) else {
            late.push(unit);
            continue;
        };
        take(&mut places, class, size);
        class_of[unit] = class;
    }
    for unit in late {
        let size = problem.units[unit].pupils.len();
        let room = |class: u32| places.iter().filter(|it| **it == class).take(size).count() == size;
        let class = places.iter().copied().find(|it| room(*it))?;
        take(&mut places, class, size);
        class_of[unit] = class;
    }
    let mut board = Board::new(problem, class_of);
    repair(&mut board, &mut Lots::new(seed, "repair", trial)).then_some(board.class_of)
}

fn take(places: &mut Vec<u32>, class: u32, count: usize) {
    for _ in 0..count {
        if let Some(at) = places.iter().position(|it| *it == class) {
            places.remove(at);
        }
    }
}

/// The places in the order in which they are dealt: 1 2 3, 3 2 1, 1 2 3 … or 1 2 3, 1 2 3 ….
fn places(sizes: &[usize], to_and_fro: bool) -> Vec<u32> {
    let most = sizes.iter().max().copied().unwrap_or(0);
    let mut places = Vec::with_capacity(sizes.iter().sum());
    for lap in 0..most {
        let classes = (0u32..).zip(sizes).filter(|(_, size)| **size > lap).map(|it| it.0);
        let mut classes: Vec<u32> = classes.collect();
        if to_and_fro && lap % 2 == 1 {
            classes.reverse();
        }
        places.extend(classes);
    }
    places
}

/// Units in the order in which they are dealt: those of several pupils, then the rest by stratum,
/// then by standing, ties by lot. A unit has the stratum and the standing of its first pupil.
fn order(input: &Input, problem: &Problem, seed: &[u8; 32], trial: u64) -> Vec<usize> {
    let mut lot: Vec<usize> = (0..problem.units.len()).collect();
    Lots::new(seed, "deal", trial).shuffle(&mut lot);
    let by_standing = input.sealed().plan.method == Method::Snake;
    lot.sort_by_cached_key(|unit| {
        let it = &problem.units[*unit];
        let pupil = &input.sealed().pupils[it.pupils[0]];
        let alone = it.pupils.len() == 1;
        let standing = if by_standing { standing(pupil) } else { 0 };
        let stratum = if by_standing { Stratum::of_sex(pupil) } else { Stratum::of(pupil) };
        (alone, stratum, standing)
    });
    lot
}

/// The sum of a pupil's levels, the best having the smallest; 0 for all where there are none.
fn standing(pupil: &Member) -> usize {
    pupil.levels.iter().map(|it| *it as usize).sum()
}

/// Pupils who are alike in everything that is balanced.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stratum {
    sex: i64,
    special: bool,
    origin: String,
    levels: Vec<Level>,
}

impl Stratum {
    fn of_sex(it: &Member) -> Self {
        Self { sex: -it.sex, special: false, origin: String::new(), levels: Vec::new() }
    }

    fn of(it: &Member) -> Self {
        let (origin, levels) = (it.origin.clone(), it.levels.clone());
        Self { special: it.special, origin, levels, ..Self::of_sex(it) }
    }
}
