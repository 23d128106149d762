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
pub(crate) use store::{erase_requests_about, erase_requests_of};

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

/// How long a request is kept once it is decided.
const DECIDED_DAYS: i64 = 183;

/// What goes when.
pub(crate) const RETENTION: platform::privacy::Retention = platform::privacy::Retention {
    name: "guardian-request",
    label: "已办结的家长绑定、换号申请",
    basis: "供申请人查证和申诉，办结半年后删除；确认的结果在家庭信息里",
    days: DECIDED_DAYS,
    run: |tx, it| Box::pin(store::delete_decided(tx, it.at, it.limit)),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
