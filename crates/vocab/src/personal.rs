//! A wrapper that keeps personal data out of logs and error texts.

use std::fmt;

/// A name, number or address of a person. Prints as `‹personal›`, so that no log line, error or
/// panic tells it; whoever shows it to a person who may see it says so by [`Personal::open`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, to be shown to someone who may see it or to be stored.
    pub const fn open(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_open(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}
