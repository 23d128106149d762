//! Who sits where while a category is placed, and what it would cost to free a seat at each school.
//!
//! Children are many, schools few: all that matters of the children at a school is, for each other
//! school, who would move there most cheaply. These *links* are the arcs of a graph that has schools
//! for nodes, and a shortest way from a school to a spare seat is the cheapest chain of moves that
//! frees a seat there. Its length is the *price* of a seat. Prices are the potentials of successive
//! shortest paths (Tomizawa 1971; Edmonds and Karp 1972), so that links less the difference of the
//! prices are never negative and Dijkstra's method finds the next ones.
//!
//! Who may move: single children of the category that is being placed, anywhere; single children
//! of categories before it only where they walk exactly as far; bundles never.

use std::ops::Range;

use crate::{
    cost::Cost,
    input::{Input, NOT_ALLOWED},
    prices,
};

const NOBODY: usize = usize::MAX;

/// The state.
#[derive(Debug, Clone)]
pub(crate) struct Board<'a> {
    pub(crate) input: &'a Input,
    /// The school of each unit.
    pub(crate) place: Vec<Option<usize>>,
    /// Spare seats.
    pub(crate) spare: Vec<i64>,
    /// Units that may move anywhere.
    open: Range<usize>,
    /// Single units at each school, and where each stands there.
    holders: Vec<Vec<usize>>,
    slot: Vec<usize>,
    /// The cheapest move from a school to another, `[to * schools + from]`, and who would make it.
    link: Vec<Cost>,
    mover: Vec<usize>,
    /// What a seat costs; far where none can be freed.
    pub(crate) price: Vec<Cost>,
    /// The next school on the cheapest way to a spare seat.
    hop: Vec<usize>,
    /// Whether prices are those before the last change.
    stale: bool,
    /// What the units that were placed since the category began cost together.
    pub(crate) total: Cost,
}

impl<'a> Board<'a> {
    pub(crate) fn new(input: &'a Input) -> Self {
        let width = input.schools.len();
        Self {
            input,
            place: vec![None; input.units.len()],
            spare: input.seats.clone(),
            open: 0..0,
            holders: vec![Vec::new(); width],
            slot: vec![0; input.units.len()],
            link: vec![Cost::FAR; width * width],
            mover: vec![NOBODY; width * width],
            price: vec![Cost::ZERO; width],
            hop: vec![NOBODY; width],
            stale: false,
            total: Cost::ZERO,
        }
    }

    /// With the first `upto` units where they are said to sit; the cheapest moves are not known until
    /// a category begins.
    pub(crate) fn with(input: &'a Input, place: &[Option<usize>], upto: usize) -> Self {
        let mut board = Self::new(input);
        for (unit, school) in place.iter().enumerate().take(upto) {
            if let Some(school) = *school {
                board.keep(unit, school);
            }
        }
        board
    }

    /// Puts a unit where it is said to sit, before a category begins.
    pub(crate) fn keep(&mut self, unit: usize, school: usize) {
        self.place[unit] = Some(school);
        self.spare[school] -= self.input.units[unit].size();
        if self.input.units[unit].is_single() {
            self.slot[unit] = self.holders[school].len();
            self.holders[school].push(unit);
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.spare.len()
    }

    /// The loss by the cheapest move from a school to another; far where nobody may.
    pub(crate) fn link(&self, from: usize, to: usize) -> Cost {
        self.link[to * self.width() + from]
    }

    /// The same, and who would make that move.
    pub(crate) fn step(&self, from: usize, to: usize) -> (Cost, usize) {
        let at = to * self.width() + from;
        (self.link[at], self.mover[at])
    }

    /// Takes up a category: from here on only its units may move at a loss.
    pub(crate) fn begin(&mut self, category: usize) {
        let nearest = self.input.is_nearest(category);
        self.open = if nearest { self.input.ranges[category].clone() } else { 0..0 };
        self.total = Cost::ZERO;
        self.link.fill(Cost::FAR);
        self.mover.fill(NOBODY);
        for school in 0..self.width() {
            for at in 0..self.holders[school].len() {
                self.offer(self.holders[school][at], school, 0..self.width());
            }
        }
        self.price_anew();
    }

    /// Enters what a unit at `school` could do into the links to other schools.
    fn offer(&mut self, unit: usize, school: usize, to: impl Iterator<Item = usize>) {
        let row = self.input.row(unit);
        let (width, from) = (row.len(), row[school]);
        let open = self.open.contains(&unit);
        let weight = self.input.weight(unit);
        for to in to {
            let loss = match row[to] {
                NOT_ALLOWED => continue,
                metres if open => Cost::of(i64::from(metres) - i64::from(from), weight),
                metres if metres == from => Cost::ZERO,
                _ => continue,
            };
            let at = to * width + school;
            if to != school && (loss, unit) < (self.link[at], self.mover[at]) {
                (self.link[at], self.mover[at]) = (loss, unit);
            }
        }
    }

    /// Keeps what a unit at `school` could do where it is better than the best so far. Most of the time
    /// of placing is spent here, so that metres alone are looked at first.
    fn compare(&self, unit: usize, school: usize, to: &[usize], best: &mut [(Cost, usize)]) {
        let row = self.input.row(unit);
        let from = i64::from(row[school]);
        let open = self.open.contains(&unit);
        let weight = self.input.weight(unit);
        for (to, best) in to.iter().zip(best) {
            let metres = i64::from(row[*to]) - from;
            if metres > best.0.metres || row[*to] == NOT_ALLOWED || (metres != 0 && !open) {
                continue;
            }
            *best = (*best).min((Cost::of(metres, weight), unit));
        }
    }

    /// Sits a unit down, without looking for a seat.
    fn sit(&mut self, unit: usize, school: usize) {
        self.place[unit] = Some(school);
        self.total += self.input.cost(unit, school).unwrap_or(Cost::FAR);
        if self.input.units[unit].is_single() {
            self.slot[unit] = self.holders[school].len();
            self.holders[school].push(unit);
            self.offer(unit, school, 0..self.width());
        }
    }

    /// Makes a unit stand up; the seat is not yet spare.
    fn rise(&mut self, unit: usize) -> Option<usize> {
        let school = self.place[unit].take()?;
        self.total = self.total - self.input.cost(unit, school).unwrap_or(Cost::FAR);
        if !self.input.units[unit].is_single() {
            return Some(school);
        }
        let slot = self.slot[unit];
        self.holders[school].swap_remove(slot);
        if let Some(other) = self.holders[school].get(slot) {
            self.slot[*other] = slot;
        }
        let width = self.width();
        let lost: Vec<usize> =
            (0..width).filter(|it| self.mover[it * width + school] == unit).collect();
        let mut best = vec![(Cost::FAR, NOBODY); lost.len()];
        for other in &self.holders[school] {
            self.compare(*other, school, &lost, &mut best);
        }
        for (to, best) in lost.into_iter().zip(best) {
            (self.link[to * width + school], self.mover[to * width + school]) = best;
        }
        Some(school)
    }

    /// Seats a unit where it costs least; `false` where no school can take it.
    pub(crate) fn seat(&mut self, unit: usize) -> bool {
        let choices = prices::choices(self.input, unit, &self.price);
        choices.into_iter().any(|it| self.seat_at(unit, it.1))
    }

    /// Seats a unit at a school, freeing as many seats as it takes; all or nothing.
    pub(crate) fn seat_at(&mut self, unit: usize, school: usize) -> bool {
        let size = self.input.units[unit].size();
        let before = (size > 1 && self.spare[school] < size).then(|| self.clone());
        for _ in 0..size {
            if !self.free(school) {
                if let Some(before) = before {
                    *self = before;
                }
                return false;
            }
        }
        self.sit(unit, school);
        // Only now: who has just sat down may move on.
        self.refresh();
        true
    }

    fn refresh(&mut self) {
        if std::mem::take(&mut self.stale) {
            self.reprice();
        }
    }

    /// Takes seats of a school, as many as can be freed up to a number.
    pub(crate) fn free_up_to(&mut self, school: usize, most: i64) -> usize {
        (0..most).take_while(|_| self.free(school)).count()
    }

    /// Takes a seat of a school, others moving on where none is spare.
    fn free(&mut self, school: usize) -> bool {
        self.refresh();
        if self.price[school].is_far() {
            return false;
        }
        let width = self.width();
        let (mut at, mut chain) = (school, Vec::new());
        while self.spare[at] == 0 {
            let to = self.hop[at];
            chain.push((self.mover[to * width + at], to));
            at = to;
        }
        let moved = !chain.is_empty();
        for (unit, to) in chain {
            self.rise(unit);
            self.sit(unit, to);
        }
        self.spare[at] -= 1;
        self.stale = moved || self.spare[at] == 0;
        true
    }

    /// Takes a unit off the board and closes the gaps that it leaves: for each seat, whoever gains
    /// most by moving up, with a chain behind.
    pub(crate) fn lift(&mut self, unit: usize) {
        let Some(school) = self.rise(unit) else { return };
        for _ in 0..self.input.units[unit].size() {
            self.fill(school);
        }
    }

    /// A seat of `school` has become spare: whoever gains most by that moves up.
    pub(crate) fn fill(&mut self, school: usize) {
        let width = self.width();
        let mut way = vec![Cost::FAR; width];
        let mut next = vec![NOBODY; width];
        way[school] = Cost::ZERO;
        let mut changed = true;
        while changed {
            changed = false;
            for to in (0..width).filter(|it| !way[*it].is_far()).collect::<Vec<_>>() {
                for from in 0..width {
                    let link = self.link[to * width + from];
                    if from != school && !link.is_far() && link + way[to] < way[from] {
                        (way[from], next[from]) = (link + way[to], to);
                        changed = true;
                    }
                }
            }
        }
        let first = (0..width).min_by_key(|it| (way[*it], *it != school, *it));
        let first = first.unwrap_or(school);
        let (mut at, mut chain) = (first, Vec::new());
        while at != school {
            chain.push((self.mover[next[at] * width + at], next[at]));
            at = next[at];
        }
        for (unit, to) in chain {
            self.rise(unit);
            self.sit(unit, to);
        }
        self.spare[first] += 1;
        self.price_anew();
    }

    /// Prices from nothing (Bellman and Ford).
    pub(crate) fn price_anew(&mut self) {
        let width = self.width();
        for school in 0..width {
            self.price[school] = if self.spare[school] > 0 { Cost::ZERO } else { Cost::FAR };
            self.hop[school] = NOBODY;
        }
        // A shortest way has fewer links than there are schools.
        let mut changed = true;
        for _ in 0..width {
            if !std::mem::take(&mut changed) {
                break;
            }
            for to in 0..width {
                if self.price[to].is_far() {
                    continue;
                }
                for from in 0..width {
                    let link = self.link[to * width + from];
                    if !link.is_far() && link + self.price[to] < self.price[from] {
                        (self.price[from], self.hop[from]) = (link + self.price[to], to);
                        changed = true;
                    }
                }
            }
        }
    }

    /// Prices from the prices before, which have only risen (Dijkstra). Where no seat could be freed
    /// before, none can be now.
    fn reprice(&mut self) {
        let width = self.width();
        let old = self.price.clone();
        let mut open: Vec<usize> = (0..width).filter(|it| !old[*it].is_far()).collect();
        let mut rise: Vec<Cost> = vec![Cost::FAR; width];
        for school in open.iter().copied().filter(|it| self.spare[*it] > 0) {
            rise[school] = Cost::ZERO;
        }
        while let Some(nth) = (0..open.len()).min_by_key(|it| (rise[open[*it]], open[*it])) {
            let to = open.swap_remove(nth);
            if rise[to].is_far() {
                self.price[to] = Cost::FAR;
                continue;
            }
            self.price[to] = old[to] + rise[to];
            let links = &self.link[to * width..(to + 1) * width];
            for from in open.iter().copied().filter(|it| !links[*it].is_far()) {
                let way = links[from] + self.price[to] - old[from];
                if way < rise[from] {
                    (rise[from], self.hop[from]) = (way, to);
                }
            }
        }
    }
}
