//! What statements ran: a test lives through something, then asks of each how it is run.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::{Db, Sql};

/// A statement that ran at least once. Inserts of whole rows are not among them, since they look
/// for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Its text, with `$$` where it takes a list.
    pub sql: Sql,
    /// Whether it ran in a transaction that writes.
    pub in_write: bool,
}

/// What a database heard: each statement, and whether it ran in a transaction that writes.
#[derive(Debug, Default)]
pub(crate) struct Ear(Mutex<BTreeMap<Sql, bool>>);

impl Ear {
    pub(crate) fn note(&self, sql: &Sql, in_write: bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(sql) {
            Some(known) => *known |= in_write,
            None => {
                all.insert(sql.clone(), in_write);
            }
        }
    }
}

impl Db {
    /// The statements that ran since this database was opened, each once.
    pub fn heard(&self) -> Vec<Heard> {
        let all = self.target.heard.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(sql, in_write)| Heard { sql: sql.clone(), in_write: *in_write }).collect()
    }
}
