//! 录取以后、编班以前: the letter that says where a child is admitted, reporting to school on the day, and
//! what becomes of seats that are given up.
//!
//! A school looks at the vaccination certificate of whoever enters (中华人民共和国疫苗管理法第四十八条) and
//! takes in the child without it too: it reports who is to be vaccinated. Who does not come is told to
//! town and office with the reason (义务教育法第十三条). A seat that is given up goes to the next by the
//! rules of the placement: the same categories, the same order, for a private school that of its draw.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | who may do what when, and who is next |
//! | `store/` | the SQL of seats, of those who wait for one, of what others ask |
//! | `actions.rs`, `refill.rs` | letters, reporting, giving up; refilling: one act each |
//! | `letter.rs` | the letter as page and PDF, its check by anyone |
//! | `family.rs`, `school.rs`, `one.rs`, `office.rs` | the pages of families, schools and the office |
//! | `roll.rs` | the sheet for the national roll |
//! | `demo.rs` | who came in the invented county |
//!
//! **Invariant:** a child has one seat at most, and a seat one successor at most.

mod actions;
pub mod demo;
mod family;
mod letter;
mod model;
mod office;
mod one;
mod refill;
mod roll;
mod rules;
mod school;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use db::Migration;
use platform::{Module, audit::ActLabel, hall::Entry, privacy::PersonalTable};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub(crate) use actions::issue;
pub(crate) use family::card;
pub(crate) use model::Admission;

const READ: Permission = Permission {
    key: "admission.read",
    label: "查看新生报到",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::TownClerk,
        Role::Principal,
        Role::RollManager,
    ],
};
const REPORT: Permission = Permission {
    key: "admission.report",
    label: "办理新生报到",
    roles: &[Role::Principal, Role::RollManager],
};
const REFILL: Permission = Permission {
    key: "admission.refill",
    label: "递补放弃的学位",
    roles: &[Role::BasicEducationClerk],
};
const ROLL: Permission = Permission {
    key: "admission.roll",
    label: "导出全国学籍导入表",
    roles: &[Role::BasicEducationClerk, Role::RollManager],
};
const MENU: &[MenuItem] = &[
    MenuItem {
        group: "招生入学",
        label: "新生报到",
        path: "/reporting",
        icon: "user-check",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "招生入学",
        label: "学位递补",
        path: "/refills",
        icon: "user-plus",
        need: Need::May(REFILL.key),
    },
];
const ACTS: &[ActLabel] = &[
    ("admission.report", "办理新生报到"),
    ("admission.absent", "登记没有报到"),
    ("admission.give-up", "放弃录取"),
    ("admission.refill", "递补录取"),
    ("admission.decline", "登记不要递补的学位"),
    ("admission.roll", "导出全国学籍导入表"),
    ("demo.load.admission", "载入演示的新生报到"),
];
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays("admission", "录取和报到的依据，按公务档案保存"),
    PersonalTable::stays("admission_declined", "递补次序的依据，按公务档案保存"),
];
const HALL: &[Entry] = &[Entry {
    group: "公示与核对",
    label: "录取通知书核验",
    about: "凭通知书编号核对是不是真的、现在还有没有效。",
    path: "/entry/letters",
    icon: "circle-check",
}];

/// The tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0004_admission", sql: include_str!("../../migrations/0004_admission.sql") },
    Migration { name: "0007_seat", sql: include_str!("../../migrations/0007_seat.sql") },
];

/// This room, as the server wires it; its tables come after those of placement.
pub const MODULE: Module = Module {
    name: "admission",
    migrations: MIGRATIONS,
    routes,
    permissions: &[READ, REPORT, REFILL, ROLL],
    menu: MENU,
    acts: &[ACTS],
    personal: PERSONAL,
    hall: HALL,
    ..Module::BARE
};

fn routes() -> Routes {
    letter::routes()
        .merge(family::routes())
        .merge(school::routes())
        .merge(one::routes())
        .merge(office::routes())
        .merge(roll::routes())
}
