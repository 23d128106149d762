//! What is kept of an act, and the digest that anyone can recompute.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil};
use sm3::{Digest, Sm3};
use vocab::{AccountId, ActId, GrantId};

use super::Origin;

/// The audit record of one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its identifier.
    pub id: ActId,
    /// Real time.
    pub at: Timestamp,
    /// The cell's civil time.
    pub civil_at: civil::DateTime,
    /// Who, or nobody for the system itself.
    pub account: Option<AccountId>,
    /// As what.
    pub grant: Option<GrantId>,
    /// What was done: `aftercare.programme.file`.
    pub kind: String,
    /// To what: the prefix of its identifier, and its bits.
    pub subject: Option<(String, i64)>,
    /// Facts, without personal values.
    pub notes: BTreeMap<String, String>,
    /// Personal values with the salt of each.
    pub personal: BTreeMap<String, (String, String)>,
}

impl Record {
    pub(super) fn new(origin: &Origin, kind: &str) -> Self {
        Self {
            id: origin.id,
            at: origin.now,
            civil_at: origin.civil_now,
            account: origin.account,
            grant: origin.grant,
            kind: kind.to_owned(),
            subject: None,
            notes: BTreeMap::new(),
            personal: BTreeMap::new(),
        }
    }

    /// The notes as they are stored: a JSON object, with the hash of each personal value.
    pub fn notes_text(&self) -> String {
        let mut all = self.notes.clone();
        for (key, (salt, value)) in &self.personal {
            all.insert(format!("{key}#"), personal_hash(salt, value));
        }
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// The digest of this record.
    pub fn digest(&self) -> String {
        let subject = self.subject.as_ref();
        digest(&[
            &self.id.bits().to_string(),
            &self.at.as_microsecond().to_string(),
            &self.civil_at.to_string(),
            &self.account.map(|it| it.bits().to_string()).unwrap_or_default(),
            &self.grant.map(|it| it.bits().to_string()).unwrap_or_default(),
            &self.kind,
            subject.map_or("", |it| &it.0),
            &subject.map(|it| it.1.to_string()).unwrap_or_default(),
            &self.notes_text(),
        ])
    }
}

/// What stands in the notes for a personal value: its salted hash.
pub fn personal_hash(salt: &str, value: &str) -> String {
    hex(&Sm3::digest(format!("{salt}|{value}")))
}

/// SM3 (GB/T 32905) over `parts`, each after its length, in hexadecimal.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// SM3 over the bytes of a content as they are, as any other tool reckons it.
pub fn sm3(bytes: &[u8]) -> String {
    hex(&Sm3::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
