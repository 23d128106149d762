//! How the people of a school take over the accounts that wait for them.
//!
//! Accounts are made in bulk and have no password. Whoever manages a place's accounts (the
//! principal or a deputy; the security administrator for all) makes one-time codes for those that
//! wait and hands them out on paper. The code opens one account, once, within a week: its person
//! chooses a password and is in. A new code ends the older one. Which of wrong, used and expired a
//! code is, is not told.
//!
//! Nobody invites into an account that can do more than they: every role of the account must lie
//! within the inviter's own place.

mod actions;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

vocab::ids! {
    /// An invitation.
    InvitationId = "inv";
}

/// Making invitations.
pub(crate) const INVITE: Permission = Permission {
    key: "account.invite",
    label: "生成教职工账号的激活邀请",
    roles: &[Role::Principal, Role::SecurityAdmin],
};

/// Those who are not in yet.
pub(crate) const PAGE: MenuItem = MenuItem {
    group: "我的",
    label: "激活邀请",
    path: "/invitations",
    icon: "user-plus",
    need: Need::May("account.invite"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
