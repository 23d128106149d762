//! What people are told about their data, and what they answer, version by version.
//!
//! The bureau publishes texts; each is in force from a day on. Everyone is shown the rules of
//! privacy once a version (告知, to be read); for a child under fourteen a guardian is asked to agree
//! to the rules for children, for photographs whatever the age. One guardian's answer counts for the
//! child; any of them may change it, which ends the answer and adds another, so that who agreed to
//! what and when stays on record. The page comes first after a log-in and can be put off: nobody is
//! kept from their work by it, and what the law asks of a school does not rest on it.
//!
//! A new version is told to those whom it is put to, by a job. Who has not answered is reminded: the
//! class teacher sees the names of the own class and reminds its families; a school and the bureau
//! see how many of how many, and remind those below them.
//!
//! Rules: 个人信息保护法 art. 14 (ask again when purposes change), 15 (withdrawal as easy as consent),
//! 16 (no service is refused for it), 17 (what is told, in public and to be kept), 29 to 31 (children
//! under fourteen).

mod actions;
mod model;
mod pages;
mod publishing;
mod reminding;
mod rules;
mod store;
mod telling;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::{Error, is_agreed, publish};
pub use model::{Answer, ConsentId, Draft, Given, Part, TextId, TextKind};
pub use store::{add_many, add_read, add_text};
pub(crate) use telling::TELL;

/// Publishing texts.
pub(crate) const PUBLISH: Permission = Permission {
    key: "consent.publish",
    label: "发布告知与同意文本",
    roles: &[Role::BureauLeader, Role::BasicEducationClerk],
};

/// Seeing how many agreed.
pub(crate) const WATCH: Permission = Permission {
    key: "consent.watch",
    label: "查看告知与同意的情况",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::TownClerk,
        Role::Principal,
        Role::RollManager,
        Role::ClassTeacher,
    ],
};

/// One's own answers.
pub(crate) const MINE: MenuItem = MenuItem {
    group: "我的",
    label: "告知与同意",
    path: "/consents",
    icon: "file-description",
    need: Need::SignedIn,
};

/// The texts and how many agreed.
pub(crate) const TEXTS: MenuItem = MenuItem {
    group: "个人信息",
    label: "告知与同意情况",
    path: "/consents/texts",
    icon: "checklist",
    need: Need::May("consent.watch"),
};

/// The page that comes first after a log-in: what is due, else the start page.
pub(crate) const WELCOME: &str = "/welcome";

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes().merge(publishing::routes()).merge(reminding::routes())
}
