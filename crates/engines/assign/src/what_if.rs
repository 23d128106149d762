//! What would come out if: a child could go to one school alone, or not to one; a school had a class
//! more. The rules stay in force, and so does precedence.
//!
//! Placed again is only what can differ: categories before the first change are taken over, and in
//! the first that changes everyone keeps the seat held, with the old prices still right. Only seats that
//! have become spare are filled by whoever gains most, and only children who had to get up are seated
//! again. Categories after one that came out differently are placed afresh.

use serde::{Deserialize, Serialize};

use crate::{
    board::Board,
    check::{Violation, check},
    input::{Input, NOT_ALLOWED},
    outcome::{Outcome, Proposal},
    prices,
    raw::Code,
    shortage::places,
    solve::{self, Options},
};

/// One thing that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// The child, and its siblings, may go to this school alone.
    Only {
        /// 报名号.
        child: String,
        /// The school.
        school: Code,
    },
    /// The child, and its siblings, may not go to this school.
    Forbid {
        /// 报名号.
        child: String,
        /// The school.
        school: Code,
    },
    /// The school has so many seats.
    Seats {
        /// The school.
        school: Code,
        /// All of them, as in the list.
        seats: u32,
    },
}

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The proposal is none of these lists.
    #[error("原方案不成立：{0}")]
    Proposal(Violation),
    /// No such child.
    #[error("名单中没有报名号 {0}，请核对")]
    Child(String),
    /// No such school.
    #[error("学校标识码 {0} 不在学校名单中，请核对")]
    School(Code),
    /// The child is admitted already.
    #[error("报名号 {0} 已被录取，不在安排之列")]
    Admitted(String),
    /// The child may not go to the only school that is left.
    #[error("报名号 {child} 不能就读学校 {school}，请先在名单中补上该校和距离")]
    NotAllowed {
        /// The child.
        child: String,
        /// The school.
        school: Code,
    },
    /// Nothing is left for the child.
    #[error("报名号 {0} 再没有可以就读的学校")]
    Nowhere(String),
    /// More are admitted already than there would be seats.
    #[error("学校 {school} 已录取 {admitted} 名，学位不能少于此数")]
    Seats {
        /// The school.
        school: Code,
        /// How many.
        admitted: i64,
    },
}

/// A child who goes elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// 报名号.
    pub child: String,
    /// The school before.
    pub from: Option<Code>,
    /// The school now.
    pub to: Option<Code>,
}

/// What would come out.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// The lists as changed: what `outcome` is checked and explained with.
    pub input: Input,
    /// What came of it.
    pub outcome: Outcome,
    /// Every child who goes elsewhere, in the order of numbers.
    pub moved: Vec<Moved>,
    /// How many categories were not placed afresh.
    pub kept: usize,
}

/// Places again as if.
pub fn what_if(
    input: &Input,
    old: &Proposal,
    changes: &[Change],
    options: &Options,
) -> Result<WhatIf, Vec<Unfit>> {
    check(input, old).map_err(|it| vec![Unfit::Proposal(it)])?;
    let changed = changed(input, changes)?;
    let (outcome, kept) = again(input, &changed, old, *options);
    let pairs = old.placements.iter().zip(&outcome.proposal().placements);
    let moved = pairs.filter(|(old, new)| old.school != new.school).map(|(old, new)| Moved {
        child: old.child.clone(),
        from: old.school,
        to: new.school,
    });
    let moved = moved.collect();
    Ok(WhatIf { input: changed, outcome, moved, kept })
}

/// The lists with the changes, or all that is wrong with these.
fn changed(input: &Input, changes: &[Change]) -> Result<Input, Vec<Unfit>> {
    let mut next = input.clone();
    let mut wrong = Vec::new();
    for change in changes {
        if let Err(it) = apply(&mut next, change) {
            wrong.push(it);
        }
    }
    if wrong.is_empty() { Ok(next) } else { Err(wrong) }
}

fn apply(next: &mut Input, change: &Change) -> Result<(), Unfit> {
    let find = |next: &Input, code: Code| next.school(code).ok_or(Unfit::School(code));
    match change {
        Change::Seats { school, seats } => {
            let at = find(next, *school)?;
            let admitted = i64::from(next.schools[at].seats) - next.seats[at];
            if i64::from(*seats) < admitted {
                return Err(Unfit::Seats { school: *school, admitted });
            }
            next.schools[at].seats = *seats;
            next.seats[at] = i64::from(*seats) - admitted;
        }
        Change::Only { child, school } => {
            let (at, unit) = (find(next, *school)?, unit_of(next, child)?);
            if next.reach(unit, at).is_none() {
                return Err(Unfit::NotAllowed { child: child.clone(), school: *school });
            }
            next.shut(unit, |it| it != at);
        }
        Change::Forbid { child, school } => {
            let (at, unit) = (find(next, *school)?, unit_of(next, child)?);
            let others = next.row(unit).iter().enumerate().filter(|it| *it.1 != NOT_ALLOWED);
            if others.into_iter().all(|it| it.0 == at) {
                return Err(Unfit::Nowhere(child.clone()));
            }
            next.shut(unit, |it| it == at);
        }
    }
    Ok(())
}

fn unit_of(input: &Input, child: &str) -> Result<usize, Unfit> {
    let at = input.child(child).ok_or_else(|| Unfit::Child(child.to_owned()))?;
    input.people[at].unit.ok_or_else(|| Unfit::Admitted(child.to_owned()))
}

fn again(before: &Input, input: &Input, old: &Proposal, options: Options) -> (Outcome, usize) {
    let place = places(before, old);
    let mut board = Board::new(input);
    let mut proofs = Vec::with_capacity(input.categories.len());
    let (mut same, mut kept) = (true, 0);
    for category in 0..input.categories.len() {
        let range = input.ranges[category].clone();
        let warm = if same && old.proofs[category].unseated == 0 {
            resumed(&board, before, category, &place, options)
        } else {
            None
        };
        if let Some(it) = warm {
            board = it;
            kept += 1;
        } else {
            board.begin(category);
            solve::run(&mut board, category, options);
        }
        same &= board.place[range.clone()] == place[range];
        proofs.push(prices::proof(&board, category));
    }
    (solve::outcome(&board, proofs), kept)
}

/// The category, from the seats held before; nothing where it has to be placed afresh.
fn resumed<'a>(
    board: &Board<'a>,
    before: &Input,
    category: usize,
    old: &[Option<usize>],
    options: Options,
) -> Option<Board<'a>> {
    let input = board.input;
    let mut next = board.clone();
    // What was spare when the category had been placed before.
    let mut spare: Vec<i64> = before.seats.clone();
    for (unit, school) in old.iter().enumerate().take(input.ranges[category].end) {
        if let Some(school) = school {
            spare[*school] -= before.units[unit].size();
        }
    }
    let mut up = Vec::new();
    for unit in input.ranges[category].clone() {
        match old[unit] {
            Some(it) if input.reach(unit, it).is_some() => next.keep(unit, it),
            _ => up.push(unit),
        }
    }
    let seats_changed = before.seats != input.seats;
    if !input.is_nearest(category) && (seats_changed || !up.is_empty()) {
        return None;
    }
    // Seats that have become spare are filled one by one, so that prices stay right.
    let mut gaps = Vec::new();
    for (school, old) in spare.into_iter().enumerate() {
        let new = next.spare[school];
        if new < 0 {
            return None;
        }
        gaps.extend((old..new).map(|_| school));
        next.spare[school] = new.min(old);
    }
    next.begin(category);
    let quiet = gaps.is_empty() && up.is_empty();
    for school in gaps {
        next.fill(school);
    }
    for unit in up {
        if !next.seat(unit) {
            return None;
        }
    }
    if !quiet && input.is_nearest(category) {
        solve::settle_bundles(&mut next, category, options.rounds);
    }
    Some(next)
}
