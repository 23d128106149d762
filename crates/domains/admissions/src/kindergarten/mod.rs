//! 幼儿园性质和收费: what a kindergarten is (公办, 民办普惠, 民办) and what it charges a month, dated, with the
//! decision behind it. Families see both where they choose, and everyone on a public list (浙江省学前教育条例
//! 第四十三条, 第五十条: the bureau publishes, a kindergarten tells what it charges and on what grounds).
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | who may set what, from when on |
//! | `store.rs` | the SQL |
//! | `actions.rs` | setting it |
//! | `pages.rs`, `public.rs` | the pages of office and kindergarten, and everyone's |
//! | `demo.rs` | what those of the invented county charge |
//!
//! **Invariant:** what was charged before is never overwritten by what is charged now.

mod actions;
pub mod demo;
mod model;
mod pages;
mod public;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use platform::{audit::ActLabel, hall::Entry};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub(crate) use model::{Fee, Nature};
pub(crate) use pages::{by, fee_words};
pub(crate) use rules::By;

pub(crate) const READ: Permission = Permission {
    key: "kindergarten.read",
    label: "查看幼儿园性质和收费",
    roles: &[Role::BasicEducationClerk, Role::BureauLeader, Role::TownClerk],
};
pub(crate) const SET: Permission = Permission {
    key: "kindergarten.set",
    label: "设定幼儿园性质和收费",
    roles: &[Role::BasicEducationClerk, Role::Principal],
};
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: &[Permission] = &[READ, SET];

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[MenuItem {
    group: "招生入学",
    label: "幼儿园性质和收费",
    path: "/entry/kindergartens",
    icon: "coin",
    need: Need::May(READ.key),
}];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("kindergarten.tariff", "设定幼儿园性质和收费"),
    ("demo.load.kindergarten", "载入演示的幼儿园性质和收费"),
];

/// What anyone can look up here.
pub(crate) const HALL: Entry = Entry {
    group: "入学",
    label: "幼儿园性质和收费",
    about: "各幼儿园是公办、民办普惠还是民办，每月收多少保育教育费，依据是什么。",
    path: "/kindergartens",
    icon: "coin",
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes().merge(public::routes())
}
