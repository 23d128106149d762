//! How guardians come in: by their telephone and what the roll says, else by the class teacher.
//!
//! The roll names a child's guardians with their telephones. Whoever holds such a telephone, knows
//! the name that stands there and the last six of the child's ID number (or 学籍号) is that
//! guardian: their account opens at once. Whoever cannot show that asks, with the child's name and
//! full number, and the class teacher, who knows the families, confirms or refuses. The page says
//! the same whether or not there is such a child.
//!
//! A guardian invites a second one, and changes the telephone: at once where the old one answers,
//! else by the class teacher. Whoever is marked as not to come near a child is never bound to it.

mod actions;
mod ask;
mod decide;
mod model;
mod own;
mod pages;
mod phones;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use phones::Phones;

/// Saying whether somebody is a child's guardian.
pub(crate) const CONFIRM: Permission = Permission {
    key: "guardian.confirm",
    label: "确认本班学生的监护人和手机号变更",
    roles: &[Role::ClassTeacher],
};

/// What waits for the class teacher.
pub(crate) const REQUESTS: MenuItem = MenuItem {
    group: "班级",
    label: "家长绑定确认",
    path: "/guardian-requests",
    icon: "user-check",
    need: Need::May("guardian.confirm"),
};

/// What the acts are called.
pub(crate) const ACTS: &[platform::audit::ActLabel] = &[
    ("guardian.join", "家长凭学籍信息开通"),
    ("guardian.ask", "家长申请绑定孩子"),
    ("guardian.invite", "邀请另一位监护人"),
    ("guardian.phone", "更换监护人手机号"),
    ("guardian.phone.ask", "申请更换监护人手机号"),
    ("guardian.decide", "确认或退回监护人申请"),
];

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
