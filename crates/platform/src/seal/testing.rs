//! A sealer whose keys are known, for tests.

use std::sync::Arc;

use super::{KeyError, KeyProvider, Sealer, Secret};

/// Keys that anyone can read here.
#[derive(Debug)]
pub struct KnownKeys;

impl KeyProvider for KnownKeys {
    fn current(&self) -> String {
        "k1".to_owned()
    }
    fn indexing(&self) -> String {
        "k1".to_owned()
    }
    fn derive(&self, id: &str, label: &str) -> Result<Option<Secret>, KeyError> {
        Ok((id == "k1").then(|| Secret::new([7; 32]).derive(label)))
    }
    fn refresh(&self) -> Result<(), KeyError> {
        Ok(())
    }
}

/// A sealer for the cell called `cell`, under [`KnownKeys`].
///
/// # Panics
///
/// If the operating system gives no randomness.
pub fn sealer(cell: &str) -> Sealer {
    Sealer::new(cell, Arc::new(KnownKeys)).expect("known keys are always there")
}
