//! The search, in rounds: anneal, level, polish, keep the best. A round depends on the seed, its own
//! number and the best so far alone, so that whoever knows seed and number of rounds repeats it.

use crate::{
    anneal::{Alike, Schedule, anneal},
    board::Board,
    bound,
    construct::begin,
    level::Leveller,
    lots::{Lots, Thresholds},
    polish::{Polishing, polish},
    problem::Problem,
};

/// Swaps that a round's annealing tries for each unit, in the first round and after it.
const SWAPS_FIRST: u64 = 100;
const SWAPS: u64 = 300;
/// From half of what one pupil of the lightest kind costs down to a sixty-fourth.
const HALVINGS: u32 = 5;
/// What a round's levelling may look at for each unit.
const LEVELLING: u64 = 5_000;
/// Swaps that a round's polishing tries for each unit, and at most: a try looks at all classes.
const POLISHING: u64 = 30;
const POLISHING_LOOKS: u64 = 2_000_000;

/// A search under way.
#[derive(Debug)]
pub struct Search<'p> {
    board: Board<'p>,
    alike: Alike,
    thresholds: Thresholds,
    leveller: Leveller,
    seed: [u8; 32],
    rounds: u32,
    best: Vec<u32>,
    cost: i64,
    bound: i64,
}

impl<'p> Search<'p> {
    /// Begins: a first division that keeps the hard rules. None where none was found.
    pub fn new(problem: &'p Problem, seed: &[u8; 32]) -> Option<Self> {
        let class_of = begin(problem, seed)?;
        let board = Board::new(problem, class_of);
        let (cost, best) = (board.cost(), board.class_of.clone());
        let alike = Alike::new(&board);
        Some(Self {
            board,
            alike,
            thresholds: Thresholds::new(),
            leveller: Leveller::default(),
            seed: *seed,
            rounds: 0,
            best,
            cost,
            bound: bound::bound(problem),
        })
    }

    /// Whether the best cannot be bettered: it costs no more than what no division can undercut.
    pub fn is_done(&self) -> bool {
        self.cost <= self.bound
    }

    /// Does one round more; nothing once the best cannot be bettered.
    pub fn round(&mut self) {
        if self.is_done() {
            return;
        }
        let mut lots = Lots::new(&self.seed, "round", self.rounds.into());
        self.board.set(&self.best);
        let schedule = self.schedule();
        anneal(&mut self.board, &self.alike, schedule, &self.thresholds, &mut lots);
        self.keep();
        self.level(&mut lots);
        self.keep();
        if self.rounds > 0 && !self.is_done() {
            let tries = POLISHING * self.best.len() as u64;
            let tries = tries.min(POLISHING_LOOKS / u64::from(self.board.classes()));
            let way = Polishing { bar: self.cost, tries, is_hot: self.rounds % 2 == 1 };
            let found = polish(&mut self.board, way, &self.thresholds, &mut lots);
            if let Some(better) = found {
                self.board.set(&better);
                self.keep();
            }
        }
        self.rounds += 1;
    }

    /// How hot the next round is. Weights may lie far apart: then what a heat melts that is right
    /// for the light ones leaves the heavy ones frozen, so that rounds go through all heats.
    fn schedule(&self) -> Schedule {
        let (light, heavy) = self.board.pulls();
        let spread = (heavy / light).ilog2() / 2 + 1;
        let level = self.rounds % spread;
        let units = self.best.len() as u64;
        let swaps = units * if self.rounds == 0 { SWAPS_FIRST } else { SWAPS };
        Schedule { hot: (light << (2 * level)) / 4, halvings: HALVINGS + 2 * level, swaps }
    }

    /// Levels pairs of classes, mostly the most unlike, until every sum is as even as whole numbers
    /// allow or nothing has moved for long.
    fn level(&mut self, lots: &mut Lots) {
        let classes = self.board.classes();
        if self.board.singles.sums == 0 || classes < 2 {
            return;
        }
        let first = self.board.problem.first_sum();
        let last = self.leveller.steps + LEVELLING * self.best.len() as u64;
        let mut idle = 0;
        while idle < 4 * classes && self.leveller.steps < last {
            let sum = first + lots.below(self.board.singles.sums);
            let (low, high) = self.board.extremes(sum);
            idle += 1;
            if high - low <= 1 {
                continue;
            }
            let mut pair = [self.any_with(sum, low, lots), self.any_with(sum, high, lots)];
            // Now and then any other class in place of an extreme one, lest two wait for a third.
            if let Some(it) = pair.get_mut(lots.below(4)) {
                *it = u32::try_from(lots.below(classes as usize)).expect("few classes");
            }
            if pair[0] != pair[1] && self.leveller.level(&mut self.board, pair[0], pair[1], lots) {
                idle = 0;
            }
        }
    }

    /// One of the classes that have so much of a feature.
    fn any_with(&self, feature: usize, load: i64, lots: &mut Lots) -> u32 {
        let all = || (0..self.board.classes()).filter(|it| self.board.load(*it)[feature] == load);
        all().nth(lots.below(all().count())).expect("an extreme is the load of some class")
    }

    fn keep(&mut self) {
        let cost = self.board.cost();
        if cost < self.cost {
            self.cost = cost;
            self.best.copy_from_slice(&self.board.class_of);
        }
    }

    /// What the best division costs.
    pub fn cost(&self) -> i64 {
        self.cost
    }

    /// What no division can undercut.
    pub fn bound(&self) -> i64 {
        self.bound
    }

    /// The rounds done.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// The class of each pupil in the best division.
    pub fn division(&self) -> Vec<usize> {
        self.board.problem.division(&self.best)
    }
}
