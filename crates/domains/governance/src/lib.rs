//! How a bureau steers: what it promised, what is so, and the documents that say so.
//!
//! | room | what it is |
//! |---|---|
//! | `targets/` | plans read into tasks and targets, lights, handing down |
//! | `reported/` | figures that people report, with source, reviewer and proof |
//! | `balance/` | whether compulsory education is balanced: schools' resources, judged and mended |
//! | `packages/` | targets between a city's bureau and a county's, as files with a code |
//! | `reports/` | documents with live figures, and their way to being issued and public |
//! | `number.rs`, `offices.rs` | a number as it was stated, exact; who has a part in it |
//! | `typed.rs` | what is wrong with what was typed; a reviewer's decision |

mod balance;
mod demo;
pub mod number;
pub mod offices;
mod packages;
pub mod reported;
mod reports;
pub mod targets;
mod typed;

use db::Migration;
use platform::{Module, hall::Entry, joined, privacy::PersonalTable};
use web::{MenuItem, Permission, Routes};

pub use demo::{load as load_demo, load_city as load_demo_city};

/// The heading in the navigation.
const GROUP: &str = "目标任务";

/// The tables; those of the directory and of indicators come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_targets", sql: include_str!("../migrations/0001_targets.sql") },
    Migration { name: "0002_packages", sql: include_str!("../migrations/0002_packages.sql") },
    Migration { name: "0101_reports", sql: include_str!("../migrations/0101_reports.sql") },
    Migration { name: "0102_balance", sql: include_str!("../migrations/0102_balance.sql") },
];

const WORK: &str = "记的是职务上谁办的，随任务和数一起留存；只有账号的编号";

const PAPERS: &str = "记的是职务上谁办的公文，印发的公文按规定留存";

/// What becomes of rows that name people who are erased.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("work_plan", WORK),
    PersonalTable::stays("task_note", WORK),
    PersonalTable::stays("reported_value", WORK),
    PersonalTable::stays("light_rule", WORK),
    PersonalTable::stays("balance_told", WORK),
    PersonalTable::stays("report", PAPERS),
    PersonalTable::stays("report_version", PAPERS),
    PersonalTable::stays("report_step", PAPERS),
    PersonalTable::stays("report_material", PAPERS),
];

fn routes() -> Routes {
    targets::routes()
        .merge(reported::routes())
        .merge(balance::routes())
        .merge(packages::routes())
        .merge(reports::routes())
}

const PERMISSIONS: [Permission; PERMITTED] = joined(&[
    &targets::PERMISSIONS,
    &reported::PERMISSIONS,
    &balance::PERMISSIONS,
    &reports::PERMISSIONS,
]);
const PERMITTED: usize = targets::PERMISSIONS.len()
    + reported::PERMISSIONS.len()
    + balance::PERMISSIONS.len()
    + reports::PERMISSIONS.len();

const MENU: [MenuItem; LINES] =
    joined(&[&targets::MENU, &[reported::MENU, balance::MENU, packages::MENU], &reports::MENU]);
const LINES: usize = targets::MENU.len() + 3 + reports::MENU.len();

/// What anyone can read and check here.
const HALL: &[Entry] = &[
    Entry {
        group: "公示与核对",
        label: "公开的公文",
        about: "已经公开的总结、计划和答复，数字可以看到出处。",
        path: "/documents",
        icon: "file-description",
    },
    Entry {
        group: "公示与核对",
        label: "公文核验",
        about: "用文号和摘要核对手里的公文有没有被改过。",
        path: "/documents/check",
        icon: "circle-check",
    },
];

/// This domain, as the server wires it.
pub const MODULE: Module = Module {
    name: "governance",
    migrations: MIGRATIONS,
    routes,
    permissions: &PERMISSIONS,
    menu: &MENU,
    jobs: &[targets::REMIND],
    acts: &[targets::ACTS, reported::ACTS, balance::ACTS, packages::ACTS, reports::ACTS],
    sealed: packages::SEALED,
    personal: PERSONAL,
    panels: &[targets::PANEL],
    files: &[targets::PROOFS, reported::PROOFS],
    waiting: &[targets::DESK, balance::DESK, reports::DESK],
    hall: HALL,
    ..Module::BARE
};

/// The floors that the tests of this domain stand on, and it.
#[cfg(test)]
fn tested() -> Vec<Module> {
    let below = [platform::MODULE, directory::MODULE, catalog::MODULE, form::MODULE];
    below.into_iter().chain([indicator::module(), MODULE]).collect()
}
