//! 招生排摸、招生预警和学区调整: how many children will come to each catchment in the next six years,
//! which schools will not hold them, and what a change of catchments would do.
//!
//! A cohort is counted once, from the nearest source: kindergarten children and pupils by their homes,
//! before that births by town. What came of earlier counts gives the share that enters and, by how far
//! single schools missed it, the interval. Everything that decides is whole numbers.
//!
//! The levels of warning are ratios of expected children to seats from a date on, by the bureau's own
//! document: no law gives them.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | cohorts, shares, intervals, levels |
//! | `effect.rs` | what a change of catchments would do |
//! | `lists.rs` | births and seats as sheets |
//! | `store/` | the SQL |
//! | `actions.rs` | working a forecast out, publishing it; changes and their assessment |
//! | `pages/` | the office's pages and the public warning |
//! | `demo.rs` | the invented county's births, past and forecast, and one proposed change |

mod actions;
pub mod demo;
mod effect;
mod lists;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use platform::audit::ActLabel;
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

const READ: Permission = Permission {
    key: "forecast.read",
    label: "查看学位预测和学区调整",
    roles: &[Role::BasicEducationClerk, Role::BureauLeader, Role::FinanceClerk, Role::TownClerk],
};
const KEEP: Permission = Permission {
    key: "forecast.keep",
    label: "测算和公布学位预警、办理学区调整",
    roles: &[Role::BasicEducationClerk],
};
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: &[Permission] = &[READ, KEEP];

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[
    MenuItem {
        group: "招生入学",
        label: "学位预测和预警",
        path: "/forecasts",
        icon: "chart-line",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "招生入学",
        label: "学区调整",
        path: "/catchment-changes",
        icon: "switch-horizontal",
        need: Need::May(READ.key),
    },
];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("forecast.births", "导入出生人口"),
    ("forecast.seats", "导入学位计划"),
    ("forecast.levels", "规定预警等级"),
    ("forecast.make", "测算学位"),
    ("forecast.publish", "公布招生预警"),
    ("catchment.change", "提出学区调整"),
    ("catchment.change.move", "列入调整地段"),
    ("catchment.change.unmove", "撤下调整地段"),
    ("catchment.change.assess", "填写学区调整风险评估"),
    ("catchment.change.adopt", "采纳学区调整"),
    ("catchment.change.withdraw", "撤回学区调整"),
    ("demo.load.forecast", "载入演示的学位预测"),
];

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
