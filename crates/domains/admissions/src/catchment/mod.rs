//! 学区(服务区): which school serves which address. The county draws the districts and publishes them
//! (浙江省义务教育条例第十一条); families find theirs by typing an address.
//!
//! A catchment is a list of villages, communities and stretches of road, by school year and stage, and
//! comes in as a sheet. Two schools on one house number are refused by cell; numbers that nobody serves
//! are told. No map: a map for the public needs an approved base (测绘法), a list needs none.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | addresses read, matched, overlaps and gaps found |
//! | `list.rs` | the sheet |
//! | `polygon.rs`, `outlines.rs` | outlines from GeoJSON, judged exactly; the schematic |
//! | `store.rs` | the SQL |
//! | `actions.rs` | taking a list, publishing it |
//! | `pages.rs`, `finder.rs` | the office's pages; the school finder for everyone |
//! | `demo.rs` | the invented county's catchments |

mod actions;
pub mod demo;
mod finder;
mod list;
pub(crate) mod model;
mod outlines;
mod pages;
mod polygon;
pub(crate) mod rules;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use platform::audit::ActLabel;
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::Error;

pub(crate) const READ: Permission = Permission {
    key: "catchment.read",
    label: "查看学区划分",
    roles: &[
        Role::BasicEducationClerk,
        Role::BureauLeader,
        Role::TownClerk,
        Role::Principal,
        Role::RollManager,
    ],
};
pub(crate) const KEEP: Permission = Permission {
    key: "catchment.keep",
    label: "导入和公布学区划分",
    roles: &[Role::BasicEducationClerk],
};
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: &[Permission] = &[READ, KEEP];

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[MenuItem {
    group: "招生入学",
    label: "学区划分",
    path: "/catchments",
    icon: "map-pin",
    need: Need::May(READ.key),
}];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("catchment.open", "新建学区划分"),
    ("catchment.take", "导入学区划分"),
    ("catchment.outline", "导入学区边界"),
    ("catchment.publish", "公布学区划分"),
    ("demo.load.catchment", "载入演示的学区划分"),
];

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes().merge(finder::routes())
}
