//! 均衡编班: the entry grades are divided into balanced classes, so that anybody can check that nobody
//! chose the result. No key and no ordinary classes (浙江省义务教育条例第二十二条); grade 1 enters without
//! any test (义务教育法第十二条), so that there is no field for results; grade 7 looks at grade 6 only by
//! a clause of the bureau's plan.
//!
//! List and plan are settled and their digest is posted; only then numbers are drawn in public, and the
//! classes follow from them. Then the class teachers are drawn the same way, the lists are published
//! with masked names, and from there every move is an act with a reason.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | what may be done when, from a list to the engine's input, its words for a contradiction |
//! | `paired.rs` | the class teachers' draw |
//! | `protocol.rs` | plan, balance, requests and their prices, as they are posted |
//! | `list.rs` | the list as a sheet, out and in |
//! | `store/` | the SQL |
//! | `actions.rs`, `making.rs`, `after.rs` | what is done up to the seal, up to the publication, and after it |
//! | `overseeing.rs`, `waiting.rs` | what the office does; what waits for a school |
//! | `pages/` | what people see |
//! | `demo.rs` | the invented county's entry classes |

mod actions;
mod after;
pub mod demo;
pub mod list;
mod making;
mod model;
mod overseeing;
mod pages;
pub mod paired;
pub mod protocol;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod waiting;

use platform::{audit::ActLabel, privacy::PersonalTable, waiting::Desk};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use rules::contradiction;

const READ: Permission = Permission {
    key: "classing.read",
    label: "查看均衡编班",
    roles: &[
        Role::RollManager,
        Role::Principal,
        Role::Inspector,
        Role::TownClerk,
        Role::BasicEducationClerk,
        Role::BureauLeader,
    ],
};
const RUN: Permission = Permission {
    key: "classing.run",
    label: "办理本校均衡编班",
    roles: &[Role::RollManager, Role::Principal],
};
const OVERSEE: Permission = Permission {
    key: "classing.oversee",
    label: "查看各校编班进度",
    roles: &[Role::TownClerk, Role::BasicEducationClerk, Role::BureauLeader],
};
const SET: Permission = Permission {
    key: "classing.set",
    label: "规定编班时限、催办学校",
    roles: &[Role::BasicEducationClerk],
};
const WITNESS: Permission = Permission {
    key: "classing.witness",
    label: "见证均衡编班",
    roles: &[Role::Inspector, Role::Guardian],
};
const MINE: Permission =
    Permission { key: "classing.mine", label: "查看孩子的编班", roles: &[Role::Guardian] };
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: &[Permission] = &[READ, RUN, OVERSEE, SET, WITNESS, MINE];

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[
    MenuItem {
        group: "招生入学",
        label: "均衡编班",
        path: "/classing",
        icon: "users",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "招生入学",
        label: "编班进度",
        path: "/classing/county",
        icon: "list-check",
        need: Need::May(OVERSEE.key),
    },
    MenuItem {
        group: "我的",
        label: "孩子的班级",
        path: "/classing/mine",
        icon: "users",
        need: Need::May(MINE.key),
    },
];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("classing.draft", "起草编班方案"),
    ("classing.list", "更新编班名单"),
    ("classing.ask", "登记同班、分班申请"),
    ("classing.unask", "撤下同班、分班申请"),
    ("classing.seal", "封存编班名单和方案"),
    ("classing.run", "输入种子编班"),
    ("classing.teachers", "封存班主任名单"),
    ("classing.pair", "班主任抽签"),
    ("classing.publish", "公示编班结果"),
    ("classing.void", "作废编班"),
    ("classing.move", "编班后调班"),
    ("classing.arrive", "转入学生按规则进班"),
    ("classing.leave", "学生转出班级"),
    ("classing.witness", "见证编班"),
    ("classing.term", "规定编班时限"),
    ("classing.remind", "催办编班"),
    ("demo.load.classing", "载入演示的编班"),
];

/// What becomes of rows about someone who is erased.
pub(crate) const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays(
        "classing_pupil",
        "编班名单是公平性的证据，公示只有掩码姓名，按公务档案保存",
    ),
    PersonalTable::stays("classing_witness", "见证编班是公开的公务行为，按公务档案保存"),
];

/// What waits for a school.
pub(crate) const DESK: Desk = waiting::DESK;

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
