//! SM3 over parts that cannot run into each other.

use sm3::{Digest, Sm3};

/// The digest of `parts`, each opened by its length.
pub(crate) fn sm3(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
