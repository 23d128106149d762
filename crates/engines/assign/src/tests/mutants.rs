//! Wrong engines, planted: the check must refuse each of them, with the very proof that the wrong
//! placement would have, as soon as it does worse than the right one.

use super::{Lots, SMALL, WIDE, lists, places};
use crate::{
    Cost, Input, Method, Options, Proposal, Raw,
    board::Board,
    check, prices,
    solve::{self, solve},
};

/// A proposal of these places, with the best proof that can be given of them.
fn proved(input: &Input, place: &[Option<usize>]) -> Proposal {
    let mut proofs = Vec::new();
    for category in 0..input.categories.len() {
        let mut board = Board::with(input, place, input.ranges[category].end);
        board.begin(category);
        proofs.push(prices::proof(&board, category));
    }
    solve::proposal(input, place, proofs)
}

/// The places that the engine gives when it is told something else.
fn as_if(raw: &Raw, change: impl Fn(&mut Raw)) -> Vec<Option<usize>> {
    let right = Input::new(raw.clone()).unwrap();
    let mut other = raw.clone();
    change(&mut other);
    let input = Input::new(other).unwrap();
    let found = solve(&input, &Options::default());
    let mut place = vec![None; right.units.len()];
    for (unit, it) in right.units.iter().enumerate() {
        let child = input.child(&right.people[it.members[0]].id).unwrap();
        place[unit] = found.proposal().placements[child].school.and_then(|it| right.school(it));
    }
    place
}

/// One by one, each to the nearest school that has seats; nobody ever moves.
fn greedy(input: &Input, order: impl Iterator<Item = usize>) -> Vec<Option<usize>> {
    let mut spare = input.seats.clone();
    let mut place = vec![None; input.units.len()];
    for unit in order {
        let size = input.units[unit].size();
        let open = (0..spare.len()).filter(|it| spare[*it] >= size);
        let near = open.filter_map(|it| Some((input.reach(unit, it)?, it))).min();
        if let Some((_, school)) = near {
            spare[school] -= size;
            place[unit] = Some(school);
        }
    }
    place
}

type Engine = fn(&Raw, &Input) -> Vec<Option<usize>>;

const MUTANTS: &[(&str, Engine)] = &[
    ("moves nobody", |_, input| greedy(input, 0..input.units.len())),
    ("takes the last first", |_, input| greedy(input, (0..input.units.len()).rev())),
    ("forgets the categories", |raw, _| {
        as_if(raw, |it| {
            let first = it.categories[0].clone();
            it.children.iter_mut().for_each(|it| it.category = first.name.clone());
            (1..).zip(&mut it.children).for_each(|(nth, it)| it.ticket = nth);
        })
    }),
    ("turns the categories round", |raw, _| as_if(raw, |it| it.categories.reverse())),
    ("places together whom the rules place in turn", |raw, _| {
        as_if(raw, |it| it.categories.iter_mut().for_each(|it| it.method = Method::Nearest))
    }),
    ("places in turn whom the rules place together", |raw, _| {
        as_if(raw, |it| it.categories.iter_mut().for_each(|it| it.method = Method::Ranked))
    }),
    ("turns the tickets round", |raw, _| {
        as_if(raw, |it| it.children.iter_mut().for_each(|it| it.ticket = 1_000 - it.ticket))
    }),
    ("forgets the points", |raw, _| {
        as_if(raw, |it| it.children.iter_mut().for_each(|it| it.points = 0))
    }),
    ("holds a seat back", |raw, _| {
        as_if(raw, |it| {
            let admitted =
                |it: &Raw, code| it.children.iter().filter(|c| c.fixed == Some(code)).count();
            let most = |it: &Raw, at: usize| {
                let school = &it.schools[at];
                school.seats as usize > admitted(it, school.code) + 2
            };
            if let Some(at) = (0..it.schools.len()).find(|at| most(it, *at)) {
                it.schools[at].seats -= 1;
            }
        })
    }),
];

#[test]
fn the_check_refuses_wrong_engines_and_only_where_they_do_worse() {
    for (name, engine) in MUTANTS {
        let (mut killed, mut same) = (0, 0);
        for seed in 0..1_200 {
            let raw = lists(seed, super::Size { bundles: false, ..SMALL });
            let input = Input::new(raw.clone()).unwrap();
            let right = solve(&input, &Options::default());
            let place = engine(&raw, &input);
            let wrong = proved(&input, &place);
            if worth(&input, &place) == worth(&input, &places(&input, right.proposal())) {
                assert_eq!(check(&input, &wrong), Ok(()), "{name} {seed} {raw:#?}");
                same += 1;
            } else if check(&input, &wrong).is_err() {
                killed += 1;
            } else {
                panic!("{name} lives on {seed}: {raw:#?}");
            }
        }
        assert!(killed > 10 && same > 10, "{name}: {killed} {same}");
    }
}

/// How far each child walks: all that precedence, sums and tickets decide.
fn worth(input: &Input, place: &[Option<usize>]) -> Vec<Vec<i64>> {
    let mut all = Vec::new();
    for category in 0..input.categories.len() {
        let units = input.ranges[category].clone();
        let walk = |it: usize| place[it].and_then(|at| input.reach(it, at));
        let left = units.clone().map(|it| i64::from(place[it].is_none()));
        let each = units.clone().map(|it| walk(it).unwrap_or(-1));
        let metres: i64 = units.clone().filter_map(walk).sum();
        let tie = units.clone().filter_map(|it| Some(walk(it)? * input.units[it].before)).sum();
        if input.is_nearest(category) {
            all.push(left.collect());
            all.push(vec![metres, tie]);
        } else {
            all.push(each.collect());
        }
    }
    all
}

/// Everything in a proposal that can be changed by one.
fn forgeries(input: &Input, proposal: &Proposal, lots: &mut Lots) -> Vec<Proposal> {
    let mut all = Vec::new();
    let mut forge = |change: &dyn Fn(&mut Proposal)| {
        let mut it = proposal.clone();
        change(&mut it);
        all.push(it);
    };
    let some = |lots: &mut Lots, of: usize| usize::try_from(lots.below(of as u64)).unwrap();
    let child = some(lots, proposal.placements.len());
    let school = input.schools[some(lots, input.schools.len())].code;
    if proposal.placements[child].school != Some(school) {
        forge(&|it| it.placements[child].school = Some(school));
    }
    if proposal.placements[child].school.is_some() {
        forge(&|it| it.placements[child].school = None);
    }
    forge(&|it| drop(it.placements.pop()));
    forge(&|it| drop(it.proofs.pop()));
    forge(&|it| it.proofs[0].metres += 1);
    forge(&|it| it.proofs[0].bound += 1);
    forge(&|it| it.proofs[0].seated += 1);
    forge(&|it| it.proofs[0].unseated += 1);
    forge(&|it| it.proofs[0].prices.clear());
    forge(&|it| it.proofs[0].prices[0] = Some(Cost { metres: -1, tie: 0 }));
    all
}

#[test]
fn the_check_refuses_every_proposal_that_was_changed_anywhere() {
    for seed in 0..400 {
        let input = Input::new(lists(seed, WIDE)).unwrap();
        let right = solve(&input, &Options::default());
        for forged in forgeries(&input, right.proposal(), &mut Lots(seed)) {
            assert!(check(&input, &forged).is_err(), "{seed}");
        }
    }
}
