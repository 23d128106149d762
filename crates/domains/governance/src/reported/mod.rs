//! 填报数和手工数: figures that no record here can count (an exam line rate, a rank in the province,
//! views of a video). Each has a source, somebody who filed it, somebody else who reviewed it, a
//! proof, and is marked as such wherever it appears. 约, 近 and 超 stay as they were written. What was
//! told is never overwritten: a correction is a new row with its reason.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | a figure, and what was reported of it |
//! | `rules.rs` | which number comes of what was typed; who may review; which value is told of a day |
//! | `store.rs` | the SQL |
//! | `actions.rs` | naming a figure, filing, reviewing: one act each |
//! | `asking.rs` | what targets and documents ask: a figure by name, place and day |
//! | `pages/` | the list, one figure, its forms |

mod actions;
pub mod asking;
pub(crate) mod demo;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use platform::{audit::ActLabel, files::FileOwner};
use web::{MenuItem, Need, Permission};

pub use model::{Figure, FigureId, Kind, Value, ValueId, ValueState};
pub(crate) use pages::routes;
pub(crate) use store::waits_for_review;

use crate::offices::{BUREAU, OFFICES};

pub(crate) const READ: Permission =
    Permission { key: "reported.read", label: "查看填报数和手工数", roles: &BUREAU };
pub(crate) const FILE: Permission =
    Permission {
        key: "reported.file", label: "填报、更正填报数和手工数", roles: &OFFICES
    };
pub(crate) const REVIEW: Permission =
    Permission { key: "reported.review", label: "审核填报数和手工数", roles: &BUREAU };
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: [Permission; 3] = [READ, FILE, REVIEW];

/// The line in the navigation.
pub(crate) const MENU: MenuItem = MenuItem {
    group: crate::GROUP,
    label: "填报数和手工数",
    path: "/reported",
    icon: "pencil",
    need: Need::May(READ.key),
};

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("reported.name", "设立填报数或手工数"),
    ("reported.file", "报送一个填报数或手工数"),
    ("reported.review", "审核一个填报数或手工数"),
    ("demo.load.reported", "载入演示的填报数和手工数"),
];

/// The proofs of a value: for whoever may read the figure.
pub(crate) const PROOFS: FileOwner = FileOwner {
    kind: <model::kinds::ValueId as vocab::Kind>::PREFIX,
    may_read: |visit, bits| Box::pin(actions::may_read(visit, bits)),
};
