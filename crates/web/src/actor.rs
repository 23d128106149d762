//! Who is asking: one account, acting as one identity at a time.

use std::collections::BTreeSet;

use vocab::{AccountId, GrantId, PlaceId, Role, SessionId};

vocab::ids! {
    /// A key by which a program asks.
    KeyId = "key";
}

/// A program that asks with a key.
#[derive(Debug, Clone)]
pub struct Program {
    /// The key.
    pub key: KeyId,
    /// The place that bounds what is seen: everything inside it.
    pub place: PlaceId,
    /// What the key may do.
    pub permissions: BTreeSet<String>,
}

/// A role held at a place: a person may have several and switches between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The grant that gives it.
    pub grant: GrantId,
    /// The role.
    pub role: Role,
    /// The place that bounds what is seen: everything inside it.
    pub place: PlaceId,
    /// The place as people call it.
    pub place_name: String,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The log-in.
    pub session: SessionId,
    /// The name shown at the top of the page.
    pub name: String,
    /// The identity in use.
    pub identity: Identity,
    /// Every identity of the account, the one in use included.
    pub identities: Vec<Identity>,
    /// How many notices are unread.
    pub unread: u64,
    /// How many things wait on the desk of the identity in use.
    pub waiting: u64,
    /// The page that this person must deal with before any other, where there is one: a first
    /// password to be changed, a second factor to be set up. Until then no other route that needs
    /// a log-in answers.
    pub held_at: Option<&'static str>,
}

impl Actor {
    /// The place that bounds what this identity sees.
    pub fn scope(&self) -> PlaceId {
        self.identity.place
    }

    /// The role in use.
    pub fn role(&self) -> Role {
        self.identity.role
    }
}
