//! Why a child goes to this school and not to a nearer one, in words that a family can follow.
//!
//! For every nearer school: who holds its last seat, and what it would take for one to become free.
//! What it would take is exact: the cheapest chain of moves, which ends with a spare seat somewhere,
//! with the seat that the child itself would leave, or with another child losing its seat.

use serde::{Deserialize, Serialize};

use crate::{
    board::Board,
    check::{Violation, check},
    cost::Cost,
    input::Input,
    outcome::Proposal,
    prices,
    raw::Code,
    shortage,
};

/// Who sat down last at a school: of those there, who goes after all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The place of the category; none where the school had admitted all of them already.
    pub category: Option<usize>,
    /// How far that child walks.
    pub metres: i64,
    /// Its points.
    pub points: i64,
}

/// One child moves for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The child, by number: for the office, not for other families.
    pub child: String,
    /// From which school.
    pub from: Code,
    /// To which.
    pub to: Code,
    /// How much farther it would walk.
    pub metres: i64,
}

/// What keeps a child from a nearer school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barrier {
    /// It has no seat to give at all.
    NoSeats,
    /// Those who go before hold all seats; none of them may be moved for this child.
    Held,
    /// Somebody of the same category who goes before would lose the seat, and find no other.
    Unseats,
    /// Others of the same category would together walk farther by as much as the child would save,
    /// or by more.
    Farther {
        /// By how much others would.
        others: i64,
        /// How much the child would save.
        saved: i64,
        /// Who would move.
        chain: Vec<Move>,
    },
    /// Siblings would find no room together, or at too high a price.
    Together,
}

/// One nearer school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The school.
    pub school: Code,
    /// How far it is.
    pub metres: i64,
    /// Who got its last seat.
    pub last: Option<Last>,
    /// What keeps the child from it.
    pub barrier: Barrier,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The child, by number.
    pub child: String,
    /// Its school, and how far it is where that is known.
    pub school: Option<(Code, Option<i64>)>,
    /// Whether the school had admitted the child already.
    pub fixed: bool,
    /// Every nearer school that the child may go to, the nearest first.
    pub passed: Vec<Passed>,
}

/// Answers for one proposal.
#[derive(Debug)]
pub struct Explainer<'a> {
    input: &'a Input,
    place: Vec<Option<usize>>,
    /// The last at each school.
    last: Vec<Option<Last>>,
    /// For each category that is placed together.
    ways: Vec<Option<Ways>>,
}

/// The cheapest chains between all schools when a category has been placed.
#[derive(Debug)]
struct Ways {
    /// What it costs to pass a child on from a school to another, `[from * schools + to]`.
    cost: Vec<Cost>,
    /// Where the chain goes first.
    next: Vec<usize>,
    /// Who moves from a school to the next.
    mover: Vec<usize>,
    /// What a seat costs where a chain may end with a spare one or with a child losing its own.
    price: Vec<Cost>,
    /// Where that chain ends.
    end: Vec<usize>,
    /// From where a chain gains most that ends at each school, once a seat has become spare there.
    gain: Vec<usize>,
}

impl Ways {
    fn new(board: &Board, category: usize) -> Self {
        let width = board.width();
        let mut cost = vec![Cost::FAR; width * width];
        let mut next = vec![usize::MAX; width * width];
        let mut mover = next.clone();
        for at in 0..width * width {
            let (from, to) = (at / width, at % width);
            (cost[at], mover[at]) = board.step(from, to);
            if !cost[at].is_far() {
                next[at] = to;
            }
            if from == to {
                cost[at] = Cost::ZERO;
            }
        }
        // Floyd and Warshall.
        for by in 0..width {
            for from in 0..width {
                let first = cost[from * width + by];
                if first.is_far() || from == by {
                    continue;
                }
                for to in 0..width {
                    let way = first + cost[by * width + to];
                    if way < cost[from * width + to] {
                        cost[from * width + to] = way;
                        next[from * width + to] = next[from * width + by];
                    }
                }
            }
        }
        let price = prices::leaving(board, category);
        let spare = |it: &usize| board.spare[*it] > 0;
        let end = |from: usize| {
            let ends = (0..width).filter(spare);
            ends.min_by_key(|to| (cost[from * width + to], *to)).unwrap_or(from)
        };
        let end = (0..width).map(end).collect();
        let gain = |to: usize| {
            let all = (0..width).map(|from| (cost[from * width + to], from != to, from));
            all.min().map_or(to, |it| it.2)
        };
        let gain = (0..width).map(gain).collect();
        Self { cost, next, mover, price, end, gain }
    }
}

impl<'a> Explainer<'a> {
    /// Of a proposal that keeps the rules; of another nothing could be said.
    pub fn new(input: &'a Input, proposal: &Proposal) -> Result<Self, Violation> {
        check(input, proposal)?;
        let place = shortage::places(input, proposal);
        let mut last = vec![None; input.schools.len()];
        for it in input.people.iter().filter(|it| it.unit.is_none()) {
            if let Some(at) = it.fixed {
                last[at] = Some(Last { category: None, metres: 0, points: it.points });
            }
        }
        for (unit, school) in place.iter().enumerate() {
            let Some(school) = *school else { continue };
            let child = input.units[unit].members[0];
            let metres = input.metres(child, school).unwrap_or(0);
            let category = Some(input.units[unit].category);
            let points = input.people[child].points;
            last[school] = Some(Last { category, metres, points });
        }
        let ways = (0..input.categories.len()).map(|category| {
            input.is_nearest(category).then(|| {
                let mut board = Board::with(input, &place, input.ranges[category].end);
                board.begin(category);
                Ways::new(&board, category)
            })
        });
        let ways = ways.collect();
        Ok(Self { input, place, last, ways })
    }

    /// Why the child at this place in the order of numbers goes where it goes.
    pub fn why(&self, child: usize) -> Why {
        let input = self.input;
        let person = &input.people[child];
        let here = person.fixed.or_else(|| person.unit.and_then(|it| self.place[it]));
        let mut passed = Vec::new();
        if let Some(unit) = person.unit {
            let own = here.and_then(|it| input.metres(child, it)).unwrap_or(i64::MAX);
            for school in 0..input.schools.len() {
                let Some(metres) = input.metres(child, school).filter(|it| *it < own) else {
                    continue;
                };
                let barrier = self.barrier(unit, here, school);
                let code = input.schools[school].code;
                passed.push(Passed {
                    school: code,
                    metres,
                    last: self.last[school].clone(),
                    barrier,
                });
            }
        }
        passed.sort_by_key(|it| (it.metres, it.school));
        let school = here.map(|it| (input.schools[it].code, input.metres(child, it)));
        Why { child: person.id.clone(), school, fixed: person.unit.is_none(), passed }
    }

    fn barrier(&self, unit: usize, here: Option<usize>, school: usize) -> Barrier {
        let it = &self.input.units[unit];
        if self.input.schools[school].seats == 0 {
            return Barrier::NoSeats;
        }
        if !it.is_single() {
            return Barrier::Together;
        }
        let Some(ways) = &self.ways[it.category] else { return Barrier::Held };
        let width = self.input.schools.len();
        let own = here.map_or(Cost::FAR, |here| ways.cost[school * width + here]);
        let price = ways.price[school];
        if own.is_far() && price.is_far() {
            return Barrier::Held;
        }
        // A child without a seat frees none, so that nothing but a spare one could help it.
        let Some(here) = here.filter(|_| !own.min(price).unseats()) else {
            return Barrier::Unseats;
        };
        // The chain ends where the child would leave; or elsewhere, and who gains by it moves up
        // there. Two chains that met would do worse than the first.
        let from = ways.gain[here];
        let apart = price + ways.cost[from * width + here];
        let chain = if own <= apart {
            self.chain(ways, school, here)
        } else {
            let mut both = self.chain(ways, school, ways.end[school]);
            both.extend(self.chain(ways, from, here));
            both
        };
        let metres = |at| self.input.reach(unit, at).unwrap_or(0);
        Barrier::Farther {
            others: own.min(apart).metres,
            saved: metres(here) - metres(school),
            chain,
        }
    }

    fn chain(&self, ways: &Ways, from: usize, end: usize) -> Vec<Move> {
        let width = self.input.schools.len();
        let mut chain = Vec::new();
        let mut at = from;
        while at != end && chain.len() < width {
            let to = ways.next[at * width + end];
            if to == usize::MAX {
                break;
            }
            let unit = ways.mover[at * width + to];
            let metres = |school| self.input.reach(unit, school).unwrap_or(0);
            chain.push(Move {
                child: self.input.people[self.input.units[unit].members[0]].id.clone(),
                from: self.input.schools[at].code,
                to: self.input.schools[to].code,
                metres: metres(to) - metres(at),
            });
            at = to;
        }
        chain
    }
}
