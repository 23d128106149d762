//! 校外机构: the county's approved register of outside partners, from which schools take course
//! teachers.
//!
//! A partner is put on the register by its 统一社会信用代码, is checked, approved from a day, and one
//! day ends with a reason; its people are approved one by one and end with it at the latest. The
//! register is public within the county: every school sees the same one. Telephone numbers are
//! masked, and accounts wait until the school where somebody is to teach has been named.
//!
//! | file | holds |
//! |---|---|
//! | `model` | partners and their people as they are read |
//! | `rules` | what may be written, and when it counts |
//! | `store` | one SQL statement a function |
//! | `actions`, `editing` | adding, approving, ending; correcting |
//! | `list` | a list of partners and their people comes in |
//! | `pages`, `keeping`, `edit_pages`, `import`, `views` | the register, keeping and correcting it, sending a list in |

mod actions;
mod edit_pages;
mod editing;
mod import;
mod keeping;
mod list;
mod model;
mod pages;
mod rules;

mod store;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::Error;
pub use list::{Taken, answer, layout, take};

/// Who may do what.
pub(crate) const PERMISSIONS: [Permission; 2] = [
    Permission {
        key: "partner.read",
        label: "查看校外机构名录(电话遮蔽)",
        roles: &[
            Role::BureauLeader,
            Role::BasicEducationClerk,
            Role::FinanceClerk,
            Role::PersonnelClerk,
            Role::TownClerk,
            Role::Inspector,
            Role::Principal,
            Role::AftercareManager,
        ],
    },
    Permission {
        key: "partner.manage",
        label: "登记、列入和移出校外机构及其教师",
        roles: &[Role::BasicEducationClerk],
    },
];

const READ: Need = Need::May("partner.read");
const MANAGE: Need = Need::May("partner.manage");

/// The line in the navigation.
pub(crate) const MENU: MenuItem = MenuItem {
    group: "名录",
    label: "校外机构",
    path: "/institutions",
    icon: "building",
    need: READ,
};

/// What the acts are called.
pub(crate) const ACTS: &[platform::audit::ActLabel] = &[
    ("partner.add", "登记校外机构"),
    ("partner.approve", "校外机构列入白名单"),
    ("partner.end", "校外机构移出白名单"),
    ("partner.edit", "更正校外机构信息"),
    ("partner.person.add", "登记校外机构教师"),
    ("partner.person.edit", "更正校外机构教师信息"),
    ("partner.person.approve", "校外机构教师准入"),
    ("partner.person.end", "校外机构教师停止任教"),
    ("partner.import", "导入校外机构名单"),
];

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/institutions", READ, pages::list)
        .get("/institutions/export", READ, pages::export)
        .get("/institutions/new", MANAGE, keeping::form)
        .post("/institutions/new", MANAGE, keeping::add)
        .get("/institutions/import", MANAGE, import::form)
        .post("/institutions/import", MANAGE, import::send)
        .get("/institutions/import/template", MANAGE, import::template)
        .get("/institutions/{id}", READ, pages::show)
        .post("/institutions/{id}/approve", MANAGE, keeping::approve)
        .get("/institutions/{id}/edit", MANAGE, edit_pages::form)
        .post("/institutions/{id}/edit", MANAGE, edit_pages::save)
        .get("/institutions/{id}/end", MANAGE, keeping::end_form)
        .post("/institutions/{id}/end", MANAGE, keeping::end)
        .get("/institutions/{id}/people/new", MANAGE, keeping::person_form)
        .post("/institutions/{id}/people/new", MANAGE, keeping::add_person)
        .get("/institutions/{id}/people/{person}", MANAGE, keeping::person)
        .get("/institutions/{id}/people/{person}/edit", MANAGE, edit_pages::person_form)
        .post("/institutions/{id}/people/{person}/edit", MANAGE, edit_pages::save_person)
        .post("/institutions/{id}/people/{person}/approve", MANAGE, keeping::approve_person)
        .post("/institutions/{id}/people/{person}/end", MANAGE, keeping::end_person)
}
