//! Whole numbers without end, as far as a decision needs them: add, multiply, compare.
//!
//! A county passes or fails at a limit. Where floating point cannot tell the two sides apart, these
//! can.

use std::cmp::Ordering;

/// A whole number, least digits first, in base 2³².
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whole(Vec<u32>);

impl Whole {
    pub(crate) fn of(value: u128) -> Self {
        let digits = (0..4).map(|at| u32::try_from((value >> (32 * at)) & u128::from(u32::MAX)));
        Self(digits.map(|it| it.unwrap_or(0)).collect()).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let (mut digits, mut carry) = (Vec::new(), 0_u64);
        for at in 0..self.0.len().max(other.0.len()) {
            let digit = |it: &Self| u64::from(it.0.get(at).copied().unwrap_or(0));
            carry += digit(self) + digit(other);
            digits.push(low(carry));
            carry >>= 32;
        }
        digits.push(low(carry));
        Self(digits).trimmed()
    }

    /// The larger less the smaller.
    pub(crate) fn apart(&self, other: &Self) -> Self {
        let (large, small) = if *self < *other { (other, self) } else { (self, other) };
        let (mut digits, mut borrow) = (Vec::new(), 0_u64);
        for (at, digit) in large.0.iter().enumerate() {
            let less = u64::from(small.0.get(at).copied().unwrap_or(0)) + borrow;
            let sum = (1_u64 << 32) + u64::from(*digit) - less;
            borrow = u64::from(sum >> 32 == 0);
            digits.push(low(sum));
        }
        Self(digits).trimmed()
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0_u32; self.0.len() + other.0.len() + 1];
        for (at, one) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for (there, two) in other.0.iter().enumerate() {
                carry += u64::from(*one) * u64::from(*two) + u64::from(digits[at + there]);
                digits[at + there] = low(carry);
                carry >>= 32;
            }
            digits[at + other.0.len()] = low(carry);
        }
        Self(digits).trimmed()
    }
}

fn low(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or(0)
}

impl Ord for Whole {
    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Whole {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
