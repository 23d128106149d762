//! Chance that a seed fixes: the same county on any machine, however many threads make it.
//!
//! Every stretch of work draws from a stream of its own, named by what it is and which one it is, so
//! that adding a draw in one place does not shift all that follow.

/// A stream of draws (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Chance(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Chance {
    /// The stream of `seed` for the `index`-th piece of the work called `what`.
    pub fn of(seed: u64, what: &str, index: usize) -> Self {
        let named = what.bytes().fold(seed, |hash, byte| mixed(hash ^ u64::from(byte)));
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        Self(mixed(named.wrapping_add(index.wrapping_mul(STEP))))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number below `limit`; 0 where `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let product = u128::from(self.bits()) * (limit as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// Whether a thing that happens `per_mille` times in a thousand happens now.
    pub fn happens(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `all`, each as likely.
    ///
    /// # Panics
    ///
    /// If there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// The place of one of `weights`, each as likely as it weighs.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// Puts `all` in an order of chance.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

/// Divides `total` by `weights` so that the parts sum to it exactly: largest remainders first.
pub fn shares(total: usize, weights: &[usize]) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut parts: Vec<usize> = weights.iter().map(|it| total * it / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&at| (std::cmp::Reverse(total * weights[at] % sum), at));
    let given: usize = parts.iter().sum();
    for at in by_remainder.into_iter().take(total.saturating_sub(given)) {
        parts[at] += 1;
    }
    parts
}
