//! Sealed fields: what is stored so that the database alone tells nothing.
//!
//! An ID number or a 学籍号 is kept as SM4-GCM ciphertext (GB/T 32907, RFC 8998) and, where it must
//! be found again, as a blind index (HMAC-SM3, GB/T 32905, cut to 128 bits). Keys are derived per
//! cell and per field from a [`KeyProvider`] outside the database, so a ciphertext that is moved to
//! another field or another cell does not open; one bound to its row ([`Field::at`]) does not open
//! in another row either. What is stored names its key (`k1.…`), so keys can be changed while the
//! system runs: new values take the current key, old ones open with theirs until [`Sealer::reseal`]
//! has been over them.
//!
//! The blind index is kept under one key of its own choice (the key file's `index`), since an index
//! is only of use while both sides of a search compute it alike.

mod content;
mod keys;
mod pieces;
mod rotate;
mod sealer;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use content::{AlteredContent, ContentKey};
pub use keys::{KeyError, KeyFile, KeyProvider, Secret};
pub use pieces::{open_file, seal_file};
pub(crate) use rotate::ROTATE;
pub use rotate::{SealedColumn, SealedColumns, order_rotation};
pub use sealer::{Sealer, Unreadable};

/// What is sealed: a column, and where that matters the row that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    name: &'static str,
    row: Option<i64>,
}

impl Field {
    /// A field by its name, which may never change once something is sealed: `student.id_number`.
    pub const fn new(name: &'static str) -> Self {
        Self { name, row: None }
    }

    /// The same field, bound to the row `bits`: what is sealed there opens only there.
    #[must_use]
    pub const fn at(self, bits: i64) -> Self {
        Self { name: self.name, row: Some(bits) }
    }
}
