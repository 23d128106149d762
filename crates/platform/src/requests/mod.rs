//! What people may ask for about their data: to see all of it, to have it corrected, to have it
//! erased; for themselves and for their children.
//!
//! What there is, the modules that keep it tell ([`Disclosure`]); what can be corrected, and how, they
//! declare ([`Correction`]), so that a correction changes the record at its source and every figure
//! counted from it follows. What the law wants kept, they say with its source ([`Duty`]); the rest
//! goes through their `Eraser`s. The school where the person is checks a request (the office, where
//! there is no school), by a day counted in working days; the days on which proof is awaited do not
//! count. Every step is an act and is told to who asked.
//!
//! Rules: 个人信息保护法 art. 45 (to see and to have a copy), 46 (correction, after a check), 47
//! (erasure, unless the law wants it kept), 50 (an easy way; a refusal says why); 未成年人网络保护条例
//! art. 34. Both say 及时; fifteen working days is what this house promises.

mod account;
mod actions;
mod asking;
mod hooks;
mod model;
mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use vocab::{Kind as _, Role};
use web::{MenuItem, Need, Permission, Routes};

pub use actions::Error;
pub(crate) use actions::erased;
pub use hooks::{
    Correction, CorrectionError, Current, Disclosure, Duty, Holds, Hooks, Input, Section, Set, Tell,
};
pub use model::{DemoRequest, RequestId, add_demo};

use crate::{files::FileOwner, seal::SealedColumn};

/// Checking requests and deciding on them.
pub(crate) const HANDLE: Permission = Permission {
    key: "request.handle",
    label: "办理个人信息申请",
    roles: &[Role::BureauLeader, Role::BasicEducationClerk, Role::Principal, Role::RollManager],
};

/// What there is about oneself and one's children.
pub(crate) const MINE: MenuItem = MenuItem {
    group: "我的",
    label: "我的信息",
    path: "/my-data",
    icon: "id-badge-2",
    need: Need::SignedIn,
};

/// The requests of others.
pub(crate) const OFFICE: MenuItem = MenuItem {
    group: "个人信息",
    label: "更正与删除申请",
    path: "/requests",
    icon: "clipboard-list",
    need: Need::May("request.handle"),
};

/// Who may have the proofs.
pub(crate) const PROOFS: FileOwner = FileOwner {
    kind: model::kinds::RequestId::PREFIX,
    may_read: |visit, bits| Box::pin(actions::may_read_files(visit, bits)),
};

/// The values before and after.
pub(crate) const OLD_COLUMN: SealedColumn =
    crate::sealed_column!(model::OLD, "data_request", "old_sealed");
pub(crate) const NEW_COLUMN: SealedColumn =
    crate::sealed_column!(model::NEW, "data_request", "new_sealed");

pub(crate) use account::{DUTIES, ERASERS, PERSONAL, PROOFS_KEPT, REQUESTS_KEPT};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
