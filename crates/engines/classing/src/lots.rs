//! Chance from a seed, in whole numbers only, so that every machine draws the same.

/// A generator of chance: xoshiro256++ (Blackman and Vigna, public domain), seeded with 256 bits.
#[derive(Debug, Clone)]
pub(crate) struct Lots {
    state: [u64; 4],
}

impl Lots {
    /// Chance for one purpose: `seed` opened by `purpose` and `round`.
    pub(crate) fn new(seed: &[u8; 32], purpose: &str, round: u64) -> Self {
        let digest = crate::digest::sm3(&[seed, purpose.as_bytes(), &round.to_be_bytes()]);
        let mut state = [0u64; 4];
        for (word, bytes) in state.iter_mut().zip(digest.chunks_exact(8)) {
            *word = bytes.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        }
        // All zeros is the one state that never moves.
        state[0] |= u64::from(state == [0; 4]);
        Self { state }
    }

    pub(crate) fn next(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number below `bound`, by multiplication: uneven by less than one in 2³² ÷ `bound`, which
    /// a search does not mind.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = (self.next() >> 32) * bound as u64;
        usize::try_from(wide >> 32).expect("below a usize")
    }

    /// Puts `items` into an order in which each is as likely as any other.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// How many steps the table of [`Thresholds`] has.
const STEPS: usize = 4096;

/// Exponentially distributed numbers in 16 fractional bits: Metropolis' rule "accept a loss Δ with
/// probability exp(−Δ/T)" is the same as "accept when Δ ≤ T · e, e exponentially distributed", and
/// the latter needs no floating-point function whose last bit depends on the machine.
#[derive(Debug, Clone)]
pub(crate) struct Thresholds {
    table: Vec<i64>,
}

impl Thresholds {
    pub(crate) fn new() -> Self {
        // −ln((2i+1)/8192) = (13 − log₂(2i+1)) · ln 2.
        let table = (0..STEPS as u64).map(|it| (((13 << 16) - log2(2 * it + 1)) * 45_426) >> 16);
        Self { table: table.collect() }
    }

    pub(crate) fn draw(&self, lots: &mut Lots) -> i64 {
        self.table[lots.below(STEPS)]
    }
}

/// The binary logarithm in 16 fractional bits, by repeated squaring.
fn log2(number: u64) -> i64 {
    let whole = number.ilog2();
    // A mantissa in [1, 2) with 31 fractional bits.
    let mut mantissa = number << (31 - whole);
    let mut log = i64::from(whole);
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        let carry = mantissa >> 32;
        mantissa >>= carry;
        log = (log << 1) | i64::try_from(carry).expect("a bit");
    }
    log
}
