//! Who looked at whom, who may open what is sealed, and what is kept for how long.
//!
//! Opening a masked record leaves a *look*. Looks are noted in memory and written within a second,
//! many at a time ([`Looks`]), so that a page does not wait for them; the guardian reads them on the
//! page 谁看过. What is *sealed* is opened by staff only for a task that the head of the office has
//! approved (a *clearance*: who, what, why, until when), and the look is stored before the value is
//! shown ([`open_sealed`]). Where the law requires silence (强制报告), such a look is kept from the
//! guardian.
//!
//! What is kept for how long stands in [`Retention`] rules, erasing one person in [`Eraser`]s; both
//! are declared by the modules that own the tables, and run as jobs.
//!
//! Rules: 个人信息保护法 art. 19, 28, 47, 51; 未成年人网络保护条例 art. 36 (minimal, approved and
//! logged access of staff); 未成年人保护法 art. 11 (mandatory reports).

mod clearances;
mod keeping;
mod looks;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use clearances::{Error, open_sealed};
pub use keeping::{Cutoff, Eraser, Fate, Keeping, PersonalTable, Retention, order_erasure};
pub(crate) use keeping::{ERASE, RETAIN, RULES, order_erasure_of};
pub use looks::{Looks, LooksFull, keep_noting, latest_looks};
pub use model::{Asking, ClearanceId, LookId, SealedClass, Seen, Unanswered, Ward, Wards};

/// Whoever works with people's records.
const STAFF: &[Role] = &[
    Role::BureauLeader,
    Role::BasicEducationClerk,
    Role::FinanceClerk,
    Role::PersonnelClerk,
    Role::SafetyClerk,
    Role::ExamsClerk,
    Role::TownClerk,
    Role::Principal,
    Role::AftercareManager,
    Role::RollManager,
    Role::SchoolFinance,
    Role::ClassTeacher,
    Role::Inspector,
];

/// Asking for access to sealed data.
pub(crate) const ASK: Permission =
    Permission { key: "clearance.ask", label: "申请查看加密信息", roles: STAFF };

/// Deciding on it: the head of the office.
pub(crate) const DECIDE: Permission = Permission {
    key: "clearance.decide",
    label: "审批查看加密信息",
    roles: &[Role::BureauLeader, Role::Principal],
};

/// Seeing who looked at one's child.
pub(crate) const WATCH: Permission =
    Permission {
        key: "look.own", label: "查看谁看过我的孩子的信息", roles: &[Role::Guardian]
    };

/// The clearances.
pub(crate) const CLEARANCES: MenuItem = MenuItem {
    group: "我的",
    label: "加密信息查看",
    path: "/clearances",
    icon: "shield-lock",
    need: Need::May("clearance.ask"),
};

/// Who looked.
pub(crate) const LOOKS: MenuItem = MenuItem {
    group: "我的",
    label: "谁看过",
    path: "/looks",
    icon: "eye",
    need: Need::May("look.own"),
};

/// What is kept for how long.
pub(crate) const KEPT: MenuItem = MenuItem {
    group: "系统",
    label: "保存期限",
    path: "/retention",
    icon: "hourglass",
    need: Need::May("job.watch"),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
