//! 入学报名: a family registers its children once, on a phone, within a window in which it makes no
//! difference who comes first; school, town and office check one after the other.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | who may register when, whose step it is, what a machine may decide |
//! | `settings.rs` | the categories that a new campaign begins with, of each entry, dated |
//! | `terms.rs` | a campaign with its schools and categories |
//! | `store/` | the SQL |
//! | `actions.rs` | what families do |
//! | `campaigns.rs` | what the office does with a campaign |
//! | `desks.rs` | what school, town and office do with a registration |
//! | `entered.rs` | what a school enters for a family, and the family's word for it |
//! | `city/` | the list of the city's registration system in, the results back |
//! | `registers.rs` | registers of other offices, and what stands in for them |
//! | `waiting.rs` | what waits on whose desk |
//! | `keeping.rs` | how long what families handed in is kept |
//! | `family/` | the pages on the phone |
//! | `office/` | the pages of the desks |
//! | `demo.rs`, `leavers.rs` | the invented county's entry, and families who moved away |
//!
//! **Invariant:** a machine only ever grants. Every refusal is a person's, with a reason.
//!
//! **Invariant:** nothing that decides anything reads when a registration came.

pub(crate) mod actions;
mod campaigns;
mod city;
pub mod demo;
mod desks;
mod entered;
mod error;
mod family;
mod keeping;
mod leavers;
mod model;
mod office;
mod registers;
mod rules;
pub(crate) mod settings;
pub(crate) mod store;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod waiting;

use db::Migration;
use platform::{
    Module,
    audit::ActLabel,
    files::FileOwner,
    privacy::PersonalTable,
    seal::{Field, SealedColumn},
};
use vocab::{Kind as _, Role};
use web::{MenuItem, Need, Permission, Routes};

pub(crate) use actions::number_of;
pub use actions::{Named, Wanted, register};
pub use error::Error;
pub(crate) use leavers::was_refilled;
pub use model::{Campaign, CampaignId, Channel, Entry, RegistrationId, Wish};
pub(crate) use model::{Method, Registration, Seats, Stage, State, StepKind, Unlucky};
pub use registers::{Recorded, Register, Registers};
#[cfg(test)]
pub(crate) use rules::asks;
pub(crate) use rules::{numbered, typed_number};
pub use terms::Terms;

/// The ID number of a child that is registered.
pub(crate) const NUMBER: Field = Field::new("registration.id_number");
/// The telephone number of who registers it.
pub(crate) const PHONE: Field = Field::new("registration.phone");

/// What is sealed.
const SEALED: &[SealedColumn] = &[
    platform::sealed_column!(NUMBER, "registration", "id_sealed"),
    platform::sealed_column!(PHONE, "registration", "phone_sealed"),
];

pub(crate) const FAMILY: Permission = Permission {
    key: "registration.family",
    label: "为自己的孩子报名入学",
    roles: &[Role::Guardian],
};
const READ: Permission = Permission {
    key: "registration.read",
    label: "查看入学报名",
    roles: &[
        Role::BureauLeader,
        Role::BasicEducationClerk,
        Role::TownClerk,
        Role::Principal,
        Role::RollManager,
    ],
};
const HANDLE: Permission = Permission {
    key: "registration.handle",
    label: "审核入学报名",
    roles: &[Role::BasicEducationClerk, Role::TownClerk, Role::Principal, Role::RollManager],
};
const MANAGE: Permission = Permission {
    key: "registration.manage",
    label: "管理招生批次、招生计划和录取",
    roles: &[Role::BasicEducationClerk],
};
const SEATS: Permission = Permission {
    key: "registration.seats",
    label: "修改招生计划（幼儿园改本园的）",
    roles: &[Role::BasicEducationClerk, Role::Principal],
};
/// What may be done here, and by whom.
const PERMISSIONS: &[Permission] = &[FAMILY, READ, HANDLE, MANAGE, SEATS];

/// The lines in the navigation.
const MENU: &[MenuItem] = &[
    MenuItem {
        group: "招生入学",
        label: "入学报名",
        path: "/entry",
        icon: "school",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "我的孩子",
        label: "入学报名",
        path: "/family/entry",
        icon: "school",
        need: Need::May(FAMILY.key),
    },
];

/// What the acts are called in the trail.
const ACTS: &[ActLabel] = &[
    ("registration.open", "发起招生批次"),
    ("registration.times", "修改招生批次时间"),
    ("registration.seats", "修改招生计划"),
    ("registration.send", "入学报名"),
    ("registration.change", "修改入学报名"),
    ("registration.withdraw", "撤回入学报名"),
    ("registration.confirm", "家长确认学校代填的报名"),
    ("registration.city", "导入市级报名名单"),
    ("registration.document", "上传入学报名材料"),
    ("registration.decide", "审核入学报名"),
    ("registration.pass", "批量审核入学报名"),
    ("demo.load.admissions", "载入演示的招生入学"),
];

/// The tables that name people.
const PERSONAL: &[PersonalTable] = &[
    PersonalTable::stays(
        "registration",
        "招生录取的依据，按公务档案保存；号码加密，材料报到后 60 天删除",
    ),
    PersonalTable::stays("registration_step", "办理经过，只有经办账号的编号"),
    PersonalTable::stays("registration_city", "市级系统的报名号，随报名按公务档案保存"),
];

/// Who may have the documents of a registration.
const FILES: &[FileOwner] = &[FileOwner {
    kind: model::kinds::RegistrationId::PREFIX,
    may_read: |visit, bits| Box::pin(office::may_read(visit, bits)),
}];

/// The tables; those of the directory come first.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_registration",
        sql: include_str!("../../migrations/0001_registration.sql"),
    },
    Migration { name: "0006_channels", sql: include_str!("../../migrations/0006_channels.sql") },
    Migration { name: "0008_wish", sql: include_str!("../../migrations/0008_wish.sql") },
];

/// This room, as the server wires it.
pub const MODULE: Module = Module {
    name: "registration",
    migrations: MIGRATIONS,
    routes,
    permissions: PERMISSIONS,
    menu: MENU,
    acts: &[ACTS],
    sealed: SEALED,
    personal: PERSONAL,
    files: FILES,
    retention: &[keeping::DOCUMENTS],
    waiting: &[waiting::DESK],
    ..Module::BARE
};

/// The pages.
fn routes() -> Routes {
    family::routes().merge(office::routes()).merge(city::routes())
}
