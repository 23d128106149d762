//! 禁止接触: someone of a child's family must not come near it, as a court or the police decided.
//!
//! The head of the child's school sets the mark and ends it, naming the document; nobody else sees
//! which one. As long as it stands, that guardian does not see the child, gets no notice about it,
//! may not collect it, and cannot be bound to it anew; the class teacher and the other guardians
//! hear that the list of who may collect has changed, and not why. The mark is a bond of its own in
//! the guardianship, so that what was before is known, and comes back when the mark ends.
//!
//! Rules: 反家庭暴力法 art. 23, 29 (人身安全保护令), 未成年人保护法 art. 108 (guardianship taken away).

mod actions;
mod model;
mod pages;
pub(crate) mod rules;
mod store;
#[cfg(test)]
mod tests;

use platform::{audit::ActLabel, privacy::Eraser};
use vocab::{Kind as _, Role, names::kinds};
use web::{Permission, Routes};

pub(crate) use store::is_barred;

/// Setting and ending the mark.
pub(crate) const BAR: Permission =
    Permission {
        key: "contact.bar", label: "登记、解除禁止接触", roles: &[Role::Principal]
    };

/// What the acts are called.
pub(crate) const ACTS: &[ActLabel] =
    &[("contact.bar", "登记禁止接触"), ("contact.end", "解除禁止接触")];

/// What goes: what has ended is not needed for the child's safety any more.
pub(crate) const ERASER: Eraser = Eraser {
    subject_kind: kinds::StudentId::PREFIX,
    label: "已解除的禁止接触登记（未解除的，为孩子安全保留）",
    run: |tx, bits| Box::pin(store::erase_ended(tx, bits)),
};

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes()
}
