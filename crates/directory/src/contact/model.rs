//! An order that keeps someone away from a child.

use jiff::civil::Date;
use vocab::{AccountId, GuardianId, StudentId};

vocab::ids! {
    /// Names an [`Order`].
    ContactOrderId = "cto";
}

/// That someone must not come near a child.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) id: ContactOrderId,
    pub(super) guardian: GuardianId,
    /// The guardian's name.
    pub(super) name: String,
    /// The document, sealed.
    pub(super) document_sealed: String,
    /// When it was issued.
    pub(super) issued_on: Date,
    /// Whether the child might go home with them before.
    pub(super) could_collect: bool,
    pub(super) set_on: Date,
    /// Why it ended, sealed, where it did.
    pub(super) reason_sealed: Option<String>,
    pub(super) ended_on: Option<Date>,
}

/// An order on its way in.
#[derive(Debug, Clone)]
pub(super) struct NewOrder {
    pub(super) id: ContactOrderId,
    pub(super) student: StudentId,
    pub(super) guardian: GuardianId,
    pub(super) document_sealed: String,
    pub(super) issued_on: Date,
    pub(super) could_collect: bool,
    pub(super) by: Option<AccountId>,
}
