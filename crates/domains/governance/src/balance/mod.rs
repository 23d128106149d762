//! 义务教育优质均衡: what each school has of teachers, rooms, grounds and equipment in a school year,
//! whether it passes in the seven indicators, whether the schools of the county lie close enough
//! together, and the least that would have to be added (教督〔2017〕6号; the arithmetic is the engine
//! `equity`'s). Pupils come from the directory on the day on which something is told; the rest is
//! told by the school and reviewed by the office, or brought by the office in one sheet. A county
//! that has not heard from every school is not judged, and that is said.
//!
//! Nothing here is in an order of merit: schools stand by town and name, and each sees its own alone.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what a school has, as told |
//! | `rules.rs` | what is wrong with it, what it is for the engine, what a school lacks |
//! | `store.rs` | the SQL |
//! | `actions.rs` | telling, reviewing, taking a sheet, the setting: one act each |
//! | `judged.rs` | a year of the county, judged |
//! | `list.rs` | the sheet |
//! | `pages/`, `waiting.rs` | what people see |
//! | `demo.rs` | invented figures of the invented county |

mod actions;
pub(crate) mod demo;
mod judged;
mod list;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod waiting;

use platform::audit::ActLabel;
use vocab::Role;
use web::{MenuItem, Need, Permission};

pub(crate) use pages::routes;
pub(crate) use waiting::DESK;

use crate::offices::EVERYONE;

const READ: Permission =
    Permission { key: "balance.read", label: "查看优质均衡监测", roles: &EVERYONE };
const FILE: Permission = Permission {
    key: "balance.file",
    label: "报送本校优质均衡资源数据",
    roles: &[Role::Principal],
};
const KEEP: Permission = Permission {
    key: "balance.keep",
    label: "导入、审核优质均衡资源数据，定差异系数限值的用法",
    roles: &[Role::SupervisionClerk],
};
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: [Permission; 3] = [READ, FILE, KEEP];

/// The line in the navigation.
pub(crate) const MENU: MenuItem = MenuItem {
    group: crate::GROUP,
    label: "优质均衡监测",
    path: "/balance",
    icon: "adjustments-horizontal",
    need: Need::May(READ.key),
};

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("balance.file", "报送优质均衡资源数据"),
    ("balance.review", "审核优质均衡资源数据"),
    ("balance.take", "导入优质均衡资源数据"),
    ("balance.rule", "定差异系数限值的用法"),
    ("demo.load.balance", "载入演示的优质均衡资源数据"),
];
