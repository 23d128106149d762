//! The catalog as the server wires it: its pages, who may see them, who may change an entry.

use platform::{Module, audit::ActLabel, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission};

/// Reading what the systems say of themselves.
pub(crate) const READ: Need = Need::May("catalog.read");
/// Changing it in this county.
pub(crate) const CHANGE: Need = Need::May("catalog.change");

const PERMISSIONS: &[Permission] = &[
    Permission {
        key: "catalog.read",
        label: "查看事项配置",
        roles: &[
            Role::BureauLeader,
            Role::BasicEducationClerk,
            Role::OfficeClerk,
            Role::PersonnelClerk,
            Role::SafetyClerk,
            Role::SupervisionClerk,
            Role::ExamsClerk,
            Role::SystemAdmin,
        ],
    },
    Permission { key: "catalog.change", label: "修改事项配置", roles: &[Role::SystemAdmin] },
];

const MENU: &[MenuItem] = &[MenuItem {
    group: "系统",
    label: "事项配置",
    path: "/catalog",
    icon: "adjustments-horizontal",
    need: READ,
}];

const ACTS: &[ActLabel] =
    &[("catalog.change", "修改事项配置"), ("catalog.restore", "恢复随程序带来的事项配置")];

const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("catalog_override", "只有经办账号的编号"),
    PersonalTable::stays("catalog_change", "事项配置的改动记录，只有经办账号的编号"),
];

/// This floor, as the server wires it.
pub const MODULE: Module = Module {
    name: "catalog",
    migrations: crate::MIGRATIONS,
    routes: crate::pages::routes,
    permissions: PERMISSIONS,
    menu: MENU,
    acts: &[ACTS],
    personal: PERSONAL,
    ..Module::BARE
};
