//! Many people who are logged in already: a rush that is rehearsed begins with them, since what a
//! password's slow hash costs is another question.

use db::Tx;
use jiff::Timestamp;
use vocab::{AccountId, GrantId, Ids};

use super::{
    authenticator::token_digest,
    rules,
    store::{self, NewSession},
};

/// Someone who takes part in a rehearsal.
#[derive(Debug, Clone)]
pub struct Rehearsing {
    /// The account.
    pub account: AccountId,
    /// The role in use.
    pub grant: GrantId,
    /// What their cookie holds.
    pub token: String,
}

/// Lets `all` in without their passwords, which they do not have. For invented people alone.
pub async fn admit(
    tx: &mut Tx,
    all: &[Rehearsing],
    ids: &Ids,
    now: Timestamp,
) -> Result<(), db::Error> {
    let accounts: Vec<AccountId> = all.iter().map(|it| it.account).collect();
    store::open_accounts(tx, &accounts).await?;
    let session = |it: &Rehearsing| NewSession {
        id: ids.make(now),
        token_digest: token_digest(&it.token),
        account: it.account,
        grant: it.grant,
        now,
        ends_at: now + rules::SESSION,
    };
    let sessions: Vec<NewSession> = all.iter().map(session).collect();
    store::add_sessions(tx, &sessions).await
}
