//! The one door through which anything is changed.
//!
//! An action runs as an *act*: [`act!`](crate::act!) opens a transaction, the body reads, asks the
//! rules and writes, and with its commit go the audit record, the events for other modules and the
//! notices for those who must know. Nothing is told that was not stored, and nothing is stored
//! without a record.
//!
//! A record carries the SM3 digest of its own content and reads no other record; a sealer chains
//! records into blocks afterwards (module `audit`), so that acts do not queue for the chain.

mod record;
mod store;

use std::sync::Arc;

use db::Tx;
use jiff::{Timestamp, civil};
use vocab::{AccountId, ActId, GrantId, Ids};
use web::{Call, Visit};

pub use record::{Record, digest, personal_hash, sm3};

/// Where an act comes from: who, and both times, taken before the transaction starts, since its
/// body may run twice.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The act's own identifier.
    pub id: ActId,
    /// The account, or nobody for the system's own jobs.
    pub account: Option<AccountId>,
    /// The identity that was used.
    pub grant: Option<GrantId>,
    /// Real time.
    pub now: Timestamp,
    /// The cell's civil time.
    pub civil_now: civil::DateTime,
    /// Makes the identifiers of what goes with the act.
    pub ids: Arc<Ids>,
}

/// Something that acts can come from.
pub trait Source {
    /// Who and when.
    fn origin(&self) -> Origin;
    /// Where it is stored.
    fn store(&self) -> &db::Db;
}

impl<S: Source + ?Sized> Source for &S {
    fn origin(&self) -> Origin {
        (**self).origin()
    }

    fn store(&self) -> &db::Db {
        (**self).store()
    }
}

impl Source for Call {
    fn origin(&self) -> Origin {
        Origin {
            id: self.new_id(),
            account: self.actor.as_ref().map(|it| it.account),
            grant: self.actor.as_ref().map(|it| it.identity.grant),
            now: self.now(),
            civil_now: self.civil_now(),
            ids: self.app.ids.clone(),
        }
    }

    fn store(&self) -> &db::Db {
        &self.cell.db
    }
}

impl Source for Visit {
    fn origin(&self) -> Origin {
        self.call().origin()
    }

    fn store(&self) -> &db::Db {
        &self.cell.db
    }
}

/// The system itself as a source: jobs, the command line, tests.
#[derive(Clone)]
pub struct System {
    /// Where it is stored.
    pub db: db::Db,
    /// Real time.
    pub clock: Arc<dyn vocab::Clock>,
    /// Civil time.
    pub calendar: Arc<dyn vocab::Calendar>,
    /// Makes identifiers.
    pub ids: Arc<Ids>,
}

impl Source for System {
    fn origin(&self) -> Origin {
        let now = self.clock.now();
        Origin {
            id: self.ids.make(now),
            account: None,
            grant: None,
            now,
            civil_now: self.calendar.now(),
            ids: self.ids.clone(),
        }
    }

    fn store(&self) -> &db::Db {
        &self.db
    }
}

/// An act under way.
pub struct Act<'a> {
    tx: &'a mut Tx,
    origin: &'a Origin,
    record: Record,
    events: Vec<(&'static str, String)>,
    notices: Vec<(AccountId, String, String)>,
}

impl<'a> Act<'a> {
    /// Opens an act of `kind` on a transaction. Called by [`act!`](crate::act!).
    pub fn open(tx: &'a mut Tx, origin: &'a Origin, kind: &'static str) -> Self {
        let record = Record::new(origin, kind);
        Self { tx, origin, record, events: Vec::new(), notices: Vec::new() }
    }

    /// The transaction.
    pub fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// Who and when.
    pub fn origin(&self) -> &Origin {
        self.origin
    }

    /// What the act is about: a kind of thing and its number.
    pub fn about<K: vocab::Kind>(&mut self, subject: vocab::Id<K>) {
        self.record.subject = Some((K::PREFIX.to_owned(), subject.bits()));
    }

    /// Notes a fact for the audit trail: identifiers, counts, states. Never a person's name or
    /// number: those go through [`Act::note_personal`].
    pub fn note(&mut self, key: &str, value: impl std::fmt::Display) {
        self.record.notes.insert(key.to_owned(), value.to_string());
    }

    /// Notes a personal value. The record's digest covers only its salted hash, so that the value
    /// can be erased one day and the chain stays whole.
    pub fn note_personal(&mut self, key: &str, value: impl std::fmt::Display) {
        let salt = vocab::ActId::to_string(&self.origin.ids.make(self.origin.now));
        self.record.personal.insert(key.to_owned(), (salt, value.to_string()));
    }

    /// Tells `account` when the act is stored. `link` is a path inside the cell.
    pub fn tell(&mut self, account: AccountId, title: impl Into<String>, link: impl Into<String>) {
        self.notices.push((account, title.into(), link.into()));
    }

    /// Tells other modules when the act is stored; `payload` is JSON of identifiers.
    pub fn event(&mut self, kind: &'static str, payload: impl Into<String>) {
        self.events.push((kind, payload.into()));
    }

    /// Writes the record and what goes with it. Called by [`act!`](crate::act!).
    pub async fn close(self) -> Result<(), db::Error> {
        let Self { tx, origin, record, events, notices } = self;
        store::add_record(tx, &record);
        if !record.personal.is_empty() {
            store::add_personal(tx, &record).await?;
        }
        if !events.is_empty() {
            store::add_events(tx, origin, &events).await?;
        }
        if !notices.is_empty() {
            store::add_notices(tx, origin, &notices).await?;
        }
        Ok(())
    }
}

/// Runs a block as an act: `act!(visit, "aftercare.programme.file", |act| { … Ok(x) })`.
///
/// The block ends in a `Result`; an early `return` is not for it. Its error must be
/// `From<db::Error>` and [`db::Retry`]. It may run more than once.
#[macro_export]
macro_rules! act {
    ($source:expr, $kind:literal, |$act:ident| $body:block) => {{
        let source = &$source;
        let origin = $crate::act::Source::origin(source);
        ::db::write!($crate::act::Source::store(source), $kind, |tx| {
            let mut opened = $crate::act::Act::open(tx, &origin, $kind);
            let result = {
                let $act = &mut opened;
                async { $body }.await
            };
            match result {
                Ok(value) => {
                    opened.close().await?;
                    Ok(value)
                }
                Err(error) => Err(error),
            }
        })
    }};
}

#[cfg(test)]
mod tests;
