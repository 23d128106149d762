//! 普通高中毕业证明: who lost the certificate gets another paper that proves it, in the same request.
//!
//! Somebody shows by 浙里办 who they are, by real name. Name and ID number are held against what the
//! bureau knows of graduates: the archive's list, which comes in as a sheet, and the roll itself.
//! Where exactly one graduation fits, the certificate is issued there and then, with a number, a code
//! and a QR code by which anyone can check it. Whatever does not fit goes to a person: a case is
//! opened, and never is anybody refused by a machine.
//!
//! Nobody learns anything of somebody else: without a real name there is no answer, and who checks a
//! paper must have its code and sees a masked name.
//!
//! | file | holds |
//! |---|---|
//! | `model.rs` | what is stored and spoken of |
//! | `rules.rs` | whether a certificate may be issued; numbers, codes, dates as archives write them |
//! | `store.rs` | the SQL |
//! | `actions.rs` | applying, asking by hand, voiding: one act each |
//! | `effects.rs` | what the case of a request brings about: issuing, answering |
//! | `list.rs` | the archive's list as a sheet |
//! | `paper.rs` | the certificate as PDF |
//! | `citizen.rs`, `check.rs` | the pages of whoever asks, and of whoever checks |
//! | `office.rs`, `archive.rs` | the pages of the bureau |

mod actions;
mod archive;
mod check;
mod citizen;
pub mod demo;
mod effects;
mod list;
mod model;
mod office;
mod paper;
mod rules;
mod store;
#[cfg(test)]
mod tests;

use platform::{
    audit::ActLabel,
    hall::Entry,
    seal::{Field, SealedColumn},
};
use vocab::Role;
use web::{MenuItem, Need, Permission, Routes};

pub use actions::Error;
pub(crate) use effects::EFFECTS;

/// The ID number of a graduate: found by one index, wherever it is kept.
const NUMBER: Field = Field::new("graduate.id_number");
/// The telephone number of whoever asks.
const PHONE: Field = Field::new("graduate.phone");

/// What anyone can do here.
pub(crate) const HALL: &[Entry] = &[
    Entry {
        group: "证明",
        label: "普通高中毕业证明",
        about: "毕业证书遗失或者损毁的，实名认证后当场开具，可以下载打印。",
        path: "/graduation",
        icon: "school",
    },
    Entry {
        group: "证明",
        label: "毕业证明核验",
        about: "用编号和校验码核对别人出示的毕业证明。",
        path: "/graduation/check",
        icon: "circle-check",
    },
];

/// What is sealed.
pub(crate) const SEALED: &[SealedColumn] = &[
    platform::sealed_column!(NUMBER, "graduate", "id_sealed"),
    platform::sealed_column!(NUMBER, "graduate_request", "id_sealed"),
    platform::sealed_column!(NUMBER, "graduate_certificate", "id_sealed"),
    platform::sealed_column!(PHONE, "graduate_request", "phone_sealed"),
];

const READ: Permission = Permission {
    key: "graduation.read",
    label: "查看毕业证明开具情况",
    roles: &[Role::BasicEducationClerk, Role::BureauLeader],
};
const KEEP: Permission = Permission {
    key: "graduation.keep",
    label: "管理高中毕业生档案和毕业证明",
    roles: &[Role::BasicEducationClerk],
};
/// What may be done here, and by whom.
pub(crate) const PERMISSIONS: &[Permission] = &[READ, KEEP];

/// The lines in the navigation.
pub(crate) const MENU: &[MenuItem] = &[
    MenuItem {
        group: "政务服务",
        label: "毕业证明",
        path: "/graduation/issued",
        icon: "file-description",
        need: Need::May(READ.key),
    },
    MenuItem {
        group: "政务服务",
        label: "高中毕业生档案",
        path: "/graduation/archive",
        icon: "books",
        need: Need::May(KEEP.key),
    },
];

/// What the acts are called in the trail.
pub(crate) const ACTS: &[ActLabel] = &[
    ("graduation.apply", "申请毕业证明"),
    ("graduation.ask", "毕业证明：申请人工核查"),
    ("graduation.void", "作废毕业证明"),
    ("graduation.take", "导入高中毕业生档案"),
    ("demo.load.graduation", "载入演示的毕业证明"),
];

/// The pages.
pub(crate) fn routes() -> Routes {
    citizen::routes().merge(check::routes()).merge(office::routes()).merge(archive::routes())
}
