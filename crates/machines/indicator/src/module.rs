//! The indicators that came with the program, and what the server wires of them.

use std::{collections::BTreeSet, sync::LazyLock};

use catalog::Set;
use platform::{Module, audit::ActLabel, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission};

use crate::{api, counting::job, definition::Indicator, pages};

static CATALOG: LazyLock<Set<Indicator>> = LazyLock::new(|| match Set::of(catalog::sources()) {
    Ok(set) => set,
    Err(faults) => {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the catalog that came with the program is at fault:\n{}", told.join("\n"))
    }
});

/// The indicators that came with the program.
///
/// # Panics
///
/// If one of them is at fault, which the tests of this crate rule out.
pub fn catalog() -> &'static Set<Indicator> {
    &CATALOG
}

/// Seeing the figures of one's place.
pub(crate) const READ: &str = "indicator.read";
/// Asking schools to mend their records.
pub(crate) const REMIND: &str = "check.remind";
/// The right to the pages.
pub(crate) const ANY: Need = Need::May(READ);

const ACTS: &[ActLabel] = &[
    ("indicator.count", "统计全部指标"),
    ("indicator.recount", "更新一所学校的指标"),
    ("indicator.watch", "关注指标"),
    ("indicator.unwatch", "取消关注指标"),
    ("indicator.check.remind", "提醒学校核对记录"),
];

/// Everyone who runs a school, a town or an office.
const READERS: &[Role] = &[
    Role::BureauLeader,
    Role::BasicEducationClerk,
    Role::FinanceClerk,
    Role::OfficeClerk,
    Role::PersonnelClerk,
    Role::SafetyClerk,
    Role::SupervisionClerk,
    Role::ExamsClerk,
    Role::TownClerk,
    Role::Inspector,
    Role::Principal,
    Role::AftercareManager,
    Role::RollManager,
    Role::SchoolFinance,
    Role::SafetyOfficer,
];

/// Those who answer for schools' records.
const REMINDERS: &[Role] = &[
    Role::BasicEducationClerk,
    Role::OfficeClerk,
    Role::PersonnelClerk,
    Role::SafetyClerk,
    Role::SupervisionClerk,
    Role::TownClerk,
];

const PERMISSIONS: &[Permission] = &[
    Permission { key: READ, label: "查看指标和驾驶舱", roles: READERS },
    Permission { key: REMIND, label: "提醒学校核对记录", roles: REMINDERS },
];

const GROUP: &str = "指标";

const MENU: &[MenuItem] = &[
    MenuItem {
        group: GROUP,
        label: "驾驶舱",
        path: "/cockpit",
        icon: "layout-dashboard",
        need: ANY,
    },
    MenuItem {
        group: GROUP, label: "全部指标", path: "/indicators", icon: "chart-bar", need: ANY
    },
    MenuItem {
        group: GROUP, label: "指数", path: "/indices", icon: "report-analytics", need: ANY
    },
    MenuItem {
        group: GROUP,
        label: "数据质量",
        path: "/data-quality",
        icon: "shield-check",
        need: ANY,
    },
];

/// What becomes of rows about someone who is erased.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("figure_watch", "只有账号的编号和关注的指标，账号停用后不再通知"),
    PersonalTable::stays("check_reminder", "只有账号的编号和提醒了几所学校，是办理记录"),
];

/// The offices that answer for an indicator.
pub(crate) fn offices() -> BTreeSet<Role> {
    catalog().all().map(|it| it.what.office).collect()
}

/// This machine, as the server wires it.
pub fn module() -> Module {
    Module {
        name: "indicator",
        migrations: crate::MIGRATIONS,
        routes: pages::routes,
        api: api::routes,
        permissions: PERMISSIONS,
        menu: MENU,
        acts: &[ACTS],
        jobs: &[job::NIGHT, job::FOLLOW],
        personal: PERSONAL,
        ..Module::BARE
    }
}
