//! 向下级教育局分解下达: a target goes from a city's bureau to a county's. The two are installations of
//! their own, so it goes as a file: what is handed down, word for word, with a code that only
//! somebody with the key of the two can make (HMAC-SM3). Whoever receives it signs for it, which puts
//! it on their list, or sends it back with a reason; the answer is such a file, too. Nothing else of
//! the one bureau's list reaches the other.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | partners, packages, what a file says |
//! | `seal.rs` | a file with its code, and what is wrong with one |
//! | `store.rs` | the SQL |
//! | `actions.rs` | agreeing on a key, sending, taking in, answering: one act each |
//! | `pages.rs` | what people see |
//! | `demo.rs` | the agreement of the demo's two bureaus |

mod actions;
pub(crate) mod demo;
mod model;
mod pages;
mod seal;
mod store;
#[cfg(test)]
mod tests;

use platform::{
    audit::ActLabel,
    seal::{Field, SealedColumn},
};
use web::{MenuItem, Need};

pub(crate) use model::Handing;
pub(crate) use pages::routes;
pub(crate) use store::waits;

use crate::targets::KEEP;

/// The key of two bureaus.
const KEY: Field = Field::new("partner.key");

/// What is sealed.
pub(crate) const SEALED: &[SealedColumn] =
    &[platform::sealed_column!(KEY, "level_partner", "key_sealed")];

/// The line in the navigation.
pub(crate) const MENU: MenuItem = MenuItem {
    group: crate::GROUP,
    label: "上下级下达",
    path: "/packages",
    icon: "switch-horizontal",
    need: Need::May(KEEP.key),
};

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("package.agree", "登记上级或下级教育局"),
    ("package.send", "向下级教育局下达目标"),
    ("package.take", "收下上级的下达文件或下级的回执"),
    ("package.answer", "签收或退回上级下达的目标"),
    ("demo.load.packages", "载入演示的上下级约定"),
];
