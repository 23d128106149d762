//! Part of the check: whoever got no seat, or not the nearest in turn, found the door shut.
//!
//! The children are gone through in the order of precedence, each where the proposal says. A school
//! is *shut* for the next child if it is full and nobody who sits there may move to a school that is
//! not shut. Whether a seat can be found for one more does not depend on which of several equally
//! good placements of those before is looked at, so that the final one will do.

use crate::{
    check::Violation,
    input::{Input, NOT_ALLOWED},
};

/// Seats and possible moves as children come in.
struct Doors<'a> {
    input: &'a Input,
    place: &'a [Option<usize>],
    spare: Vec<i64>,
    /// How many children at a school may move to another, `[from * schools + to]`.
    moves: Vec<u32>,
}

pub(crate) fn check(input: &Input, place: &[Option<usize>]) -> Result<(), Violation> {
    let width = input.schools.len();
    let (spare, moves) = (input.seats.clone(), vec![0; width * width]);
    let mut doors = Doors { input, place, spare, moves };
    for (category, range) in input.ranges.iter().enumerate() {
        let nearest = input.is_nearest(category);
        for unit in range.clone() {
            // Who has no seat found all shut; who came in turn, all that is nearer.
            let limit = match place[unit] {
                None => NOT_ALLOWED,
                Some(_) if nearest => 0,
                Some(here) => input.row(unit)[here],
            };
            if input.units[unit].is_single() {
                doors.shut_below(unit, limit)?;
            } else {
                doors.no_room_below(unit, limit)?;
            }
            doors.enter(unit, nearest);
        }
        if nearest {
            doors.settle(category);
        }
    }
    Ok(())
}

impl Doors<'_> {
    /// A unit takes its seat; `open` where it may be moved anywhere as yet.
    fn enter(&mut self, unit: usize, open: bool) {
        let Some(here) = self.place[unit] else { return };
        self.spare[here] -= self.input.units[unit].size();
        if self.input.units[unit].is_single() {
            self.count(unit, here, |metres, own| open || metres == own, 1);
        }
    }

    fn count(&mut self, unit: usize, here: usize, may: impl Fn(u32, u32) -> bool, by: i32) {
        let row = self.input.row(unit);
        for (to, metres) in row.iter().enumerate() {
            if to != here && *metres != NOT_ALLOWED && may(*metres, row[here]) {
                let at = here * row.len() + to;
                self.moves[at] = self.moves[at].saturating_add_signed(by);
            }
        }
    }

    /// The category is over: its children keep their distances from here on.
    fn settle(&mut self, category: usize) {
        for unit in self.input.ranges[category].clone() {
            if let Some(here) = self.place[unit].filter(|_| self.input.units[unit].is_single()) {
                self.count(unit, here, |metres, own| metres != own, -1);
            }
        }
    }

    /// From which schools, in how many moves at least, a spare seat can be reached.
    fn onward(&self) -> Vec<Option<usize>> {
        let width = self.spare.len();
        let mut next = vec![None; width];
        let mut queue: Vec<usize> = (0..width).filter(|it| self.spare[*it] > 0).collect();
        for school in &queue {
            next[*school] = Some(*school);
        }
        let mut at = 0;
        while let Some(to) = queue.get(at).copied() {
            at += 1;
            for (from, next) in next.iter_mut().enumerate() {
                if next.is_none() && self.moves[from * width + to] > 0 {
                    *next = Some(to);
                    queue.push(from);
                }
            }
        }
        next
    }

    /// Every school of a unit below so many metres is shut.
    fn shut_below(&self, unit: usize, limit: u32) -> Result<(), Violation> {
        let row = self.input.row(unit);
        if row.iter().all(|it| *it >= limit) {
            return Ok(());
        }
        let next = self.onward();
        match (0..row.len()).find(|it| row[*it] < limit && next[*it].is_some()) {
            None => Ok(()),
            Some(school) => {
                let child = self.name(unit);
                Err(Violation::PassedOver { child, school: self.input.schools[school].code })
            }
        }
    }

    /// No school below so many metres can give a bundle all the seats that it needs, whoever may
    /// move moving.
    fn no_room_below(&self, unit: usize, limit: u32) -> Result<(), Violation> {
        let row = self.input.row(unit);
        let it = &self.input.units[unit];
        for school in (0..row.len()).filter(|it| row[*it] < limit) {
            // Who comes later is not there yet.
            let mut place = self.place[..unit].to_vec();
            let mut spare = self.spare.clone();
            let free = |_: &i64| free_one(self.input, it.category, &mut place, &mut spare, school);
            if (0..it.size()).take_while(free).count() == it.members.len() {
                let child = self.name(unit);
                return Err(Violation::Room { child, school: self.input.schools[school].code });
            }
        }
        Ok(())
    }

    fn name(&self, unit: usize) -> String {
        self.input.people[self.input.units[unit].members[0]].id.clone()
    }
}

/// Frees a seat at `school` and takes it, others moving on; by breadth, school by school.
fn free_one(
    input: &Input,
    category: usize,
    place: &mut [Option<usize>],
    spare: &mut [i64],
    school: usize,
) -> bool {
    // How each school was reached: from where, and by whom.
    let mut came: Vec<Option<(usize, usize)>> = vec![None; spare.len()];
    let mut queue = vec![school];
    let mut at = 0;
    while let Some(here) = queue.get(at).copied() {
        at += 1;
        if spare[here] > 0 {
            spare[here] -= 1;
            let mut to = here;
            while to != school {
                let Some((from, mover)) = came[to] else { break };
                place[mover] = Some(to);
                to = from;
            }
            return true;
        }
        for (unit, _) in place.iter().enumerate().filter(|it| *it.1 == Some(here)) {
            if !input.units[unit].is_single() {
                continue;
            }
            let row = input.row(unit);
            let open = input.units[unit].category == category && input.is_nearest(category);
            for to in (0..row.len()).filter(|it| row[*it] != NOT_ALLOWED) {
                if (open || row[to] == row[here]) && to != school && came[to].is_none() {
                    came[to] = Some((here, unit));
                    queue.push(to);
                }
            }
        }
    }
    false
}
