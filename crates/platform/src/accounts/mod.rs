//! Who can log in: passwords, second factors, sessions, and switching between identities.
//!
//! An account holds grants; a session is one log-in on one device and acts as one grant at a time.
//! Accounts made in bulk are *pending*: they have no password until their person activates them.
//!
//! Rules (GB/T 22239-2019, level 3, 8.1.4.1): passwords are kept as Argon2id only, five wrong ones
//! lock for fifteen minutes, sessions end after idling, administrators use a second factor and
//! change their passwords now and then.

mod actions;
mod authenticator;
mod housekeeping;
pub(crate) mod limits;
mod model;
pub(crate) mod pages;
pub(crate) mod password;
mod rehearsal;
pub(crate) mod rules;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;
mod totp;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::{DemoLogin, Error, add_account, demo_logins, limit, set_demo_logins};
pub(crate) use actions::{Step, enter_shown, may_come, random_token};
#[cfg(any(test, feature = "testing"))]
pub(crate) use authenticator::program;
pub(crate) use authenticator::token_digest;
pub use authenticator::{Accounts, Sessions, keep_seen, write_seen};
pub use housekeeping::SWEEP;
pub use model::{Account, AccountState};
pub use pages::let_in;
pub use password::{first as first_password, hash as hash_password};
pub use rehearsal::{Rehearsing, admit};
pub use rules::{Rate, Refusal};
pub use store::{
    activate_as, add_accounts, administrators_without_totp, find_account_by_login, open_account,
};

/// The secrets of second factors.
pub(crate) const TOTP_COLUMN: crate::seal::SealedColumn =
    crate::sealed_column!(actions::TOTP, "account", "totp");

/// Giving, ending and handing over roles.
pub(crate) const MANAGE: Permission =
    Permission {
        key: "account.manage", label: "管理账号与授权", roles: &[Role::SecurityAdmin]
    };

/// One's own account.
pub(crate) const ME: MenuItem =
    MenuItem {
        group: "我的", label: "我的账号", path: "/me", icon: "user", need: Need::SignedIn
    };

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
