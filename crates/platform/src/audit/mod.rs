//! The chain over the records of acts, and the auditor's way to read them.
//!
//! Each act writes its own record with its own digest. At least every second the *sealer*, one
//! process at a time, puts the records that are in no block yet into a new one, whose head is SM3
//! over the head before it and the records' digests. Which records are new is read off the records
//! themselves and never "those above the last id", since a transaction that began early may commit
//! late. So acts do not queue for the chain, and whatever is changed, taken out or put in
//! afterwards shows in [`verify`].
//!
//! What the chain cannot show by itself is that its end was cut off. So the head is printed and
//! posted, and [`verify`] takes a head that someone kept.
//!
//! Rules: GB/T 22239-2019, level 3, 8.1.4.3 (protected audit records); 网络安全法 art. 21 (kept for
//! at least six months).

mod actions;
mod job;
mod labels;
mod model;
mod pages;
mod rules;
mod sealer;
mod search;
mod store;
#[cfg(test)]
mod tests;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::{seal, verify};
pub(crate) use job::CHECK;
pub(crate) use labels::ACTS;
pub use labels::{ActLabel, ActLabels};
pub use model::{Block, Finding, Head, Report};
pub use sealer::keep_sealing;
pub(crate) use search::shown;

/// Reading the trail.
pub(crate) const READ: Permission =
    Permission { key: "audit.read", label: "查看审计日志", roles: &[Role::AuditAdmin] };

/// The trail.
pub(crate) const LOG: MenuItem = MenuItem {
    group: "审计",
    label: "审计日志",
    path: "/audit",
    icon: "shield-check",
    need: Need::May("audit.read"),
};

/// The chain over it.
pub(crate) const CHAIN: MenuItem = MenuItem {
    group: "审计",
    label: "审计链",
    path: "/audit/chain",
    icon: "link",
    need: Need::May("audit.read"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
