//! Chance that repeats: SM3 of a seed and a counter.

use draw::{Beacon, Chain, Digest, Value};
use sha2::{Digest as _, Sha256};

/// 64 hex digits.
pub(crate) fn hex(chance: &mut Chance) -> String {
    (0..32).fold(String::new(), |all, _| all + &format!("{:02x}", chance.byte()))
}

/// A stream of bytes from a seed.
pub(crate) struct Chance {
    seed: u64,
    turn: u64,
    left: Vec<u8>,
}

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self { seed, turn: 0, left: Vec::new() }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        if self.left.is_empty() {
            self.turn += 1;
            let block = [self.seed.to_be_bytes(), self.turn.to_be_bytes()].concat();
            self.left = Digest::of(&block).as_bytes().to_vec();
        }
        self.left.pop().unwrap_or_default()
    }

    /// A number below `most`; that small ones are a little likelier does not matter here.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        let number = (0..4).fold(0, |all, _| all << 8 | usize::from(self.byte()));
        number % most
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A beacon whose randomness is the hash of its signature, which nobody signed.
    pub(crate) fn beacon(&mut self, chain: Chain) -> Value {
        let bytes = if chain == Chain::Quicknet { 48 } else { 96 };
        let mut signature = || (0..bytes).map(|_| self.byte()).collect::<Vec<_>>();
        let (signed, before) = (signature(), signature());
        let hex = |it: &[u8]| it.iter().fold(String::new(), |all, it| all + &format!("{it:02x}"));
        Value::Beacon(Beacon {
            randomness: Digest::from_bytes(Sha256::digest(&signed).into()),
            signature: hex(&signed),
            previous: (chain == Chain::Default).then(|| hex(&before)),
        })
    }
}
