//! Levelling two classes: the fine half of the search.
//!
//! Once every kind is spread evenly, only sums are left, and single swaps are too coarse for them:
//! of the swaps that leave all kinds as they are, none may bring three sums right at once. But
//! swaps can be combined. From the some hundred harmless swaps of two classes come thousands of
//! harmless pairs of swaps, and from those millions of fours; which two pairs complete each other
//! is found by meeting in the middle: with the pairs in the order of their first sum, the partners
//! that a pair needs lie side by side. (Horowitz and Sahni, JACM 21, 1974, for subset sums.)
//!
//! Levelling pairs of classes again and again, each as even as whole numbers allow, brings all
//! classes within one of each other: quantised consensus (Kashyap, Başar, Srikant, Automatica 43,
//! 2007).

use crate::{board::Board, lots::Lots, problem::limits};

/// The most sums that a problem may have.
const SUMS_MAX: usize = limits::SUMS;
/// Harmless swaps that are looked at, and pairs of them.
const SINGLE_MAX: usize = 160;
const HALVES_MAX: usize = 1_500;
/// The most different kinds among the eight units of four swaps that are weighed.
const KINDS_MAX: usize = 64;

/// One or two swaps that together change no kind, and what they add to the first class's sums.
#[derive(Debug, Clone, Copy)]
struct Half {
    swaps: [(u32, u32); 2],
    count: usize,
    change: [i32; SUMS_MAX],
}

impl Half {
    fn swaps(&self) -> &[(u32, u32)] {
        &self.swaps[..self.count]
    }

    fn meets(&self, other: &Self) -> bool {
        self.swaps().iter().any(|(i, j)| other.swaps().iter().any(|(k, l)| i == k || j == l))
    }
}

/// Room that is used again from pair to pair.
#[derive(Debug, Default)]
pub(crate) struct Leveller {
    keyed: Vec<(u64, u32, u32)>,
    halves: Vec<Half>,
    /// What this leveller has looked at, in steps of about the same time.
    pub(crate) steps: u64,
}

/// What is wanted of the first class: twice the change, for each sum, and what each is worth.
struct Want {
    sums: usize,
    twice: [i64; SUMS_MAX],
    weight: [i64; SUMS_MAX],
}

impl Want {
    fn new(board: &Board<'_>, a: u32, b: u32) -> Self {
        let (sums, first) = (board.singles.sums, board.problem.first_sum());
        let mut it = Self { sums, twice: [0; SUMS_MAX], weight: [0; SUMS_MAX] };
        for sum in 0..sums {
            it.twice[sum] = board.load(b)[first + sum] - board.load(a)[first + sum];
            it.weight[sum] = board.problem.weights[first + sum];
        }
        it
    }

    /// How far from level the two classes are after the changes.
    fn miss(&self, changes: &[&Half]) -> i64 {
        let mut miss = 0;
        for sum in 0..self.sums {
            let change: i64 = changes.iter().map(|it| i64::from(it.change[sum])).sum();
            let off = 2 * change - self.twice[sum];
            // Sums at the limits miss by more than 64 bits hold; such a miss is the worst there is.
            miss = off.saturating_mul(off).saturating_mul(self.weight[sum]).saturating_add(miss);
        }
        miss
    }

    /// The least that `miss` can be: half a point in each sum whose difference is odd.
    fn least(&self) -> i64 {
        (0..self.sums).map(|it| self.weight[it] * (self.twice[it] & 1)).sum()
    }
}

impl Leveller {
    /// Levels the sums of classes `a` and `b` as far as it finds how; says whether anything moved.
    pub(crate) fn level(&mut self, board: &mut Board<'_>, a: u32, b: u32, lots: &mut Lots) -> bool {
        let want = Want::new(board, a, b);
        if want.miss(&[]) == want.least() {
            return false;
        }
        self.find_halves(board, a, b, lots);
        let found = self.best(board, &want);
        self.steps += self.halves.len() as u64 * 8;
        let Some(swaps) = found else { return false };
        for (i, j) in &swaps {
            board.swap(*i, *j);
        }
        true
    }

    /// Gathers halves: harmless swaps, pairs of those, and pairs of swaps that make good each
    /// other's harm.
    fn find_halves(&mut self, board: &Board<'_>, a: u32, b: u32, lots: &mut Lots) {
        self.halves.clear();
        self.keyed.clear();
        for i in &board.seats[a as usize] {
            for j in &board.seats[b as usize] {
                let key = kinds_key(board, *j).wrapping_sub(kinds_key(board, *i));
                let harmless = key == 0 || harmless(board, a, b, *i, *j);
                if harmless {
                    self.halves.push(half(board, &[(*i, *j)]));
                }
                if key != 0 {
                    self.keyed.push((key, *i, *j));
                }
            }
        }
        self.steps += (self.keyed.len() + self.halves.len()) as u64;
        if self.halves.len() > SINGLE_MAX {
            lots.shuffle(&mut self.halves);
            self.halves.truncate(SINGLE_MAX);
        }
        self.pair_harmless(lots);
        if self.halves.len() < HALVES_MAX {
            self.pair_opposite(board, lots);
        }
    }

    fn pair_harmless(&mut self, lots: &mut Lots) {
        let singles = self.halves.len();
        let all = singles * singles.saturating_sub(1) / 2;
        let room = HALVES_MAX - singles.min(HALVES_MAX);
        let add = |halves: &mut Vec<Half>, x: usize, y: usize| {
            let (x, y) = (halves[x], halves[y]);
            if !x.meets(&y) {
                halves.push(joined(&x, &y));
            }
        };
        if all <= room {
            for x in 0..singles {
                for y in 0..x {
                    add(&mut self.halves, x, y);
                }
            }
        } else {
            for _ in 0..room {
                let (x, y) = (lots.below(singles), lots.below(singles));
                add(&mut self.halves, x, y);
            }
        }
    }

    fn pair_opposite(&mut self, board: &Board<'_>, lots: &mut Lots) {
        self.keyed.sort_unstable();
        let count = self.keyed.len();
        self.steps += count as u64 * 4;
        let from = lots.below(count.max(1));
        for at in (from..count).chain(0..from) {
            let (key, i, j) = self.keyed[at];
            let opposite = key.wrapping_neg();
            if key > opposite {
                continue;
            }
            let first = self.keyed.partition_point(|it| it.0 < opposite);
            for (_, k, l) in self.keyed[first..].iter().take_while(|it| it.0 == opposite) {
                if i != *k && j != *l {
                    self.halves.push(half(board, &[(i, j), (*k, *l)]));
                    if self.halves.len() >= HALVES_MAX {
                        return;
                    }
                }
            }
        }
    }

    /// The best one or two halves, if they come nearer to what is wanted than nothing does.
    fn best(&mut self, board: &Board<'_>, want: &Want) -> Option<Vec<(u32, u32)>> {
        self.halves.sort_unstable_by_key(|it| (it.change[0], it.swaps));
        let least = want.least();
        let mut bar = want.miss(&[]);
        let mut best = None;
        let mut tried = 0u64;
        for (at, half) in self.halves.iter().enumerate() {
            let miss = want.miss(&[half]);
            if miss < bar && allowed(board, &[half]) {
                (bar, best) = (miss, Some(vec![at]));
            }
        }
        for (at, half) in self.halves.iter().enumerate() {
            if bar == least {
                break;
            }
            // The partner's first sum lies where the first sum alone keeps the miss below the bar.
            let reach = (bar / want.weight[0].max(1)).isqrt();
            let centre = want.twice[0] - 2 * i64::from(half.change[0]);
            let (low, high) = ((centre - reach).div_euclid(2), (centre + reach).div_euclid(2) + 1);
            let first = self.halves.partition_point(|it| i64::from(it.change[0]) < low).max(at + 1);
            for (other, partner) in self.halves.iter().enumerate().skip(first) {
                if i64::from(partner.change[0]) > high {
                    break;
                }
                tried += 1;
                let miss = want.miss(&[half, partner]);
                if miss < bar && !half.meets(partner) && allowed(board, &[half, partner]) {
                    (bar, best) = (miss, Some(vec![at, other]));
                    if bar == least {
                        break;
                    }
                }
            }
        }
        self.steps += tried / 4;
        best.map(|it| it.iter().flat_map(|at| self.halves[*at].swaps().to_vec()).collect())
    }
}

/// Whether swapping leaves the smooth measure of kinds as it is: where one class has one more of a
/// kind than the other, they may exchange the surplus.
fn harmless(board: &Board<'_>, a: u32, b: u32, i: u32, j: u32) -> bool {
    let (a, b) = (board.load(a), board.load(b));
    board.singles.kinds(i).iter().zip(board.singles.kinds(j)).all(|(from, to)| {
        let none = board.problem.features();
        let (from, to) = (usize::from(*from), usize::from(*to));
        from == to || (from == none || a[from] - b[from] == 1) && (to == none || b[to] - a[to] == 1)
    })
}

/// A number that adds up over kinds: equal for equal kinds, and hardly ever for others.
fn kinds_key(board: &Board<'_>, unit: u32) -> u64 {
    let key = |kind: &u16| {
        u64::from(*kind + 1)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
    };
    board.singles.kinds(unit).iter().map(key).fold(0, u64::wrapping_add)
}

fn half(board: &Board<'_>, swaps: &[(u32, u32)]) -> Half {
    let mut it = Half { swaps: [(0, 0); 2], count: swaps.len(), change: [0; SUMS_MAX] };
    it.swaps[..swaps.len()].copy_from_slice(swaps);
    for (i, j) in swaps {
        let values = board.singles.values(*i).iter().zip(board.singles.values(*j));
        it.change.iter_mut().zip(values).for_each(|(change, (from, to))| *change += to - from);
    }
    it
}

fn joined(x: &Half, y: &Half) -> Half {
    let mut change = x.change;
    change.iter_mut().zip(y.change).for_each(|(it, more)| *it += more);
    Half { swaps: [x.swaps[0], y.swaps[0]], count: 2, change }
}

/// Whether the swaps of `halves` together break no rule and make no kind less even.
fn allowed(board: &Board<'_>, halves: &[&Half]) -> bool {
    let (mut us, mut vs) = ([0u32; 4], [0u32; 4]);
    let mut count = 0;
    for (i, j) in halves.iter().flat_map(|it| it.swaps()) {
        (us[count], vs[count]) = (*i, *j);
        count += 1;
    }
    board.may_swap(&us[..count], &vs[..count]) && kinds_pull(board, &us[..count], &vs[..count]) <= 0
}

/// What swapping `us` for `vs` does to the smooth measure of the kinds. Two harmless halves that
/// exchange the same surplus undo it twice.
fn kinds_pull(board: &Board<'_>, us: &[u32], vs: &[u32]) -> i64 {
    let (a, b) = (board.class_of[us[0] as usize], board.class_of[vs[0] as usize]);
    let (a, b) = (board.load(a), board.load(b));
    let mut changes = [(0u16, 0i64); KINDS_MAX];
    let mut count = 0;
    let moved = us.iter().map(|it| (it, -1)).chain(vs.iter().map(|it| (it, 1)));
    for (unit, sign) in moved {
        for kind in board.singles.kinds(*unit) {
            let known = changes[..count].iter().position(|it| it.0 == *kind);
            if let Some(known) = known {
                changes[known].1 += sign;
            } else if count < KINDS_MAX {
                changes[count] = (*kind, sign);
                count += 1;
            } else {
                return 1;
            }
        }
    }
    let pull = changes[..count].iter().map(|(kind, change)| {
        let kind = usize::from(*kind);
        board.pull(kind) * change * (a[kind] - b[kind] + change)
    });
    pull.sum()
}
